/* SPDX-License-Identifier: BSD-2-Clause */
/* Inside transport/: the edge of programs, and system calls that are handled straight where they arrive. */
#pragma once
#include <rt/waitq.h>

#include "proc/proc.h"
#include "transport/edge.h"

struct rt_fiber;
struct rt_message;
struct rt_server;
struct syscall_count;

/* A thread has come out of its program. */
static inline void transport_came(void)
{
    if (__builtin_expect(edge.yielders.head != NULL, 0))
        rt_waitq_wake_all(&edge.yielders);
}

static inline bool thread_turn_is_over(const struct thread *t)
{
    return t->utime + t->stime >= t->turn_limit;
}

/* Delivers signals, then lets the thread run; m (or NULL) is answered if that is enough. */
void thread_leave(struct thread *t, struct rt_message *m);
/* The thread's call, which direct.c handles, becomes one with a fiber that may wait: thread_detach.  As long as nothing is
 * received meanwhile the loop's reply still reaches the thread: thread_hold, and thread_detach when the fiber waits. */
void thread_detach(struct thread *t);
void thread_hold(struct thread *t);

/* The server receives through direct.c (native), or call_loop.c. */
void direct_init(struct rt_server *server);
void call_loop_init(struct rt_server *server);
void call_detach(struct thread *t);
void call_answer(struct thread *t);

/* What both do with a call that is handled where it arrives. */
void direct_table(void);
void direct_parks(const struct rt_server *server);
void direct_refuse(const struct rt_server *server, uint64_t badge);
/* The handler has waited, or something else is to be done before the thread goes on. */
void direct_finish(struct thread *t, struct rt_fiber *f, long result);
/* Counts an error.  False: the call is to be restarted. */
bool direct_is_error(struct syscall_count *count, long result);
/* Nothing is left to do but to go on behind the svc. */
static inline bool direct_can_leave(const struct thread *t)
{
    return t->gate == THREAD_KERNEL && t->regs_touched == 0 && !thread_turn_is_over(t);
}

/* No more: each call is to be seen by syscall_run (strace). */
void direct_off(void);
/* The thread's call is answered with t->result when this task waits next. */
void direct_answer(struct thread *t);
/* ... now. */
void direct_settle(void);
