# SPDX-License-Identifier: BSD-2-Clause
"""Runs inside gdb (make gdb): symbols of what runs at the moment, and breakpoints in one task or program.

All tasks and many Linux programs lie at the same addresses, so gdb cannot have the symbols of all of them at once: at each
stop those of the task or program that runs are loaded.  The kernel's are always there.
"""

import json
import os
import pathlib
import sys

import gdb

sys.path.insert(0, str(pathlib.Path(os.environ['KIT_GDB_TOOLS'])))
from machine import symbols  # noqa: E402

WORK = pathlib.Path(os.environ['KIT_GDB_WORK'])
INFO = json.loads((WORK / 'info.json').read_text(encoding='utf-8'))
COMPARED = 64               # bytes of code that tell tasks apart
DYN_BASE = 0x555555554000   # where kernel-thread loads programs that may lie anywhere, with aslr=off


def read(address, size):
    """Memory, None where there is none."""
    try:
        return bytes(gdb.selected_inferior().read_memory(address, size))
    except gdb.MemoryError:
        return None


class Kit:
    """What is known: ELF files, where programs are, and whose symbols are loaded."""

    def __init__(self):
        self.files = {name: symbols.Program(path, name) for name, path in INFO['images'].items()}
        self.disk = symbols.Disk(INFO['disk'], WORK)
        self.loaded = []            # (file, text address) of the symbols that change
        self.shown = None

    def maps(self):
        """[(start, length, offset, path)] of the programs' code, the newest last."""
        found = []
        path = WORK / 'maps'
        for line in path.read_text(encoding='utf-8', errors='replace').splitlines() if path.exists() else ():
            words = line.split(' ', 5)
            if len(words) == 6:
                found.append((*(int(word, 16) for word in words[2:5]), words[5]))
        return found

    def host_file(self, path):
        """A file of the programs, as one of this machine; None if it cannot be had."""
        if path in INFO['host']:
            return INFO['host'][path]
        return str(self.disk.work / self.disk.copies[path]) if self.disk.program(path) else None

    def program_file(self):
        """The program that is run."""
        return INFO['program'] and self.host_file(INFO['program'])

    def whose(self):
        """kernel, a task's name, or program: what runs."""
        state = int(gdb.parse_and_eval('$cpsr'))
        if state >> 2 & 3:
            return 'kernel'
        pc = int(gdb.parse_and_eval('(unsigned long)$pc'))
        for size in (COMPARED, 4):
            code = read(pc, size)
            for name, file in self.files.items():
                if name != 'kernel' and code and file.code(pc, size) == code:
                    return name
        return 'program'

    def load(self, whose):
        """Load the symbols of a task or of the program, and drop the ones before."""
        wanted = []
        if whose == 'program':
            for start, _, offset, path in self.maps():
                file = self.host_file(path)
                if file and (file, start, offset) not in wanted:
                    wanted.append((file, start, offset))
        elif whose != 'kernel':
            wanted.append((INFO['images'][whose], None, None))
        else:
            return
        if wanted == self.loaded:
            return
        gdb.execute('symbol-file ' + str(INFO['images']['kernel']), to_string=True)
        for file, start, offset in wanted:
            base = 0 if start is None else symbols.Program(file, file).base(start, offset)
            try:
                gdb.execute(f'add-symbol-file {file} -o {base:#x}', to_string=True)
            except gdb.error as error:
                print(f'{file}: {error}')
        self.loaded = wanted


KIT = Kit()


class In(gdb.Breakpoint):
    """A breakpoint in one task or program: others have other code at that address."""

    def __init__(self, address, code, text):
        self.code = code
        super().__init__(f'*{address:#x}', gdb.BP_HARDWARE_BREAKPOINT)
        print(f'  in {text}')
        self.address = address

    def stop(self):
        return read(self.address, len(self.code)) == self.code


class Break(gdb.Command):
    """kbreak WHERE FUNCTION: stop at a function of kernel, of a task (kernel-thread, ...) or of the program."""

    def __init__(self):
        super().__init__('kbreak', gdb.COMMAND_BREAKPOINTS)

    def complete(self, text, word):
        return [name for name in [*INFO['images'], 'program'] if name.startswith(word)] if ' ' not in text.strip() else []

    def invoke(self, argument, from_tty):
        words = gdb.string_to_argv(argument)
        if len(words) != 2:
            raise gdb.GdbError('kbreak WHERE FUNCTION, where WHERE is ' + ', '.join([*INFO['images'], 'program']))
        where, function = words
        if where == 'program':
            file, base = self.program()
        elif where in KIT.files:
            file, base = KIT.files[where], 0
        else:
            raise gdb.GdbError(f'there is no "{where}"; there are ' + ', '.join([*INFO['images'], 'program']))
        if function not in file.names:
            raise gdb.GdbError(f'{where} has no function "{function}"')
        address = file.starts[file.names.index(function)]
        In(address + base, file.code(address, 16) or file.code(address, 4), f'{where}: {function}')

    @staticmethod
    def program():
        """The program's file and what is added to its addresses."""
        path = KIT.program_file()
        if not path:
            raise gdb.GdbError('no program was given, or it is not on the disk')
        file = symbols.Program(path, 'program')
        return file, -(-DYN_BASE // file.align) * file.align - (file.low & ~0xfff) if file.movable else 0


class Where(gdb.Command):
    """kwhere: what runs, and where the programs' code is."""

    def __init__(self):
        super().__init__('kwhere', gdb.COMMAND_STATUS)

    def invoke(self, argument, from_tty):
        print(f'{KIT.whose()} runs')
        for start, length, offset, path in KIT.maps():
            print(f'  {start:#014x}-{start + length:#014x} {offset:#8x} {path}')


class Symbols(gdb.Command):
    """ksymbols WHERE: load the symbols of a task or of the program, whatever runs."""

    def __init__(self):
        super().__init__('ksymbols', gdb.COMMAND_FILES)

    def invoke(self, argument, from_tty):
        if argument not in INFO['images'] and argument != 'program':
            raise gdb.GdbError('ksymbols WHERE, where WHERE is ' + ', '.join([*INFO['images'], 'program']))
        KIT.load(argument)


def on_stop(_event):
    """Symbols follow what runs."""
    whose = KIT.whose()
    KIT.load(whose)
    if whose != KIT.shown:
        print(f'[{whose}]')
        KIT.shown = whose


Break()
Where()
Symbols()
gdb.execute('set pagination off')
gdb.execute('set confirm off')
gdb.execute('set architecture aarch64', to_string=True)
gdb.execute('symbol-file ' + str(INFO['images']['kernel']), to_string=True)
gdb.execute('target remote ' + str(WORK / 'gdb'), to_string=True)
gdb.events.stop.connect(on_stop)
print('The machine stands before its first instruction.  kbreak WHERE FUNCTION, then continue; kwhere; ksymbols WHERE.')
print('WHERE is one of: ' + ', '.join([*INFO['images'], 'program']))
