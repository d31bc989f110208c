/* SPDX-License-Identifier: BSD-2-Clause */
/* Contents of /proc/PID: stat, status, cmdline and their like. */
#include <linux/errno.h>
#include <linux/sched.h>
#include <linux/time.h>
#include <stdlib.h>
#include <string.h>

#include "fs/device.h"
#include "fs/files.h"
#include "fs/procfs_int.h"
#include "fs/text.h"
#include "io/tty.h"
#include "mm/mm.h"
#include "mm/usage.h"
#include "mm/user.h"
#include "proc/proc.h"
#include "proc/seccomp.h"
#include "trace/tracee.h"

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

struct thread *procfs_thread(struct proc *p, const struct procfs_node *node)
{
    return node->tid ? thread_find(node->tid) : p->leader ? p->leader : LIST_FIRST(&p->threads);
}

/* Of one thread below task/, of the whole process else. */
static void times_of(struct proc *p, const struct procfs_node *node, uint64_t *utime, uint64_t *stime)
{
    const struct thread *t = node->tid ? thread_find(node->tid) : NULL;

    if (!t) {
        proc_times(p, utime, stime);
        return;
    }
    *utime = rt_ticks_to_ns(t->utime);
    *stime = rt_ticks_to_ns(t->stime);
}

static char state_of(struct proc *p, const struct procfs_node *node)
{
    const struct thread *t = node->tid ? thread_find(node->tid) : NULL;

    return t ? thread_state_letter(t) : letter_of(p);
}

static const char *name_of(struct proc *p, const struct procfs_node *node)
{
    const struct thread *t = node->tid ? thread_find(node->tid) : NULL;

    return t ? t->comm : comm_of(p);
}

/* Addresses of a program, and what its thread waits for, are only told to those who may look into it. */
static void stat_places(struct text *out, struct proc *p)
{
    int may = p->mm && !procfs_may_look(p);
    struct mm_layout l = p->mm ? *mm_layout(p->mm) : (struct mm_layout){ 0 };

    text_printf(out, "%lu %lu %lu 0 0 ", may ? (unsigned long)l.code_start : p->mm != NULL,
                may ? (unsigned long)l.code_end : p->mm != NULL, may ? (unsigned long)l.sp : 0);
}

static void stat_memory_layout(struct text *out, struct proc *p, const struct mm_stats *m)
{
    int may = p->mm && !procfs_may_look(p);
    struct mm_layout l = p->mm ? *mm_layout(p->mm) : (struct mm_layout){ 0 };

    if (may)
        text_printf(out, "%lu %lu %lu %lu %lu %lu %lu %d\n", (unsigned long)l.data_start, (unsigned long)l.data_end,
                    (unsigned long)m->heap_start, (unsigned long)p->arg_start, (unsigned long)p->arg_end,
                    (unsigned long)p->env_start, (unsigned long)p->env_end, p->exit_status);
    else
        text_printf(out, "0 0 0 0 0 0 0 0\n");
}

static long priority_of(const struct proc *p, const struct thread *t)
{
    if (t && (t->sched.policy == SCHED_FIFO || t->sched.policy == SCHED_RR))
        return -1 - (long)t->sched.priority;
    return 40 - (long)p->nice_plus_20;
}

int procfs_show_pid_stat(struct text *out, struct proc *p, const struct procfs_node *node)
{
    struct mm_stats m;
    uint64_t utime, stime, ignored, caught;
    const struct thread *t = procfs_thread(p, node);

    memory_of(p, &m);
    times_of(p, node, &utime, &stime);
    actions_of(p, &ignored, &caught);
    text_printf(out, "%d (%s) %c %d %d %d %u %d %u ", node->tid ? node->tid : p->pid, name_of(p, node), state_of(p, node),
                p->pid == INIT_PID ? 0 : proc_parent_pid(p), p->pgrp, p->session,
                p->ctty ? RDEV_MAJOR(p->ctty->rdev) << 8 | RDEV_MINOR(p->ctty->rdev) : 0,
                p->ctty ? p->ctty->pgrp : -1, p->did_exec ? 0x400000 : 0x400040);
    text_printf(out, "%lu %lu %lu %lu %lu %lu %ld %ld ", (unsigned long)p->min_faults, (unsigned long)p->child_min_faults,
                (unsigned long)p->maj_faults, (unsigned long)p->child_maj_faults, ticks(utime), ticks(stime),
                (long)ticks(p->child_utime_ns), (long)ticks(p->child_stime_ns));
    text_printf(out, "%ld %d %u 0 %lu %lu %lu %lu ", priority_of(p, t), 20 - (int)p->nice_plus_20, p->thread_count,
                ticks(p->start_ns), (unsigned long)m.total * PAGE_SIZE, (unsigned long)m.resident,
                (unsigned long)p->limit[RLIMIT_RSS].cur);
    stat_places(out, p);
    text_printf(out, "%lu %lu %lu %lu %d 0 0 %d 0 %u %u 0 0 0 ", (t ? (unsigned long)t->pending.set : 0) & INT32_MAX,
                (t ? (unsigned long)t->sig_mask : 0) & INT32_MAX, (unsigned long)ignored & INT32_MAX,
                (unsigned long)caught & INT32_MAX, t && t->state == THREAD_KERNEL && p->mm ? 1 : 0, p->exit_signal,
                t && t->sched.policy ? t->sched.priority : 0, t ? t->sched.policy : 0);
    stat_memory_layout(out, p, &m);
    return 0;
}

static const char *state_name(char letter)
{
    switch (letter) {
    case 'R': return "R (running)";
    case 'T': return "T (stopped)";
    case 't': return "t (tracing stop)";
    case 'Z': return "Z (zombie)";
    default: return "S (sleeping)";
    }
}

static void kilobytes(struct text *out, const char *name, uint64_t pages)
{
    text_printf(out, "%s:\t%8lu kB\n", name, (unsigned long)pages * (PAGE_SIZE / 1024));
}

static void show_memory(struct text *out, struct proc *p)
{
    struct mm_stats m;
    struct memory_kinds k;

    if (!p->mm)
        return;
    memory_of(p, &m);
    memory_kinds(p->mm, &k);
    kilobytes(out, "VmPeak", m.total_peak);
    kilobytes(out, "VmSize", m.total);
    kilobytes(out, "VmLck", m.locked);
    kilobytes(out, "VmPin", 0);
    kilobytes(out, "VmHWM", m.peak);
    kilobytes(out, "VmRSS", m.resident);
    kilobytes(out, "RssAnon", k.anon);
    kilobytes(out, "RssFile", k.file);
    kilobytes(out, "RssShmem", k.shmem);
    kilobytes(out, "VmData", m.data);
    kilobytes(out, "VmStk", m.stack);
    kilobytes(out, "VmExe", m.exe);
    kilobytes(out, "VmLib", m.text - (m.exe < m.text ? m.exe : m.text));
    kilobytes(out, "VmPTE", m.tables);
    kilobytes(out, "VmSwap", 0);
    kilobytes(out, "HugetlbPages", 0);
    text_printf(out, "CoreDumping:\t0\nTHP_enabled:\t%d\n", !p->thp_disable);
}

static void show_signals(struct text *out, struct proc *p, const struct thread *t)
{
    uint64_t ignored, caught;

    actions_of(p, &ignored, &caught);
    text_printf(out, "SigQ:\t%u/%lu\nSigPnd:\t%016lx\nShdPnd:\t%016lx\n", p->pending.count,
                (unsigned long)p->limit[RLIMIT_SIGPENDING].cur, t ? (unsigned long)t->pending.set : 0,
                (unsigned long)p->pending.set);
    text_printf(out, "SigBlk:\t%016lx\nSigIgn:\t%016lx\nSigCgt:\t%016lx\n", t ? (unsigned long)t->sig_mask : 0,
                (unsigned long)ignored, (unsigned long)caught);
}

static void show_capabilities(struct text *out, const struct proc *p)
{
    const struct cred *c = &p->cred;

    text_printf(out, "CapInh:\t%016lx\nCapPrm:\t%016lx\nCapEff:\t%016lx\nCapBnd:\t%016lx\nCapAmb:\t%016lx\n",
                (unsigned long)c->cap_inheritable, (unsigned long)c->cap_permitted, (unsigned long)c->cap_effective,
                (unsigned long)c->cap_bounding, (unsigned long)c->cap_ambient);
}

static void show_numbers(struct text *out, struct proc *p, const struct procfs_node *node)
{
    const struct thread *t = procfs_thread(p, node);
    int tid = node->tid ? node->tid : p->pid, tracer = t && t->tracee ? t->tracee->tracer->pid : 0;

    text_printf(out, "Name:\t");
    for (const char *s = name_of(p, node); *s; s++)
        text_add(out, *s == '\n' ? "\\n" : *s == '\\' ? "\\\\" : s, *s == '\n' || *s == '\\' ? 2 : 1);
    text_printf(out, "\n");
    if (p->fs)
        text_printf(out, "Umask:\t%04o\n", p->fs->umask);
    text_printf(out, "State:\t%s\nTgid:\t%d\nNgid:\t0\nPid:\t%d\nPPid:\t%d\nTracerPid:\t%d\n",
                state_name(state_of(p, node)), p->pid, tid, p->pid == INIT_PID ? 0 : proc_parent_pid(p), tracer);
}

int procfs_show_pid_status(struct text *out, struct proc *p, const struct procfs_node *node)
{
    const struct cred *c = &p->cred;
    const struct thread *t = procfs_thread(p, node);
    int tid = node->tid ? node->tid : p->pid;

    show_numbers(out, p, node);
    text_printf(out, "Uid:\t%u\t%u\t%u\t%u\nGid:\t%u\t%u\t%u\t%u\nFDSize:\t%d\nGroups:\t", c->uid, c->euid,
                c->suid, c->fsuid, c->gid, c->egid, c->sgid, c->fsgid, p->files ? files_span(p->files) : 0);
    for (unsigned i = 0; i < c->ngroups; i++)
        text_printf(out, "%s%u", i ? " " : "", c->groups[i]);
    text_printf(out, " \nNStgid:\t%d\nNSpid:\t%d\nNSpgid:\t%d\nNSsid:\t%d\n", p->pid, tid, p->pgrp, p->session);
    show_memory(out, p);
    text_printf(out, "Threads:\t%u\n", p->thread_count ? p->thread_count : 1);
    show_signals(out, p, t);
    show_capabilities(out, p);
    text_printf(out, "NoNewPrivs:\t%d\nSeccomp:\t%d\nSeccomp_filters:\t%d\n"
                     "Speculation_Store_Bypass:\tnot vulnerable\nSpeculationIndirectBranch:\tunknown\n"
                     "Cpus_allowed:\t1\nCpus_allowed_list:\t0\nMems_allowed:\t1\nMems_allowed_list:\t0\n",
                p->no_new_privs, t ? t->seccomp.mode : 0, t ? (int)seccomp_count(t) : 0);
    text_printf(out, "voluntary_ctxt_switches:\t%lu\nnonvoluntary_ctxt_switches:\t0\n", t ? t->waits : 0);
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
    text_printf(out, "%s\n", name_of(p, node));
    return 0;
}

int procfs_show_pid_statm(struct text *out, struct proc *p, const struct procfs_node *node)
{
    struct mm_stats m;
    struct memory_kinds k = { 0 };

    (void)node;
    memory_of(p, &m);
    if (p->mm)
        memory_kinds(p->mm, &k);
    text_printf(out, "%lu %lu %lu %lu 0 %lu 0\n", (unsigned long)m.total, (unsigned long)m.resident,
                (unsigned long)(k.file + k.shmem), (unsigned long)m.exe, (unsigned long)(m.data + m.stack));
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
