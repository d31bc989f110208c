/* SPDX-License-Identifier: BSD-2-Clause */
/* proc/exit.c: ends of threads and processes. */
#include "proc/exit.h"

#include <stdlib.h>

#include <linux/ptrace.h>
#include <linux/wait.h>

#include "fs/file.h"
#include "fs/files.h"
#include "io/control.h"
#include "ipc/ipc.h"
#include "mm/kobj.h"
#include "mm/space.h"
#include "mm/user.h"
#include "proc/acct.h"
#include "proc/futex.h"
#include "proc/pidfd.h"
#include "proc/priority.h"
#include "proc/table.h"
#include "sig/action.h"
#include "sig/queue.h"
#include "trace/books.h"
#include "trace/tracee.h"
#include "transport/answers.h"
#include "trace/strace.h"
#include "time/posix_timer.h"
#include "transport/transport.h"

void vfork_end(struct proc *p)
{
    struct vfork_done *v = p->vfork;
    if (v == NULL)
        return;
    p->vfork = NULL;
    v->done = true;
    rt_waitq_wake_all(&v->q);
}

int exit_code_of(int status)
{
    enum { DUMPED = 0x80 };
    return (status & 0x7f) == 0 ? CLD_EXITED : status & DUMPED ? CLD_DUMPED : CLD_KILLED;
}

/* As siginfo's status: an exit code or a signal number. */
static int status_value(int status)
{
    return (status & 0x7f) != 0 ? status & 0x7f : status >> 8 & 0xff;
}

void proc_tell_parent(struct proc *p, int code, int status)
{
    struct proc *parent = p->parent;
    if (parent == NULL)
        return;
    bool stop = code == CLD_STOPPED || code == CLD_CONTINUED;
    uint64_t flags = parent->actions->action[SIGCHLD - 1].flags;
    int signo = stop ? SIGCHLD : p->exit_signal;
    if (signo != 0 && !(stop && (flags & SA_NOCLDSTOP)))
        signal_proc(parent, &(struct sig_info){.signo = signo, .code = code, .pid = p->pid, .uid = p->cred.uid,
                                               .value = (uint64_t)status});
    rt_waitq_wake_all(&parent->child_wait);
}

/* The parent does not want to know: no zombie stays. */
static bool parent_ignores(const struct proc *p)
{
    const struct linux_sigaction *act = &p->parent->actions->action[SIGCHLD - 1];
    return p->exit_signal == SIGCHLD && (act->handler == SIG_IGN || (act->flags & SA_NOCLDWAIT) != 0);
}

static void init_reaps(struct proc *p)
{
    int pid = p->pid, status = p->exit_status;
    proc_reap(p);
    system_child_exited(pid, status);
}

/* Who takes the children of a process: the nearest ancestor that asked for it (PR_SET_CHILD_SUBREAPER); NULL: init. */
static struct proc *subreaper_of(const struct proc *p)
{
    struct proc *up = p->parent;
    while (up != NULL && (!up->subreaper || up->state == PROC_ZOMBIE || up->exiting))
        up = up->parent;
    return up;
}

static void told_by_zombie(struct proc *p)
{
    bool ignored = parent_ignores(p);
    proc_tell_parent(p, exit_code_of(p->exit_status), status_value(p->exit_status));
    if (ignored)
        proc_reap(p);
}

/* Children go to a subreaper or to the built-in init, which reaps at once. */
static void children_leave(struct proc *p)
{
    struct proc *child, *to = subreaper_of(p);
    while ((child = LIST_FIRST(&p->children)) != NULL) {
        LIST_REMOVE(child, sibling);
        child->parent = to;
        answers_update(child);
        child->exit_signal = SIGCHLD;
        LIST_INSERT_HEAD(to != NULL ? &to->children : &init_children, child, sibling);
        if (child->parent_death_signal != 0)
            kill_proc(child, (int)child->parent_death_signal);
        if (child->state != PROC_ZOMBIE)
            continue;
        if (to == NULL)
            init_reaps(child);
        else
            told_by_zombie(child);
    }
}

/* Stopped members of a group that nobody controls any more would stay stopped for ever. */
static void hang_up_orphans(int pgrp)
{
    bool stopped = false;
    if (!pgrp_is_orphaned(pgrp))
        return;
    struct proc *p;
    LIST_FOREACH (p, pgrp_members(pgrp), in_group)
        stopped |= p->state == PROC_STOPPED;
    if (!stopped)
        return;
    kill_pgrp(pgrp, SIGHUP);
    kill_pgrp(pgrp, SIGCONT);
}

static void proc_release(struct proc *p)
{
    struct mm *mm = p->mm;
    struct files *files = p->files;
    struct fs_ctx *fs = p->fs;
    struct file *exe = p->exe;
    p->files = NULL;
    p->fs = NULL;
    p->exe = NULL;
    timers_end(p);
    sem_undo_end(p);
    if (files != NULL)
        files_put(files);
    p->mm = NULL;
    if (mm != NULL) {
        if (mm->peak > p->peak_pages)
            p->peak_pages = mm->peak;
        mm_put(mm);
    }
    if (fs != NULL)
        fs_ctx_put(fs);
    if (exe != NULL) {
        inode_allow_write(exe->inode);
        file_put(exe);
    }
}

/* After the last thread. */
static void proc_end(struct proc *p)
{
    tracer_ended(p);
    acct_process(p);
    if (p->session == p->pid)
        tty_session_leave(p);
    proc_release(p);
    vfork_end(p);
    p->state = PROC_ZOMBIE;
    pid_handle_zombie(p);
    p->stop_signal = 0;
    sig_queue_drop(&p->pending, UINT64_MAX);

    int pgrp = p->pgrp;
    children_leave(p);
    hang_up_orphans(pgrp);

    int status = p->exit_status;
    int code = exit_code_of(status);
    if (p->parent == NULL) {
        sig_actions_put(p->actions);
        p->actions = NULL;
        init_reaps(p);
        return;
    }
    bool ignored = parent_ignores(p);
    proc_tell_parent(p, code, status_value(status));
    sig_actions_put(p->actions);
    p->actions = NULL;
    if (ignored)
        proc_reap(p);
}

void proc_reap(struct proc *p)
{
    struct proc *parent = p->parent;
    if (parent != NULL) {
        parent->child_utime_ns += p->utime_ns + p->child_utime_ns;
        parent->child_stime_ns += p->stime_ns + p->child_stime_ns;
        parent->child_min_faults += p->min_faults + p->child_min_faults;
        parent->child_maj_faults += p->maj_faults + p->child_maj_faults;
        uint64_t peak = p->peak_pages > p->child_peak_pages ? p->peak_pages : p->child_peak_pages;
        if (peak > parent->child_peak_pages)
            parent->child_peak_pages = peak;
    }
    proc_free(p);
}

void proc_exit_group(struct proc *p, int status)
{
    struct thread *t;
    if (p->exiting)
        return;
    p->exiting = true;
    p->exit_status = status;
    LIST_FOREACH (t, &p->threads, in_proc) {
        t->attention = true;
        if (t != current())
            thread_wake(t);
    }
}

void thread_exit(struct thread *t)
{
    struct proc *p = t->proc;
    tracee_event(t, PTRACE_EVENT_EXIT, (uint64_t)(p->exiting ? p->exit_status : t->exit_status));
    if (strace_on)
        strace_ended(t, p->exit_status);
    if (p->mm != NULL)
        futex_thread_ends(t);
    t->state = THREAD_DEAD;
    if (t->clear_child_tid != 0 && p->mm != NULL) {
        const uint32_t zero = 0;
        if (copy_out(p->mm, t->clear_child_tid, &zero, sizeof(zero)) == 0)
            futex_wake(p->mm, t->clear_child_tid, 1);
    }
    if (t->tracee != NULL)
        tracee_ended(t, p->exiting ? p->exit_status : t->exit_status);
    thread_scratch_release(t);
    priority_end(t);
    kobj_thread_put(t->kobj);
    books.thread_objects--;
    t->kobj = NULL;
    p->utime_ns += rt_ticks_to_ns(t->utime);
    p->stime_ns += rt_ticks_to_ns(t->stime);
    t->utime = t->stime = 0;
    thread_remove(t);
    LIST_REMOVE(t, in_proc);
    if (p->leader == t)
        p->leader = NULL;
    p->thread_count--;
    rt_waitq_wake_all(&p->thread_wait);
    if (p->thread_count == 0)
        proc_end(p);
}

void thread_exit_status(struct thread *t, int status)
{
    t->exit_status = status;
    if (t->proc->leader == t && !t->proc->exiting)
        t->proc->exit_status = status;
    thread_exit(t);
}

void thread_free(struct thread *t)
{
    sig_queue_drop(&t->pending, UINT64_MAX);
    seccomp_end(t);
    free(t);
}

void proc_kill_all(void)
{
    for (struct proc *p = proc_next(0); p != NULL; p = proc_next(p->pid))
        kill_proc(p, SIGKILL);
}
