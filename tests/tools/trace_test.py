#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Tests of what shows a program's doings: tools/run --strace and --profile.

  tests/tools/trace_test.py PROGRAM [NAME...]     PROGRAM: tests/tools/traced.c, built"""

import pathlib
import re
import subprocess
import sys
import tempfile

TOP = pathlib.Path(__file__).resolve().parent.parent.parent
LIMIT = 90                  # seconds until a run counts as hung
TESTS = []


class Failure(Exception):
    """A test that failed, with the reason."""


def test(function):
    """Register a test."""
    TESTS.append(function)
    return function


def run(*words):
    """(status, standard output, standard error) of tools/run."""
    done = subprocess.run([TOP / 'tools/run', '--timeout', str(LIMIT), *words], capture_output=True, text=True,
                          stdin=subprocess.DEVNULL, check=False)
    return done.returncode, done.stdout, done.stderr


def need(lines, *patterns):
    """Lines that match the patterns must come in this order; other lines may lie between."""
    rest = list(lines)
    for pattern in patterns:
        while rest and not re.fullmatch(pattern, rest[0]):
            rest.pop(0)
        if not rest:
            raise Failure(f'no line {pattern!r} (in this order) in:\n    ' + '\n    '.join(lines))
        rest.pop(0)


def traced(program, what, *options, status=4):
    """Lines of a trace of one part of the program."""
    got, _, err = run(*options, '--', program, what)
    if got != status:
        raise Failure(f'status {got}, not {status}: {err}')
    return err.splitlines()


@test
def files(program):
    """Paths, flags, buffers, results and errors."""
    need(traced(program, 'files', '--strace'),
         r'execve\("/host/traced", \["/host/traced", "files"\], 0 /\* \d+ vars \*/\) = 0',
         r'openat\(AT_FDCWD, "/does/not/exist", O_RDONLY\|O_LARGEFILE\|O_CLOEXEC\) = -1 ENOENT \(No such file or directory\)',
         r'openat\(AT_FDCWD, "/tmp/traced", O_RDWR\|O_CREAT\|O_TRUNC\|O_LARGEFILE, 0640\) = 3',
         r'writev\(3, \[\{iov_base="one\\n", iov_len=4\}, \{iov_base="two\\n", iov_len=4\}\], 2\) = 8',
         r'pread64\(3, "e\\ntwo", 5, 2\) {8,}= 5',
         r'lseek\(3, -1, SEEK_END\) {8,}= 7',
         r'(newfstatat|fstat)\(3, .*\{st_mode=S_IFREG\|0640, st_size=8, \.\.\.\}.*\) *= 0',
         r'fcntl\(3, F_GETFL\) +.*= .*',
         r'close\(3\) {8,}.*= 0',
         r'unlinkat\(AT_FDCWD, "/tmp/traced", 0\) .*= 0',
         r'exit_group\(4\) .*= \?',
         r'\+\+\+ exited with 4 \+\+\+')


@test
def structures(program):
    """Memory, sockets, poll, actions and signals."""
    need(traced(program, 'others', '--strace'),
         r'mmap\(NULL, 4096, PROT_READ\|PROT_WRITE, MAP_PRIVATE\|MAP_ANONYMOUS, -1, 0\) = 0x[0-9a-f]+',
         r'mprotect\(0x[0-9a-f]+, 4096, PROT_NONE\) .*= 0',
         r'socket\(AF_UNIX, SOCK_DGRAM\|SOCK_CLOEXEC, 0\) .*= 3',
         r'connect\(3, \{sa_family=AF_UNIX, sun_path="/no/socket"\}, 110\) = -1 ENOENT \(.*\)',
         r'ppoll\(\[\{fd=1, events=POLLIN\|POLLOUT\}\], 1, \{tv_sec=0, tv_nsec=100000000\}, NULL, \d+\) = 1',
         r'rt_sigaction\(SIGUSR1, \{sa_handler=0x[0-9a-f]+, sa_mask=\[\], sa_flags=SA_RESTORER\|SA_RESTART\}, NULL, 8\) = 0',
         r'kill\((\d+), SIGUSR1\) .*= 0',
         r'--- SIGUSR1 \{si_signo=SIGUSR1, si_code=SI_USER, si_pid=\d+, si_uid=0\} ---',
         r'rt_sigreturn\(\) .*= 0')


@test
def children(program):
    """With --strace-follow: who does what, and lines that others break into."""
    lines = traced(program, 'family', '--strace-follow')
    need(lines, r'pipe2\(\[3, 4\], 0\) .*= 0', r'clone\(.*SIGCHLD.*( <unfinished \.\.\.>|\) = (\d+))',
         r'(\[pid +\d+\] )?read\(3,  <unfinished \.\.\.>', r'\[pid +\d+\] <\.\.\. read resumed>"x", 1\) .*= 1')
    need(lines, r'strace: Process \d+ attached', r'\[pid +\d+\] write\(4, "x", 1( <unfinished \.\.\.>|\) .*= 1)',
         r'\[pid +\d+\] \+\+\+ exited with 3 \+\+\+',
         r'\[pid +\d+\] (<\.\.\. wait4 resumed>|wait4\(\d+, )\[\{WIFEXITED\(s\) && WEXITSTATUS\(s\) == 3\}\], 0, NULL\) *= \d+')


@test
def alone(program):
    """Without it, only the program itself."""
    lines = traced(program, 'family', '--strace')
    if any('attached' in line or line.startswith('write(4') for line in lines):
        raise Failure('the child was traced too:\n' + '\n'.join(lines))
    need(lines, r'read\(3, "x", 1\) .*= 1')


@test
def crash(program):
    """The signal and the end of a program that crashes."""
    need(traced(program, 'crash', '--strace', status=139),
         r'--- SIGSEGV \{si_signo=SIGSEGV, si_code=SEGV_MAPERR, si_addr=0x10\} ---', r'\+\+\+ killed by SIGSEGV( \(core dumped\))? \+\+\+')


@test
def crash_is_told(program):
    """Without a trace: what a shell would say, and its status."""
    status, _, err = run('--', program, 'crash')
    if status != 139 or err != 'Segmentation fault\n':
        raise Failure(f'status {status}, {err!r}')
    status, _, err = run('--', 'sh', '-c', 'kill -INT $$')
    if status != 130 or err:
        raise Failure(f'status {status}, {err!r}')


@test
def chosen(program):
    """Only some calls, by name or group; names that do not exist are refused."""
    lines = traced(program, 'files', '--strace-calls', 'lseek,%process')
    calls = {line.split('(', 1)[0] for line in lines if not line.startswith('+++')}
    if not {'lseek', 'exit_group'} <= calls or calls & {'openat', 'writev', 'close'}:
        raise Failure(f'shown: {calls}')
    status, _, err = run('--strace-calls', 'lseek,nonsense', '--', program)
    if status != 125 or 'there is no call "nonsense"' not in err:
        raise Failure(f'status {status}: {err}')


@test
def counts(program):
    """How often, and how often with an error; the same numbers in /proc."""
    need(traced(program, 'files', '--strace-counts'), r' +calls +errors syscall', r' +2 +1 openat', r' +1 +lseek', r'.*total')
    _, out, _ = run('--', 'sh', '-c', 'cd /none 2>/dev/null; cd /none 2>/dev/null; grep " chdir " /proc/kit/syscalls')
    if not re.fullmatch(r'49 chdir \d+ 2\n', out):
        raise Failure(f'/proc/kit/syscalls: {out!r}')


@test
def into_file(program):
    """Into a file, with longer strings; standard error is the program's alone."""
    with tempfile.TemporaryDirectory() as work:
        path = pathlib.Path(work) / 'trace'
        long = 'sh -c "echo ' + 'a' * 60 + ' >&2"'
        status, _, err = run('--strace-file', str(path), '--strace-size', '70', '--split', long)
        if status or err != 'a' * 60 + '\n':
            raise Failure(f'status {status}, {err!r}')
        need(path.read_text().splitlines(), r'write\(1, "a{60}\\n", 61\) .*= 61', r'\+\+\+ exited with 0 \+\+\+')


@test
def profile(program):
    """Where the time goes: the program's functions, by name, with their callers; the system's too."""
    status, _, err = run('--profile', '--', program, 'spin')
    found = re.search(r'^ *([\d.]+) +(\d+) +traced +spin_inner$', err, re.M)
    if status or not found or float(found[1]) < 50 or int(found[2]) < 30:
        raise Failure(f'status {status}: {err}')
    need(err.splitlines(), r' *[\d.]+ +\d+ +traced', r' *[\d.]+ +[\d.]+ +traced +spin', r' *-> [\d.]+ spin_inner.*')
    status, _, err = run('--profile', '--', 'sh', '-c', 'i=0; while [ $i -lt 3000 ]; do : >/dev/null; i=$((i+1)); done')
    need(err.splitlines(), r' *[\d.]+ +\d+ +kernel-thread', r' *[\d.]+ +[\d.]+ +kernel-thread +\w*open\w*', ' *<- .*')


@test
def debugger(program):
    """gdb: breakpoints in a task and in the program, stacks with symbols of whatever runs."""
    with tempfile.TemporaryDirectory() as work:
        script = pathlib.Path(work) / 'script'
        script.write_text('kbreak kernel-thread sys_writev\nkbreak program files\ncontinue\nbt 2\nkwhere\ncontinue\nbt 2\n'
                          'print a[2]\nkill\n', encoding='utf-8')
        done = subprocess.run([TOP / 'tools/gdb', '-x', script, '--', program, 'files'], capture_output=True, text=True,
                              stdin=subprocess.DEVNULL, timeout=LIMIT, check=False)
    need(done.stdout.splitlines(), r'\[program\]', r'#0 .*\bfiles \(\) at tests/tools/traced\.c:\d+', r'#1 .*\bmain \(argc=.*',
         'program runs', r' +0x0*400000-0x.* /host/traced', r'\[kernel-thread\]', r'#0 .*\bsys_writev \(.*', r'#1 .*', r'\$1 = 2')
    done = subprocess.run([TOP / 'tools/gdb', '-x', '/dev/null', '--', '/no/such/program'], capture_output=True, text=True,
                          stdin=subprocess.DEVNULL, timeout=LIMIT, check=False)
    if done.returncode:
        raise Failure(f'status {done.returncode}: {done.stderr}')


def main():
    program, *names = sys.argv[1:]
    passed = failed = 0
    for function in TESTS:
        if names and function.__name__ not in names:
            continue
        try:
            function(program)
            passed += 1
        except Failure as failure:
            failed += 1
            print(f'FAIL {function.__name__}: {failure}')
    print(f'{passed} passed, {failed} failed')
    return 1 if failed or not passed else 0


if __name__ == '__main__':
    sys.exit(main())
