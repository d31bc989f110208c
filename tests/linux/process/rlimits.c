/* SPDX-License-Identifier: BSD-2-Clause */
/* Limits: errors of prlimit, getrlimit and setrlimit; what some limits do. */
#include "check.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>

static long limit(int which, unsigned long soft, unsigned long hard)
{
    struct rlimit r = {soft, hard};
    return setrlimit(which, &r);
}

static void show(int which)
{
    struct rlimit r = {9, 9};
    VALUE(getrlimit(which, &r));
    printf("%d: %ld %ld\n", which, (long)r.rlim_cur, (long)r.rlim_max);
}

int main(void)
{
    struct rlimit r;
    setbuf(stdout, NULL);
    VALUE(syscall(SYS_prlimit64, 0, 16, NULL, &r));
    VALUE(syscall(SYS_prlimit64, 0, -1, NULL, &r));
    VALUE(syscall(SYS_prlimit64, 0, 0, NULL, 8));
    VALUE(syscall(SYS_prlimit64, 0, 0, 8, NULL));
    VALUE(syscall(SYS_prlimit64, 0, 0, NULL, NULL));
    VALUE(syscall(SYS_prlimit64, 31999, 0, NULL, &r));
    VALUE(syscall(SYS_prlimit64, -1, 0, NULL, &r));
    VALUE(syscall(SYS_prlimit64, 1, 0, NULL, &r));
    VALUE(syscall(SYS_getrlimit, 16, &r));
    VALUE(syscall(SYS_getrlimit, 0, 8));
    VALUE(syscall(SYS_setrlimit, 16, &r));
    VALUE(syscall(SYS_setrlimit, 0, 8));
    VALUE(limit(RLIMIT_NOFILE, 5, 4));
    VALUE(limit(RLIMIT_NOFILE, 1048576, 1048577));
    VALUE(limit(RLIMIT_NOFILE, 1048576, 1048576));
    VALUE(limit(RLIMIT_NICE, 40, 41));
    VALUE(limit(RLIMIT_RTPRIO, 99, 1000));
    VALUE(limit(RLIMIT_STACK, 4096, RLIM_INFINITY));
    VALUE(limit(RLIMIT_STACK, 8 << 20, RLIM_INFINITY));
    for (int i = 0; i < 16; i++)
        if (i != RLIMIT_NPROC && i != RLIMIT_SIGPENDING && i != RLIMIT_NOFILE)
            show(i);
    IN_CHILD("user", {
        limit(RLIMIT_CPU, 50, 100);
        setresuid(1000, 1000, 1000);
        VALUE(limit(RLIMIT_CPU, 100, 100));
        VALUE(limit(RLIMIT_CPU, 101, 101));
        VALUE(limit(RLIMIT_CPU, 50, 80));
        VALUE(limit(RLIMIT_CPU, 50, 100));
        VALUE(syscall(SYS_prlimit64, getppid(), 0, NULL, &r));
        VALUE(syscall(SYS_prlimit64, 0, 0, NULL, &r));
        VALUE(limit(RLIMIT_RTPRIO, 0, 1001));
    });
    IN_CHILD("same user, other group", {
        setresgid(7, 7, 7);
        setresuid(1000, 1000, 1000);
        pid_t child = fork();
        if (child == 0) {
            usleep(50000);
            _exit(0);
        }
        VALUE(syscall(SYS_prlimit64, child, 0, NULL, &r));
    });
    IN_CHILD("files", {
        limit(RLIMIT_FSIZE, 10, 20);
        int fd = open("f", O_RDWR | O_CREAT | O_TRUNC, 0600);
        VALUE(write(fd, "0123456789abc", 13));
        signal(SIGXFSZ, SIG_IGN);
        VALUE(write(fd, "x", 1));
        VALUE(ftruncate(fd, 11));
        VALUE(pwrite(fd, "x", 1, 9));
        VALUE(lseek(fd, 100, SEEK_SET));
        VALUE(write(fd, "x", 1));
        signal(SIGXFSZ, SIG_DFL);
        write(fd, "x", 1);
    });
    IN_CHILD("pending signals", {
        sigset_t set;
        union sigval v = {0};
        int n = 0;
        sigemptyset(&set);
        sigaddset(&set, 40);
        sigaddset(&set, SIGUSR1);
        sigprocmask(SIG_BLOCK, &set, NULL);
        limit(RLIMIT_SIGPENDING, 10, 20);
        while (n < 100 && sigqueue(getpid(), 40, v) == 0)
            n++;
        printf("%d then %s\n", n, error_name(errno));
        VALUE(kill(getpid(), SIGUSR1));
        VALUE(kill(getpid(), 40));
        VALUE(sigqueue(getpid(), SIGUSR1, v));
        siginfo_t si;
        struct timespec ts = {0, 0};
        n = 0;
        while (sigtimedwait(&set, &si, &ts) > 0)
            n++;
        printf("%d\n", n);
    });
    return 0;
}
