# SPDX-License-Identifier: BSD-2-Clause
"""Linux test cases: scripts and C programs below tests/linux, and how they become files to run.

A case is GROUP/NAME.sh or GROUP/NAME.c with the expected output in GROUP/NAME.out.  Its first lines may
hold directives, one a line, behind `#` or `*`:

  dir: /var/tmp /tmp    directories to run in, one after the other (default: /var/tmp, on ext4)
  libc: musl glibc      C libraries to build a program with (default: musl)
  pie: yes              build a static PIE as well
  timeout: 60           seconds (default: 30)
  not-on: linux         cannot run there
  link: -Wl,-e,start    further arguments of the compiler
  disk: debian          run on out/images/debian.ext4 instead of the small disk
  parts: fat32 ext4     a second disk /dev/vdc with these partitions (parts.py has the kinds)
  machine: NAME         run in a machine of that name, with only the cases that say the same
"""

import concurrent.futures
import dataclasses
import os
import pathlib
import re
import shlex
import subprocess

TOP = pathlib.Path(__file__).resolve().parent.parent.parent
CASES = TOP / 'tests' / 'linux'
BUILT = TOP / 'out' / 'tests' / 'linux'
DEFAULT_TIMEOUT = 30
FIRST_LINES = 15
# Many cases do wrong things on purpose.
WARNINGS = [f'-Wno-{name}' for name in (
    'stringop-overread', 'stringop-overflow', 'array-bounds', 'infinite-recursion', 'nonnull',
    'unused-result', 'unused-but-set-variable', 'dangling-pointer', 'clobbered')]


class CaseError(Exception):
    """A case that cannot be built or understood."""


@dataclasses.dataclass
class Case:
    """One run of one case: a source, a C library and a directory."""
    name: str               # group/name, with @what tells it from its siblings
    source: pathlib.Path
    directory: str
    timeout: int
    program: str = ''       # path below BUILT, for programs
    flags: tuple = ()
    disk: str = ''          # name of the disk image, '' for the usual one
    machine: str = ''       # '': the machine that most cases share
    parts: tuple = ()       # partitions of the second disk

    @property
    def expected(self):
        """File with the output of the reference system."""
        return self.source.with_suffix('.out')


def _directives(source):
    found = {}
    with open(source, encoding='utf-8') as file:
        for _, line in zip(range(FIRST_LINES), file):
            match = re.match(r'\s*[#*]+\s+(dir|libc|pie|timeout|not-on|link|disk|parts|machine):\s*(.*?)\s*(\*/)?$', line)
            if match:
                found[match[1]] = match[2].split()
    return found


def _builds(source, directives):
    """The ways a program is built: (suffix of the name, compiler variable, flags)."""
    builds = [(libc, f'{libc.upper()}_CC', ('-static',)) for libc in directives.get('libc', ['musl'])]
    if 'pie' in directives:
        builds += [(f'{libc}-pie', cc, ('-static-pie', '-fPIE')) for libc, cc, _ in builds]
    builds = [(name, cc, (*flags, *directives.get('link', []))) for name, cc, flags in builds]
    if any(cc not in ('MUSL_CC', 'GLIBC_CC') for _, cc, _ in builds):
        raise CaseError(f'{source}: unknown C library')
    return builds


def collect(pattern, system):
    """All cases whose name starts with a pattern, for a system ('kit' or 'linux')."""
    cases = []
    for source in sorted([*CASES.glob('*/*.sh'), *CASES.glob('*/*.c')]):
        directives = _directives(source)
        if system in directives.get('not-on', []):
            continue
        base = f'{source.parent.name}/{source.stem}'
        directories = directives.get('dir', ['/var/tmp'])
        builds = _builds(source, directives) if source.suffix == '.c' else [('', '', ())]
        for directory in directories:
            for build, compiler, flags in builds:
                marks = [build] if len(builds) > 1 else []
                marks += [directory.strip('/').replace('/', '-')] if len(directories) > 1 else []
                name = '@'.join([base, *marks])
                case = Case(name, source, directory, int(*directives.get('timeout', [DEFAULT_TIMEOUT])),
                            disk=''.join(directives.get('disk', [])),
                            machine=''.join(directives.get('machine', [])),
                            parts=tuple(directives.get('parts', [])))
                if compiler:
                    case.program, case.flags = f'{base}.{build}', (compiler, *flags)
                cases.append(case)
    return [case for case in cases if matches(case.name, pattern)]


def matches(name, pattern):
    """Whether a pattern (a path or the start of one; 'linux/' in front is allowed) means a case."""
    pattern = '' if pattern == 'linux' else pattern.removeprefix('linux/')
    return not pattern or name == pattern or name.startswith((pattern + '/', pattern + '@')) or (
        pattern.endswith('*') and name.startswith(pattern[:-1]))


def _compiler(variable):
    command = os.environ.get(variable)
    if not command:
        raise CaseError(f'{variable} is not set: run the tests by make')
    return shlex.split(command)


def _compile(source, target, flags):
    newest = max(path.stat().st_mtime for path in [source, *CASES.glob('*.h'), *(TOP / 'interfaces/linux').glob('*.def')])
    if target.exists() and target.stat().st_mtime >= newest:
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    command = [*_compiler(flags[0]), *flags[1:], *WARNINGS, '-I', CASES, '-o', target, source]
    done = subprocess.run(command, text=True, capture_output=True, check=False, cwd=TOP)
    if done.returncode:
        raise CaseError(f'{source.relative_to(TOP)} does not compile:\n{done.stderr}')


def build(cases):
    """Compile what is not up to date, and put everything below BUILT as the machine will see it."""
    jobs = {BUILT / 'driver': (CASES / 'driver.c', ('MUSL_CC', '-static'))}
    for case in cases:
        if case.program:
            jobs[BUILT / case.program] = (case.source, case.flags)
        else:
            target = BUILT / case.source.relative_to(CASES)
            target.parent.mkdir(parents=True, exist_ok=True)
            if not target.exists() or target.read_bytes() != case.source.read_bytes():
                target.write_bytes(case.source.read_bytes())
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for _ in pool.map(lambda item: _compile(item[1][0], item[0], item[1][1]), jobs.items()):
            pass


def list_line(case):
    """The driver's line for a case."""
    if case.program:
        command = f'/host/{case.program}'
    else:
        command = f'/bin/busybox /host/{case.source.relative_to(CASES)}'
    return f'{case.name} {case.directory} {case.timeout} {command}\n'
