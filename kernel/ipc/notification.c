/* SPDX-License-Identifier: BSD-2-Clause */
/* ipc/notification.c: signals. */
#include "notification.h"

#include "endpoint.h"
#include "queue.h"
#include "sched.h"

/* The thread goes on with the word; no other register changes. */
static void wake(struct tcb *t, word_t word)
{
    t->arch.ctx.x[REG_BADGE] = word;
    thread_set_state(t, THREAD_RUNNING);
    sched_candidate(t);
}

void ntfn_signal(struct notification *n, word_t badge)
{
    struct tcb *waiter = ntfn_head(n), *bound = n->bound;

    switch (ntfn_state(n)) {
    case NTFN_IDLE:
        if (bound && bound->state == THREAD_BLOCKED_ON_RECEIVE) {
            ep_remove(bound->blocked_on, bound);
            wake(bound, badge);
        } else {
            n->head_state = NTFN_ACTIVE;
            n->signals = badge;
        }
        break;
    case NTFN_WAITING:
        ntfn_remove(n, waiter);
        wake(waiter, badge);
        break;
    case NTFN_ACTIVE:
        n->signals |= badge;
        break;
    }
}

void ntfn_consume(struct notification *n, struct tcb *receiver)
{
    receiver->arch.ctx.x[REG_BADGE] = n->signals;
    n->head_state = NTFN_IDLE;
}

void ntfn_receive(struct notification *n, struct tcb *receiver, bool blocking)
{
    if (ntfn_state(n) == NTFN_ACTIVE) {
        ntfn_consume(n, receiver);
    } else if (!blocking) {
        receiver->arch.ctx.x[REG_BADGE] = 0;
    } else {
        receiver->blocked_on = n;
        thread_set_state(receiver, THREAD_BLOCKED_ON_NOTIFICATION);
        wait_append(&n->head_state, &n->tail, receiver, NTFN_WAITING);
    }
}

void ntfn_remove(struct notification *n, struct tcb *tcb)
{
    wait_remove(&n->head_state, &n->tail, tcb);
}

void ntfn_cancel_all(struct notification *n)
{
    if (ntfn_state(n) != NTFN_WAITING)
        return;
    while (ntfn_head(n)) {
        struct tcb *t = ntfn_head(n);

        ntfn_remove(n, t);
        thread_set_state(t, THREAD_RESTART);
        sched_enqueue_head(t);
    }
    sched_choose_anew();
}

void ntfn_bind(struct notification *n, struct tcb *tcb)
{
    n->bound = tcb;
    tcb->bound = n;
}

void ntfn_unbind(struct notification *n)
{
    if (n->bound)
        n->bound->bound = NULL;
    n->bound = NULL;
}
