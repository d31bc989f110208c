#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""What tools/ifacegen.py refuses, and how it says so."""
import os
import subprocess
import sys
import tempfile

TOOL = os.path.join(os.path.dirname(__file__), "../../tools/ifacegen.py")
HEAD = "#pragma once\n#include \"annot.h\"\nIFACE(x)\nstruct x;\nstruct s { int a; };\n"
DIRECT = HEAD.replace("IFACE(", "IFACE_DIRECT(")

REFUSED = [  # header text, part of the message
    ("struct x;\nint x_a(struct x *h);\n", "0 IFACE lines"),
    (HEAD + "IFACE(y)\nint x_a(struct x *h);\n", "2 IFACE lines"),
    (HEAD, "no operations"),
    (HEAD + "int y_a(struct x *h);\n", "operations of x are called x_"),
    (HEAD + "int x_a(int n);\n", "first parameter must be struct x *"),
    (HEAD + "void x_a(struct x *h);\n", "result must be one of"),
    (HEAD + "char *x_a(struct x *h);\n", "result must be one of"),
    (HEAD + "int x_a(struct x *h, int *n);\n", "x_a: parameter n: a pointer must say"),
    (HEAD + "int x_a(struct x *h, const int *n IN);\n", "pass an IN scalar by value"),
    (HEAD + "int x_a(struct x *h, struct s *n IN);\n", "IN wants a const pointer"),
    (HEAD + "int x_a(struct x *h, const struct s *n OUT);\n", "OUT wants a non-const pointer"),
    (HEAD + "int x_a(struct x *h, double n);\n", "type double cannot travel by value"),
    (HEAD + "int x_a(struct x *h, int n[4]);\n", "only scalars and single pointers"),
    (HEAD + "int x_a(struct x *h, char **n OUT);\n", "only scalars and single pointers"),
    (HEAD + "int x_a(struct x *h, void *p OUT_BYTES(n * 2));\n", "size of p uses n"),
    (HEAD + "int x_a(struct x *h, void *p OUT_BYTES(((n), uint32_t n);\n", "unbalanced parentheses"),
    (HEAD + "int x_a(struct x *h, void *p OUT_BYTES(n), const void *q IN_BYTES(n), uint32_t n);\n",
     "at most one buffer"),
    (HEAD + "int x_a(struct x *h, uint64_t c IN_CAP);\n", "only an IFACE_DIRECT carries capabilities"),
    (DIRECT + "int x_a(struct x *h, void *p OUT_BYTES(n), uint32_t n);\n", "no channel for buffers"),
    (HEAD + "int x_a(struct x *h;\n", "before: ;"),
]


def run(*args):
    return subprocess.run([TOOL, *args], capture_output=True, text=True, check=False)


def main():
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        header = os.path.join(folder, "x.h")
        for text, message in REFUSED:
            with open(header, "w", encoding="utf-8") as f:
                f.write(text)
            result = run("-o", os.path.join(folder, "out"), header)
            if result.returncode != 1 or message not in result.stderr or "Traceback" in result.stderr or \
                    header not in result.stderr or os.path.exists(os.path.join(folder, "out")):
                failed += 1
                print(f"FAILED: {text!r}\n  wanted '{message}', status 1\n  got {result.returncode}: {result.stderr}")
        missing = run("-o", folder, os.path.join(folder, "none.h"))
        if missing.returncode != 1 or "No such file" not in missing.stderr:
            failed += 1
            print(f"FAILED: missing header: {missing.stderr}")
        if run("--help").returncode != 0:
            failed += 1
            print("FAILED: --help")
    print(f"ifacegen: {len(REFUSED) + 2 - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
