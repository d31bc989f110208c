/* SPDX-License-Identifier: BSD-2-Clause */
/* debug/check_threads.c: each thread's state against the queues, objects and capabilities that it implies. */
#include "debug/check.h"

#include "debug/debug.h"
#include "endpoint.h"
#include "ipc/queue.h"
#include "notification.h"
#include "sched.h"

static void check_ready(const struct tcb *t)
{
    check_that(t->domain < CONFIG_DOMAINS, "thread %p is in domain %u", (const void *)t, t->domain);
    if (t == current || t == idle_thread) {
        check_that(!t->queued, "the current thread %p \"%s\" is in a ready queue", (const void *)t, t->name);
        return;
    }
    check_that(t->queued == tcb_is_runnable(t), "thread %p \"%s\" in state %u is%s in a ready queue", (const void *)t,
               t->name, t->state, t->queued ? "" : " not");
    if (!t->queued)
        return;
    check_that(t->domain != current_domain || t->priority == 0 || sched_ready_above(t->priority - 1),
               "the scheduler does not see the ready thread %p \"%s\" of priority %u", (const void *)t, t->name, t->priority);
    check_that(!t->ready_next || (t->ready_next->ready_prev == t && t->ready_next->queued &&
                                  t->ready_next->priority == t->priority && t->ready_next->domain == t->domain),
               "the ready queue is broken behind thread %p \"%s\"", (const void *)t, t->name);
    check_that(!t->ready_prev || t->ready_prev->ready_next == t, "the ready queue is broken before thread %p \"%s\"",
               (const void *)t, t->name);
}

/* The thread is in the queue of what it waits for. */
static void check_waiting(const struct tcb *t, word_t head_state, const struct tcb *tail, unsigned state)
{
    const struct tcb *first = t;

    check_that((head_state & 3) == state, "thread %p \"%s\" waits in a queue of state %u, not %u", (const void *)t,
               t->name, (unsigned)(head_state & 3), state);
    check_that(!t->wait_next || (t->wait_next->wait_prev == t && t->wait_next->blocked_on == t->blocked_on),
               "the queue is broken behind thread %p \"%s\"", (const void *)t, t->name);
    check_that(t->wait_next || tail == t, "thread %p \"%s\" is last in a queue that ends elsewhere", (const void *)t,
               t->name);
    while (first->wait_prev)
        first = first->wait_prev;
    check_that(wait_head(head_state) == first, "the queue of thread %p \"%s\" begins with another thread", (const void *)t,
               t->name);
}

/* At most one reply capability names a thread that waits for a reply, none any other. */
static void check_reply(const struct tcb *t)
{
    const struct slot *master = &t->slots[TCB_REPLY], *next = slot_next(master);
    bool named = next && cap_type(next->cap) == CAP_REPLY && cap_paddr(next->cap) == cap_paddr(master->cap);

    check_that(cap_type(master->cap) == CAP_REPLY && cap_flag(master->cap), "thread %p \"%s\" lost its reply original",
               (const void *)t, t->name);
    check_that(!named || t->state == THREAD_BLOCKED_ON_REPLY, "a reply capability names thread %p \"%s\" in state %u",
               (const void *)t, t->name, t->state);
    if (named && slot_next(next))
        check_that(!(cap_type(slot_next(next)->cap) == CAP_REPLY && cap_paddr(slot_next(next)->cap) == cap_paddr(master->cap)),
                   "two reply capabilities name thread %p \"%s\"", (const void *)t, t->name);
}

static void check_own_slots(const struct tcb *t)
{
    static const enum cap_type wanted[TCB_SLOTS] = {
        [TCB_CSPACE] = CAP_CNODE, [TCB_VSPACE] = CAP_VSPACE, [TCB_REPLY] = CAP_REPLY,
        [TCB_CALLER] = CAP_REPLY, [TCB_BUFFER] = CAP_FRAME,
    };

    for (unsigned i = 0; i < TCB_SLOTS; i++) {
        enum cap_type type = cap_type(t->slots[i].cap);
        check_that(type == CAP_NULL || type == wanted[i] || type == CAP_ZOMBIE,
                   "slot %u of thread %p \"%s\" holds a capability of type %u", i, (const void *)t, t->name, type);
    }
}

static void check_thread(const struct tcb *t)
{
    const struct endpoint *ep = t->blocked_on;
    const struct notification *ntfn = t->blocked_on;

    check_that(t->state <= THREAD_IDLE, "thread %p is in state %u", (const void *)t, t->state);
    check_that(t->time_slice <= CONFIG_TIME_SLICE, "thread %p has a time slice of %u ticks", (const void *)t, t->time_slice);
    check_ready(t);
    if (t == idle_thread)
        return;
    switch (t->state) {
    case THREAD_BLOCKED_ON_SEND:
        check_waiting(t, ep->head_state, ep->tail, EP_SEND);
        break;
    case THREAD_BLOCKED_ON_RECEIVE:
        check_waiting(t, ep->head_state, ep->tail, EP_RECEIVE);
        break;
    case THREAD_BLOCKED_ON_NOTIFICATION:
        check_waiting(t, ntfn->head_state, ntfn->tail, NTFN_WAITING);
        break;
    default:
        break;
    }
    check_that(!t->bound || t->bound->bound == t, "thread %p \"%s\" is bound to a notification that is not its",
               (const void *)t, t->name);
    check_reply(t);
    check_own_slots(t);
}

/* If the scheduler saw more than there is, it would take a thread out of an empty queue. */
static void check_highest(void)
{
    int highest = -1;

    for (const struct tcb *t = all_threads; t; t = t->all_next)
        if (t->queued && t->domain == current_domain && t->priority > highest)
            highest = t->priority;
    for (int priority = highest < 0 ? 0 : highest; priority < CONFIG_PRIORITIES; priority++)
        check_that(!sched_ready_above((unsigned)priority), "the scheduler sees a ready thread above priority %d, but there is none",
                   priority);
}

void check_threads(void)
{
    for (const struct tcb *t = all_threads; t; t = t->all_next)
        check_thread(t);
    check_highest();
}
