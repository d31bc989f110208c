#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Tests of tools/run: streams, statuses, files of the host, disks, terminals, errors.

  tests/tools/run_test.py [--linux] [NAME...]     --linux: on the reference kernel, to check the tests
"""

import argparse
import concurrent.futures
import hashlib
import os
import pathlib
import pty
import random
import re
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import termios
import threading
import time

TOP = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(TOP / 'tools'))
from machine import serial  # noqa: E402

RUN = TOP / 'tools' / 'run'
DISK = TOP / 'out' / 'images' / 'rootfs.ext4'
PROGRAMS = TOP / 'out' / 'tests' / 'linux'
LIMIT = 90                  # seconds until a run counts as hung
SYSTEM = []                 # options that choose the system
TESTS = []


class Failure(Exception):
    """A test that failed, with the reason."""


def test(function):
    """Register a test."""
    TESTS.append(function)
    return function


def equal(got, want, what=''):
    """Compare two values."""
    if got != want:
        raise Failure(f'{what or "value"} is {short(got)}; {short(want)} is right')


def contains(text, part):
    """Look for a text in an output."""
    if (part.encode() if isinstance(text, bytes) else part) not in text:
        raise Failure(f'{part!r} is not in {short(text)}')


def short(value):
    text = repr(value)
    return text if len(text) < 400 else f'{text[:200]} ... {text[-150:]} ({len(text)} characters)'


def run(*words, options=(), stdin=b'', limit=LIMIT):
    """Run tools/run; returns (status, stdout, stderr)."""
    command = [RUN, *SYSTEM, *options, *(['--', *words] if words else [])]
    done = subprocess.run(command, input=stdin, capture_output=True, timeout=limit, check=False, cwd=TOP)
    return done.returncode, done.stdout, done.stderr


def shell(script, **more):
    """Run a shell script in the machine."""
    return run('sh', '-c', script, **more)


@test
def statuses():
    for status in (0, 1, 7, 255):
        equal(shell(f'exit {status}')[0], status, 'status')


@test
def signals():
    equal(shell('kill -9 $$')[0], 137, 'status after SIGKILL')
    equal(shell('kill -SEGV $$')[0], 139, 'status after SIGSEGV')
    equal(run(str(PROGRAMS / 'tools/nullwrite.musl'))[0], 139, 'status after a write to NULL')


@test
def cannot_be_run():
    status, out, err = run('no-such-program')
    equal((status, out), (127, b''))
    contains(err, 'no-such-program')
    status, out, err = run('/no/such/path')
    equal((status, out), (127, b''))
    contains(err, '/no/such/path')
    for path in ('/etc', '/etc/passwd'):
        status, out, err = run(path)
        equal((status, out), (126, b''), path)
        contains(err, path)


@test
def streams_are_separate():
    equal(shell('echo out; echo err >&2; exit 3'), (3, b'out\n', b'err\n'))


@test
def all_bytes():
    data = bytes(range(256)) * 3
    equal(run('cat', stdin=data), (0, data, b''))
    equal(shell('cat >&2', stdin=data), (0, b'', data))


@test
def much_data():
    data = random.Random(1).randbytes(3_000_000)
    status, out, err = run('cat', stdin=data)
    equal((status, len(out), err), (0, len(data), b''))
    equal(hashlib.md5(out).hexdigest(), hashlib.md5(data).hexdigest(), 'checksum')
    status, out, _ = run('md5sum', stdin=data)
    equal((status, out.split()[0].decode()), (0, hashlib.md5(data).hexdigest()))


@test
def end_of_input():
    equal(run('wc', '-c'), (0, b'0\n', b''))
    equal(run('cat', stdin=b'no newline'), (0, b'no newline', b''))
    equal(shell('read a; read b; echo "$a/$b/$?"', stdin=b'one\n'), (0, b'one//1\n', b''))


@test
def output_before_the_end():
    status, out, _ = run('seq', '100000')
    equal((status, hashlib.md5(out).hexdigest()),
          (0, hashlib.md5(''.join(f'{n}\n' for n in range(1, 100001)).encode()).hexdigest()))


@test
def input_while_it_runs():
    process = subprocess.Popen([RUN, *SYSTEM, 'cat'], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=TOP)
    for line in (b'one\n', b'two\n', b'three\n'):
        process.stdin.write(line)
        process.stdin.flush()
        equal(process.stdout.readline(), line)
    process.stdin.close()
    equal(process.wait(LIMIT), 0)


@test
def reader_goes_away():
    began = time.monotonic()
    done = subprocess.run(f'{RUN} {" ".join(SYSTEM)} yes | head -n 2', shell=True, capture_output=True,
                          timeout=LIMIT, cwd=TOP, check=False)
    equal(done.stdout, b'y\ny\n')
    if time.monotonic() - began > 30:
        raise Failure('it went on for long after its reader had gone')


@test
def arguments_and_environment():
    words = ['', 'two words', "it's", '"quoted"', 'ünïcode', 'new\nline', '$HOME', '*', '\\', '--', '-t']
    status, out, _ = run('printf', '<%s>', *words)
    equal((status, out.decode()), (0, ''.join(f'<{word}>' for word in words)))
    equal(shell('echo "$A $B"; pwd', options=['--env', 'A=1', '--env', 'B=x y=z', '--cwd', '/etc']),
          (0, b'1 x y=z\n/etc\n', b''))
    equal(run(options=['--split', 'sh -c "echo \'a  b\'; exit 4"']), (4, b'a  b\n', b''))


@test
def time_limit():
    began = time.monotonic()
    status, _, err = run('sleep', '100', options=['--timeout', '8'])
    equal(status, 125)
    contains(err, 'not finished after 8 s')
    if time.monotonic() - began > 15:
        raise Failure('it took too long')


@test
def interrupted():
    for number, want in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
        process = subprocess.Popen([RUN, *SYSTEM, 'sh', '-c', 'echo up; sleep 100'], cwd=TOP,
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
        equal(process.stdout.readline(), b'up\n')
        machine = pathlib.Path(f'/proc/{process.pid}/task/{process.pid}/children').read_text().split()
        equal(len(machine), 1, 'number of emulators')
        process.send_signal(number)
        equal(process.wait(15), want, 'status')
        for pid in machine:
            if pathlib.Path(f'/proc/{pid}/exe').exists():
                raise Failure('the emulator is still there')


@test
def wrong_command_lines():
    for options in (['--no-such-option'], ['--timeout', 'x'], ['--timeout'], ['--env', 'novalue'],
                    ['--split', "'"], ['--split', ''], ['--gic', '7']):
        status, out, err = run('true', options=options)
        equal((status, out), (2, b''), str(options))
        contains(err, 'usage:')
    equal(run(options=['--help'])[0], 0)


@test
def wrong_disks():
    with tempfile.TemporaryDirectory() as name:
        empty, odd = pathlib.Path(name, 'empty'), pathlib.Path(name, 'odd')
        empty.write_bytes(b'')
        odd.write_bytes(b'x' * 1000)
        for disk, part in ((f'{name}/missing', 'does not exist'), (name, 'is a directory'),
                           (str(empty), 'is no disk'), (str(odd), 'is no disk')):
            status, out, err = run('true', options=['--disk', disk])
            equal((status, out), (125, b''), disk)
            contains(err, part)
        status, _, err = run('true', options=['--ro', '/no/such/folder'])
        equal(status, 125)
        contains(err, '/no/such/folder')


@test
def corrupt_disks():
    with tempfile.TemporaryDirectory() as name:
        disk = pathlib.Path(name, 'disk')
        disk.write_bytes(random.Random(2).randbytes(4 << 20))
        status, out, err = run('true', options=['--disk', str(disk)])
        equal((status, out), (125, b''))
        contains(err, 'run: ')
        with open(disk, 'wb') as file:
            file.write(DISK.read_bytes()[:1 << 20])     # a good beginning, the rest is missing
        status, out, err = run('true', options=['--disk', str(disk)])
        equal(out, b'')
        if status == 0:
            raise Failure('a cut disk worked')


@test
def wrong_images():
    if SYSTEM:
        return
    for options, part in ((['--image', '/no/such/image'], 'does not exist'),
                          (['--kernel', '/no/such/kernel'], 'does not exist'),
                          (['--kernel', '/etc/passwd'], 'passwd'),
                          (['--tasks', 'no-such-task'], 'no-such-task'),
                          (['--tasks', ''], 'composition')):
        status, out, err = run('true', options=options)
        equal((status, out), (125, b''), str(options))
        contains(err, part)


@test
def host_folder():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / 'sub').mkdir()
        (folder / 'a file').write_bytes(bytes(range(256)))
        (folder / 'sub' / 'b').write_text('below\n')
        (folder / 'link').symlink_to('sub/b')
        status, out, err = shell('cd /host; find . ! -name lost+found | sort; cat link; md5sum "a file"; echo x > new',
                                 options=['--ro', name])
        equal(status, 1)
        digest = hashlib.md5(bytes(range(256))).hexdigest()
        equal(out.decode(), f'.\n./a file\n./link\n./sub\n./sub/b\nbelow\n{digest}  a file\n')
        contains(err, 'Read-only file system')


@test
def host_programs():
    for kind in ('musl', 'glibc', 'musl-pie', 'glibc-pie'):
        equal(run(str(PROGRAMS / f'c/hello.{kind}'), 'x'),
              (42, b'hello, 2 argument, name ends in a path\n', b''), kind)
    with tempfile.TemporaryDirectory() as name:
        program = pathlib.Path(name, 'prog')
        shutil.copy(PROGRAMS / 'c/hello.musl', program)
        (pathlib.Path(name) / 'data').mkdir()
        status, out, _ = run(str(program), options=['--ro', f'{name}/data'])
        equal(status, 42)
        data = bytearray(program.read_bytes())
        data[18:20] = (62).to_bytes(2, 'little')
        program.write_bytes(data)
        relative = os.path.relpath(program, TOP)
        equal(run(relative)[0], 126, 'status of a program for another machine')
        program.write_bytes(data[:20])
        equal(run(relative)[0], 126, 'status of a truncated program')
        program.write_text('#!/no/such/interpreter\n')
        equal(run(relative)[0], 127, 'status of a script without its interpreter')
        program.write_text('#!/bin/sh\necho script "$@"\n')
        equal(run(relative, 'a', 'b c'), (0, b'script a b c\n', b''))
        program.write_text('just text\n')
        equal(run(relative)[0], 126, 'status of a text')


@test
def disk_stays_or_not():
    before = hashlib.md5(DISK.read_bytes()).hexdigest()
    equal(shell('echo changed > /root/f; rm /etc/passwd; sync', options=['--fsck'])[0], 0)
    equal(hashlib.md5(DISK.read_bytes()).hexdigest(), before, 'the disk')
    with tempfile.TemporaryDirectory() as name:
        disk = f'{name}/disk'
        shutil.copy(DISK, disk)
        options = ['--disk', disk, '--keep', '--fsck']
        equal(shell('mkdir /root/d; seq 10000 > /root/d/f; mv /etc/passwd /root', options=options)[0], 0)
        status, out, _ = shell('md5sum < /root/d/f; ls /etc/passwd; ls /root', options=options)
        contains(out, hashlib.md5(''.join(f'{n}\n' for n in range(1, 10001)).encode()).hexdigest())
        contains(out, 'd\npasswd\n')
        equal(status, 0)
        done = subprocess.run(['debugfs', '-R', 'cat /root/d/f', disk], capture_output=True, check=False)
        equal(len(done.stdout), 48894, 'length of the file as debugfs sees it')


@test
def log_file():
    with tempfile.TemporaryDirectory() as name:
        log = pathlib.Path(name, 'log')
        equal(run('true', options=['--log', str(log)]), (0, b'', b''))
        if not SYSTEM and 'kernel' not in log.read_text():
            raise Failure('the log does not speak of the kernel')


@test
def serial_line_unread():
    """Who is connected to the serial line and does not read does not stop the machine, and can read it all later."""
    with tempfile.TemporaryDirectory() as folder:
        ours, line = socket.socketpair()
        port = serial.SerialPort(f'{folder}/serial', line)
        client = socket.socket(socket.AF_UNIX)
        client.settimeout(10)
        client.connect(f'{folder}/serial')
        client.sendall(b'here')             # when this is through, the port knows the client
        equal(ours.recv(4), b'here')
        text = bytes(range(256)) * 20
        writer = threading.Thread(target=lambda: [port.write(text[i:i + 1]) for i in range(len(text))], daemon=True)
        writer.start()
        writer.join(10)
        equal(writer.is_alive(), False, 'a writer that waits for the client')
        got = b''
        while len(got) < len(text):
            got += client.recv(4096)
        equal(got, text)
        big = threading.Thread(target=lambda: port.write(bytes(2 * serial.WAITING_MAX)), daemon=True)
        big.start()
        big.join(10)
        equal(client.recv(1), b'', 'what a client gets that is too far behind')


@test
def power_off():
    equal(run('poweroff')[0], 0, 'status')
    equal(shell('echo before; poweroff; sleep 50'), (0, b'before\n', b''))
    equal(shell('reboot; sleep 50')[0], 0, 'status')


@test
def machines():
    if SYSTEM:
        return
    for options in (['--mem', '256M'], ['--mem', '2G'], ['--mem', '8G'], ['--cpu', 'cortex-a57'],
                    ['--cpu', 'cortex-a72'], ['--gic', '3']):
        equal(run('echo', 'up', options=options), (0, b'up\n', b''), str(options))


@test
def make_run():
    variables = ['LINUX=1'] if SYSTEM else []
    command = ['make', '-s', 'run', 'APP=busybox sh -c "ls -l / | wc -l; exit 2"', *variables]
    environment = {name: value for name, value in os.environ.items() if name not in ('MAKEFLAGS', 'MFLAGS', 'T')}
    done = subprocess.run(command, cwd=TOP, capture_output=True, text=True, timeout=LIMIT, check=False,
                          env=environment)
    if not re.fullmatch(r'\d\d\n', done.stdout) or done.returncode == 0:
        raise Failure(f'status {done.returncode}, output {done.stdout!r} {done.stderr!r}')


class Console:
    """An interactive run on a pseudo terminal."""

    def __init__(self, *options):
        self.master, slave = pty.openpty()
        termios.tcsetwinsize(slave, (31, 101))
        self.process = subprocess.Popen([RUN, *SYSTEM, *options], stdin=slave, stdout=slave, stderr=slave,
                                        cwd=TOP, start_new_session=True)
        os.close(slave)
        self.text = b''

    def type(self, text):
        """Press keys."""
        os.write(self.master, text.encode())

    def expect(self, pattern, limit=40):
        """Wait for output; forgets everything up to its end and returns the match."""
        end = time.monotonic() + limit
        while True:
            found = re.search(pattern.encode(), self.text, re.S)
            if found:
                self.text = self.text[found.end():]
                return found
            left = end - time.monotonic()
            if left <= 0 or not self._read(left):
                raise Failure(f'{pattern!r} does not come after {short(self.text)}')

    def _read(self, limit):
        if not select.select([self.master], [], [], limit)[0]:
            return False
        try:
            data = os.read(self.master, 65536)
        except OSError:
            data = b''
        self.text += data
        return bool(data)

    def end(self, want):
        """Wait for the end of the run."""
        try:
            while self._read(20):
                pass
            equal(self.process.wait(20), want, 'status')
        finally:
            self.process.kill()
            os.close(self.master)


PROMPT = r'root@cel4:[^ ]*# '


@test
def terminal_shell():
    console = Console()
    console.expect(PROMPT)
    console.type('echo $((6 * 7)); tty; stty size\r')
    console.expect(r'\r\n42\r\n/dev/\S+\r\n31 101\r\n.*' + PROMPT)
    console.type('ls / | wc -l\r')
    console.expect(r'\r\n\d\d\r\n.*' + PROMPT)
    console.type('echo abcx\x7fd\r')
    console.expect(r'\nabcd\r\n.*' + PROMPT)
    console.type('cat\r')
    console.expect('cat\r\n')
    time.sleep(0.5)         # the shell gives the terminal back first
    console.type('line\r')
    console.expect('line\r\nline\r\n')
    console.type('\x04')
    console.expect(PROMPT)
    console.type('exit 5\r')
    console.end(5)


@test
def terminal_signals():
    console = Console()
    console.expect(PROMPT)
    console.type('sleep 100\r')
    time.sleep(1)
    console.type('\x03')
    console.expect(PROMPT, 10)
    console.type('echo "status $?"\r')
    console.expect(r'status 130\r\n.*' + PROMPT)
    console.type('sleep 100\r')
    time.sleep(1)
    console.type('\x1a')
    console.expect(r'Stopped.*' + PROMPT, 10)
    console.type('kill %1; fg\r')
    console.expect(PROMPT, 10)
    console.type('trap "echo caught" INT; cat\r')
    time.sleep(1)
    console.type('\x1c')
    console.expect(r'(Quit)?.*' + PROMPT, 10)
    console.type('\x04')
    console.end(131)


@test
def terminal_editor():
    console = Console()
    console.expect(PROMPT)
    console.type('cd /tmp; vi file\r')
    console.expect(r'file.*\[New File\]|- file', 20)
    time.sleep(0.5)
    console.type('ihello from vi\x1b')
    time.sleep(0.5)
    console.type(':wq\r')
    console.expect(PROMPT)
    console.type('cat file; stty -a | grep -c icanon\r')
    console.expect(r'\nhello from vi\r\n1\r\n.*' + PROMPT)
    console.type('poweroff\r')
    console.end(0)


@test
def terminal_program():
    console = Console('-t', 'sh', '-c', 'read line; echo "<$line>"; exit 9')
    time.sleep(1)
    console.type('typed\r')
    console.expect('<typed>')
    console.end(9)


@test
def terminal_escape():
    console = Console()
    console.expect(PROMPT)
    console.type('\x1d\x1d')
    console.end(0)


def one(function):
    """Run a test; returns (name, seconds, problem)."""
    began = time.monotonic()
    try:
        function()
        problem = ''
    except Failure as failure:
        problem = str(failure)
    except subprocess.TimeoutExpired as error:
        problem = f'no end after {error.timeout} s: {short(error.stdout)} {short(error.stderr)}'
    except Exception as error:  # pylint: disable=broad-except
        problem = f'{type(error).__name__}: {error}'
    return function.__name__, time.monotonic() - began, problem


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--linux', action='store_true', help='on the reference kernel')
    parser.add_argument('-j', type=int, default=2, metavar='N', help='machines at a time (default: 2)')
    parser.add_argument('names', nargs='*', metavar='NAME', help='tests to run (default: all)')
    args = parser.parse_args()
    unknown = set(args.names) - {function.__name__ for function in TESTS}
    if unknown:
        parser.error(f'no test {", ".join(sorted(unknown))}')
    if args.linux:
        SYSTEM.append('--linux')
    chosen = [f for f in TESTS if not args.names or f.__name__ in args.names]
    failed = []
    with concurrent.futures.ThreadPoolExecutor(args.j) as pool:
        for name, seconds, problem in pool.map(one, chosen):
            print(f'{"not ok" if problem else "ok":<6} tools/{name:<42} {seconds:6.2f} s', flush=True)
            if problem:
                failed.append((name, problem))
                print(f'       {problem}', flush=True)
    print(f'{len(chosen) - len(failed)} passed, {len(failed)} failed')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
