/* SPDX-License-Identifier: BSD-2-Clause */
/* ipc/fastpath.c: Call, ReplyRecv and faults when the other side is ready.
 *
 * Common to all: short message without capabilities, a plain endpoint, the partner waits, and it is the thread that
 * the scheduler would choose once the current one has stopped.  What is left is to move a few words, link or unlink
 * the reply capability and switch.
 */
#include "fastpath.h"

#include "endpoint.h"
#include "ext.h"
#include "ipc.h"
#include "notification.h"
#include "queue.h"
#include "sched.h"

struct fastpath_counters fastpath_taken;

enum { INFO_LENGTH_AND_CAPS = 0x1ff }; /* a value up to FAST_MRS: registers suffice, no capabilities */

/* The slot at the address, or NULL; why it fails is found out on the long way. */
static inline struct slot *find_slot(const struct tcb *t, cptr_t address)
{
    struct cap cap = t->slots[TCB_CSPACE].cap;
    unsigned bits = ABI_WordBits;
    struct slot *slot = NULL;

    while (cap_type(cap) == CAP_CNODE) {
        unsigned radix = cap_size(cap), guard_bits = cap_guard_bits(cap);

        if (radix + guard_bits > bits)
            return NULL;
        if (guard_bits) {
            if (address >> (ABI_WordBits - guard_bits) != cap_guard(cap))
                return NULL;
            address <<= guard_bits;
        }
        slot = (struct slot *)cap_ptr(cap) + (address >> (ABI_WordBits - radix));
        bits -= radix + guard_bits;
        if (bits == 0)
            return slot;
        address <<= radix;
        cap = slot->cap;
    }
    return slot;
}

/* Once the current thread has stopped, is `t` the one to run? */
static inline bool is_next(const struct tcb *t)
{
    return t->domain == current_domain &&
           (t->priority >= current->priority || !sched_ready_above(t->priority));
}

static inline void copy_words(struct tcb *to, const struct tcb *from, unsigned count)
{
    const word_t *src = &from->arch.ctx.x[REG_MR0];
    word_t *dst = &to->arch.ctx.x[REG_MR0];

    for (unsigned i = 0; i < count; i++)
        dst[i] = src[i];
}

static inline void enter(struct tcb *t)
{
    t->state = THREAD_RUNNING;
    arch_switch_to(t);
    current = t;
}

/* The endpoint of a capability that may be called, if somebody waits there who can run at once. */
static inline struct endpoint *callable(struct cap cap)
{
    unsigned rights = cap_rights(cap);

    if (cap_type(cap) != CAP_ENDPOINT || !(rights & RIGHT_WRITE) ||
        !(rights & (RIGHT_GRANT | RIGHT_GRANT_REPLY)))
        return NULL;

    struct endpoint *ep = cap_ptr(cap);
    return ep_state(ep) == EP_RECEIVE && is_next(ep_head(ep)) ? ep : NULL;
}

/* Takes the receiver off the endpoint and makes the current thread wait for its reply. */
static inline struct tcb *take_receiver(struct endpoint *ep)
{
    struct tcb *caller = current, *receiver = ep_head(ep);
    struct slot *master = &caller->slots[TCB_REPLY], *dest = &receiver->slots[TCB_CALLER];

    wait_remove(&ep->head_state, &ep->tail, receiver);
    caller->state = THREAD_BLOCKED_ON_REPLY;
    dest->cap = cap_reply(caller, false, receiver->can_grant);
    dest->prev = master;
    dest->next_flags = 0; /* the only child: nobody else can have a reply capability of the caller */
    slot_set_next(master, dest);
    return receiver;
}

bool fastpath_call(void)
{
    struct tcb *caller = current;
    word_t info = caller->arch.ctx.x[REG_INFO];

    if ((info & INFO_LENGTH_AND_CAPS) > FAST_MRS)
        return false;

    const struct slot *slot = find_slot(caller, caller->arch.ctx.x[REG_CAP]);
    struct endpoint *ep = slot ? callable(slot->cap) : NULL;
    if (!ep)
        return false;

    word_t badge = cap_badge(slot->cap);
    unsigned length = info & INFO_LENGTH_AND_CAPS;
    struct tcb *receiver = take_receiver(ep);

    copy_words(receiver, caller, length);
    receiver->arch.ctx.x[REG_INFO] = info_make(info_label(info), 0, 0, length);
    receiver->arch.ctx.x[REG_BADGE] = badge;
    enter(receiver);
    fastpath_taken.call++;
    return true;
}

bool fastpath_fault(const struct fault *fault)
{
    struct tcb *t = current;
    const struct slot *slot = find_slot(t, t->fault_handler);
    struct endpoint *ep = slot ? callable(slot->cap) : NULL;

    if (!ep)
        return false;

    word_t badge = cap_badge(slot->cap);
    struct tcb *handler = take_receiver(ep);

    t->fault = *fault;
    unsigned length = fault_message(t, handler, tcb_buffer(handler, true));
    handler->arch.ctx.x[REG_INFO] = info_make(fault_label(fault->type), 0, 0, length);
    handler->arch.ctx.x[REG_BADGE] = badge;
    enter(handler);
    fastpath_taken.fault++;
    return true;
}

/* ---- ReplyRecv ---- */

/* Would the reply be short, or make a faulted thread go on? */
static inline bool reply_is_simple(const struct tcb *caller, word_t info)
{
    switch (caller->fault.type) {
    case FAULT_NONE:
        return (info & INFO_LENGTH_AND_CAPS) <= FAST_MRS;
    case FAULT_CAP:
    case FAULT_VM:
    case FAULT_FOREIGN_SYSCALL:
        return true;
    default:
        return info_label(info) == 0;
    }
}

/* The endpoint to receive from, if that would block. */
static inline struct endpoint *idle_endpoint(const struct tcb *t, struct cap cap)
{
    if (cap_type(cap) != CAP_ENDPOINT || !(cap_rights(cap) & RIGHT_READ))
        return NULL;
    if (t->bound && ntfn_state(t->bound) == NTFN_ACTIVE)
        return NULL;

    struct endpoint *ep = cap_ptr(cap);
    return ep_state(ep) != EP_SEND ? ep : NULL;
}

static inline void deliver_reply(struct tcb *caller, const struct tcb *server, word_t info)
{
    if (caller->fault.type == FAULT_NONE) {
        unsigned length = info & INFO_LENGTH_AND_CAPS;

        copy_words(caller, server, length);
        caller->arch.ctx.x[REG_INFO] = info_make(info_label(info), 0, 0, length);
        caller->arch.ctx.x[REG_BADGE] = 0;
        fastpath_taken.reply_recv++;
    } else {
        if (fault_apply_reply(caller, server) == THREAD_RESTART)
            caller->arch.ctx.pc = caller->arch.ctx.restart_pc;
        caller->fault.type = FAULT_NONE;
        fastpath_taken.fault_reply++;
    }
}

bool fastpath_reply_recv(void)
{
    struct tcb *server = current;
    struct slot *reply = &server->slots[TCB_CALLER];
    word_t info = server->arch.ctx.x[REG_INFO];

    if (cap_type(reply->cap) != CAP_REPLY)
        return false;
    struct tcb *caller = cap_ptr(reply->cap);
    if (!reply_is_simple(caller, info) || !is_next(caller))
        return false;

    const struct slot *slot = find_slot(server, server->arch.ctx.x[REG_CAP]);
    struct endpoint *ep = slot ? idle_endpoint(server, slot->cap) : NULL;
    if (!ep)
        return false;

    deliver_reply(caller, server, info);
    slot_set_next(reply->prev, NULL); /* it was the only child of the caller's master */
    *reply = (struct slot){0};

    server->can_grant = cap_rights(slot->cap) & RIGHT_GRANT;
    server->blocked_on = ep;
    server->state = THREAD_BLOCKED_ON_RECEIVE;
    wait_append(&ep->head_state, &ep->tail, server, EP_RECEIVE);
    enter(caller);
    return true;
}
