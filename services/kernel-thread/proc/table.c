/* SPDX-License-Identifier: BSD-2-Clause */
/* proc/table.c: processes and threads by number. */
#include "proc/table.h"

#include <stdlib.h>
#include <string.h>

#include <linux/errno.h>
#include <rt/fiber.h>

#include "mm/kobj.h"
#include "mm/mm.h"
#include "proc/hostname.h"
#include "proc/pidfd.h"
#include "proc/priority.h"
#include "sig/queue.h"
#include "time/account.h"
#include "time/clock.h"
#include "time/posix_timer.h"
#include "trace/books.h"
#include "trace/ptrace.h"

enum { PID_MAX = 32768, BUCKETS = 256, PID_FIRST = 2 };

struct proc_list init_children;

static struct {
    struct thread_list threads[BUCKETS];
    struct proc *by_pid[PID_MAX];
    struct proc_order order;      /* by pid */
    int last_pid;
    unsigned procs_live, threads_live;
} self = {.last_pid = PID_FIRST - 1, .order = TAILQ_HEAD_INITIALIZER(self.order)};

struct proc *proc_find(int pid)
{
    return pid > 0 && pid < PID_MAX ? self.by_pid[pid] : NULL;
}

struct thread *thread_find(int tid)
{
    struct thread *t;
    if (tid <= 0)
        return NULL;
    LIST_FOREACH (t, &self.threads[tid % BUCKETS], by_tid)
        if (t->tid == tid)
            return t;
    return NULL;
}

struct proc *proc_next(int after)
{
    struct proc *p = proc_find(after);
    if (p != NULL)
        return TAILQ_NEXT(p, in_order);
    TAILQ_FOREACH (p, &self.order, in_order)
        if (p->pid > after)
            break;
    return p;
}

struct thread *thread_next(struct proc *p, int after)
{
    struct thread *t, *best = NULL;
    LIST_FOREACH (t, &p->threads, in_proc)
        if (t->tid > after && (best == NULL || t->tid < best->tid))
            best = t;
    return best;
}

unsigned proc_count(void)
{
    return self.procs_live;
}

unsigned thread_total(void)
{
    return self.threads_live;
}

int proc_last_pid(void)
{
    return self.last_pid;
}

int proc_pid_max = PID_MAX;

int pid_alloc(void)
{
    for (int tries = 0; tries < proc_pid_max; tries++) {
        int pid = self.last_pid + 1 < proc_pid_max ? self.last_pid + 1 : 300;
        self.last_pid = pid;
        if (proc_find(pid) == NULL && thread_find(pid) == NULL && !pgrp_in_use(pid) && !session_in_use(pid))
            return pid;
    }
    return -EAGAIN;
}

void proc_insert(struct proc *p)
{
    struct proc *before = TAILQ_LAST(&self.order, proc_order);
    while (before != NULL && before->pid > p->pid)
        before = TAILQ_PREV(before, proc_order, in_order);
    if (before != NULL)
        TAILQ_INSERT_AFTER(&self.order, before, p, in_order);
    else
        TAILQ_INSERT_HEAD(&self.order, p, in_order);
    self.by_pid[p->pid] = p;
    self.procs_live++;
}

void proc_remove(struct proc *p)
{
    TAILQ_REMOVE(&self.order, p, in_order);
    self.by_pid[p->pid] = NULL;
    self.procs_live--;
}

void thread_insert(struct thread *t)
{
    LIST_INSERT_HEAD(&self.threads[t->tid % BUCKETS], t, by_tid);
    self.threads_live++;
}

void thread_remove(struct thread *t)
{
    LIST_REMOVE(t, by_tid);
    self.threads_live--;
}

void limits_default(struct proc *p)
{
    for (unsigned i = 0; i < RLIMIT_COUNT; i++)
        p->limit[i] = (struct linux_rlimit64){RLIM_INFINITY, RLIM_INFINITY};
    p->limit[RLIMIT_STACK].cur = 8ul << 20;
    p->limit[RLIMIT_CORE].cur = 0;
    p->limit[RLIMIT_NPROC] = (struct linux_rlimit64){1000, 1000};
    p->limit[RLIMIT_NOFILE] = (struct linux_rlimit64){1024, 1048576};
    p->limit[RLIMIT_MEMLOCK] = (struct linux_rlimit64){8ul << 20, 8ul << 20};
    p->limit[RLIMIT_SIGPENDING] = (struct linux_rlimit64){4096, 4096};
    p->limit[RLIMIT_MSGQUEUE] = (struct linux_rlimit64){819200, 819200};
    p->limit[RLIMIT_NICE] = (struct linux_rlimit64){0, 0};
    p->limit[RLIMIT_RTPRIO] = (struct linux_rlimit64){0, 0};
}

static void inherit(struct proc *p, const struct proc *parent)
{
    p->ctty = parent->ctty;
    memcpy(p->comm, parent->comm, sizeof(p->comm));
    memcpy(p->limit, parent->limit, sizeof(p->limit));
    memcpy(p->seen_enosys, parent->seen_enosys, sizeof(p->seen_enosys));
    p->arg_start = parent->arg_start;
    p->arg_end = parent->arg_end;
    p->env_start = parent->env_start;
    p->env_end = parent->env_end;
    p->no_new_privs = parent->no_new_privs;
    p->dumpable = parent->dumpable;
    p->thp_disable = parent->thp_disable;
    p->io_flusher = parent->io_flusher;
    p->barriers = parent->barriers;
    p->mce_kill = parent->mce_kill;
    p->timerslack_default_ns = parent->timerslack_ns != 0 ? parent->timerslack_ns : parent->timerslack_default_ns;
    p->oom_score_adj = parent->oom_score_adj;
    p->oom_score_least = parent->oom_score_least;
    p->coredump_filter = parent->coredump_filter;
    p->nice_plus_20 = parent->nice_plus_20;
    p->io_priority = parent->io_priority;
    p->io_priority_set = parent->io_priority_set;
    p->personality = parent->personality;
    account_limit(p);
}

struct proc *proc_new(int pid, struct proc *parent)
{
    struct proc *p = calloc(1, sizeof(*p));
    if (p == NULL)
        return NULL;
    if (parent == NULL)
        cred_init(&p->cred);
    else if (cred_copy(&p->cred, &parent->cred) != 0) {
        free(p);
        return NULL;
    }
    p->uts = parent != NULL ? parent->uts : &uts_first;
    p->uts->refs++;
    p->pid = pid;
    p->exit_signal = SIGCHLD;
    p->start_ns = clock_monotonic_ns();
    sig_queue_init(&p->pending);
    if (parent != NULL) {
        inherit(p, parent);
    } else {
        limits_default(p);
        p->dumpable = true;
        p->coredump_filter = COREDUMP_FILTER_DEFAULT;
        p->nice_plus_20 = 20;
    }
    p->parent = parent;
    LIST_INSERT_HEAD(parent != NULL ? &parent->children : &init_children, p, sibling);
    proc_insert(p);
    proc_enter(p, parent != NULL ? parent->pgrp : pid, parent != NULL ? parent->session : pid);
    return p;
}

void proc_free(struct proc *p)
{
    proc_remove(p);
    proc_leave(p);
    LIST_REMOVE(p, sibling);
    sig_queue_drop(&p->pending, UINT64_MAX);
    while (p->signalfd_wait.head != NULL) /* epolls elsewhere that watch a signalfd of it */
        rt_waitq_remove(p->signalfd_wait.head);
    pid_handle_end(p);
    timers_end(p);
    cred_free(&p->cred);
    uts_put(p->uts);
    free(p);
}

struct thread *thread_new(struct proc *p, int tid)
{
    struct thread *t = calloc(1, sizeof(*t));
    if (t == NULL)
        return NULL;
    t->kobj = kobj_thread_get();
    if (t->kobj == NULL) {
        free(t);
        return NULL;
    }
    books.thread_objects++;
    t->kobj->owner = t;
    t->tid = tid;
    t->proc = p;
    t->syscall = -1;
    t->state = THREAD_KERNEL;
    sig_queue_init(&t->pending);
    memcpy(t->comm, p->comm, sizeof(t->comm));
    LIST_INSERT_HEAD(&p->threads, t, in_proc);
    p->thread_count++;
    if (p->leader == NULL)
        p->leader = t;
    thread_insert(t);
    return t;
}

void thread_discard(struct thread *t)
{
    struct proc *p = t->proc;
    LIST_REMOVE(t, in_proc);
    p->thread_count--;
    if (p->leader == t)
        p->leader = NULL;
    thread_remove(t);
    if (t->tracee != NULL)
        tracee_detach(t->tracee, 0);
    priority_end(t);
    kobj_thread_put(t->kobj);
    books.thread_objects--;
    sig_queue_drop(&t->pending, UINT64_MAX);
    seccomp_end(t);
    free(t);
}
