# SPDX-License-Identifier: BSD-2-Clause
"""Frames of the control stream: four letters, eight hexadecimal digits of length, payload."""

HEADER = 12
MAX_PAYLOAD = 1 << 20


class FrameError(Exception):
    """The other side sent something that is not a frame."""


def encode(kind, payload=b''):
    """One frame as bytes."""
    return kind.encode('ascii') + b'%08x' % len(payload) + payload


def strings(items):
    """A list of strings as a payload."""
    return b''.join(item.encode('utf-8', 'surrogateescape') + b'\0' for item in items)


def read(sock):
    """Read one frame from a socket: (kind, payload), or None at end of file."""
    header = _read_all(sock, HEADER)
    if not header:
        return None
    try:
        kind, length = header[:4].decode('ascii'), int(header[4:], 16)
    except ValueError as error:
        raise FrameError(f'not a frame: {header!r}') from error
    if not kind.isalpha() or length > MAX_PAYLOAD:
        raise FrameError(f'not a frame: {header!r}')
    return kind, _read_all(sock, length)


def _read_all(sock, size):
    data = b''
    while len(data) < size:
        piece = sock.recv(size - len(data))
        if not piece:
            if data:
                raise FrameError(f'the control stream ends after {data!r}')
            return b''
        data += piece
    return data
