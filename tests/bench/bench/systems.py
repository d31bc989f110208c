# SPDX-License-Identifier: BSD-2-Clause
"""The systems that are measured, and running the benchmark program on one."""

import dataclasses
import subprocess
import sys

from . import TOP

ICOUNT = 'shift=0,sleep=off'
STRONG = 'nokaslr mitigations=off'      # Linux without what costs instructions
TIMEOUT = 1800                          # seconds for a run


class BenchError(Exception):
    """A run that gave no result."""


@dataclasses.dataclass
class System:
    """How tools/run starts a system."""
    name: str
    options: list
    count: bool = True      # instructions are counted (-icount); else it runs as fast as it can


def linux(name, strong):
    """Debian's kernel for virtual machines."""
    append = ['--append', STRONG] if strong else []
    return System(name, ['--linux', '--flavour', 'linux-cloud', *append])


def ours(text):
    """NAME:IMAGE[:KERNEL[:APPEND]], as the makefile gives it."""
    name, image, kernel, append = (text.split(':', 3) + ['', '', ''])[:4]
    options = ['--image', image]
    if kernel:
        options += ['--kernel', kernel]
    if append:
        options += ['--append', append]
    return System(name, options)


def run(system, disk, program, *arguments, **options):
    """What the benchmark program prints on a system, line by line."""
    command = [TOP / 'tools' / 'run', '--timeout', str(TIMEOUT), '--disk', disk, *system.options]
    if system.count:
        command += ['--icount', ICOUNT]
    done = subprocess.run([*command, '--', program, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          text=True, check=False, stdin=subprocess.DEVNULL, **options)
    if done.returncode:
        raise BenchError(f'{system.name}: ended with status {done.returncode}: {done.stderr.strip()[-800:]}')
    return done.stdout.splitlines()


def measure(system, disk, program, rows, options=()):
    """{row: (cost, spread in per cent)}; None for a row the system cannot do."""
    print(f'  BENCH  {system.name}', file=sys.stderr, flush=True)
    results = {}
    for line in run(system, disk, program, *options, *rows):
        row, value, rest = line.split(' ', 2)
        results[row] = None if value == '-' else (float(value), float(rest))
    if not results:
        raise BenchError(f'{system.name}: no results')
    return results
