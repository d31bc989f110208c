/* SPDX-License-Identifier: BSD-2-Clause */
/* Inside transport/: the edge of programs, and system calls that are handled straight where they arrive. */
#pragma once
#include <rt/waitq.h>

#include "proc/proc.h"
#include "transport/edge.h"

struct rt_message;
struct rt_server;

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
/* The thread's call, which direct.c handles, becomes one with a fiber that may wait. */
void thread_detach(struct thread *t);

/* The server receives through direct.c. */
void direct_init(struct rt_server *server);
/* No more: each call is to be seen by syscall_run (strace). */
void direct_off(void);
/* The thread's call is answered with t->result when this task waits next. */
void direct_answer(struct thread *t);
/* ... now. */
void direct_settle(void);
