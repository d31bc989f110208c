/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * timeout: 60
 * Bad pointers in every place of every system call that takes one: EFAULT, never anything else.
 */
#include "check.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#define B     0x7fff00000000 /* not mapped, in user space */
#define GOOD  ((long)good)
#define PATH  ((long)"f")
#define CALL(name, ...) {#name, SYS_##name, {__VA_ARGS__}}

static char good[65536];
static int file, ends[2], directory;

static void try(const char *name, long number, const long arguments[6])
{
    static const struct {
        const char *what;
        long address;
    } bad[] = {{"null+8", 8}, {"hole", B}, {"kernel", (long)0xffffffff80001000}, {"high", 1L << 56}};

    for (int place = 0; place < 6; place++) {
        if (arguments[place] != B)
            continue;
        for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
            long a[6];

            memcpy(a, arguments, sizeof(a));
            for (int k = 0; k < 6; k++)
                if (a[k] == B)
                    a[k] = k == place ? bad[i].address : GOOD;
            errno = 0;
            long result = syscall(number, a[0], a[1], a[2], a[3], a[4], a[5]);
            printf("%s argument %d %s: ", name, place, bad[i].what);
            if (result == -1)
                printf("%s\n", error_name(errno));
            else
                printf("%ld\n", result);
        }
    }
}

int main(void)
{
    file = open("f", O_RDWR | O_CREAT, 0600);
    write(file, good, 1000);
    lseek(file, 0, SEEK_SET);
    pipe(ends);
    write(ends[1], good, 1000);
    directory = open(".", O_RDONLY);
    long f = file, p = ends[0], q = ends[1];
    const struct {
        const char *name;
        long number;
        long arguments[6];
    } calls[] = {
        CALL(openat, AT_FDCWD, B, O_RDONLY, 0),
        CALL(read, f, B, 10), CALL(write, f, B, 10), CALL(read, p, B, 10), CALL(write, q, B, 10),
        CALL(pread64, f, B, 10, 0), CALL(pwrite64, f, B, 10, 0), CALL(readv, f, B, 1),
        CALL(writev, f, B, 1), CALL(newfstatat, AT_FDCWD, B, GOOD, 0),
        CALL(newfstatat, AT_FDCWD, PATH, B, 0), CALL(fstat, f, B), CALL(statfs, B, GOOD),
        CALL(statfs, PATH, B), CALL(fstatfs, f, B), CALL(getdents64, directory, B, 1000),
        CALL(getcwd, B, 4096), CALL(chdir, B), CALL(mkdirat, AT_FDCWD, B, 0700),
        CALL(unlinkat, AT_FDCWD, B, 0), CALL(symlinkat, B, AT_FDCWD, PATH),
        CALL(symlinkat, PATH, AT_FDCWD, B), CALL(linkat, AT_FDCWD, B, AT_FDCWD, PATH, 0),
        CALL(linkat, AT_FDCWD, PATH, AT_FDCWD, B, 0),
        CALL(renameat2, AT_FDCWD, B, AT_FDCWD, PATH, 0),
        CALL(renameat2, AT_FDCWD, PATH, AT_FDCWD, B, 0), CALL(readlinkat, AT_FDCWD, B, GOOD, 100),
        CALL(faccessat, AT_FDCWD, B, 0), CALL(fchmodat, AT_FDCWD, B, 0600),
        CALL(fchownat, AT_FDCWD, B, 0, 0, 0), CALL(utimensat, AT_FDCWD, PATH, B, 0),
        CALL(truncate, B, 0), CALL(pipe2, B, 0), CALL(sendfile, f, f, B, 10),
        CALL(clock_gettime, 0, B), CALL(clock_gettime, 1, B), CALL(clock_getres, 0, B),
        CALL(gettimeofday, B, 0), CALL(nanosleep, B, 0), CALL(clock_nanosleep, 1, 0, B, 0),
        CALL(times, B), CALL(getrandom, B, 10, 0), CALL(uname, B), CALL(sysinfo, B),
        CALL(getrlimit, 7, B), CALL(prlimit64, 0, 7, 0, B), CALL(prlimit64, 0, 7, B, 0),
        CALL(getrusage, 0, B), CALL(rt_sigaction, 10, B, 0, 8), CALL(rt_sigaction, 10, 0, B, 8),
        CALL(rt_sigprocmask, 0, B, 0, 8), CALL(rt_sigprocmask, 0, 0, B, 8),
        CALL(rt_sigpending, B, 8), CALL(rt_sigsuspend, B, 8), CALL(sigaltstack, B, 0),
        CALL(sigaltstack, 0, B), CALL(setitimer, 0, B, 0), CALL(getitimer, 0, B),
        CALL(ppoll, B, 1, 0, 0, 8), CALL(execve, B, 0, 0), CALL(execve, (long)"/bin/busybox", B, 0),
        CALL(execve, (long)"/bin/busybox", 0, B), CALL(ioctl, q, 0x541b, B),
        CALL(getgroups, 1, B), CALL(statx, AT_FDCWD, PATH, 0, 0x7ff, B), CALL(mount, B, PATH, B, 0, 0),
        CALL(fcntl, f, F_GETLK, B), CALL(sched_getaffinity, 0, 8, B), CALL(rt_sigtimedwait, B, 0, 0, 8),
    };
    for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++)
        try(calls[i].name, calls[i].number, calls[i].arguments);

    /* A buffer of which only the first page exists: what fits is done, or nothing. */
    char *edge = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    munmap(edge + 4096, 4096);
    memset(edge, 'e', 4096);
    VALUE(pwrite(file, edge + 4000, 200, 0));
    VALUE(pread(file, edge + 4000, 200, 0));
    memset(edge, 'e', 4096);
    VALUE(openat(AT_FDCWD, edge + 4090, O_RDONLY));
    VALUE(syscall(SYS_fstat, file, edge + 4090));
    char *ro = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    VALUE(pread(file, ro, 10, 0));
    VALUE(pwrite(file, ro, 10, 0));
    VALUE(getcwd(ro, 4096) ? 0 : -1);
    char *none = mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    VALUE(pwrite(file, none, 10, 0));
    IN_CHILD("status to a bad place", pid_t c = fork(); if (c == 0) _exit(0);
             VALUE(wait4(c, (int *)8, 0, NULL)));
    return 0;
}
