# SPDX-License-Identifier: BSD-2-Clause
"""Where the time goes: the processor is stopped from time to time through the emulator's gdb port, and its program
counter and the frames of its stack are looked up in kernel, tasks and Linux programs."""

import collections
import pathlib
import threading
import time

from . import gdbstub, symbols

FRAMES_MAX = 48             # of a stack
LINES = 40                  # of the flat profile
BLOCKS = 30                 # of the call graph
LEAST = 1.0                 # per cent: what takes less is left out of the call graph
IDLE = ('trap_idle', 'idle', 'wfi', 'arch_wait')
TASK_BYTES = 256            # compared to tell tasks apart, which all have the same addresses


class Maps:
    """Where Linux programs have code, as the system tells while they start."""

    def __init__(self, disk_of):
        self.disk_of = disk_of      # path -> (symbols.Disk, path on that disk)
        self.partial, self.ranges = '', []      # (start, end, offset, path), the newest last

    def __call__(self, data):
        *lines, self.partial = (self.partial + bytes(data).decode('utf-8', 'replace')).split('\n')
        for line in lines:
            words = line.split(' ', 5)
            if words[0] == 'maps' and len(words) == 6:
                start, length, offset = (int(word, 16) for word in words[2:5])
                entry = (start, start + length, offset, words[5])
                if entry in self.ranges:
                    self.ranges.remove(entry)
                self.ranges.append(entry)

    def find(self, address):
        """(program, address in its file) of an address, or (None, address)."""
        for start, end, offset, path in reversed(self.ranges):
            if start <= address < end:
                disk, name = self.disk_of(path)
                program = disk.program(name)
                place = program.address_of(address - start + offset) if program else None
                if place is not None:
                    return program, place
        return None, address


class Profiler:
    """Samples while the session runs."""

    def __init__(self, socket_path, images, maps, interval):
        self.socket_path, self.maps, self.interval = socket_path, maps, interval
        self.kernel = symbols.Program(images['kernel'], 'kernel')
        self.tasks = [symbols.Program(path, name) for name, path in images.items() if name != 'kernel']
        self.spaces = {}            # translation register -> task
        self.samples = []           # each a list of (component, function), the innermost first
        self.seconds, self.error = 0.0, ''
        self.ending = threading.Event()
        self.thread = None

    def start(self):
        """Begin; the programs run from here on."""
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    def stop(self):
        """End; the samples are complete then."""
        self.ending.set()
        if self.thread:
            self.thread.join(timeout=10)

    def _run(self):
        began = time.monotonic()
        try:
            stub = gdbstub.Stub(self.socket_path)
            space = stub.register_number('TTBR0_EL1')
            stub.go()
            while not self.ending.wait(self.interval):
                stub.stop()
                self.samples.append(self._sample(stub, space))
                stub.go()
        except (gdbstub.StubError, OSError, ValueError) as error:
            self.error = str(error)             # or the emulator ended, as the run did
        self.seconds = time.monotonic() - began

    def _sample(self, stub, space):
        """The raw stack: program counter and return addresses, and what is needed to name them."""
        registers, state = stub.registers()
        pc, frame = registers[32], registers[29]
        privileged = state >> 2 & 3
        program = self.kernel if privileged else self._task(stub, pc, stub.register(space) if space else 0)
        chain = []
        while frame and frame % 8 == 0 and len(chain) < FRAMES_MAX:
            record = stub.read(frame, 16)
            if record is None:
                break
            caller, address = (int.from_bytes(record[i:i + 8], 'little') for i in (0, 8))
            if not address:
                break
            chain.append(address)
            if caller <= frame:
                break
            frame = caller
        return program, pc, registers[30], chain

    def _task(self, stub, pc, space):
        """Which of our tasks runs, by its code; None: a Linux program."""
        if space not in self.spaces:
            start = max(pc - TASK_BYTES // 2, 0x400000) & ~3
            code = stub.read(start, TASK_BYTES)
            for task in self.tasks:
                if code and task.code(start, TASK_BYTES) == code:
                    self.spaces[space] = task
                    return task
        return self.spaces.get(space)

    def _name(self, program, address):
        """(component, function) of an address."""
        if program is None:
            program, address = self.maps.find(address)
        if program is None:
            return 'program', f'0x{address & ~0xfff:x}..'
        return program.name, program.function(address)[0]

    def stacks(self):
        """Each sample with names: [(component, function)], the innermost first."""
        for program, pc, link, chain in self.samples:
            owner, place = (program, pc) if program else self.maps.find(pc)
            stack = [self._name(program, pc)]
            callers = list(chain)
            if owner and not owner.has_frame(place):
                if owner.function(place)[1] is not None and link not in callers[:1]:
                    callers.insert(0, link)     # a leaf: who called it is in the register only
            names = [self._name(program, address - 4) for address in callers]
            yield stack + [name for name in names if not name[1].startswith('0x')]


def _is_idle(stack):
    return stack[0][0] == 'kernel' and stack[0][1] in IDLE


def report(profiler):
    """The profile as text: components, functions, call graph."""
    stacks = list(profiler.stacks())
    busy = [stack for stack in stacks if not _is_idle(stack)]
    lines = [f'{len(stacks)} samples in {profiler.seconds:.1f} s, {len(stacks) - len(busy)} of them idle']
    if not stacks:
        lines.append(f'no samples: {profiler.error or "the program ended at once"}')
    if not busy:
        return '\n'.join(lines) + '\n'
    total = len(busy)
    lines += ['', f'{"%":>6} {"samples":>8}  component']
    for component, count in collections.Counter(stack[0][0] for stack in busy).most_common():
        lines.append(f'{100 * count / total:6.1f} {count:8}  {component}')
    own = collections.Counter(stack[0] for stack in busy)
    lines += ['', f'{"%":>6} {"samples":>8}  {"component":<20} function']
    for (component, function), count in own.most_common(LINES):
        lines.append(f'{100 * count / total:6.1f} {count:8}  {component:<20} {function}')
    return '\n'.join(lines + [''] + _graph(busy, own)) + '\n'


def _share(counter, total):
    parts = [f'{100 * count / total:.1f} {name[1]}' for name, count in counter.most_common(6) if 100 * count / total >= LEAST / 2]
    return ', '.join(parts)


def _graph(busy, own):
    """Functions by what they and all they call take; below each who called it and what it calls."""
    total = len(busy)
    inclusive = collections.Counter()
    callers, callees = collections.defaultdict(collections.Counter), collections.defaultdict(collections.Counter)
    for stack in busy:
        inclusive.update(set(stack))
        edges = {(stack[i + 1], stack[i]) for i in range(len(stack) - 1) if stack[i] != stack[i + 1]}
        for caller, callee in edges:
            callers[callee][caller] += 1
            callees[caller][callee] += 1
    lines = [f'{"total%":>6} {"own%":>6}  {"component":<20} function, <- its callers, -> what it calls (% of all)']
    for name, count in inclusive.most_common(BLOCKS):
        if 100 * count / total < LEAST:
            break
        lines.append(f'{100 * count / total:6.1f} {100 * own[name] / total:6.1f}  {name[0]:<20} {name[1]}')
        for arrow, others in (('<-', callers[name]), ('->', callees[name])):
            text = _share(others, total)
            if text:
                lines.append(f'{"":15}{arrow} {text}')
    return lines


def images(image, kernel=None):
    """{name: ELF file} of kernel and tasks of a boot image that the build made."""
    folder = pathlib.Path(image).parent
    found = {'kernel': kernel or folder.parent.parent / 'kernel.elf'}
    for path in sorted(folder.glob('*.elf')):
        if not path.name.endswith('.embed.elf'):
            found[path.stem] = path
    return found
