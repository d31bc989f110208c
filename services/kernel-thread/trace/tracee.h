/* SPDX-License-Identifier: BSD-2-Clause */
/* Threads that are traced by another process (ptrace).
 *
 * A tracee stops at the edge of its program, on its own fiber, until its tracer lets it go on.  The record belongs to the
 * tracer's list: it outlives the thread until the tracer has waited for its end. */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <sys/queue.h>

#include "sig/signal.h"

struct proc;
struct thread;

enum tracee_run { TRACEE_CONT, TRACEE_SYSCALL, TRACEE_SYSEMU };
enum tracee_call { TRACEE_NO_CALL, TRACEE_CALL_ENTRY, TRACEE_CALL_EXIT, TRACEE_CALL_FILTER };

struct tracee {
    struct proc *tracer;
    struct thread *thread;     /* NULL: it has ended with `status` */
    int tid;
    int pgrp;                  /* when it ended */
    uint32_t options;          /* PTRACE_O_* */
    bool seized, listening, interrupt;
    bool stopped, told;        /* waits for the tracer; wait4 has reported it */
    int status;                /* as wait4 reports it */
    struct sig_info info;      /* of the stop; signo 0: there is none (a stop of the group) */
    uint64_t message;          /* PTRACE_GETEVENTMSG */
    int inject;                /* signal to act upon when it goes on */
    enum tracee_run run;
    enum tracee_call call;     /* where in a system call it is stopped */
    struct tracee_work *work;  /* what the stopped thread's fiber is to do; NULL: nothing */
    uint64_t step_at;          /* where a breakpoint ends a single step; 0: none */
    uint32_t step_word;        /* what is there else */
    LIST_ENTRY(tracee) of_tracer;
};

/* -- at the edges of programs; all may park, and return when the tracer lets the thread go on -- */
/* Before a call, t->syscall and registers as it came.  False: the tracer makes the call itself. */
bool tracee_call_enter(struct thread *t);
void tracee_call_leave(struct thread *t);  /* its result is set */
/* A filter of the thread's wants its tracer to decide about the call: true when it has, false: no tracer wants to. */
bool tracee_seccomp(struct thread *t, uint32_t data);
/* A signal was taken: false if the tracer does not want it to be acted upon; *info may be another. */
bool tracee_signal(struct thread *t, struct sig_info *info);
void tracee_group_stop(struct thread *t, int signo);
void tracee_event(struct thread *t, int event, uint64_t message); /* if the tracer asked for it */
void tracee_executed(struct thread *t, int old_tid);
/* PTRACE_INTERRUPT has been asked for. */
void tracee_interrupted(struct thread *t);

/* Lets the stopped thread's own fiber call fn, which may need it to run kit code, and waits.  What fn returned; -ESRCH: it
 * goes on already. */
int tracee_do(struct tracee *x, int (*fn)(struct thread *t, void *arg), void *arg);

/* -- lives -- */
/* The new thread is traced, too, if t's tracer wants that: called before it runs; event PTRACE_EVENT_FORK .... */
void tracee_inherit(struct thread *t, struct thread *child, int event);
void tracee_born(struct thread *child);    /* after its launch: it stops before its first instruction */
/* The thread ends: status as wait4 tells. */
void tracee_ended(struct thread *t, int status);
/* The process ends: whom it traced is free (or killed, PTRACE_O_EXITKILL). */
void tracer_ended(struct proc *p);

/* For wait4: a tracee of the process that has something to tell: 0 none, else 1; *any: there are some that match. */
struct tracee *tracee_waited(struct proc *p, int kind, int id, bool *any);
void tracee_seen(struct tracee *x); /* it was told */
