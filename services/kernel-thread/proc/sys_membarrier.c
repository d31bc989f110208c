/* SPDX-License-Identifier: BSD-2-Clause */
/* proc/sys_membarrier.c: there is one processor: that this task runs is the barrier.  Registering is kept, as Linux
 * refuses the fast commands without. */
#include <linux/errno.h>

#include "proc/proc.h"
#include "trace/syscalls.h"

enum {
    GLOBAL = 1, GLOBAL_EXPEDITED = 2, REGISTER_GLOBAL = 4, PRIVATE = 8, REGISTER_PRIVATE = 16, PRIVATE_SYNC_CORE = 32,
    REGISTER_PRIVATE_SYNC_CORE = 64, ALL = 127
};

long sys_membarrier(struct thread *t, const uint64_t a[6])
{
    struct proc *p = t->proc;
    if ((uint32_t)a[1] != 0) /* no rseq, so no command with flags */
        return -EINVAL;
    switch ((int)a[0]) {
    case 0:
        return ALL;
    case GLOBAL: case GLOBAL_EXPEDITED:
        return 0;
    case REGISTER_GLOBAL: case REGISTER_PRIVATE: case REGISTER_PRIVATE_SYNC_CORE:
        p->barriers |= (uint8_t)a[0];
        return 0;
    case PRIVATE: case PRIVATE_SYNC_CORE:
        return p->barriers & (uint8_t)(a[0] << 1) ? 0 : -EPERM;
    default:
        return -EINVAL;
    }
}
