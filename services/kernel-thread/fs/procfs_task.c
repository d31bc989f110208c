/* SPDX-License-Identifier: BSD-2-Clause */
/* Smaller files of /proc/PID and of its threads. */
#include <linux/capability.h>
#include <linux/errno.h>
#include <linux/sched.h>
#include <linux/time.h>
#include <stdlib.h>
#include <string.h>

#include "fs/procfs_int.h"
#include "fs/text.h"
#include "mm/mm.h"
#include "mm/page.h"
#include "mm/user.h"
#include "proc/proc.h"
#include "trace/syscalls.h"

#define SHOW(name) int procfs_show_pid_##name(struct text *out, struct proc *p, const struct procfs_node *node)
#define STORE(name) int procfs_store_pid_##name(struct proc *p, const struct procfs_node *node, const char *text)

enum { OOM_SCORE_MOST = 1000, OOM_ADJ_MOST = 15, OOM_ADJ_NEVER = -17 };

/* A whole decimal number, blanks around it: 0 or -EINVAL. */
static int number_of(const char *text, long *value)
{
    char *end;

    *value = strtol(text, &end, 10);
    return end == text || end[strspn(end, " \t\n")] ? -EINVAL : 0;
}

SHOW(auxv)
{
    char buf[512];

    (void)node;
    if (!p->mm)
        return 0;
    const struct mm_layout *l = mm_layout(p->mm);
    size_t size = l->aux_end - l->aux_start;
    if (size > sizeof buf || copy_in_forced(p->mm, buf, l->aux_start, size) != (ssize_t)size)
        return 0;
    text_add(out, buf, size);
    return 0;
}

SHOW(io)
{
    (void)node;
    const struct io_count *io = &p->io;

    text_printf(out, "rchar: %lu\nwchar: %lu\nsyscr: %lu\nsyscw: %lu\nread_bytes: %lu\nwrite_bytes: %lu\n"
                     "cancelled_write_bytes: 0\n", io->read, io->written, io->reads, io->writes, io->from_disk, io->to_disk);
    return 0;
}

SHOW(oom_score_adj)
{
    (void)node;
    text_printf(out, "%d\n", p->oom_score_adj);
    return 0;
}

static int set_score(struct proc *p, long score)
{
    if (score < -OOM_SCORE_MOST || score > OOM_SCORE_MOST)
        return -EINVAL;
    if (score < p->oom_score_least && !cred_has(current(), CAP_SYS_RESOURCE))
        return -EACCES;
    p->oom_score_adj = (int16_t)score;
    if (cred_has(current(), CAP_SYS_RESOURCE))
        p->oom_score_least = (int16_t)score;
    return 0;
}

STORE(oom_score_adj)
{
    long score;

    (void)node;
    int err = number_of(text, &score);
    return err ? err : set_score(p, score);
}

/* The older scale: -17 never, else fifteenths. */
SHOW(oom_adj)
{
    int score = p->oom_score_adj;

    (void)node;
    text_printf(out, "%d\n", score == OOM_SCORE_MOST ? OOM_ADJ_MOST : score * -OOM_ADJ_NEVER / OOM_SCORE_MOST);
    return 0;
}

STORE(oom_adj)
{
    long adj;

    (void)node;
    int err = number_of(text, &adj);
    if (err || adj < OOM_ADJ_NEVER || adj > OOM_ADJ_MOST)
        return -EINVAL;
    return set_score(p, adj == OOM_ADJ_MOST ? OOM_SCORE_MOST : adj * OOM_SCORE_MOST / -OOM_ADJ_NEVER);
}

/* How much of all memory it uses, in thousandths, moved by what was asked for. */
SHOW(oom_score)
{
    struct page_stats pages;
    struct mm_stats m = { 0 };

    (void)node;
    page_stats(&pages);
    if (p->mm)
        mm_statistics(p->mm, &m);
    long total = (long)pages.total, score = 1000 + p->oom_score_adj;
    score = p->oom_score_adj == -OOM_SCORE_MOST ? 0 : (score + (long)m.resident * 1000 / (total ? total : 1)) * 2 / 3;
    text_printf(out, "%ld\n", p->mm ? score : 0);
    return 0;
}

SHOW(personality)
{
    (void)node;
    text_printf(out, "%08lx\n", (unsigned long)p->personality);
    return 0;
}

SHOW(timerslack)
{
    (void)node;
    text_printf(out, "%lu\n", (unsigned long)timerslack_of(p));
    return 0;
}

STORE(timerslack)
{
    char *end;
    unsigned long ns = strtoul(text, &end, 10);

    (void)node;
    if (end == text || end[strspn(end, " \t\n")])
        return -EINVAL;
    if (p != current()->proc && !cred_has(current(), CAP_SYS_NICE))
        return -EPERM;
    p->timerslack_ns = ns;
    return 0;
}

STORE(comm)
{
    struct thread *t = procfs_thread(p, node);

    if (p != current()->proc)
        return -EINVAL;
    if (!t)
        return -ESRCH;
    size_t len = strnlen(text, COMM_BYTES - 1); /* a newline too */
    memset(t->comm, 0, sizeof t->comm);
    memcpy(t->comm, text, len);
    return 0;
}

SHOW(coredump_filter)
{
    (void)node;
    text_printf(out, "%08x\n", p->coredump_filter);
    return 0;
}

STORE(coredump_filter)
{
    enum { ALL_BITS = 0x1ff };
    char *end;
    unsigned long bits = strtoul(text, &end, 0);

    (void)node;
    if (end == text || end[strspn(end, " \t\n")])
        return -EINVAL;
    p->coredump_filter = bits & ALL_BITS;
    return 0;
}

/* What the marks of pages are cleared for (soft-dirty) is not kept: all pages always count as changed. */
STORE(clear_refs)
{
    long what;

    (void)p;
    (void)node;
    return number_of(text, &what) || what < 1 || what > 5 ? -EINVAL : 0;
}

/* "number arguments sp pc", or "running". */
SHOW(syscall)
{
    struct thread *t = procfs_thread(p, node);

    if (!t || t->state == THREAD_USER || t == current() || !p->mm) {
        text_printf(out, "running\n");
    } else if (t->syscall < 0) {
        text_printf(out, "-1 0x%lx 0x%lx\n", (unsigned long)t->regs.sp, (unsigned long)t->regs.pc);
    } else {
        text_printf(out, "%d", t->syscall);
        for (unsigned i = 0; i < 6; i++)
            text_printf(out, " 0x%lx", (unsigned long)regs_get(&t->regs, i));
        text_printf(out, " 0x%lx 0x%lx\n", (unsigned long)t->regs.sp, (unsigned long)t->syscall_pc + 4);
    }
    return 0;
}

/* The call in which it waits, by its name here; "0" while it runs. */
SHOW(wchan)
{
    struct thread *t = procfs_thread(p, node);
    const struct syscall_entry *e = NULL;

    if (t && t->state != THREAD_USER && t != current() && t->syscall >= 0)
        e = syscall_find((uint64_t)t->syscall);
    if (e && !procfs_may_look(p))
        text_printf(out, "sys_%s", e->name);
    else
        text_printf(out, "0");
    return 0;
}

/* There is no stack of a thread in the kernel to be shown: the call it is in. */
SHOW(stack)
{
    struct thread *t = procfs_thread(p, node);
    const struct syscall_entry *e = NULL;

    if (t && t->state != THREAD_USER && t->syscall >= 0)
        e = syscall_find((uint64_t)t->syscall);
    if (e)
        text_printf(out, "[<0>] sys_%s+0x0/0x0\n", e->name);
    return 0;
}

SHOW(children)
{
    const struct proc *c;

    if (node->tid && node->tid != p->pid)
        return 0;
    LIST_FOREACH(c, &p->children, sibling)
        text_printf(out, "%d ", c->pid);
    return 0;
}

SHOW(schedstat)
{
    const struct thread *t = procfs_thread(p, node);

    text_printf(out, "%lu 0 %lu\n", t ? (unsigned long)rt_ticks_to_ns(t->utime + t->stime) : 0, t ? t->waits : 0);
    return 0;
}

SHOW(sched)
{
    enum { POINT = 1000000, NICE_0 = 120, NAME = 45 };
    const struct thread *t = procfs_thread(p, node);
    unsigned long ran = t ? (unsigned long)rt_ticks_to_ns(t->utime + t->stime) : 0;

    text_printf(out, "%s (%d, #threads: %u)\n%.67s\n", t ? t->comm : p->comm, node->tid ? node->tid : p->pid, p->thread_count,
                "-------------------------------------------------------------------");
    text_printf(out, "%-*s:%14lu.%06lu\n", NAME, "se.sum_exec_runtime", ran / POINT, ran % POINT);
    text_printf(out, "%-*s:%21lu\n", NAME, "nr_switches", t ? t->waits : 0);
    text_printf(out, "%-*s:%21lu\n", NAME, "nr_voluntary_switches", t ? t->waits : 0);
    text_printf(out, "%-*s:%21d\n", NAME, "policy", t ? (int)t->sched.policy : 0);
    text_printf(out, "%-*s:%21d\n", NAME, "prio", t && t->sched.priority ? 99 - (int)t->sched.priority
                                                                          : NICE_0 + 20 - (int)p->nice_plus_20);
    return 0;
}

SHOW(autogroup)
{
    (void)node;
    text_printf(out, "/autogroup-%d nice 0\n", p->session);
    return 0;
}

SHOW(clock_offsets)
{
    (void)p;
    (void)node;
    text_printf(out, "%-10s %10d %9d\n%-10s %10d %9d\n", "monotonic", 0, 0, "boottime", 0, 0);
    return 0;
}
