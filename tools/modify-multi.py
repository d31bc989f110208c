#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Rewrites the system calls of all programs and libraries in a folder (tools/ins_modify.py).

    tools/modify-multi.py SRCDIR DSTDIR

DSTDIR becomes a copy of SRCDIR: folders, links and files that are no AArch64 ELF as they are.
"""
import argparse
import os
import shutil
import sys

import ins_modify


def modify_tree(source, target):
    """Copies the tree; returns how many files were rewritten, and how many instructions."""
    files = instructions = 0
    for folder, folders, names in os.walk(source):
        into = os.path.join(target, os.path.relpath(folder, source))
        os.makedirs(into, exist_ok=True)
        shutil.copystat(folder, into)
        for name in list(folders) + names:
            path, copy = os.path.join(folder, name), os.path.join(into, name)
            if os.path.islink(path):
                if os.path.lexists(copy):
                    os.unlink(copy)
                os.symlink(os.readlink(path), copy)
            elif os.path.isfile(path):
                found = ins_modify.modify(path, copy)
                files += bool(found)
                instructions += found or 0
    return files, instructions


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", metavar="SRCDIR")
    parser.add_argument("target", metavar="DSTDIR")
    args = parser.parse_args()
    if not os.path.isdir(args.source):
        sys.exit(f"modify-multi: {args.source} is no folder")
    if os.path.commonpath([os.path.abspath(args.source), os.path.abspath(args.target)]) == os.path.abspath(args.source):
        sys.exit(f"modify-multi: {args.target} lies inside {args.source}")
    try:
        files, instructions = modify_tree(args.source, args.target)
    except (OSError, ins_modify.Damaged) as error:
        sys.exit(f"modify-multi: {error}")
    print(f"{args.source}: {instructions} system calls in {files} files rewritten")


if __name__ == "__main__":
    main()
