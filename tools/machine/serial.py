# SPDX-License-Identifier: BSD-2-Clause
"""The serial line of a run as a Unix socket, for tools/cli."""

import os
import socket
import threading

WAITING_MAX = 1 << 20       # bytes that wait for one client; one that is further behind is let go


class Client:
    """One connection.  Who does not read must not stop the machine: a socket takes only some 270 single bytes, and an
    emulator whose line does not take its byte stands still.  So what the line says waits here."""

    def __init__(self, sock, line):
        self.sock, self.line = sock, line
        self.waiting = bytearray()
        self.changed = threading.Condition()
        self.open = True
        self.sending = False
        for target in (self._from_client, self._to_client):
            threading.Thread(target=target, daemon=True).start()

    def put(self, data):
        """Output of the line, for the client to read when it likes.  False: the client is gone."""
        with self.changed:
            if len(self.waiting) + len(data) > WAITING_MAX:
                self.open = False
            else:
                self.waiting += data
            self.changed.notify_all()
            return self.open

    def _to_client(self):
        while True:
            with self.changed:
                self.changed.wait_for(lambda: self.waiting or not self.open)
                if not self.open:
                    break
                data, self.waiting, self.sending = self.waiting, bytearray(), True
            try:
                self.sock.sendall(data)
            except OSError:
                break
            with self.changed:
                self.sending = False
                self.changed.notify_all()
        self._close()

    def drain(self, seconds):
        """Waits until the client has everything, or is gone."""
        with self.changed:
            self.changed.wait_for(lambda: not self.open or not (self.waiting or self.sending), timeout=seconds)

    def _from_client(self):
        try:
            while data := self.sock.recv(4096):
                self.line.sendall(data)
        except OSError:
            self._close()

    def _close(self):
        with self.changed:
            self.open = False
            self.changed.notify_all()
        try:
            self.sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


class SerialPort:
    """Listens at `path`; what the clients send goes to the line, what the line says goes to all of them."""

    def __init__(self, path, line):
        self.line = line
        self.clients = []
        self.lock = threading.Lock()
        if os.path.exists(path):
            os.unlink(path)
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(path)
        self.listener.listen()
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            sock, _ = self.listener.accept()
            with self.lock:
                self.clients.append(Client(sock, self.line))

    def write(self, data):
        """Output of the line; never waits for a client."""
        with self.lock:
            self.clients = [client for client in self.clients if client.put(data)]

    def finish(self, seconds):
        """The line has ended: the clients get what waits for them."""
        with self.lock:
            clients = self.clients
        for client in clients:
            client.drain(seconds)
