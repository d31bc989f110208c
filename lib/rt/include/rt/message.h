/* SPDX-License-Identifier: BSD-2-Clause */
/* A message between tasks, as handlers see it. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

enum {
    RT_MESSAGE_WORDS = 100,
    RT_LABEL_DONE = 0,    /* the answer is in the message */
    RT_LABEL_PENDING = 1, /* the answer comes through the channel */
};

/* A message received and, when the handler ends, its answer: the handler sets label and length. */
struct rt_message {
    uint64_t badge;    /* whose capability it came through; below 2^63 */
    uint64_t label;    /* in: the sender's; out: the answer's */
    uint32_t length;   /* in: words received, <= RT_MESSAGE_WORDS; out: words of the answer */
    uint32_t caps;     /* in: 1 when a capability arrived in cap_slot, else 0 */
    uint64_t cap_slot; /* in: where it is.  Deleted when the handler ends, unless taken */
    bool take_cap;     /* out: the handler keeps the capability and owns its slot */
    bool no_reply;     /* out: no answer is sent (the caller stays blocked, or was no caller) */
    bool early_answer; /* set by the handler: if it waits, the caller is answered at once with label
                        * RT_LABEL_PENDING, and nothing is sent when the handler ends */
    bool detached;     /* the loop has gone on, or may: the reply capability is saved, or the early
                        * answer was given */
    bool answered_early; /* the early answer was given: the result goes another way */
    uint64_t reply_cap;  /* where it is saved; 0: nowhere.  Owned by the fiber */
    uint64_t out_cap;    /* out: capability sent along with the answer; 0: none */
    uint64_t mr[RT_MESSAGE_WORDS];
};
