# SPDX-License-Identifier: BSD-2-Clause
"""Names of addresses: of the kernel, of our tasks, and of Linux programs on a disk image."""

import bisect
import pathlib
import subprocess

from elftools.elf.elffile import ELFFile

STP_FRAME = 0xa9007bfd      # stp x29, x30, [sp, ...], the instruction of a function that has a frame
STP_MASK = 0xff407fff       # without its offset and whether sp changes
PROLOGUE_WORDS = 16         # in which it is


class Program:
    """Functions and code of an ELF file; addresses are the file's own."""

    def __init__(self, path, name):
        self.name = name
        self.starts, self.names, self.ends = [], [], []
        self.segments = []      # (address, offset, bytes) of code
        with open(path, 'rb') as file:
            elf = ELFFile(file)
            loads = [s for s in elf.iter_segments() if s['p_type'] == 'PT_LOAD']
            self.movable = elf['e_type'] == 'ET_DYN'
            self.align = max((s['p_align'] for s in loads), default=1)
            self.low = min((s['p_vaddr'] for s in loads), default=0)
            for segment in elf.iter_segments():
                if segment['p_type'] == 'PT_LOAD' and segment['p_flags'] & 1:
                    self.segments.append((segment['p_vaddr'], segment['p_offset'], segment.data()))
            self._read_symbols(elf)

    def _read_symbols(self, elf):
        table = elf.get_section_by_name('.symtab') or elf.get_section_by_name('.dynsym')
        found = {}
        for symbol in table.iter_symbols() if table else ():
            kind, value = symbol['st_info']['type'], symbol['st_value']
            is_code = kind == 'STT_FUNC' or (kind == 'STT_NOTYPE' and not symbol.name.startswith('$'))
            if not is_code or not value or symbol['st_shndx'] == 'SHN_UNDEF' or not self.code(value, 4):
                continue
            if value not in found or (kind == 'STT_FUNC' and not found[value][1]) or found[value][0].endswith(('_end', '_start')):
                found[value] = (symbol.name, symbol['st_size'])
        for value in sorted(found):
            self.starts.append(value)
            self.names.append(found[value][0])
            self.ends.append(value + found[value][1] if found[value][1] else None)

    def code(self, address, size):
        """Code at an address, None if it is not of this program."""
        for start, _, data in self.segments:
            if start <= address and address + size <= start + len(data):
                return data[address - start:address - start + size]
        return None

    def address_of(self, offset):
        """Address of a place in the file, None if that is not code."""
        for start, at, data in self.segments:
            if at <= offset < at + len(data):
                return start + offset - at
        return None

    def base(self, mapped, offset):
        """What is added to the file's addresses where its bytes from `offset` on are mapped at `mapped`."""
        for start, at, _ in self.segments:
            if at & ~0xfff == offset & ~0xfff or at <= offset:
                return mapped - (start - at + offset)
        return None

    def function(self, address):
        """(name, start) of the function at an address; a made-up name where there is no symbol."""
        i = bisect.bisect_right(self.starts, address) - 1
        if i >= 0 and (self.ends[i] is None or address < self.ends[i] or
                       (i + 1 < len(self.starts) and address < self.starts[i] + 4096 and self.ends[i] == self.starts[i])):
            return self.names[i], self.starts[i]
        return f'0x{address & ~0xfff:x}..', None

    def has_frame(self, address):
        """Whether the function at an address has made its frame there: then x30 says nothing about its caller."""
        start = self.function(address)[1]
        code = self.code(start, min(address - start, PROLOGUE_WORDS * 4)) if start is not None else None
        words = [int.from_bytes(code[i:i + 4], 'little') for i in range(0, len(code or b''), 4)]
        return any(word & STP_MASK == STP_FRAME for word in words)


class Disk:
    """Programs of a disk image, taken out when they are asked for."""

    def __init__(self, image, work):
        self.image, self.work = image, pathlib.Path(work)
        self.programs, self.copies = {}, {}

    def program(self, path):
        """The ELF file with that path, None if there is none."""
        if path not in self.programs:
            copy = self.work / f'program{len(self.programs)}-{pathlib.Path(path).name}'
            self.copies[path] = copy.name
            subprocess.run(['debugfs', '-R', f'dump "{path}" "{copy}"', self.image], capture_output=True, check=False)
            try:
                self.programs[path] = Program(copy, pathlib.Path(path).name)
            except Exception:   # not there, or no ELF file: elftools has many words for it
                self.programs[path] = None
        return self.programs[path]
