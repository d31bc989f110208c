/* SPDX-License-Identifier: BSD-2-Clause */
/* ipc.h: moving messages between threads. */
#pragma once

#include "call.h"
#include "endpoint.h"
#include "notification.h"
#include "tcb.h"

/* ---- message info word ---- */

static inline word_t info_make(word_t label, unsigned unwrapped, unsigned caps, unsigned length)
{
    return label << 12 | (word_t)unwrapped << 9 | (word_t)caps << 7 | length;
}

static inline word_t info_label(word_t info)
{
    return info >> 12;
}

static inline unsigned info_length(word_t info)
{
    unsigned n = info & MASK(7);

    return n > ABI_MsgMaxLength ? ABI_MsgMaxLength : n;
}

static inline unsigned info_caps(word_t info)
{
    return info >> 7 & 3;
}

/* The message of `sender` (or its fault) to `receiver`.  ep is NULL for replies. */
void ipc_transfer(struct tcb *sender, struct endpoint *ep, word_t badge, bool can_grant,
                  struct tcb *receiver);
/* The reply of `sender` to `receiver`, who waits for it by the reply capability in `slot`, which goes. */
void ipc_reply(struct tcb *sender, struct tcb *receiver, struct slot *slot, bool can_grant);
/* Caller waits for a reply; its reply capability goes to the receiver's caller slot. */
void ipc_set_caller(struct tcb *caller, struct tcb *receiver, bool can_grant);
/* Deletes the reply capability in the caller slot, if any. */
void ipc_drop_caller(struct tcb *t);

/* Puts word i of a message for `t` into a register or its buffer (may be NULL); false if there is no place. */
bool message_put(struct tcb *t, word_t *buffer, unsigned i, word_t value);

/* ---- faults (ipc/fault.c) ---- */

/* `current` fails with the fault: tells its handler, or stops it. */
void fault_raise(struct fault fault);
struct fault fault_cap(cptr_t address, bool receive_phase, const struct lookup_failure *why);
/* Writes the fault message of `from`; returns the words written. */
unsigned fault_message(const struct tcb *from, struct tcb *to, word_t *buffer);
/* Applies the reply of `handler` to `t`.  Returns t's next state: it restarts, goes on behind its svc, or stops. */
enum thread_state fault_apply_reply(struct tcb *t, const struct tcb *handler);
