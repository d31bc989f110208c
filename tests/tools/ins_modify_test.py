#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Tests of tools/ins_modify.py and tools/modify-multi.py; with an image, also that what they write runs.

    tests/tools/ins_modify_test.py [--image IMAGE --disk DISK --program ELF]
"""
import argparse
import os
import struct
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
SVC = (0xd4000001, 0xd4000021, 0xd41fffe1)      # immediates 0, 1 and 0xffff
OTHER = (0xd4000002, 0xd4200001, 0x14000001, 0xdeadbee0)    # hvc, brk-like, a branch, anything
ARGS = argparse.Namespace(image=None, disk=None, program=None)


def elf(code, data, machine=183, code_flags=5):
    """A file with an executable segment of `code` and a data segment of `data`."""
    headers = 64 + 2 * 56
    header = struct.pack("<16sHHIQQQIHHHHHH", b"\x7fELF\x02\x01\x01", 2, machine, 1, 0x400000 + headers, 64, 0, 0, 64, 56, 2,
                         0, 0, 0)
    load = struct.Struct("<IIQQQQQQ")
    first = load.pack(1, code_flags, 0, 0x400000, 0x400000, headers + len(code), headers + len(code), 4096)
    second = load.pack(1, 6, headers + len(code), 0x500000, 0, len(data), len(data), 4096)
    return header + first + second + code + data


def words(*values):
    return struct.pack(f"<{len(values)}I", *values)


class ModifyTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def modify(self, content, mode=0o755):
        """Runs the tool; returns what it wrote."""
        source, target = self.folder / "source", self.folder / "target"
        source.write_bytes(content)
        source.chmod(mode)
        self.done = subprocess.run([TOP / "tools/ins_modify.py", source, target], capture_output=True, text=True,
                                   check=False)
        if self.done.returncode:
            return None
        self.assertEqual(target.stat().st_mode & 0o777, mode)
        return target.read_bytes()

    def test_code_and_data(self):
        code, data = words(*SVC, *OTHER), words(*SVC)
        self.assertEqual(self.modify(elf(code, data)), elf(words(0xdeadbeef, 0xdeadbeef, 0xdeadbeef, *OTHER), data))
        self.assertIn("3 system calls", self.done.stdout)

    def test_unaligned_bytes_stay(self):
        code = b"\x1f\x20" + words(*SVC) + b"\x03\xd5"
        self.assertEqual(self.modify(elf(code, b"")), elf(code, b""))

    def test_no_executable_segment(self):
        content = elf(words(*SVC), b"", code_flags=4)
        self.assertEqual(self.modify(content), content)

    def test_other_files_are_copied(self):
        for content in (b"", b"#!/bin/sh\n", b"\x7fELF", elf(words(*SVC), b"", machine=62), words(*SVC) * 100):
            with self.subTest(content[:20]):
                self.assertEqual(self.modify(content, 0o640), content)

    def test_damaged(self):
        content = elf(words(*SVC), b"")
        self.assertIsNone(self.modify(content[:100]))
        self.assertIn("outside of the file", self.done.stderr)
        self.assertIsNone(self.modify(content[:-4].replace(struct.pack("<Q", 64), struct.pack("<Q", 1 << 40), 1)))

    def test_missing(self):
        done = subprocess.run([TOP / "tools/ins_modify.py", self.folder / "none", self.folder / "x"], capture_output=True,
                              text=True, check=False)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("No such file", done.stderr)

    def test_tree(self):
        source, target = self.folder / "in", self.folder / "out"
        (source / "lib").mkdir(parents=True)
        (source / "prog").write_bytes(elf(words(*SVC), words(*SVC)))
        (source / "lib/text").write_text("text")
        (source / "link").symlink_to("prog")
        (source / "linked").symlink_to("lib")
        done = subprocess.run([TOP / "tools/modify-multi.py", source, target], capture_output=True, text=True, check=True)
        self.assertIn("3 system calls in 1 files", done.stdout)
        self.assertEqual((target / "prog").read_bytes(), elf(words(0xdeadbeef, 0xdeadbeef, 0xdeadbeef), words(*SVC)))
        self.assertEqual((target / "lib/text").read_text(), "text")
        self.assertEqual(os.readlink(target / "link"), "prog")
        self.assertTrue((target / "linked").is_symlink())
        again = subprocess.run([TOP / "tools/modify-multi.py", source, source / "x"], capture_output=True, text=True,
                               check=False)
        self.assertNotEqual(again.returncode, 0)


class RunTest(unittest.TestCase):
    """A rewritten program on the kit: where calls are faults or messages it works, by real system calls it cannot."""

    def run_kit(self, program, bootargs):
        return subprocess.run(
            [TOP / "tools/run", "--image", ARGS.image, "--disk", ARGS.disk, "--timeout", "60", "--qemu-arg=-append",
             f"--qemu-arg={bootargs}", "--", program], capture_output=True, text=True, stdin=subprocess.DEVNULL,
            check=False)

    def test_runs_rewritten(self):
        if not ARGS.image:
            self.skipTest("no image was given")
        with tempfile.TemporaryDirectory() as folder:
            changed = Path(folder, "changed")
            subprocess.run([TOP / "tools/ins_modify.py", ARGS.program, changed], check=True, stdout=subprocess.DEVNULL)
            plain = self.run_kit(ARGS.program, "transport=fault")
            rewritten = self.run_kit(changed, "transport=fault rewrite=off")
            self.assertEqual(rewritten.returncode, plain.returncode, rewritten.stderr)
            self.assertEqual(rewritten.stdout.replace("changed", Path(ARGS.program).name), plain.stdout)
            native = self.run_kit(changed, "transport=native")
            if native.returncode != 125:  # else this kernel does not have it
                self.assertEqual(native.returncode, 128 + 4, "the word must be undefined: SIGILL")
            for options in ("transport=call rewrite=off", "transport=call"):
                stubs = self.run_kit(changed, options)
                self.assertEqual((stubs.returncode, stubs.stdout), (rewritten.returncode, rewritten.stdout), options)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--image")
    parser.add_argument("--disk")
    parser.add_argument("--program")
    parser.parse_args(namespace=ARGS)
    result = unittest.main(exit=False, argv=sys.argv[:1]).result
    failed = len({test.id() for test, _ in result.failures + result.errors})
    print(f"{result.testsRun - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
