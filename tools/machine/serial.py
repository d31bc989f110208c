# SPDX-License-Identifier: BSD-2-Clause
"""The serial line of a run as a Unix socket, for tools/cli."""

import os
import socket
import threading


class SerialPort:
    """Listens at `path`; what the clients send goes to the line, what the line says goes to all of them."""

    def __init__(self, path, line):
        self.line = line
        self.clients = []
        if os.path.exists(path):
            os.unlink(path)
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(path)
        self.listener.listen()
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            client, _ = self.listener.accept()
            self.clients.append(client)
            threading.Thread(target=self._relay, args=(client,), daemon=True).start()

    def _relay(self, client):
        try:
            while data := client.recv(4096):
                self.line.sendall(data)
        except OSError:
            pass
        if client in self.clients:
            self.clients.remove(client)

    def write(self, data):
        """Output of the line."""
        for client in list(self.clients):
            try:
                client.sendall(data)
            except OSError:
                self.clients.remove(client)
