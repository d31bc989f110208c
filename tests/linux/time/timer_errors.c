/* SPDX-License-Identifier: BSD-2-Clause */
/* timer_create and its family: what is refused. */
#include "check.h"

#include <signal.h>
#include <time.h>

static long create(int clock, void *event, int *id)
{
    return syscall(SYS_timer_create, clock, event, id);
}

int main(void)
{
    struct sigevent ev = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1};
    struct { struct timespec interval, value; } its = {{0, 0}, {0, 0}}, got;
    int id = -1;

    for (int clock = -1; clock <= 13; clock++) {
        long n = create(clock, NULL, &id);
        printf("clock %d: %s\n", clock, n == 0 ? "ok" : error_name(errno));
        if (n == 0)
            syscall(SYS_timer_delete, id);
    }
    VALUE(create(CLOCK_MONOTONIC, (void *)8, &id));
    VALUE(create(CLOCK_MONOTONIC, NULL, (void *)8));
    VALUE(create(CLOCK_MONOTONIC, NULL, NULL));
    ev.sigev_signo = 0;
    VALUE(create(CLOCK_MONOTONIC, &ev, &id));
    ev.sigev_signo = 65;
    VALUE(create(CLOCK_MONOTONIC, &ev, &id));
    ev.sigev_notify = SIGEV_NONE;
    VALUE(create(CLOCK_MONOTONIC, &ev, &id));
    VALUE(syscall(SYS_timer_delete, id));
    ev.sigev_notify = 3;
    VALUE(create(CLOCK_MONOTONIC, &ev, &id));
    ev.sigev_notify = 5;
    VALUE(create(CLOCK_MONOTONIC, &ev, &id));
    ev.sigev_notify = 4;
    ev.sigev_signo = SIGUSR1;
    VALUE(create(CLOCK_MONOTONIC, &ev, &id));
    VALUE(syscall(SYS_timer_delete, id));
    VALUE(syscall(SYS_timer_delete, -1));
    VALUE(syscall(SYS_timer_gettime, 12345, &got));
    VALUE(syscall(SYS_timer_getoverrun, 12345));
    VALUE(syscall(SYS_timer_settime, 12345, 0, &its, NULL));
    VALUE(create(CLOCK_MONOTONIC, NULL, &id));
    VALUE(syscall(SYS_timer_settime, id, 0, NULL, NULL));
    VALUE(syscall(SYS_timer_settime, id, 0, (void *)8, NULL));
    VALUE(syscall(SYS_timer_settime, id, 0, &its, (void *)8));
    VALUE(syscall(SYS_timer_settime, id, 64, &its, NULL));
    its.value.tv_nsec = 1000000000;
    VALUE(syscall(SYS_timer_settime, id, 0, &its, NULL));
    its.value.tv_nsec = -1;
    VALUE(syscall(SYS_timer_settime, id, 0, &its, NULL));
    its.value.tv_nsec = 0;
    its.interval.tv_sec = -1;
    VALUE(syscall(SYS_timer_settime, id, 0, &its, NULL));
    VALUE(syscall(SYS_timer_gettime, id, (void *)8));
    VALUE(syscall(SYS_timer_getoverrun, id));
    IN_CHILD("child", VALUE(syscall(SYS_timer_getoverrun, id)));
    VALUE(syscall(SYS_timer_delete, id));
    VALUE(syscall(SYS_timer_delete, id));
    return 0;
}
