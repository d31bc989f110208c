# SPDX-License-Identifier: BSD-2-Clause
"""Copying between the machine's sockets and the host's streams, one thread a direction."""

import os
import socket
import termios
import threading
import time
import tty

BLOCK = 65536
ESCAPE = 0x1d               # Ctrl-]: twice within ESCAPE_TIME ends an interactive machine
ESCAPE_TIME = 1.0
END_OF_INPUT = b'\x04'      # Ctrl-D


class Output(threading.Thread):
    """From a socket of the machine to a writer (a function that takes bytes)."""

    def __init__(self, sock, write):
        super().__init__(daemon=True)
        self.sock, self.write = sock, write
        self.moved_at = time.monotonic()
        self.busy = False

    def run(self):
        while True:
            try:
                data = self.sock.recv(BLOCK)
            except OSError:
                break
            if not data:
                break
            self.busy = True
            try:
                self.write(data)
            except OSError:
                # Nobody reads our output any more: neither can the program's reader.
                self.sock.close()
                break
            finally:
                self.moved_at = time.monotonic()
                self.busy = False

    def idle_for(self, seconds):
        """Whether nothing has come for a while and everything that came is written."""
        return not self.busy and time.monotonic() - self.moved_at >= seconds


class Input(threading.Thread):
    """From a file descriptor of the host to a socket of the machine; carries end of file."""

    def __init__(self, fd, sock):
        super().__init__(daemon=True)
        self.fd, self.sock = fd, sock

    def run(self):
        try:
            while True:
                data = os.read(self.fd, BLOCK)
                if not data:
                    break
                self.sock.sendall(data)
        except OSError:
            pass
        try:
            self.sock.shutdown(socket.SHUT_WR)
        except OSError:
            pass


class Keys(threading.Thread):
    """From the host's terminal (or a pipe) to the machine's terminal."""

    def __init__(self, fd, sock, escaped):
        super().__init__(daemon=True)
        self.fd, self.sock, self.escaped = fd, sock, escaped
        self.escape_at = 0.0

    def run(self):
        try:
            while True:
                data = os.read(self.fd, BLOCK)
                if not data:
                    self.sock.sendall(END_OF_INPUT)
                    return
                if self._is_escape(data):
                    self.escaped()
                    return
                self.sock.sendall(data)
        except OSError:
            pass

    def _is_escape(self, data):
        if data == bytes([ESCAPE, ESCAPE]):
            return True
        if data != bytes([ESCAPE]):
            self.escape_at = 0.0
            return False
        before, self.escape_at = self.escape_at, time.monotonic()
        return self.escape_at - before < ESCAPE_TIME


class Terminal:
    """The host's terminal in raw mode while a program uses it; nothing if it is no terminal."""

    def __init__(self, fd):
        self.fd = fd
        self.saved = termios.tcgetattr(fd) if os.isatty(fd) else None

    def __enter__(self):
        if self.saved is not None:
            tty.setraw(self.fd)
        return self

    def __exit__(self, *exc):
        if self.saved is not None:
            termios.tcsetattr(self.fd, termios.TCSADRAIN, self.saved)

    def size(self):
        """Rows and columns."""
        try:
            size = os.get_terminal_size(self.fd)
            return size.lines or 24, size.columns or 80
        except OSError:
            return 24, 80


def write_all(fd):
    """A writer of everything to a file descriptor."""
    def write(data):
        view = memoryview(data)
        while view:
            view = view[os.write(fd, view):]
    return write
