# SPDX-License-Identifier: BSD-2-Clause
"""One run: start the machine, tell it what to run, carry its streams, find out how it ended."""

import collections
import dataclasses
import pathlib
import queue
import re
import threading
import time

from . import frames, relay, serial
from .errors import STATUS_SYSTEM, RunError
from .qemu import Qemu

EXIT_GRACE = 10.0           # seconds from the end of the program to the end of the system
PANIC_GRACE = 1.0           # seconds in which a panic says the rest
SERIAL_GRACE = 1.0          # seconds in which a client of the serial line reads the rest
IDLE = 0.05                 # seconds without output that count as the end of it
# Lines of the log after which no program runs any more.
DEAD = re.compile(r'PANIC|\[ *[\d.]+\] root: (error: )?(kernel-thread ended|system halted)')
LOG_TAIL = 40               # lines of the log that a failed run shows


@dataclasses.dataclass
class Disk:
    """A disk of the machine."""
    path: str
    read_only: bool = False
    throw_away: bool = False        # changes go to a temporary file


@dataclasses.dataclass
class Options:
    """Everything about a run.  Paths are the host's."""
    image: str = ''
    initrd: str = ''
    append: str = ''
    argv: list = dataclasses.field(default_factory=list)
    env: list = dataclasses.field(default_factory=list)
    cwd: str = '/'
    mounts: list = dataclasses.field(default_factory=list)
    disks: list = dataclasses.field(default_factory=list)
    log_settings: str = ''
    trace: str = ''                 # what of the program's calls is shown, in the words of trace/strace.h; empty: nothing
    log_path: str = ''
    serial_path: str = ''           # socket for tools/cli; empty: none
    tty: bool = False
    mem: str = '1G'
    cpu: str = 'cortex-a53'
    gic: int = 2
    icount: str = ''
    gdb: int = 0
    debugged: bool = False          # somebody else opens a port for gdb: the start takes as long as it takes
    timeout: float = 0.0            # of the whole run; 0: none
    boot_timeout: float = 60.0
    qemu_args: list = dataclasses.field(default_factory=list)
    drains_itself: bool = True      # the system sends EXIT after all output has reached us


@dataclasses.dataclass
class Result:
    """How a run ended."""
    status: int = STATUS_SYSTEM
    signal: int = 0                 # what ended the program, if a signal did
    error: str = ''                 # what failed, if the program did not end by itself
    banner: str = ''
    boot_seconds: float = 0.0
    log_tail: list = dataclasses.field(default_factory=list)


class Session:
    """A run in progress.  `outputs` maps tty, or stdout and stderr, to writers; `stdin` is a descriptor."""

    def __init__(self, options, work, outputs, stdin=None, on_log=None, on_boot=None, on_trace=None):
        self.options = options
        self.outputs = outputs
        self.stdin = stdin
        self.on_log, self.on_boot, self.on_trace = on_log, on_boot, on_trace
        self.events = queue.SimpleQueue()
        self.qemu = Qemu(options, pathlib.Path(work) / 'qemu.err')
        self.result = Result()
        self.lines = collections.deque(maxlen=LOG_TAIL)
        self.panic_at = None
        self.deadline = None
        self.why = ''
        self.pumps = []
        self.exited = False

    # -- from other threads and signal handlers

    def post(self, kind, value=None):
        """Tell the loop something: 'stop' (status), 'resize', ..."""
        self.events.put((kind, value))

    def _read_control(self):
        try:
            while frame := frames.read(self.qemu.sockets['control']):
                self.post('frame', frame)
        except (frames.FrameError, OSError) as error:
            self.post('broken', str(error))

    def _read_serial(self, log):
        partial = b''
        uart = self.qemu.sockets['serial']
        port = serial.SerialPort(self.options.serial_path, uart) if self.options.serial_path else None
        while True:
            try:
                data = uart.recv(4096)
            except OSError:
                data = b''
            if port is not None:
                port.write(data)
            if log is not None and data:
                log.write(data)
                log.flush()
            *lines, partial = (partial + data).split(b'\n')
            if not data and partial:
                lines.append(partial)
            for line in lines:
                self._log_line(line.rstrip(b'\r').decode('utf-8', 'replace'))
            if not data:
                if port is not None:
                    port.finish(SERIAL_GRACE)
                return

    def _log_line(self, line):
        self.lines.append(line)
        if self.on_log:
            self.on_log(line)
        if DEAD.match(line):
            self.post('panic', line)

    # -- the loop

    def run(self):
        """Run to the end; returns a Result.  Raises RunError if the machine cannot start."""
        log = None
        if self.options.log_path:
            log = open(self.options.log_path, 'wb')
        try:
            self.qemu.start()
            started = time.monotonic()
            threads = self._start_threads(log)
            threading.Thread(target=self._send_request, daemon=True).start()
            self._loop(started)
            self._finish(threads)
        finally:
            self.qemu.kill()
            if log is not None:
                log.close()
        self.result.log_tail = list(self.lines)
        return self.result

    def _start_threads(self, log):
        threads = [threading.Thread(target=self._read_serial, args=(log,), daemon=True),
                   threading.Thread(target=self._read_control, daemon=True)]
        watcher = threading.Thread(target=lambda: self.post('died', self.qemu.wait()), daemon=True)
        for name, writer in self.outputs.items():
            self.pumps.append(relay.Output(self.qemu.sockets[name], writer))
        for thread in (*threads, watcher, *self.pumps):
            thread.start()
        if self.options.tty:
            keys = relay.Keys(self.stdin, self.qemu.sockets['tty'], lambda: self.post('stop', 0))
            keys.start()
        elif self.stdin is not None:
            relay.Input(self.stdin, self.qemu.sockets['stdin']).start()
        else:
            self.qemu.sockets['stdin'].shutdown(1)
        return threads

    def send(self, kind, payload=b''):
        """Send a frame to the system; a system that is gone is noticed elsewhere."""
        try:
            self.qemu.sockets['control'].sendall(frames.encode(kind, payload))
        except OSError:
            pass

    def _send_request(self):
        opts = self.options
        if opts.argv:
            self.send('ARGV', frames.strings(opts.argv))
        self.send('ENVV', frames.strings(opts.env))
        self.send('CWDD', opts.cwd.encode())
        if opts.mounts:
            self.send('MNTS', frames.strings([part for mount in opts.mounts for part in mount]))
        if opts.log_settings:
            self.send('LOGL', opts.log_settings.encode())
        if opts.trace:
            self.send('TRCE', opts.trace.encode())
        if opts.tty:
            self.send_size()
        self.send('GOGO')

    def send_size(self):
        """Tell the system the size of the host's terminal."""
        rows, columns = relay.Terminal(self.stdin).size()
        self.send('WINS', f'{rows} {columns}'.encode())

    def _loop(self, started):
        opts = self.options
        end = started + opts.timeout if opts.timeout else None
        if not opts.gdb and not opts.debugged:
            self._expect(opts.boot_timeout, f'the system did not start within {opts.boot_timeout:g} s')
        while True:
            limits = [t for t in (end, self.deadline) if t is not None]
            left = min(limits) - time.monotonic() if limits else None
            try:
                kind, value = self.events.get(timeout=max(left, 0) if left is not None else None)
            except queue.Empty:
                if end is not None and time.monotonic() >= end and not self.exited:
                    self.result.error = f'not finished after {opts.timeout:g} s'
                elif not self.exited:
                    self.result.error = self.why
                return
            if self._event(kind, value, started):
                return

    def _expect(self, seconds, why):
        self.deadline, self.why = time.monotonic() + seconds, why

    def _event(self, kind, value, started):
        """Handle an event; True ends the loop."""
        if kind == 'frame':
            return self._frame(*value, started)
        if kind == 'panic':
            self._expect(PANIC_GRACE, value)
        elif kind == 'resize':
            self.send_size()
        elif kind == 'stop':
            self.result.status = value
            return True
        elif kind == 'died':
            if not self.exited:
                self._died(value)
            return True
        elif kind == 'broken' and self.qemu.process.poll() is None:
            self.result.error = f'control stream: {value}'
            return True
        return False

    def _died(self, code):
        if code == 0 and self.result.banner and self.panic_at is None:
            self.result.status = 0          # a program switched the machine off
            return
        message = self.qemu.message()
        self.result.error = f'the emulator ended with status {code}'
        if message:
            self.result.error += f': {message}'

    def _frame(self, kind, payload, started):
        text = payload.decode('utf-8', 'replace')
        if kind == 'BOOT':
            if not self.result.banner:
                self.result.boot_seconds = time.monotonic() - started
            self.result.banner += text
            self.deadline = None
            if self.on_boot:
                self.on_boot(text)
        elif kind == 'TRCE':
            if self.on_trace:
                self.on_trace(payload)
        elif kind == 'EXIT':
            self.deadline = None
            self._program_ended(text)
            self._expect(EXIT_GRACE, '')
        elif kind == 'HALT':
            if text.startswith('panic'):
                self.result.status, self.result.error = STATUS_SYSTEM, text
            elif not self.exited:
                self.result.status = 0
            return True
        return False

    def _program_ended(self, text):
        self.exited = True
        word, _, rest = text.partition(' ')
        if word == 'exit' and rest.isdigit():
            self.result.status = int(rest)
        elif word == 'signal' and rest.isdigit():
            self.result.status = 128 + int(rest)
            self.result.signal = int(rest)
        else:
            self.result.status = STATUS_SYSTEM
            self.result.error = rest if word == 'error' else f'unknown end of the program: {text!r}'

    def _finish(self, threads):
        if self.exited and not self.options.drains_itself:
            give_up = time.monotonic() + EXIT_GRACE
            while not all(p.idle_for(IDLE) for p in self.pumps) and time.monotonic() < give_up:
                time.sleep(IDLE / 4)
        self.qemu.quit()
        for thread in (*self.pumps, threads[0]):
            thread.join(timeout=EXIT_GRACE)
        if self.result.error:
            self.result.status = STATUS_SYSTEM


def failure_text(result):
    """What a person needs to see of a failed run: the error and the end of the log."""
    lines = [f'run: {result.error}']
    if result.log_tail:
        lines += ['run: the log ends with:', *(f'  {line}' for line in result.log_tail)]
    return '\n'.join(lines)


__all__ = ['Disk', 'Options', 'Result', 'RunError', 'Session', 'failure_text']
