/* SPDX-License-Identifier: BSD-2-Clause */
/* transport/answers.c: the tables in threads' pages from which stubs answer. */
#include "transport/answers.h"

#include <string.h>

#include <linux/errno.h>
#include <rt/log.h>

#include "mm/kit.h"
#include "proc/proc.h"
#include "trace/strace.h"
#include "transport/transport.h"

/* Numbers of interfaces/linux/syscalls.def. */
enum {
    NR_FUTEX = 98, NR_CLOCK_GETTIME = 113, NR_SCHED_YIELD = 124, NR_RT_SIGRETURN = 139, NR_GETCPU = 168, NR_GETTIMEOFDAY = 169,
    NR_GETPID = 172, NR_GETPPID, NR_GETUID, NR_GETEUID, NR_GETGID, NR_GETEGID, NR_GETTID
};

static const uint8_t kinds[KIT_KINDS] = {
    [NR_FUTEX] = 1 << KIND_FUTEX_BIT,
    [NR_CLOCK_GETTIME] = 1 << KIND_GETTIME_BIT,
    [NR_SCHED_YIELD] = 1 << KIND_YIELD_BIT,
    [NR_GETCPU] = 1 << KIND_GETCPU_BIT,
    [NR_GETTIMEOFDAY] = 1 << KIND_TIMEOFDAY_BIT,
    [NR_GETPID] = KIND_VALUE + NR_GETPID - NR_GETPID,
    [NR_GETPPID] = KIND_VALUE + NR_GETPPID - NR_GETPID,
    [NR_GETUID] = KIND_VALUE + NR_GETUID - NR_GETPID,
    [NR_GETEUID] = KIND_VALUE + NR_GETEUID - NR_GETPID,
    [NR_GETGID] = KIND_VALUE + NR_GETGID - NR_GETPID,
    [NR_GETEGID] = KIND_VALUE + NR_GETEGID - NR_GETPID,
    [NR_GETTID] = KIND_VALUE + NR_GETTID - NR_GETPID,
};

static void values_set(const struct thread *t, uint32_t *value)
{
    const struct proc *p = t->proc;
    value[NR_GETPID - NR_GETPID] = (uint32_t)p->pid;
    value[NR_GETPPID - NR_GETPID] = (uint32_t)proc_parent_pid(p);
    value[NR_GETUID - NR_GETPID] = p->cred.uid;
    value[NR_GETEUID - NR_GETPID] = p->cred.euid;
    value[NR_GETGID - NR_GETPID] = p->cred.gid;
    value[NR_GETEGID - NR_GETPID] = p->cred.egid;
    value[NR_GETTID - NR_GETPID] = (uint32_t)t->tid;
}

/* Else every call is to be seen. */
static bool answers_allowed(const struct thread *t)
{
    return !strace_on && !thread_watched(t) && rt_log_level < RT_LOG_DEBUG;
}

int answers_thread(struct thread *t)
{
    if (t->scratch == 0)
        t->scratch = kit_scratch_get(t->proc->mm);
    struct kit_thread *k = t->scratch == 0 ? NULL : kit_scratch(t->proc->mm, t->scratch);
    if (k == NULL)
        return -ENOMEM;
    (void)mm_fault(t->proc->mm, kit_scratch_address(t->scratch), FAULT_WRITE); /* if not, it faults by itself */
    t->kit = k;
    t->regs.tpidrro = kit_scratch_address(t->scratch) + KIT_THREAD_BASE;
    k->data = KIT_DATA;
    values_set(t, k->value);
    if (answers_allowed(t))
        memcpy(k->kind, kinds, sizeof(kinds));
    if (answers_allowed(t) && transport->args_in_page)
        k->kind[NR_RT_SIGRETURN] = 1 << KIND_SIGRETURN_BIT;
    return 0;
}

void answers_update(struct proc *p)
{
    struct thread *t;
    LIST_FOREACH (t, &p->threads, in_proc)
        if (t->kit != NULL)
            values_set(t, t->kit->value);
}

void answers_enosys(struct thread *t, uint32_t number)
{
    if (t->kit == NULL || !answers_allowed(t))
        return;
    if (number < KIT_KINDS)
        t->kit->kind[number] = 1 << KIND_ENOSYS_BIT;
    else
        t->kit->value[KIT_VALUE_MISSING] = 1;
}

void answers_off(struct thread *t)
{
    t->attention = true;
    if (t->kit == NULL)
        return;
    memset(t->kit->kind, 0, sizeof(t->kit->kind));
    t->kit->value[KIT_VALUE_MISSING] = 0;
}
