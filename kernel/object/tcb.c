/* SPDX-License-Identifier: BSD-2-Clause */
/* object/tcb.c: life of a thread: made, stopped, restarted, destroyed. */
#include "tcb.h"

#include "debug/debug.h"
#include "endpoint.h"
#include "notification.h"
#include "sched.h"

struct tcb *all_threads;

static void list_add(struct tcb *t)
{
    t->all_prev = NULL;
    t->all_next = all_threads;
    if (all_threads)
        all_threads->all_prev = t;
    all_threads = t;
}

static void list_remove(struct tcb *t)
{
    if (t->all_prev)
        t->all_prev->all_next = t->all_next;
    else
        all_threads = t->all_next;
    if (t->all_next)
        t->all_next->all_prev = t->all_prev;
}

void tcb_init(struct tcb *t, unsigned domain)
{
    arch_context_init(&t->arch.ctx);
    t->state = THREAD_INACTIVE;
    t->domain = domain;
    t->time_slice = CONFIG_TIME_SLICE;
    /* All reply capabilities for this thread are children of this one; that is how they are found.
     */
    slot_put_original(&t->slots[TCB_REPLY], cap_reply(t, true, true));
    list_add(t);
}

void tcb_finalise(struct tcb *t)
{
    if (t->bound)
        ntfn_unbind(t->bound);
    tcb_suspend(t);
    arch_thread_release(t);
    list_remove(t);
}

static size_t append(struct tcb *t, size_t at, const char *text)
{
    while (*text && at < sizeof(t->name) - 1)
        t->name[at++] = *text++;
    t->name[at] = '\0';
    return at;
}

void tcb_set_name(struct tcb *t, const char *name)
{
    append(t, 0, name);
}

void tcb_set_child_name(struct tcb *t, const struct tcb *creator)
{
    size_t at = append(t, 0, "child of: '");

    append(t, append(t, at, creator->name), "'");
}

static void drop_reply_cap(struct tcb *t)
{
    struct slot *master = &t->slots[TCB_REPLY];

    if (slot_has_children(master))
        slot_delete_short(slot_next(master));
}

void tcb_cancel_wait(struct tcb *t)
{
    switch (t->state) {
    case THREAD_BLOCKED_ON_SEND:
    case THREAD_BLOCKED_ON_RECEIVE:
        ep_remove(t->blocked_on, t);
        break;
    case THREAD_BLOCKED_ON_NOTIFICATION:
        ntfn_remove(t->blocked_on, t);
        break;
    case THREAD_BLOCKED_ON_REPLY:
        drop_reply_cap(t);
        break;
    default:
        return;
    }
    t->fault.type = FAULT_NONE;
    thread_set_state(t, THREAD_INACTIVE);
}

void tcb_suspend(struct tcb *t)
{
    tcb_cancel_wait(t);
    /* A thread in user mode goes on where it is.  One inside a system call (state Restart) repeats
     * it. */
    if (t->state == THREAD_RUNNING)
        t->arch.ctx.restart_pc = t->arch.ctx.pc;
    thread_set_state(t, THREAD_INACTIVE);
    sched_dequeue(t);
}

void tcb_restart(struct tcb *t)
{
    if (!tcb_is_stopped(t))
        return;
    tcb_cancel_wait(t);
    thread_set_state(t, THREAD_RESTART);
    sched_enqueue_head(t);
    sched_candidate(t);
}
