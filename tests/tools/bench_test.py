#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Tests of the benchmark's scripts: what counts as worse, tables, and short runs of each on our system.

  tests/tools/bench_test.py --program FILE --image FILE --disk FILE [NAME...]"""

import argparse
import importlib.machinery
import importlib.util
import pathlib
import re
import subprocess
import sys

TOP = pathlib.Path(__file__).resolve().parent.parent.parent
BENCH = TOP / 'tests' / 'bench'
LIMIT = 180                 # seconds for a run
TESTS = []


class Failure(Exception):
    """A test that failed, with the reason."""


def test(function):
    """Register a test."""
    TESTS.append(function)
    return function


def load(name):
    """A script without .py as a module."""
    sys.path.insert(0, str(BENCH))
    loader = importlib.machinery.SourceFileLoader(name, str(BENCH / name))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(name, loader))
    loader.exec_module(module)
    return module


def script(name, args, *words):
    """(status, output) of a script on our image."""
    done = subprocess.run([BENCH / name, '--disk', args.disk, *words], capture_output=True, text=True, timeout=LIMIT,
                          stdin=subprocess.DEVNULL, check=False)
    return done.returncode, done.stdout + done.stderr


def equal(got, want):
    if got != want:
        raise Failure(f'{got!r}; {want!r} is right')


def has(text, pattern):
    if not re.search(pattern, text, re.M):
        raise Failure(f'no {pattern!r} in:\n{text}')


@test
def worse(_args):
    """A row is worse by more than 5 % and more than twice its own spread; Linux's rows never are."""
    run = load('run')
    base = {'native': {'a': [100, 0.1], 'b': [100, 4.0], 'c': [100, 0.0]}, 'linux': {'a': [100, 0.1]}}

    def names(results):
        return [line.split(':')[0] for line in run.regressions(results, base)]
    equal(names({'native': {'a': [104.9, 0.1], 'b': [107.9, 0], 'c': [50, 0]}}), [])
    equal(names({'native': {'a': [105.1, 0.1], 'b': [108.1, 0], 'c': None}}), ['native a', 'native b', 'native c'])
    equal(names({'native': {'a': [110, 6.0]}, 'linux': {'a': [200, 0]}, 'call': {'a': [900, 0]}}), [])


@test
def means(_args):
    """Geometric means leave out what one side cannot do; the goals name what is above Linux."""
    run = load('run')
    results = {'linux': {'a': [100, 0], 'b': [400, 0], 'c': None}, 'native': {'a': [200, 0], 'b': [50, 0], 'c': [1, 0]}}
    head, lines = run.make_table(results)
    equal(head, ['operation', 'linux', 'native', 'native / linux'])
    equal(lines[-1], ['geometric mean', '', '', '0.500'])
    equal(lines[2], ['c', '-', '1', '-'])
    equal(list(run.goals(results)), ['native: geometric mean 0.500 of 2 rows (goal: 0.5); 1 take more than 1 times Linux\'s: a 2.00'])


@test
def rows(args):
    """Rows by name, with Linux's from the baseline."""
    status, text = script('run', args, '--program', args.program, '--no-linux', '--system', f'native:{args.image}', 'getp', 'lsee')
    if status not in (0, 1):        # a debug build is slower than the baseline
        raise Failure(f'status {status}: {text}')
    has(text, r'^getpid +\d+ +\d+ +[\d,]+ +[\d.]+$')
    has(text, r'^geometric mean +[\d.]+$')
    status, text = script('run', args, '--program', args.program, '--no-linux', '--system', 'native:/none', 'getpid')
    equal(status, 1)
    has(text, 'boot image /none does not exist')


@test
def walk(args):
    """One call, instruction by instruction."""
    status, text = script('walk', args, '--program', args.program, '--system', f'native:{args.image}', 'pread_4k')
    equal(status, 0)
    has(text, r'^kernel: (?:user|pair)_sync +\d+$')
    has(text, r'^kernel-thread: .*pread\w* +\d+$')
    has(text, r'^kernel-thread: memcpy +\d{3,}$')
    found = [int(n.replace(',', '')) for n in re.findall(r' ([\d,]+)$', text, re.M)]
    equal(sum(found[:-1]), found[-1])


@test
def memory(args):
    """Memory at the prompt, within the limit."""
    status, text = script('memory', args, '--image', f'merged:{args.image}', '--size', '512M')
    equal(status, 0)
    has(text, r'^merged +512M( +[\d,]+){6}$')


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n', maxsplit=1)[0])
    parser.add_argument('--program', required=True, help='the benchmark program')
    parser.add_argument('--image', required=True, help='boot image')
    parser.add_argument('--disk', required=True, help='disk image')
    parser.add_argument('names', nargs='*', metavar='NAME', help='tests (default: all)')
    args = parser.parse_args()
    passed = failed = 0
    for function in TESTS:
        if args.names and function.__name__ not in args.names:
            continue
        try:
            function(args)
            passed += 1
        except (Failure, subprocess.TimeoutExpired) as failure:
            failed += 1
            print(f'FAIL {function.__name__}: {failure}')
    print(f'{passed} passed, {failed} failed')
    return 1 if failed or not passed else 0


if __name__ == '__main__':
    sys.exit(main())
