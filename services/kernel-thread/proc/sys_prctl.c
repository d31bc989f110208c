/* SPDX-License-Identifier: BSD-2-Clause */
/* proc/sys_prctl.c: prctl. */
#include <string.h>

#include <linux/capability.h>
#include <linux/errno.h>
#include <linux/signal.h>

#include "mm/mm.h"
#include "mm/user.h"
#include "proc/proc.h"
#include "proc/sys_cap.h"
#include "trace/syscalls.h"

enum {
    PR_SET_PDEATHSIG = 1, PR_GET_PDEATHSIG = 2, PR_GET_DUMPABLE = 3, PR_SET_DUMPABLE = 4, PR_GET_KEEPCAPS = 7,
    PR_SET_KEEPCAPS = 8, PR_GET_TIMING = 13, PR_SET_TIMING = 14, PR_SET_NAME = 15, PR_GET_NAME = 16, PR_GET_SECCOMP = 21,
    PR_SET_SECCOMP = 22, PR_CAPBSET_READ = 23, PR_CAPBSET_DROP = 24, PR_GET_SECUREBITS = 27, PR_SET_SECUREBITS = 28,
    PR_SET_TIMERSLACK = 29, PR_GET_TIMERSLACK = 30, PR_TASK_PERF_EVENTS_DISABLE = 31, PR_TASK_PERF_EVENTS_ENABLE = 32,
    PR_MCE_KILL = 33, PR_MCE_KILL_GET = 34, PR_SET_MM = 35, PR_SET_CHILD_SUBREAPER = 36, PR_GET_CHILD_SUBREAPER = 37,
    PR_SET_NO_NEW_PRIVS = 38, PR_GET_NO_NEW_PRIVS = 39, PR_GET_TID_ADDRESS = 40, PR_SET_THP_DISABLE = 41,
    PR_GET_THP_DISABLE = 42, PR_CAP_AMBIENT = 47, PR_GET_SPECULATION_CTRL = 52, PR_SET_SPECULATION_CTRL = 53, PR_SET_IO_FLUSHER = 57, PR_GET_IO_FLUSHER = 58,
    PR_SET_PTRACER = 0x59616d61
};
enum { TIMERSLACK_DEFAULT_NS = 50000, MCE_KILL_DEFAULT = 2 };

static long set_thread_name(struct thread *t, uint64_t addr)
{
    char name[COMM_BYTES] = "";
    ssize_t len = copy_in_string(t->proc->mm, name, addr, sizeof(name));
    if (len < 0 && len != -ENAMETOOLONG)
        return len;
    name[sizeof(name) - 1] = '\0';
    memcpy(t->comm, name, sizeof(name));
    if (t->proc->leader == t)
        memcpy(t->proc->comm, name, sizeof(name));
    return 0;
}

/* What to do when memory fails, kept for nobody: the machine reports no such failures. */
static long mce_kill(struct thread *t, const uint64_t a[6])
{
    enum { CLEAR = 0, SET = 1, LATE = 0, EARLY = 1, DEFAULT = 2 };
    struct proc *p = t->proc;
    if ((a[3] | a[4]) != 0)
        return -EINVAL;
    if (a[1] == CLEAR) {
        if (a[2] != 0)
            return -EINVAL;
        p->mce_kill = 0;
        return 0;
    }
    if (a[1] != SET || a[2] > DEFAULT)
        return -EINVAL;
    p->mce_kill = a[2] == DEFAULT ? 0 : (uint8_t)(a[2] + 1);
    return 0;
}

uint64_t timerslack_of(const struct proc *p)
{
    return p->timerslack_ns != 0             ? p->timerslack_ns
           : p->timerslack_default_ns != 0 ? p->timerslack_default_ns
                                           : TIMERSLACK_DEFAULT_NS;
}

static long timerslack_set(struct proc *p, uint64_t ns)
{
    p->timerslack_ns = (int64_t)ns <= 0 ? 0 : ns;
    return 0;
}

/* The processor speculates about nothing that could be switched off. */
static long speculation(const uint64_t a[6])
{
    enum { STORE_BYPASS = 0, ENABLE = 2, DISABLE = 4, FORCE_DISABLE = 8 };
    bool sets = a[0] == PR_SET_SPECULATION_CTRL;
    if (a[3] != 0 || a[4] != 0 || (!sets && a[2] != 0))
        return -EINVAL;
    return a[1] != STORE_BYPASS ? -ENODEV : !sets || a[2] == ENABLE || a[2] == DISABLE || a[2] == FORCE_DISABLE ? 0 : -ERANGE;
}

/* Where the program keeps its arguments and environment, as /proc shows them. */
static long memory_place(struct thread *t, const uint64_t a[6])
{
    enum { ARG_START = 8, ENV_END = 11 };
    struct proc *p = t->proc;
    uint64_t *const places[] = {&p->arg_start, &p->arg_end, &p->env_start, &p->env_end};
    if (a[4] != 0 || a[3] != 0)
        return -EINVAL;
    if (!cred_has(t, CAP_SYS_RESOURCE))
        return -EPERM;
    if (a[1] < ARG_START || a[1] > ENV_END || mm_find(p->mm, a[2]) == NULL)
        return -EINVAL;
    *places[a[1] - ARG_START] = a[2];
    return 0;
}

static long out_word(struct thread *t, uint64_t addr, int32_t word)
{
    return copy_out(t->proc->mm, addr, &word, sizeof(word));
}

/* Those that are about capabilities and privileges; *known false: not one of them. */
static long privileges(struct thread *t, const uint64_t a[6], bool *known)
{
    struct proc *p = t->proc;
    bool more = (a[2] | a[3] | a[4]) != 0;
    *known = true;
    switch ((int)a[0]) {
    case PR_GET_KEEPCAPS:
        return (p->cred.securebits & SECBIT_KEEP_CAPS) != 0;
    case PR_SET_KEEPCAPS:
        return cap_keep_set(t, a[1]);
    case PR_CAPBSET_READ:
        return cap_bounding_read(t, a[1]);
    case PR_CAPBSET_DROP:
        return cap_bounding_drop(t, a[1]);
    case PR_GET_SECUREBITS:
        return p->cred.securebits;
    case PR_SET_SECUREBITS:
        return cap_securebits_set(t, a[1]);
    case PR_CAP_AMBIENT:
        return cap_ambient(t, a);
    case PR_SET_NO_NEW_PRIVS:
        if (a[1] != 1 || more)
            return -EINVAL;
        p->no_new_privs = true;
        return 0;
    case PR_GET_NO_NEW_PRIVS:
        return a[1] != 0 || more ? -EINVAL : p->no_new_privs;
    default:
        *known = false;
        return 0;
    }
}

/* Those about the process's place among others; *known false: not one of them. */
static long relations(struct thread *t, const uint64_t a[6], bool *known)
{
    struct proc *p = t->proc;
    *known = true;
    switch ((int)a[0]) {
    case PR_SET_PDEATHSIG:
        if (a[1] > LINUX_NSIG)
            return -EINVAL;
        p->parent_death_signal = (uint32_t)a[1];
        return 0;
    case PR_GET_PDEATHSIG:
        return out_word(t, a[1], (int32_t)p->parent_death_signal);
    case PR_GET_DUMPABLE:
        return p->dumpable;
    case PR_SET_DUMPABLE:
        if (a[1] > 1)
            return -EINVAL;
        p->dumpable = a[1] != 0;
        return 0;
    case PR_SET_NAME:
        return set_thread_name(t, a[1]);
    case PR_GET_NAME:
        return copy_out(p->mm, a[1], t->comm, COMM_BYTES);
    case PR_SET_CHILD_SUBREAPER:
        p->subreaper = a[1] != 0;
        return 0;
    case PR_GET_CHILD_SUBREAPER:
        return out_word(t, a[1], p->subreaper);
    case PR_GET_TID_ADDRESS:
        return copy_out(p->mm, a[1], &t->clear_child_tid, sizeof(t->clear_child_tid));
    case PR_SET_PTRACER: /* who may trace it besides its ancestors: nobody is kept from it here */
        return a[1] == 0 || (int64_t)a[1] == -1 || thread_find((int)a[1]) != NULL ? 0 : -EINVAL;
    default:
        *known = false;
        return 0;
    }
}

long sys_prctl(struct thread *t, const uint64_t a[6])
{
    struct proc *p = t->proc;
    bool known, any = (a[1] | a[2] | a[3] | a[4]) != 0;
    long result = privileges(t, a, &known);
    if (!known)
        result = relations(t, a, &known);
    if (known)
        return result;
    switch ((int)a[0]) {
    case PR_GET_TIMING: case PR_TASK_PERF_EVENTS_DISABLE: case PR_TASK_PERF_EVENTS_ENABLE:
        return 0;
    case PR_GET_SECCOMP:
        return t->seccomp.mode;
    case PR_SET_SECCOMP:
        return seccomp_prctl(t, a[1], a[2]);
    case PR_SET_TIMING:
        return a[1] != 0 ? -EINVAL : 0;
    case PR_SET_MM:
        return memory_place(t, a);
    case PR_GET_SPECULATION_CTRL: case PR_SET_SPECULATION_CTRL:
        return speculation(a);
    case PR_GET_TIMERSLACK:
        return (long)timerslack_of(p);
    case PR_SET_TIMERSLACK:
        return timerslack_set(p, a[1]);
    case PR_MCE_KILL:
        return mce_kill(t, a);
    case PR_MCE_KILL_GET:
        return any ? -EINVAL : p->mce_kill == 0 ? MCE_KILL_DEFAULT : p->mce_kill - 1;
    case PR_SET_THP_DISABLE:
        if ((a[2] | a[3] | a[4]) != 0)
            return -EINVAL;
        p->thp_disable = a[1] != 0;
        return 0;
    case PR_GET_THP_DISABLE:
        return any ? -EINVAL : p->thp_disable;
    case PR_SET_IO_FLUSHER:
        if (!cred_has(t, CAP_SYS_RESOURCE))
            return -EPERM;
        if ((a[2] | a[3] | a[4]) != 0 || a[1] > 1)
            return -EINVAL;
        p->io_flusher = a[1] != 0;
        return 0;
    case PR_GET_IO_FLUSHER:
        return !cred_has(t, CAP_SYS_RESOURCE) ? -EPERM : any ? -EINVAL : p->io_flusher;
    default:
        return -EINVAL;
    }
}
