#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Rewrites the system calls of an AArch64 ELF file for the fault transport.

    tools/ins_modify.py SRC DST

Every `svc` in an executable segment becomes the undefined word 0xdeadbeef, which the kernel reports to kernel-thread
as a fault.  What lies outside of executable segments stays as it is, and so does a file that is no AArch64 ELF: it is
copied.  The kit does the same when it loads a program; a program rewritten here runs with that switched off
(boot argument `rewrite=off`) and on kernels whose loader must not touch code.
"""
import argparse
import shutil
import struct
import sys

UNDEFINED = 0xdeadbeef
SVC_MASK, SVC = 0xffe0001f, 0xd4000001      # any immediate
EM_AARCH64, PT_LOAD, PF_X = 183, 1, 1
HEADER = struct.Struct("<16sHHIQQQIHHHHHH")
SEGMENT = struct.Struct("<IIQQQQQQ")
WORD = 4


class Damaged(Exception):
    """An ELF file whose program headers do not fit into it."""


def executable_ranges(data):
    """Ranges of the file that are mapped executable; None if it is no AArch64 ELF file."""
    if len(data) < HEADER.size or data[:6] != b"\x7fELF\x02\x01":
        return None
    header = HEADER.unpack_from(data)
    machine, offset, entry_bytes, count = header[2], header[5], header[9], header[10]
    if machine != EM_AARCH64:
        return None
    ranges = []
    for i in range(count):
        at = offset + i * entry_bytes
        if entry_bytes < SEGMENT.size or at + SEGMENT.size > len(data):
            raise Damaged(f"program header {i} lies outside of the file")
        kind, flags, start, vaddr, _, file_bytes, _, _ = SEGMENT.unpack_from(data, at)
        if kind != PT_LOAD or not flags & PF_X:
            continue
        if start + file_bytes > len(data):
            raise Damaged(f"segment {i} lies outside of the file")
        skip = -vaddr % WORD                 # instructions are aligned in memory
        ranges.append((start + skip, start + file_bytes))
    return ranges


def rewrite(data):
    """Rewrites a bytearray in place; returns how many instructions, or None if it is no AArch64 ELF file."""
    ranges = executable_ranges(data)
    if ranges is None:
        return None
    found = 0
    for start, end in ranges:
        for at in range(start, end - WORD + 1, WORD):
            if struct.unpack_from("<I", data, at)[0] & SVC_MASK == SVC:
                struct.pack_into("<I", data, at, UNDEFINED)
                found += 1
    return found


def modify(source, target):
    """Writes the rewritten file with the source's mode; returns as rewrite()."""
    with open(source, "rb") as file:
        data = bytearray(file.read())
    found = rewrite(data)
    if found:
        with open(target, "wb") as file:
            file.write(data)
        shutil.copystat(source, target)
    else:
        shutil.copy2(source, target)
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", metavar="SRC")
    parser.add_argument("target", metavar="DST")
    args = parser.parse_args()
    try:
        found = modify(args.source, args.target)
    except (OSError, Damaged) as error:
        sys.exit(f"ins_modify: {args.source}: {error}")
    print(f"{args.source}: " + ("no AArch64 ELF file, copied" if found is None else f"{found} system calls rewritten"))


if __name__ == "__main__":
    main()
