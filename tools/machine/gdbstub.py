# SPDX-License-Identifier: BSD-2-Clause
"""A client of the emulator's gdb port: stop, look at registers and memory, go on.

The protocol is that of gdb's manual, appendix "Remote Serial Protocol"."""

import re
import socket
import struct

REGISTERS = 33              # x0..x30, sp, pc; the processor state follows


class StubError(Exception):
    """The emulator is gone or says something else than it should."""


class Stub:
    """A connection.  The machine stands still from connecting until go()."""

    def __init__(self, path):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(20)
        self.sock.connect(path)
        self.data = b''
        self.running = False
        answer = self.ask('qSupported:xmlRegisters=aarch64')
        while not answer.startswith('PacketSize'):      # a machine that ran says first that it stopped
            answer = self._answer().decode('latin-1')
        self.ask('qXfer:features:read:target.xml:0,ffb')    # it makes its lists of registers for this

    def _more(self):
        data = self.sock.recv(65536)
        if not data:
            raise StubError('the emulator ended')
        self.data += data

    def _answer(self):
        while True:
            found = re.search(rb'\$([^#]*)#..', self.data, re.S)
            if found:
                self.data = self.data[found.end():]
                self.sock.sendall(b'+')
                return found[1]
            self._more()

    def _send(self, text):
        packet = text.encode()
        self.sock.sendall(b'$' + packet + b'#%02x' % (sum(packet) & 0xff))

    def ask(self, text):
        """Send a packet, return the answer."""
        self._send(text)
        return self._answer().decode('latin-1')

    def stop(self):
        """Stop the machine."""
        self.sock.sendall(b'\x03')
        self.wait()

    def wait(self):
        """Wait until the machine stops: at a breakpoint, after a step."""
        while self._answer()[:1] not in (b'T', b'S'):
            pass
        self.running = False

    def step(self):
        """Execute one instruction."""
        self._send('vCont;s:1')
        self.wait()

    def go(self):
        """Let it run."""
        self._send('vCont;c')
        self.running = True

    def registers(self):
        """x0..x30, sp, pc as a tuple, and the processor state."""
        data = bytes.fromhex(self.ask('g')[:(REGISTERS * 8 + 4) * 2])
        return struct.unpack_from(f'<{REGISTERS}Q', data), struct.unpack_from('<I', data, REGISTERS * 8)[0]

    def read(self, address, size):
        """Memory as the stopped processor sees it; None where there is none."""
        answer = self.ask(f'm{address:x},{size:x}')
        if answer.startswith('E') or len(answer) != size * 2:
            return None
        return bytes.fromhex(answer)

    def register_number(self, name):
        """Number of a system register by name; None if the emulator does not show it."""
        text, offset = '', 0
        while True:
            part = self.ask(f'qXfer:features:read:system-registers.xml:{offset:x},ffb')
            if part[:1] not in ('m', 'l'):
                return None
            text += part[1:]
            offset += len(part) - 1
            if part[0] == 'l':
                break
        found = re.search(rf'<reg name="{name}"[^>]*regnum="(\d+)"', text)
        return int(found[1]) if found else None

    def register(self, number):
        """One register by number."""
        return int.from_bytes(bytes.fromhex(self.ask(f'p{number:x}')), 'little')
