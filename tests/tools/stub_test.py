#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Stops a thread at each instruction of a stub and delivers a signal there, through the emulator's gdb port.

  tests/tools/stub_test.py [--image IMAGE] [--append ARGS] PROGRAM     PROGRAM: tests/tools/stub_probe.c, built

For each system call of the program, the instructions between its `svc` and the one behind it are found by single steps.
Then, for each of them: run until there, put a branch to itself in its place, let the timer's signal come, take the branch
away when the handler starts.  The program checks the registers that its handler saw, and those it has afterwards.
"""

import argparse
import pathlib
import socket
import subprocess
import sys
import time

from elftools.elf.elffile import ELFFile

TOP = pathlib.Path(__file__).resolve().parent.parent.parent
SCENARIOS = 15
TIMER_US = 500
SELF_BRANCH = (0x14000000).to_bytes(4, 'little')
STEPS_MAX = 200             # of a stub's way
MNEMONIC_SVC = 0xd4000001


class Failure(Exception):
    """Something that must not happen."""


class Gdb:
    """The emulator's end of gdb's serial protocol."""

    def __init__(self, port):
        for _ in range(100):
            try:
                self.socket = socket.create_connection(('127.0.0.1', port), timeout=60)
                break
            except OSError:
                time.sleep(0.1)
        else:
            raise Failure('no gdb port')
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.data = b''
        self.ask('qSupported')
        self.ask('qXfer:features:read:target.xml:0,ffb') # or it answers for no single register

    def byte(self):
        if not self.data:
            self.data = self.socket.recv(65536)
            if not self.data:
                raise Failure('the machine has ended')
        first, self.data = self.data[:1], self.data[1:]
        return first

    def send(self, text):
        body = text.encode()
        self.socket.sendall(b'$' + body + b'#%02x' % (sum(body) & 255))

    def answer(self):
        while self.byte() != b'$':
            pass
        body = b''
        while (c := self.byte()) != b'#':
            body += c
        self.byte(), self.byte()
        self.socket.sendall(b'+')
        return body.decode()

    def ask(self, text):
        self.send(text)
        return self.answer()

    def must(self, text):
        got = self.ask(text)
        if got != 'OK':
            raise Failure(f'gdb: {text}: {got}')

    def pc(self):
        return int.from_bytes(bytes.fromhex(self.ask('p20')), 'little')

    def read(self, address, size):
        return bytes.fromhex(self.ask(f'm{address:x},{size:x}'))

    def write(self, address, data):
        self.must(f'M{address:x},{len(data):x}:{data.hex()}')

    def run_to(self, *addresses):
        """Run until one of the addresses; returns it."""
        for a in addresses:
            self.must(f'Z0,{a:x},4')
        self.ask('c')
        for a in addresses:
            self.must(f'z0,{a:x},4')
        pc = self.pc()
        if pc not in addresses:
            raise Failure(f'stopped at {pc:#x}, not at {", ".join(map(hex, addresses))}')
        return pc

    def step(self):
        self.ask('s')
        return self.pc()


class Probe:
    """The program under test."""

    def __init__(self, gdb, path):
        with open(path, 'rb') as f:
            table = ELFFile(f).get_section_by_name('.symtab')
            self.at = {s.name: s['st_value'] for s in table.iter_symbols() if s.name}
        self.gdb = gdb

    def set(self, name, value):
        self.gdb.write(self.at[name], (value & 0xffffffff).to_bytes(4, 'little'))

    def begin(self, scenario, timer_us):
        """From the start of a round to its second call."""
        self.gdb.run_to(self.at['round_begin'])
        self.set('scenario', scenario)
        self.set('timer_us', timer_us)
        self.gdb.step()
        for _ in range(2):
            self.gdb.run_to(self.at['probe_ready'])
            self.gdb.step()

    def end(self):
        """The verdict of the round."""
        self.gdb.run_to(self.at['round_end'])
        text = self.gdb.read(self.at['verdict'], 256)
        return text[:text.index(0)].decode()

    def way(self, scenario):
        """Addresses of the instructions that stand for the svc; calls of kernels are passed over."""
        self.begin(scenario, 0)
        svc, back = self.at['probe_svc'], self.at['probe_back']
        way, pc = [], svc
        while pc != back and len(way) < STEPS_MAX:
            word = int.from_bytes(self.gdb.read(pc, 4), 'little')
            if pc != svc:
                way.append(pc)
            # a call of the kernel's may also lead to the handler, or from there to where the signal came
            pc = self.gdb.run_to(pc + 4, self.at['on_self'], back) if word == MNEMONIC_SVC else self.gdb.step()
            if pc >> 63: # a fault: the rest is kernel-thread's
                pc = self.gdb.run_to(back)
        verdict = self.end()
        if verdict:
            raise Failure(f'scenario {scenario}, not stopped: {verdict}')
        return way

    def stop_at(self, scenario, address):
        """One round with the signal at this address."""
        gdb, handler = self.gdb, self.at['on_signal']
        for _ in range(10):
            self.begin(scenario, TIMER_US)
            if gdb.run_to(address, handler) == address:
                break
            self.end() # the signal came too early: again
        else:
            raise Failure(f'scenario {scenario}: the signal always comes before {address:#x}')
        old = gdb.read(address, 4)
        gdb.write(address, SELF_BRANCH)
        gdb.run_to(handler)
        gdb.write(address, old)
        return self.end()


def free_port():
    with socket.socket() as s:
        s.bind(('127.0.0.1', 0))
        return s.getsockname()[1]


def test(gdb, path):
    """Number of instructions tested, and of failures."""
    probe, done, bad = Probe(gdb, path), 0, 0
    tested = set()
    for scenario in range(SCENARIOS):
        try:
            way = probe.way(scenario)
        except OSError as e:
            raise Failure(f'call {scenario}, step by step: {e}') from e
        for address in way:
            if (scenario > 1 and address in tested):
                continue
            tested.add(address)
            try:
                verdict = probe.stop_at(scenario, address)
            except OSError as e:
                raise Failure(f'call {scenario}, instruction {way.index(address)} of {len(way)}: {e}') from e
            done += 1
            if verdict:
                bad += 1
                print(f'not ok  call {scenario}, instruction {way.index(address)} of {len(way)}: {verdict}')
        print(f'ok      call {scenario}: a way of {len(way)} instructions')
    gdb.run_to(probe.at['round_begin'])
    probe.set('scenario', -1)
    gdb.send('c')
    return done, bad


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--image')
    parser.add_argument('--disk')
    parser.add_argument('--append', default='')
    parser.add_argument('program', type=pathlib.Path)
    args = parser.parse_args()
    port = free_port()
    # Time is counted in instructions, or the signal would come early on a busy machine.
    command = [TOP / 'tools/run', '--icount', 'shift=0', '--gdb', str(port), '--timeout', '600', '--ro', args.program.parent]
    for name in ('image', 'disk', 'append'):
        if getattr(args, name):
            command += [f'--{name}', getattr(args, name)]
    run = subprocess.Popen([*command, '--', f'/host/{args.program.name}'], stdin=subprocess.DEVNULL)
    try:
        done, bad = test(Gdb(port), args.program)
        status = run.wait(timeout=60)
    except (Failure, OSError, subprocess.TimeoutExpired) as e:
        run.terminate()
        run.wait()
        print(f'not ok  {e}\n0 passed, 1 failed')
        return 1
    bad += status != 0
    print(f'{done - bad} passed, {bad} failed')
    return 1 if bad or done == 0 else 0


if __name__ == '__main__':
    sys.exit(main())
