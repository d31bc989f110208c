/* SPDX-License-Identifier: BSD-2-Clause */
/* endpoint.h: a queue of threads that want to send, or of threads that want to receive. */
#pragma once

#include "tcb.h"

enum ep_state { EP_IDLE = 0, EP_SEND = 1, EP_RECEIVE = 2 };

struct endpoint {
    word_t head_state; /* first waiter | enum ep_state */
    struct tcb *tail;  /* last waiter */
};
_Static_assert(sizeof(struct endpoint) == 1 << ABI_EndpointBits, "endpoint size is interface");

static inline enum ep_state ep_state(const struct endpoint *ep)
{
    return (enum ep_state)(ep->head_state & 3);
}

static inline struct tcb *ep_head(const struct endpoint *ep)
{
    return (struct tcb *)(ep->head_state & ~3ull);
}

/* What a sender brings along. */
struct send {
    bool blocking;
    bool is_call;
    bool can_grant;
    bool can_grant_reply;
    word_t badge;
};

void ep_send(struct endpoint *ep, struct tcb *sender, struct send s);
void ep_receive(struct endpoint *ep, struct tcb *receiver, bool blocking, bool can_grant);
/* Removes a thread that waits in it; its state is the caller's business. */
void ep_remove(struct endpoint *ep, struct tcb *tcb);
/* The endpoint is destroyed: all waiters restart their system call. */
void ep_cancel_all(struct endpoint *ep);
/* Senders with this badge restart their system call. */
void ep_cancel_badged(struct endpoint *ep, word_t badge);
