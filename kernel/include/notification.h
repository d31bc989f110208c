/* SPDX-License-Identifier: BSD-2-Clause */
/* notification.h: a word of signals, and threads that wait for it. */
#pragma once

#include "tcb.h"

enum ntfn_state { NTFN_IDLE = 0, NTFN_WAITING = 1, NTFN_ACTIVE = 2 };

struct notification {
    word_t head_state; /* first waiter | enum ntfn_state */
    struct tcb *tail;  /* last waiter */
    struct tcb *bound; /* the thread that receives it with its endpoint, or NULL */
    word_t signals;    /* badges or-ed together while active */
};
_Static_assert(sizeof(struct notification) == 1 << ABI_NotificationBits, "notification size is interface");

static inline enum ntfn_state ntfn_state(const struct notification *n)
{
    return (enum ntfn_state)(n->head_state & 3);
}

static inline struct tcb *ntfn_head(const struct notification *n)
{
    return (struct tcb *)(n->head_state & ~3ull);
}

void ntfn_signal(struct notification *n, word_t badge);
void ntfn_receive(struct notification *n, struct tcb *receiver, bool blocking);
/* Hands the pending signals to the thread: badge register = word, notification idle.  Must be active. */
void ntfn_consume(struct notification *n, struct tcb *receiver);
void ntfn_remove(struct notification *n, struct tcb *tcb);
void ntfn_cancel_all(struct notification *n);
void ntfn_bind(struct notification *n, struct tcb *tcb);
void ntfn_unbind(struct notification *n);
