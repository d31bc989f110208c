/* SPDX-License-Identifier: BSD-2-Clause */
/* Contents of /proc/PID: stat, status, cmdline and their like. */
#include <linux/errno.h>
#include <linux/time.h>
#include <stdlib.h>
#include <string.h>

#include "fs/device.h"
#include "fs/files.h"
#include "fs/procfs_int.h"
#include "fs/text.h"
#include "io/tty.h"
#include "mm/mm.h"
#include "mm/user.h"
#include "proc/proc.h"

enum { PAGE_SIZE = 4096 };

static void memory_of(struct proc *p, struct mm_stats *st)
{
    if (p->mm)
        mm_statistics(p->mm, st);
    else
        *st = (struct mm_stats){ 0 };
}

static char letter_of(const struct proc *p)
{
    return p->pid == INIT_PID ? 'S' : proc_state_letter(p);
}

static const char *comm_of(const struct proc *p)
{
    return p->leader ? p->leader->comm : p->comm;
}

static unsigned long ticks(uint64_t ns)
{
    return (unsigned long)(ns / (NS_PER_SEC / USER_HZ));
}

/* The signals that a process ignores or handles, as masks. */
static void actions_of(const struct proc *p, uint64_t *ignored, uint64_t *caught)
{
    *ignored = *caught = 0;
    for (int i = 0; p->actions && i < LINUX_NSIG; i++) {
        uint64_t handler = p->actions->action[i].handler;
        if (handler == SIG_IGN)
            *ignored |= 1ull << i;
        else if (handler != SIG_DFL)
            *caught |= 1ull << i;
    }
}

int procfs_show_pid_stat(struct text *out, struct proc *p, const struct procfs_node *node)
{
    struct mm_stats m;
    uint64_t utime, stime, ignored, caught;
    const struct thread *t = p->leader;

    (void)node;
    memory_of(p, &m);
    proc_times(p, &utime, &stime);
    actions_of(p, &ignored, &caught);
    text_printf(out, "%d (%s) %c %d %d %d %u %d 0 ", p->pid, comm_of(p), letter_of(p),
                p->pid == INIT_PID ? 0 : proc_parent_pid(p), p->pgrp, p->session,
                p->ctty ? RDEV_MAJOR(p->ctty->rdev) << 8 | RDEV_MINOR(p->ctty->rdev) : 0,
                p->ctty ? p->ctty->pgrp : -1);
    text_printf(out, "%lu 0 %lu 0 %lu %lu %ld %ld ", (unsigned long)p->min_faults, (unsigned long)p->maj_faults,
                ticks(utime), ticks(stime), (long)ticks(p->child_utime_ns), (long)ticks(p->child_stime_ns));
    text_printf(out, "20 %d %u 0 %lu %lu %lu %lu ", 20 - (int)p->nice_plus_20, p->thread_count, ticks(p->start_ns),
                (unsigned long)m.total * PAGE_SIZE, (unsigned long)m.resident, ~0ul);
    text_printf(out, "0 0 0 0 0 %lu %lu %lu %lu 0 0 0 %d 0 0 0 0 0 0 0 0 0 %lu %lu %lu %lu %d\n",
                (unsigned long)p->pending.set, t ? (unsigned long)t->sig_mask : 0, (unsigned long)ignored,
                (unsigned long)caught, p->exit_signal, (unsigned long)p->arg_start, (unsigned long)p->arg_end,
                (unsigned long)p->env_start, (unsigned long)p->env_end, p->exit_status);
    return 0;
}

static const char *state_name(char letter)
{
    switch (letter) {
    case 'R': return "R (running)";
    case 'T': return "T (stopped)";
    case 'Z': return "Z (zombie)";
    default: return "S (sleeping)";
    }
}

static void show_memory(struct text *out, struct proc *p)
{
    struct mm_stats m;

    if (!p->mm)
        return;
    memory_of(p, &m);
    text_printf(out, "VmPeak:\t%8lu kB\nVmSize:\t%8lu kB\nVmHWM:\t%8lu kB\nVmRSS:\t%8lu kB\n",
                (unsigned long)m.total * 4, (unsigned long)m.total * 4, (unsigned long)m.peak * 4,
                (unsigned long)m.resident * 4);
    text_printf(out, "VmData:\t%8lu kB\nVmStk:\t%8lu kB\nVmExe:\t%8lu kB\n", (unsigned long)m.data * 4,
                (unsigned long)m.stack * 4, (unsigned long)m.text * 4);
}

static void show_signals(struct text *out, struct proc *p)
{
    uint64_t ignored, caught;
    const struct thread *t = p->leader;

    actions_of(p, &ignored, &caught);
    text_printf(out, "SigQ:\t%u/%lu\nSigPnd:\t%016lx\nShdPnd:\t%016lx\n", p->pending.count,
                (unsigned long)p->limit[RLIMIT_SIGPENDING].cur, t ? (unsigned long)t->pending.set : 0,
                (unsigned long)p->pending.set);
    text_printf(out, "SigBlk:\t%016lx\nSigIgn:\t%016lx\nSigCgt:\t%016lx\n", t ? (unsigned long)t->sig_mask : 0,
                (unsigned long)ignored, (unsigned long)caught);
}

int procfs_show_pid_status(struct text *out, struct proc *p, const struct procfs_node *node)
{
    const struct cred *c = &p->cred;

    (void)node;
    text_printf(out, "Name:\t%s\nUmask:\t%04o\nState:\t%s\nTgid:\t%d\nNgid:\t0\nPid:\t%d\nPPid:\t%d\nTracerPid:\t0\n",
                comm_of(p), p->fs ? p->fs->umask : 0, state_name(letter_of(p)), p->pid, p->pid,
                p->pid == INIT_PID ? 0 : proc_parent_pid(p));
    text_printf(out, "Uid:\t%u\t%u\t%u\t%u\nGid:\t%u\t%u\t%u\t%u\nFDSize:\t%u\nGroups:\t", c->uid, c->euid,
                c->suid, c->fsuid, c->gid, c->egid, c->sgid, c->fsgid, p->files ? files_count(p->files) : 0);
    for (unsigned i = 0; i < c->ngroups; i++)
        text_printf(out, "%u ", c->groups[i]);
    text_printf(out, "\n");
    show_memory(out, p);
    text_printf(out, "Threads:\t%u\n", p->thread_count);
    show_signals(out, p);
    text_printf(out, "Cpus_allowed:\t1\nCpus_allowed_list:\t0\n");
    return 0;
}

/* A piece of a process's memory: what of it can be read. */
static int show_range(struct text *out, struct proc *p, uint64_t start, uint64_t end)
{
    enum { MOST = 128 * 1024 };
    struct mm *mm = p->mm;
    char buf[256];

    if (!mm || end <= start)
        return 0;
    if (end - start > MOST)
        end = start + MOST;
    mm_get(mm);
    while (start < end) {
        size_t want = end - start < sizeof buf ? (size_t)(end - start) : sizeof buf;
        ssize_t n = copy_in_some(mm, buf, start, want);
        if (n <= 0)
            break;
        text_add(out, buf, (size_t)n);
        start += (size_t)n;
    }
    mm_put(mm);
    return 0;
}

int procfs_show_pid_cmdline(struct text *out, struct proc *p, const struct procfs_node *node)
{
    (void)node;
    if (p->pid == INIT_PID) {
        text_add(out, "init", 5);
        return 0;
    }
    return show_range(out, p, p->arg_start, p->arg_end);
}

int procfs_show_pid_environ(struct text *out, struct proc *p, const struct procfs_node *node)
{
    (void)node;
    return show_range(out, p, p->env_start, p->env_end);
}

int procfs_show_pid_comm(struct text *out, struct proc *p, const struct procfs_node *node)
{
    (void)node;
    text_printf(out, "%s\n", comm_of(p));
    return 0;
}

int procfs_show_pid_statm(struct text *out, struct proc *p, const struct procfs_node *node)
{
    struct mm_stats m;

    (void)node;
    memory_of(p, &m);
    text_printf(out, "%lu %lu %lu %lu 0 %lu 0\n", (unsigned long)m.total, (unsigned long)m.resident,
                (unsigned long)m.shared, (unsigned long)m.text, (unsigned long)(m.data + m.stack));
    return 0;
}

static void show_limit(struct text *out, uint64_t value)
{
    if (value == UINT64_MAX)
        text_printf(out, "%-20s ", "unlimited");
    else
        text_printf(out, "%-20lu ", (unsigned long)value);
}

int procfs_show_pid_limits(struct text *out, struct proc *p, const struct procfs_node *node)
{
    static const struct { const char *name, *unit; } names[RLIMIT_COUNT] = {
        { "Max cpu time", "seconds" },    { "Max file size", "bytes" },     { "Max data size", "bytes" },
        { "Max stack size", "bytes" },    { "Max core file size", "bytes" }, { "Max resident set", "bytes" },
        { "Max processes", "processes" }, { "Max open files", "files" },    { "Max locked memory", "bytes" },
        { "Max address space", "bytes" }, { "Max file locks", "locks" },    { "Max pending signals", "signals" },
        { "Max msgqueue size", "bytes" }, { "Max nice priority", "" },      { "Max realtime priority", "" },
        { "Max realtime timeout", "us" },
    };

    (void)node;
    text_printf(out, "%-25s %-20s %-20s %-10s\n", "Limit", "Soft Limit", "Hard Limit", "Units");
    for (unsigned i = 0; i < RLIMIT_COUNT; i++) {
        text_printf(out, "%-25s ", names[i].name);
        show_limit(out, p->limit[i].cur);
        show_limit(out, p->limit[i].max);
        text_printf(out, "%-10s\n", names[i].unit);
    }
    return 0;
}
