/* SPDX-License-Identifier: BSD-2-Clause */
/* trace/tracee.c: stops of traced threads. */
#include "trace/tracee.h"

#include <stdlib.h>

#include <linux/errno.h>
#include <linux/ptrace.h>
#include <linux/wait.h>
#include <rt/fiber.h>

#include "proc/exit.h"
#include "proc/proc.h"
#include "sig/action.h"
#include "trace/ptrace.h"
#include "transport/answers.h"
#include "transport/transport.h"

struct tracee *tracee_attach(struct thread *t, struct proc *tracer)
{
    struct tracee *x = calloc(1, sizeof(*x));
    if (x == NULL)
        return NULL;
    x->tracer = tracer;
    x->thread = t;
    x->tid = t->tid;
    t->tracee = x;
    LIST_INSERT_HEAD(&tracer->tracees, x, of_tracer);
    answers_off(t); /* every call is to be seen */
    return x;
}

struct tracee_work {
    int (*fn)(struct thread *t, void *arg);
    void *arg;
    int result;
    struct rt_waitq done;
};

static void work_over(struct tracee_work *w)
{
    w->fn = NULL;
    rt_waitq_wake_all(&w->done);
}

static void record_free(struct tracee *x)
{
    LIST_REMOVE(x, of_tracer);
    if (x->work != NULL)
        work_over(x->work);
    free(x);
}

void tracee_resume(struct tracee *x, int signo)
{
    x->inject = signo;
    x->stopped = x->listening = false;
    if (x->thread != NULL && x->thread->fiber != NULL)
        rt_interrupt(x->thread->fiber);
}

void tracee_detach(struct tracee *x, int signo)
{
    struct thread *t = x->thread;
    bool stopped = x->stopped;
    x->thread = NULL;
    if (t != NULL) {
        t->tracee = NULL;
        t->tracee_inject = stopped ? signo : 0;
        if (stopped && t->fiber != NULL)
            rt_interrupt(t->fiber);
    }
    record_free(x);
}

static void tell_tracer(struct tracee *x, int code)
{
    struct proc *tracer = x->tracer;
    if (tracer->actions != NULL && (tracer->actions->action[SIGCHLD - 1].flags & SA_NOCLDSTOP) == 0)
        signal_proc(tracer, &(struct sig_info){.signo = SIGCHLD, .code = code, .pid = x->tid,
                                               .uid = x->thread != NULL ? x->thread->proc->cred.uid : 0,
                                               .value = (uint64_t)(x->status >> 8 & 0x7f)});
    rt_waitq_wake_all(&tracer->child_wait);
}

/* It must not stop (any longer): killed, or on its way out, where only PTRACE_EVENT_EXIT stops it. */
static bool must_go(const struct thread *t, int status)
{
    const struct proc *p = t->proc;
    bool killed = ((t->pending.set | p->pending.set) & SIGMASK(SIGKILL)) != 0 ||
                  (p->exiting && (p->exit_status & 0x7f) == SIGKILL);
    bool leaves = p->exiting || (p->exec_thread != NULL && p->exec_thread != t);
    return killed || (leaves && status >> 8 != PTRACE_EVENT_EXIT);
}

static void do_work(struct thread *t, struct tracee *x)
{
    struct tracee_work *w = x->work;
    x->work = NULL;
    w->result = w->fn(t, w->arg); /* x may be gone then */
    work_over(w);
}

int tracee_do(struct tracee *x, int (*fn)(struct thread *t, void *arg), void *arg)
{
    struct tracee_work w = {.fn = fn, .arg = arg, .result = -ESRCH};
    if (!x->stopped || x->thread == NULL || x->work != NULL)
        return -ESRCH;
    x->work = &w;
    rt_interrupt(x->thread->fiber);
    while (w.fn != NULL)
        rt_wait(&w.done);
    return w.result;
}

/* Stops until the tracer lets it go on; the signal it is to act upon.  The record may be gone afterwards. */
static int stop(struct thread *t, int status, const struct sig_info *info)
{
    struct tracee *x = t->tracee;
    if (must_go(t, status))
        return 0;
    regs_read_all(t);
    tracee_step_end(t, x);
    x->status = status << 8 | 0x7f;
    x->info = info != NULL ? *info : (struct sig_info){0};
    x->stopped = true;
    x->told = false;
    x->inject = 0;
    t->tracee_inject = 0;
    t->state = THREAD_STOPPED;
    tell_tracer(x, CLD_TRAPPED);
    while (t->tracee == x && x->stopped && !must_go(t, status)) {
        if (x->work == NULL)
            rt_park_intr();
        if (t->tracee == x && x->work != NULL)
            do_work(t, x);
        if (t->tracee == x && x->listening && t->proc->stop_signal == 0) { /* SIGCONT */
            x->listening = x->stopped = false;
            x->interrupt = true;
        }
    }
    t->state = THREAD_KERNEL;
    if (t->tracee == x && x->work != NULL)
        do_work(t, x);
    if (t->tracee != x)
        return t->tracee_inject;
    x->stopped = false;
    return must_go(t, status) ? 0 : x->inject;
}

static void call_stop(struct thread *t, enum tracee_call where)
{
    struct tracee *x = t->tracee;
    int signo = SIGTRAP | (x->options & PTRACE_O_TRACESYSGOOD ? 0x80 : 0);
    x->call = where;
    int sig = stop(t, signo, &(struct sig_info){.signo = SIGTRAP, .code = signo, .pid = t->proc->pid, .uid = t->proc->cred.uid});
    if (t->tracee == x)
        x->call = TRACEE_NO_CALL;
    if (sig != 0)
        signal_thread(t, &(struct sig_info){.signo = sig, .code = SI_USER, .pid = t->proc->pid});
}

bool tracee_call_enter(struct thread *t)
{
    bool emulated = t->tracee->run == TRACEE_SYSEMU;
    if (emulated || t->tracee->run == TRACEE_SYSCALL)
        call_stop(t, TRACEE_CALL_ENTRY);
    return !emulated;
}

void tracee_call_leave(struct thread *t)
{
    if (t->tracee->run == TRACEE_SYSCALL && t->state != THREAD_DEAD)
        call_stop(t, TRACEE_CALL_EXIT);
}

bool tracee_seccomp(struct thread *t, uint32_t data)
{
    struct tracee *x = t->tracee;
    if (x == NULL || (x->options & PTRACE_O_TRACESECCOMP) == 0)
        return false;
    x->call = TRACEE_CALL_FILTER;
    tracee_event(t, PTRACE_EVENT_SECCOMP, data);
    if (t->tracee == x)
        x->call = TRACEE_NO_CALL;
    return true;
}

bool tracee_signal(struct thread *t, struct sig_info *info)
{
    if (info->signo == SIGKILL)
        return true;
    if (info->signo == SIGTRAP && info->code == TRAP_BRKPT && t->tracee->step_at != 0 && info->value == t->tracee->step_at)
        info->code = TRAP_TRACE;
    int signo = stop(t, info->signo, info);
    if (signo == 0)
        return false;
    if (signo != info->signo)
        *info = (struct sig_info){.signo = signo, .code = SI_USER, .pid = t->proc->pid, .uid = t->proc->cred.uid};
    else if (t->tracee != NULL)
        *info = t->tracee->info; /* PTRACE_SETSIGINFO */
    return true;
}

void tracee_group_stop(struct thread *t, int signo)
{
    struct tracee *x = t->tracee;
    int code = signo | (x->seized ? PTRACE_EVENT_STOP << 8 : 0);
    struct sig_info info = {.signo = SIGTRAP, .code = code, .pid = t->tid};
    (void)stop(t, code, x->seized ? &info : NULL);
}

void tracee_interrupted(struct thread *t)
{
    struct tracee *x = t->tracee;
    x->interrupt = false;
    (void)stop(t, SIGTRAP | PTRACE_EVENT_STOP << 8,
               &(struct sig_info){.signo = SIGTRAP, .code = SIGTRAP | PTRACE_EVENT_STOP << 8, .pid = t->tid});
}

void tracee_event(struct thread *t, int event, uint64_t message)
{
    struct tracee *x = t->tracee;
    if (x == NULL || (x->options & (1u << event)) == 0)
        return;
    x->message = message;
    (void)stop(t, SIGTRAP | event << 8, &(struct sig_info){.signo = SIGTRAP, .code = SIGTRAP | event << 8, .pid = t->tid});
}

void tracee_executed(struct thread *t, int old_tid)
{
    struct tracee *x = t->tracee;
    x->tid = t->tid;
    if (x->options & PTRACE_O_TRACEEXEC)
        tracee_event(t, PTRACE_EVENT_EXEC, (uint64_t)old_tid);
    else if (!x->seized)
        signal_thread(t, &(struct sig_info){.signo = SIGTRAP, .code = SI_USER, .pid = t->proc->pid});
}

void tracee_inherit(struct thread *t, struct thread *child, int event)
{
    struct tracee *x = t->tracee, *y;
    if (x == NULL || (x->options & (1u << event)) == 0 || (y = tracee_attach(child, x->tracer)) == NULL)
        return;
    y->options = x->options;
    y->seized = x->seized;
    if (y->seized)
        y->interrupt = true;
    else
        signal_thread(child, &(struct sig_info){.signo = SIGSTOP, .code = SI_USER});
}

void tracee_born(struct thread *child)
{
    if (child->tracee != NULL)
        thread_kick(child);
}

void tracee_ended(struct thread *t, int status)
{
    struct tracee *x = t->tracee;
    struct proc *p = t->proc;
    t->tracee = NULL;
    bool process_tells = p->parent == x->tracer && t->tid == p->pid;
    if (process_tells || x->tracer->state == PROC_ZOMBIE || x->tracer->exiting) {
        record_free(x);
        return;
    }
    x->thread = NULL;
    x->pgrp = p->pgrp;
    x->status = status;
    x->stopped = x->told = false;
    tell_tracer(x, exit_code_of(status));
}

void tracer_ended(struct proc *p)
{
    struct tracee *x;
    while ((x = LIST_FIRST(&p->tracees)) != NULL) {
        struct thread *t = x->thread;
        bool kills = t != NULL && (x->options & PTRACE_O_EXITKILL);
        tracee_detach(x, 0);
        if (kills)
            kill_proc(t->proc, SIGKILL);
    }
}

struct tracee *tracee_waited(struct proc *p, int kind, int id, bool *any)
{
    struct tracee *x, *found = NULL;
    LIST_FOREACH (x, &p->tracees, of_tracer) {
        int pgrp = x->thread != NULL ? x->thread->proc->pgrp : x->pgrp;
        if (kind != P_ALL && (kind == P_PID ? x->tid : pgrp) != id)
            continue;
        *any = true;
        if ((x->thread == NULL || x->stopped) && !x->told)
            found = x; /* the oldest comes last */
    }
    return found;
}

void tracee_seen(struct tracee *x)
{
    x->told = true;
    if (x->thread == NULL)
        record_free(x);
}
