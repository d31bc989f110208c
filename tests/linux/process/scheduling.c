/* SPDX-License-Identifier: BSD-2-Clause */
/* Policies and priorities: set, asked, inherited, refused. */
#include "check.h"

#include <sched.h>
#include <sys/resource.h>

struct attr { unsigned size, policy; unsigned long flags; int nice; unsigned priority; unsigned long runtime, deadline, period; unsigned min, max; unsigned long more; };

static long set(int pid, int policy, int priority)
{
    return syscall(SYS_sched_setscheduler, pid, policy, &priority);
}

static long get(void)
{
    int priority = -1;
    syscall(SYS_sched_getparam, 0, &priority);
    printf("policy %#lx priority %d\n", syscall(SYS_sched_getscheduler, 0), priority);
    fflush(stdout);
    return 0;
}

int main(void)
{
    int priority = 0;
    unsigned long mask = 0;
    struct attr a;

    get();
    for (int policy = -1; policy < 8; policy++) {
        printf("policy %d\n", policy);
        VALUE(syscall(SYS_sched_get_priority_min, policy));
        VALUE(syscall(SYS_sched_get_priority_max, policy));
        if (policy != 6) {
            VALUE(set(0, policy, 0));
            VALUE(set(0, policy, 1));
            VALUE(set(0, policy, 99));
            VALUE(set(0, policy, 100));
            VALUE(set(0, policy, -1));
            get();
        }
    }
    VALUE(set(0, SCHED_RR | 0x40000000, 5));
    get();
    IN_CHILD("child of reset-on-fork", get());
    VALUE(set(0, SCHED_FIFO, 5));
    IN_CHILD("child of fifo", get());
    VALUE(set(0, 0, 0));
    VALUE(syscall(SYS_sched_setscheduler, -1, 0, &priority));
    VALUE(syscall(SYS_sched_setscheduler, 31999, 0, &priority));
    VALUE(syscall(SYS_sched_setscheduler, 0, 0, NULL));
    VALUE(syscall(SYS_sched_setscheduler, 0, 0, 8));
    VALUE(syscall(SYS_sched_setparam, 0, NULL));
    VALUE(syscall(SYS_sched_setparam, 0, 8));
    VALUE(syscall(SYS_sched_setparam, 31999, &priority));
    VALUE(syscall(SYS_sched_getparam, 0, NULL));
    VALUE(syscall(SYS_sched_getparam, 0, 8));
    VALUE(syscall(SYS_sched_getparam, -1, &priority));
    VALUE(syscall(SYS_sched_getparam, 31999, &priority));
    VALUE(syscall(SYS_sched_getscheduler, -1));
    VALUE(syscall(SYS_sched_getscheduler, 31999));
    VALUE(syscall(SYS_sched_rr_get_interval, -1, &a));
    VALUE(syscall(SYS_sched_rr_get_interval, 31999, &a));
    VALUE(syscall(SYS_sched_rr_get_interval, 0, 8));
    VALUE(syscall(SYS_sched_getaffinity, 0, 8, &mask));
    VALUE(mask);
    VALUE(syscall(SYS_sched_getaffinity, 0, 7, &mask));
    VALUE(syscall(SYS_sched_getaffinity, 0, 0, &mask));
    VALUE(syscall(SYS_sched_getaffinity, 0, 8, 8));
    VALUE(syscall(SYS_sched_getaffinity, 31999, 8, &mask));
    VALUE(syscall(SYS_sched_setaffinity, 0, 8, &mask));
    mask = 0;
    VALUE(syscall(SYS_sched_setaffinity, 0, 8, &mask));
    VALUE(syscall(SYS_sched_setaffinity, 0, 8, 8));
    VALUE(syscall(SYS_sched_setaffinity, 31999, 8, &mask));
    mask = 2;
    VALUE(syscall(SYS_sched_setaffinity, 0, 8, &mask));
    memset(&a, 0, sizeof(a));
    VALUE(syscall(SYS_sched_getattr, 0, &a, 56, 0));
    printf("%u %u %lu %d %u %u %u\n", a.size, a.policy, a.flags, a.nice, a.priority, a.min, a.max);
    VALUE(syscall(SYS_sched_getattr, 0, &a, 47, 0));
    VALUE(syscall(SYS_sched_getattr, 0, &a, 48, 0));
    VALUE(a.size);
    VALUE(syscall(SYS_sched_getattr, 0, &a, 56, 1));
    VALUE(syscall(SYS_sched_getattr, 31999, &a, 56, 0));
    VALUE(syscall(SYS_sched_getattr, 0, NULL, 56, 0));
    a = (struct attr){.size = 48, .policy = SCHED_BATCH, .nice = 5};
    VALUE(syscall(SYS_sched_setattr, 0, &a, 0));
    get();
    VALUE(getpriority(PRIO_PROCESS, 0));
    VALUE(syscall(SYS_sched_setattr, 0, &a, 1));
    VALUE(syscall(SYS_sched_setattr, 0, NULL, 0));
    VALUE(syscall(SYS_sched_setattr, 0, 8, 0));
    VALUE(syscall(SYS_sched_setattr, 31999, &a, 0));
    a.size = 40;
    VALUE(syscall(SYS_sched_setattr, 0, &a, 0));
    VALUE(a.size);
    a.size = 64;
    a.more = 1;
    VALUE(syscall(SYS_sched_setattr, 0, &a, 0));
    a.more = 0;
    a.size = 64;
    VALUE(syscall(SYS_sched_setattr, 0, &a, 0));
    a.flags = 1ul << 20;
    VALUE(syscall(SYS_sched_setattr, 0, &a, 0));
    a.flags = 0;
    a.policy = 9;
    VALUE(syscall(SYS_sched_setattr, 0, &a, 0));
    VALUE(set(0, 0, 0));
    IN_CHILD("not root", {
        setuid(1000);
        VALUE(set(0, SCHED_FIFO, 1));
        VALUE(set(0, SCHED_BATCH, 0));
        VALUE(set(0, SCHED_IDLE, 0));
        VALUE(set(0, SCHED_OTHER, 0));
        VALUE(set(getppid(), SCHED_BATCH, 0));
        mask = 1;
        VALUE(syscall(SYS_sched_setaffinity, getppid(), 8, &mask));
        VALUE(syscall(SYS_sched_getscheduler, getppid()));
    });
    return 0;
}
