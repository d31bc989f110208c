# SPDX-License-Identifier: BSD-2-Clause
"""Running many cases in one machine: the driver inside says where each begins and ends."""

import dataclasses
import pathlib
import re
import secrets
import shutil
import sys
import tempfile
import time

from . import cases as case_files, parts

sys.path.insert(0, str(case_files.TOP / 'tools'))
from machine import disks, session  # noqa: E402

MAX_OUTPUT = 4 << 20        # bytes of one case
HANG = 30                   # seconds beyond a case's own limit until the machine counts as hung
PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'


@dataclasses.dataclass
class Outcome:
    """What one case did."""
    case: case_files.Case
    output: str = ''
    end: str = ''               # "exit N", "signal N", "timeout", or why the system failed
    seconds: float = 0.0
    log: list = dataclasses.field(default_factory=list)

    def text(self):
        """Output and end in the form of an expected file."""
        gap = '' if self.output.endswith('\n') or not self.output else '\n'
        return f'{self.output}{gap}[{self.end}]\n'


class Stream:
    """Cuts the driver's output into cases."""

    def __init__(self, mark, cases, first, report, progress):
        self.mark, self.cases, self.next = mark.encode(), cases, first
        self.report, self.progress = report, progress
        self.data = b''
        self.current = None
        self.began = 0.0
        self.done = False

    def write(self, data):
        """Take a piece of output."""
        self.data += data
        pattern = re.compile(rb'(^|\n)' + self.mark + rb' (begin|end|done)([^\n]*)\n')
        while found := pattern.search(self.data):
            before = self.data[:found.start()]
            self.data = self.data[found.end():]
            self._event(found[2].decode(), found[3].decode().split(), before)
        if len(self.data) > MAX_OUTPUT:
            self.data = self.data[:1000]
            raise OSError('too much output')

    def _event(self, word, rest, before):
        self.progress()
        if word == 'begin':
            self.current = Outcome(self.cases[self.next])
            self.next += 1
            self.began = time.monotonic()
        elif word == 'end' and self.current is not None:
            self.current.output = before.decode('utf-8', 'backslashreplace')
            self.current.end = ' '.join(rest[1:])
            self.current.seconds = time.monotonic() - self.began
            self.report(self.current)
            self.current = None
        elif word == 'done':
            self.done = True


class Batch:
    """Runs cases on one kind of system; starts a new machine when one dies."""

    def __init__(self, cases, make_options, root_image, report):
        self.cases, self.make_options, self.report = cases, make_options, report
        self.root_image = root_image
        self.parts = cases[0].parts     # all have the same
        self.boots = 0
        self.boot_seconds = 0.0

    def run(self):
        """Run all cases; returns what e2fsck says of the disks, empty if they are clean."""
        first, damage = 0, ''
        while first < len(self.cases):
            with tempfile.TemporaryDirectory(prefix='tests-') as name:
                done, wrong = self._boot(first, pathlib.Path(name))
                damage += wrong
            if done == first:           # not even the driver started: all other cases fail like this one
                for case in self.cases[first + 1:]:
                    self.report(Outcome(case, end='the system does not start'))
                break
            first = done
        return damage

    def _boot(self, first, work):
        """One machine from case number `first` on; returns the number of the next case to run."""
        mark = '@@' + secrets.token_hex(8)
        stage = work / 'host'
        shutil.copytree(case_files.BUILT, stage)
        lines = ''.join(case_files.list_line(case) for case in self.cases)
        (stage / 'list').write_text(f'{mark}\n{lines}', encoding='utf-8')
        disks.pack(work / 'host.ext4', str(stage), [])
        root = work / 'root.ext4'
        disks.copy_sparse(self.root_image, root)
        options = self.make_options(work)
        options.argv = ['/host/driver', '/host/list', str(first)]
        options.env = ['HOME=/root', f'PATH={PATH}', 'TERM=dumb', 'TZ=UTC']
        options.disks = [session.Disk(str(root)), session.Disk(str(work / 'host.ext4'), True)]
        if self.parts:
            parts.make(work / 'parts', self.parts)
            options.disks.append(session.Disk(str(work / 'parts')))
        options.mounts = [('/dev/vdb', '/host', 'ext4', 'ro')]
        self.boots += 1
        watch = Watch()
        stream = Stream(mark, self.cases, first, self.report, watch.touch)
        messages = []
        current = session.Session(options, work, {'stdout': stream.write, 'stderr': messages.append})
        watch.start(current, stream)
        result = current.run()
        watch.stop()
        self.boot_seconds = result.boot_seconds
        if stream.done and not result.error:
            return stream.next, disks.fsck(root) + parts.check(work / 'parts', self.parts)
        outcome = stream.current or Outcome(self.cases[stream.next])
        outcome.output = stream.data.decode('utf-8', 'backslashreplace')
        outcome.end = result.error or watch.why or f'the driver ended with status {result.status}'
        outcome.log = result.log_tail + [
            line for data in messages for line in data.decode('utf-8', 'replace').splitlines()]
        self.report(outcome)
        started = stream.current is not None or stream.next > first
        return (stream.next if stream.current else stream.next + 1) if started else first, ''


class Watch:
    """Ends a machine in which nothing happens any more."""

    def __init__(self):
        self.moved = time.monotonic()
        self.why = ''
        self.running = True

    def touch(self):
        """Something happened."""
        self.moved = time.monotonic()

    def start(self, current, stream):
        """Watch a session in a thread of its own."""
        import threading

        def loop():
            while self.running:
                time.sleep(0.5)
                case = stream.cases[min(stream.next, len(stream.cases) - 1)]
                case = stream.current.case if stream.current else case
                limit = case.timeout + HANG
                if self.running and time.monotonic() - self.moved > limit:
                    self.why = f'the system hangs: nothing for {limit} s'
                    current.post('stop', 125)
                    return
        threading.Thread(target=loop, daemon=True).start()

    def stop(self):
        """The session has ended."""
        self.running = False
