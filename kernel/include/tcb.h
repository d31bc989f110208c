/* SPDX-License-Identifier: BSD-2-Clause */
/* tcb.h: a thread.
 *
 * Exactly 2048 bytes, so that its place is its alignment: registers, FPU state, the five capability slots that
 * belong to it, and what scheduling and IPC need.  Fresh memory is zero, and zero is a valid value of every field
 * except the registers and time slice, which tcb_init() sets.
 */
#pragma once

#include "config.h"
#include "cspace.h"

enum tcb_slot { TCB_CSPACE, TCB_VSPACE, TCB_REPLY, TCB_CALLER, TCB_BUFFER, TCB_SLOTS };

enum thread_state {
    THREAD_INACTIVE,
    THREAD_RUNNING,
    THREAD_RESTART, /* runs from its restart PC */
    THREAD_BLOCKED_ON_RECEIVE,
    THREAD_BLOCKED_ON_SEND,
    THREAD_BLOCKED_ON_REPLY,
    THREAD_BLOCKED_ON_NOTIFICATION,
    THREAD_IDLE,
};

/* Why a thread stopped; type FAULT_NONE (0) when it did not. */
struct fault {
    uint8_t type;    /* enum fault_type, or enum ext_fault */
    uint8_t flag;    /* CAP: in the receive phase; VM: instruction fetch */
    uint8_t lookup;  /* CAP: enum lookup_failure_type, and its payload: */
    uint8_t bits_left;
    uint8_t bits_found;
    word_t address;  /* CAP: capability; VM: address; UNKNOWN_SYSCALL, USER_EXCEPTION: number */
    word_t detail;   /* CAP: guard found; VM: status; USER_EXCEPTION: code */
};

struct notification;

struct tcb {
    struct arch_tcb arch;
    struct slot slots[TCB_SLOTS]; /* not addressable by users, but real derivation entries */

    uint8_t state;           /* enum thread_state */
    uint8_t priority;
    uint8_t mcp;             /* highest priority it may give to others */
    uint8_t domain;
    bool queued;             /* is in a ready queue */
    bool can_grant;          /* blocked: sender's or receiver's capability has Grant */
    bool can_grant_reply;    /* blocked on send */
    bool is_call;            /* blocked on send */
    uint32_t time_slice;     /* ticks left */
    uint32_t flags;          /* ABI_TCBFlag_... */
    uint8_t ext_flags;       /* EXT_...: ext.h */
    uint64_t ticks;          /* in which it ran */
    void *blocked_on;        /* endpoint or notification */
    word_t blocked_badge;    /* blocked on send */
    struct fault fault;
    cptr_t fault_handler;    /* in its own CSpace; looked up when needed */
    vaddr_t buffer;          /* IPC buffer as the user sees it; 0: none */
    struct notification *bound;
    struct tcb *ready_next, *ready_prev; /* ready queue */
    struct tcb *wait_next, *wait_prev;   /* queue of an endpoint or notification */
    struct tcb *all_next, *all_prev;     /* every thread, newest first (debug) */
    char name[848];          /* debug */
} __attribute__((aligned(32)));
_Static_assert(sizeof(struct tcb) <= 1 << ABI_TCBBits, "a TCB fits its object");

static inline bool tcb_is_runnable(const struct tcb *t)
{
    return t->state == THREAD_RUNNING || t->state == THREAD_RESTART;
}

static inline bool tcb_is_stopped(const struct tcb *t)
{
    return !tcb_is_runnable(t) && t->state != THREAD_IDLE;
}

/* All 64 bits in the thread's CSpace; bits that remain do not matter.  False: out->failure is set. */
static inline bool cspace_lookup(const struct tcb *t, cptr_t address, struct lookup *out)
{
    struct cap root = t->slots[TCB_CSPACE].cap;

    if (likely(cap_is_flat_cnode(root))) {
        out->slot = cspace_find_flat(root, address);
        if (likely(out->slot))
            return true;
    }
    return cspace_resolve(root, address, ABI_WordBits, out);
}

/* ---- life (object/tcb.c) ---- */

/* Makes a thread of zeroed memory: fresh registers, inactive, in `domain`. */
void tcb_init(struct tcb *t, unsigned domain);
/* The last capability goes: the thread stops and leaves everything that knows it. */
void tcb_finalise(struct tcb *t);
/* NUL-terminated; longer names are cut. */
void tcb_set_name(struct tcb *t, const char *name);
/* The name of a thread that nobody named: who made it. */
void tcb_set_child_name(struct tcb *t, const struct tcb *creator);
/* Newest thread, for debug lists. */
extern struct tcb *all_threads;

/* ---- running and stopping (object/tcb.c) ---- */

/* Cancels IPC and makes it Inactive. */
void tcb_suspend(struct tcb *t);
/* If stopped: cancels IPC; it will run from its restart PC. */
void tcb_restart(struct tcb *t);
/* Takes it out of whatever it waits for (endpoint, notification, reply); Inactive afterwards if it waited. */
void tcb_cancel_wait(struct tcb *t);

/* The IPC buffer in the kernel's window, or NULL.  for_write: usable for receiving. */
static inline word_t *tcb_buffer(const struct tcb *t, bool for_write)
{
    struct cap frame = t->slots[TCB_BUFFER].cap;
    unsigned rights = for_write ? RIGHT_READ | RIGHT_WRITE : RIGHT_READ;

    if (likely(cap_is_plain_page(frame)))
        return (word_t *)((char *)cap_ptr(frame) + (t->buffer & MASK(ABI_PageBits)));
    if (cap_type(frame) != CAP_FRAME || cap_is_device(frame) || (cap_rights(frame) & rights) != rights)
        return NULL;
    return (word_t *)((char *)cap_ptr(frame) + (t->buffer & MASK(cap_frame_bits(frame))));
}
