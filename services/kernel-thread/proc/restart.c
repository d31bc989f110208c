/* SPDX-License-Identifier: BSD-2-Clause */
/* proc/restart.c: restart_syscall: a call that a signal without a handler interrupted goes on. */
#include <linux/errno.h>

#include "proc/futex.h"
#include "proc/proc.h"
#include "time/sleep.h"
#include "trace/syscalls.h"

long sys_restart_syscall(struct thread *t, const uint64_t a[6])
{
    (void)a;
    struct restart_block r = t->restart;
    t->restart.kind = RESTART_NONE;
    switch (r.kind) {
    case RESTART_SLEEP: case RESTART_CPU_SLEEP:
        return sleep_restart(t, &r);
    case RESTART_FUTEX:
        return futex_restart(t, &r);
    default:
        return -EINTR;
    }
}
