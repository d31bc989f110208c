/* SPDX-License-Identifier: BSD-2-Clause */
/* What programs may ask of process 1. */
#include "check.h"

#include <sched.h>
#include <signal.h>
#include <sys/resource.h>
#include <time.h>

int main(void)
{
    struct sched_param p;
    struct timespec ts;
    cpu_set_t set;
    VALUE(sched_getscheduler(1));
    VALUE(sched_getparam(1, &p));
    VALUE(sched_rr_get_interval(1, &ts));
    YES(sched_getaffinity(1, sizeof(set), &set) == 0);
    VALUE(getpriority(PRIO_PROCESS, 1));
    VALUE(syscall(SYS_ioprio_get, 1, 1));
    VALUE(kill(1, 0));
    VALUE(syscall(SYS_tkill, 1, 0));
    VALUE(syscall(SYS_tgkill, 1, 1, 0));
    VALUE(kill(1, 65));
    VALUE(setpgid(1, 1));
    VALUE(waitpid(1, NULL, 0));
    return 0;
}
