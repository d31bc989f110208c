/* SPDX-License-Identifier: BSD-2-Clause */
/* timerfd: clocks, flags, times that are no times, what settime and gettime tell; clocks of other processes; stime's kin. */
#include "check.h"

#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/times.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <time.h>

static long settime(int fd, int flags, long sec, long nsec, long isec, long insec)
{
    struct itimerspec its = {{isec, insec}, {sec, nsec}};
    return timerfd_settime(fd, flags, &its, NULL);
}

static void clocks(void)
{
    for (int c = -1; c < 13; c++) {
        int fd = timerfd_create(c, 0);
        printf("clock %d: %s\n", c, fd >= 0 ? "ok" : error_name(errno));
        close(fd);
    }
    VALUE(timerfd_create(0, 1));
    int fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    VALUE(fcntl(fd, F_GETFD));
    VALUE(fcntl(fd, F_GETFL) & O_NONBLOCK);
    VALUE(settime(fd, 0, 0, 1000000000, 0, 0));
    VALUE(settime(fd, 0, 0, -1, 0, 0));
    VALUE(settime(fd, 0, -1, 0, 0, 0));
    VALUE(settime(fd, 0, 1, 0, 0, 1000000000));
    VALUE(settime(fd, 4, 1, 0, 0, 0));
    VALUE(settime(fd, 8, 1, 0, 0, 0));
    VALUE(settime(0, 0, 1, 0, 0, 0));
    VALUE(settime(99, 0, 1, 0, 0, 0));
    VALUE(syscall(SYS_timerfd_settime, fd, 0, NULL, NULL));
    VALUE(syscall(SYS_timerfd_settime, fd, 0, 8, NULL));
    VALUE(syscall(SYS_timerfd_gettime, fd, 8));
    VALUE(syscall(SYS_timerfd_gettime, 0, 8));
    VALUE(syscall(SYS_timerfd_gettime, 99, 8));
    unsigned long n = 0;
    VALUE(read(fd, &n, 8));
    VALUE(read(fd, &n, 4));
    VALUE(write(fd, &n, 8));
    VALUE(lseek(fd, 0, SEEK_SET));
    VALUE(settime(fd, 0, 0, 1000000, 0, 1000000));
    usleep(20000);
    VALUE(read(fd, &n, 8));
    YES(n >= 15);
    struct itimerspec old, its = {{0, 0}, {100, 0}};
    VALUE(timerfd_settime(fd, 0, &its, &old));
    printf("%ld.%09ld\n", old.it_interval.tv_sec, old.it_interval.tv_nsec);
    VALUE(timerfd_gettime(fd, &old));
    YES(old.it_value.tv_sec == 99 && old.it_interval.tv_nsec == 0);
    its.it_value.tv_sec = 0;
    VALUE(timerfd_settime(fd, 0, &its, &old));
    YES(old.it_value.tv_sec == 99);
    VALUE(timerfd_gettime(fd, &old));
    VALUE(old.it_value.tv_sec);
    VALUE(settime(fd, TFD_TIMER_ABSTIME, 0, 1, 0, 0));
    usleep(1000);
    VALUE(read(fd, &n, 8));
    VALUE(n);
    n = 5;
    VALUE(ioctl(fd, 0x40085400, &n)); /* TFD_IOC_SET_TICKS */
    VALUE(read(fd, &n, 8));
    VALUE(n);
    n = 0;
    VALUE(ioctl(fd, 0x40085400, &n));
}

static void others(void)
{
    struct timespec t;
    clockid_t c;
    pid_t child = fork();
    if (child == 0) {
        pause();
        _exit(0);
    }
    VALUE(clock_getcpuclockid(child, &c));
    VALUE(clock_gettime(c, &t));
    VALUE(clock_getres(c, &t));
    printf("%ld\n", t.tv_nsec);
    VALUE(clock_settime(c, &t));
    VALUE(clock_nanosleep(c | 4, 0, &t, NULL));
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    VALUE(clock_gettime(c, &t));
    VALUE(clock_getcpuclockid(31999, &c));
    VALUE(clock_gettime((int)(~0u << 3 | 7), &t));
    VALUE(clock_gettime((int)(~31999u << 3 | 2), &t));
    VALUE(clock_gettime((int)(~(unsigned)getppid() << 3 | 6), &t));
}

static void burn(long ms)
{
    struct timespec t;
    do
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    while (t.tv_sec * 1000 + t.tv_nsec / 1000000 < ms);
}

static void usage(void)
{
    struct rusage self, children;
    struct tms tms;
    VALUE(getrusage(5, &self));
    VALUE(getrusage(RUSAGE_SELF, (void *)8));
    getrusage(RUSAGE_CHILDREN, &children);
    long before = children.ru_utime.tv_sec * 1000 + children.ru_utime.tv_usec / 1000 + children.ru_stime.tv_sec * 1000 +
                  children.ru_stime.tv_usec / 1000;
    pid_t child = fork();
    if (child == 0) {
        if (fork() == 0) {
            burn(60);
            _exit(0);
        }
        wait(NULL);
        burn(60);
        _exit(0);
    }
    int status;
    wait4(child, &status, 0, &self);
    long one = self.ru_utime.tv_usec / 1000 + self.ru_stime.tv_usec / 1000;
    getrusage(RUSAGE_CHILDREN, &children);
    long now = children.ru_utime.tv_sec * 1000 + children.ru_utime.tv_usec / 1000 + children.ru_stime.tv_sec * 1000 +
               children.ru_stime.tv_usec / 1000;
    printf("wait4: %s, children: %s\n", one >= 110 ? "both" : "one", now - before >= 110 ? "both" : "not all");
    times(&tms);
    YES(tms.tms_cutime + tms.tms_cstime >= 9);
    YES(children.ru_maxrss > 0);
    YES(children.ru_minflt > 0);
}

int main(void)
{
    setbuf(stdout, NULL);
    clocks();
    others();
    usage();
    return 0;
}
