/* SPDX-License-Identifier: BSD-2-Clause */
/* ipc/endpoint.c: rendezvous of senders and receivers.  The message is copied when both are there.
 */
#include "endpoint.h"

#include "debug/debug.h"
#include "ipc.h"
#include "queue.h"
#include "sched.h"

static void block_on(struct endpoint *ep, struct tcb *t, enum ep_state queue,
                     enum thread_state state)
{
    t->blocked_on = ep;
    thread_set_state(t, state);
    wait_append(&ep->head_state, &ep->tail, t, queue);
}

void ep_remove(struct endpoint *ep, struct tcb *tcb)
{
    wait_remove(&ep->head_state, &ep->tail, tcb);
}

/* The message of a call arrived: the caller waits for the reply if anyone may give one. */
static void await_reply(struct tcb *caller, struct tcb *receiver, bool may_reply,
                        bool reply_can_grant)
{
    if (may_reply)
        ipc_set_caller(caller, receiver, reply_can_grant);
    else
        thread_set_state(caller, THREAD_INACTIVE);
}

void ep_send(struct endpoint *ep, struct tcb *sender, struct send s)
{
    if (ep_state(ep) != EP_RECEIVE) {
        if (!s.blocking)
            return;
        sender->blocked_badge = s.badge;
        sender->can_grant = s.can_grant;
        sender->can_grant_reply = s.can_grant_reply;
        sender->is_call = s.is_call;
        block_on(ep, sender, EP_SEND, THREAD_BLOCKED_ON_SEND);
        return;
    }

    struct tcb *receiver = ep_head(ep);
    ep_remove(ep, receiver);
    ipc_transfer(sender, ep, s.badge, s.can_grant, receiver);
    thread_set_state(receiver, THREAD_RUNNING);
    sched_candidate(receiver);
    if (s.is_call)
        await_reply(sender, receiver, s.can_grant || s.can_grant_reply, receiver->can_grant);
}

void ep_receive(struct endpoint *ep, struct tcb *receiver, bool blocking, bool can_grant)
{
    struct notification *bound = receiver->bound;

    if (bound && ntfn_state(bound) == NTFN_ACTIVE) {
        ntfn_consume(bound, receiver);
        return;
    }
    if (ep_state(ep) != EP_SEND) {
        if (!blocking) {
            receiver->arch.ctx.x[REG_BADGE] = 0;
            return;
        }
        receiver->can_grant = can_grant;
        block_on(ep, receiver, EP_RECEIVE, THREAD_BLOCKED_ON_RECEIVE);
        return;
    }

    struct tcb *sender = ep_head(ep);
    ep_remove(ep, sender);
    ipc_transfer(sender, ep, sender->blocked_badge, sender->can_grant, receiver);
    if (sender->is_call) {
        await_reply(sender, receiver, sender->can_grant || sender->can_grant_reply, can_grant);
    } else {
        thread_set_state(sender, THREAD_RUNNING);
        sched_candidate(sender);
    }
}

/* It waited in vain: its system call starts again. */
static void restart_waiter(struct endpoint *ep, struct tcb *t)
{
    ep_remove(ep, t);
    t->fault.type = FAULT_NONE;
    thread_set_state(t, THREAD_RESTART);
    sched_enqueue_head(t);
}

void ep_cancel_all(struct endpoint *ep)
{
    if (ep_state(ep) == EP_IDLE)
        return;
    while (ep_head(ep))
        restart_waiter(ep, ep_head(ep));
    sched_choose_anew();
}

void ep_cancel_badged(struct endpoint *ep, word_t badge)
{
    if (ep_state(ep) != EP_SEND)
        return;
    for (struct tcb *t = ep_head(ep), *next; t; t = next) {
        next = t->wait_next;
        if (t->blocked_badge == badge)
            restart_waiter(ep, t);
    }
    sched_choose_anew();
}
