/* SPDX-License-Identifier: BSD-2-Clause */
/* call.h: one invocation on its way through the kernel.
 *
 * A handler checks everything, then commits.  It refuses with `return fail_...(c, ...)`, which records the
 * words of the error reply; it returns results by call_reply().  ERR_PREEMPTED means that it stopped at a
 * preemption point and is to be called again from the start.
 */
#pragma once

#include "tcb.h"

enum { CALL_REPLY_MAX = 66 }; /* the FP registers are the longest result */

struct call {
    struct cap cap;      /* invoked capability */
    struct slot *slot;   /* where it is */
    cptr_t cptr;         /* how the caller named it */
    word_t label;
    unsigned length;     /* words given; more than 4 only with a buffer */
    const word_t *buffer; /* the caller's IPC buffer, or NULL */
    bool is_call;        /* the caller waits for an answer */
    bool is_blocking;    /* not NBSend */
    unsigned caps;       /* entries of extra */
    struct slot *extra[ABI_MsgMaxExtraCaps];
    unsigned reply_length;
    word_t reply[CALL_REPLY_MAX]; /* result, or details of the error */
    const char *why;     /* refusal in English; debug builds */
};

typedef enum error invocation_handler(struct call *c);

/* Handlers, named by the list. */
#define INV(label, name, object, handler, words, caps, text) invocation_handler handler;
#include <sel4/invocations.def>
#undef INV

/* Word i of the message; i < c->length. */
static inline word_t call_arg(const struct call *c, unsigned i)
{
    return i < FAST_MRS ? current->arch.ctx.x[REG_MR0 + i] : c->buffer[BUFFER_MSG + i];
}

/* Result words. */
static inline enum error call_reply(struct call *c, word_t value)
{
    c->reply[0] = value;
    c->reply_length = 1;
    return ERR_NONE;
}

/* Records the words of the error reply. */
void call_refuse(struct call *c, const char *why, unsigned words, word_t word0, word_t word1);
void call_refuse_lookup(struct call *c, const char *why, bool source, const struct lookup_failure *f);

static inline enum error fail(struct call *c, enum error code, const char *why)
{
    call_refuse(c, why, 0, 0, 0);
    return code;
}

static inline enum error fail_arg(struct call *c, unsigned index, const char *why)
{
    call_refuse(c, why, 1, index, 0);
    return ERR_INVALID_ARGUMENT;
}

static inline enum error fail_cap(struct call *c, unsigned index, const char *why)
{
    call_refuse(c, why, 1, index, 0);
    return ERR_INVALID_CAPABILITY;
}

static inline enum error fail_range(struct call *c, word_t min, word_t max, const char *why)
{
    call_refuse(c, why, 2, min, max);
    return ERR_RANGE;
}

static inline enum error fail_lookup(struct call *c, bool source, const struct lookup_failure *f,
                                     const char *why)
{
    call_refuse_lookup(c, why, source, f);
    return ERR_FAILED_LOOKUP;
}

/* Nothing suitable is there, with so many bits of the address left. */
static inline enum error fail_missing(struct call *c, bool source, unsigned bits_left, const char *why)
{
    struct lookup_failure f = {.type = LOOKUP_MISSING_CAPABILITY, .bits_left = bits_left};

    return fail_lookup(c, source, &f, why);
}

static inline enum error fail_memory(struct call *c, word_t bytes_available)
{
    call_refuse(c, "untyped is too small", 1, bytes_available, 0);
    return ERR_NOT_ENOUGH_MEMORY;
}

/* Resolves (root, index, depth) to exactly one slot, as CNode operations, Retype and destinations do.
 * ERR_NONE: *slot is set, may be empty.  Otherwise the refusal is recorded. */
enum error call_resolve(struct call *c, struct cap root, word_t index, word_t depth, bool source,
                        struct slot **slot);
/* The same, and the slot must be empty (DeleteFirst). */
enum error call_resolve_empty(struct call *c, struct cap root, word_t index, word_t depth,
                              struct slot **slot);
