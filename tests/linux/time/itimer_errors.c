/* SPDX-License-Identifier: BSD-2-Clause */
/* setitimer and getitimer: what is refused, what comes back, what a fork and an execve keep. */
#include "check.h"

#include <signal.h>
#include <sys/time.h>

int main(int argc, char **argv)
{
    struct itimerval it = {{0, 0}, {100, 0}}, got;

    if (argc > 1) {
        VALUE(getitimer(ITIMER_REAL, &got));
        YES(got.it_value.tv_sec > 90);
        return 0;
    }
    for (int which = -1; which < 4; which++) {
        VALUE(syscall(SYS_getitimer, which, &got));
        VALUE(syscall(SYS_setitimer, which, NULL, NULL));
    }
    VALUE(syscall(SYS_getitimer, 0, 8));
    VALUE(syscall(SYS_getitimer, 3, 8));
    VALUE(syscall(SYS_setitimer, 0, 8, NULL));
    VALUE(syscall(SYS_setitimer, 3, 8, NULL));
    VALUE(syscall(SYS_setitimer, 0, &it, 8));
    VALUE(getitimer(ITIMER_REAL, &got));
    YES(got.it_value.tv_sec >= 99 && got.it_value.tv_sec <= 100);
    it.it_value.tv_usec = 1000000;
    VALUE(syscall(SYS_setitimer, 0, &it, NULL));
    VALUE(syscall(SYS_setitimer, 9, &it, NULL));
    it.it_value.tv_usec = -1;
    VALUE(syscall(SYS_setitimer, 0, &it, NULL));
    it.it_value.tv_usec = 0;
    it.it_value.tv_sec = -1;
    VALUE(syscall(SYS_setitimer, 0, &it, NULL));
    VALUE(alarm(50));
    VALUE(alarm(100));
    IN_CHILD("child", VALUE(alarm(0)));
    execl("/proc/self/exe", argv[0], "again", NULL);
    return 1;
}
