/* SPDX-License-Identifier: BSD-2-Clause */
/* ipc/queue.h: FIFO of waiting threads, packed as endpoints and notifications keep it: the head
 * shares its word with the state in the low bits, and an empty queue has state 0. */
#pragma once

#include "tcb.h"

static inline struct tcb *wait_head(word_t head_state)
{
    return (struct tcb *)(head_state & ~3ull);
}

/* Appends and sets the state. */
static inline void wait_append(word_t *head_state, struct tcb **tail, struct tcb *t, unsigned state)
{
    struct tcb *head = wait_head(*head_state);

    t->wait_next = NULL;
    if (likely(!head)) {
        t->wait_prev = NULL;
        head = t;
    } else {
        t->wait_prev = *tail;
        (*tail)->wait_next = t;
    }
    *tail = t;
    *head_state = (word_t)head | state;
}

/* Removes; when it was the last the state becomes 0. */
static inline void wait_remove(word_t *head_state, struct tcb **tail, struct tcb *t)
{
    if (t->wait_next)
        t->wait_next->wait_prev = t->wait_prev;
    else
        *tail = t->wait_prev;
    if (t->wait_prev)
        t->wait_prev->wait_next = t->wait_next;
    else
        *head_state = t->wait_next ? (word_t)t->wait_next | (*head_state & 3) : 0;
}

/* Removes the first, which is `t`.  The tail of an empty queue does not matter. */
static inline void wait_remove_head(word_t *head_state, struct tcb *t)
{
    struct tcb *next = t->wait_next;

    if (next) {
        next->wait_prev = NULL;
        *head_state = (word_t)next | (*head_state & 3);
    } else {
        *head_state = 0;
    }
}
