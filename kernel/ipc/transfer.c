/* SPDX-License-Identifier: BSD-2-Clause */
/* ipc/transfer.c: copying a message, with its capabilities, from one thread to another. */
#include "debug/debug.h"
#include "ext.h"
#include "ipc.h"
#include "sched.h"

/* ---- words ---- */

bool message_put(struct tcb *t, word_t *buffer, unsigned i, word_t value)
{
    if (i < FAST_MRS)
        t->arch.ctx.x[REG_MR0 + i] = value;
    else if (buffer)
        buffer[BUFFER_MSG + i] = value;
    else
        return false;
    return true;
}

/* Returns the number of words that found a place. */
static unsigned copy_words(const struct tcb *from, const word_t *from_buffer, struct tcb *to,
                           word_t *to_buffer, unsigned length)
{
    unsigned i;

    for (i = 0; i < length && i < FAST_MRS; i++)
        to->arch.ctx.x[REG_MR0 + i] = from->arch.ctx.x[REG_MR0 + i];
    if (!from_buffer || !to_buffer)
        return i;
    for (; i < length; i++)
        to_buffer[BUFFER_MSG + i] = from_buffer[BUFFER_MSG + i];
    return i;
}

/* ---- capabilities ---- */

/* The slots of the capabilities that the sender names; 0 if one of them cannot be found. */
static unsigned find_sent_caps(const struct tcb *sender, const word_t *buffer, word_t info,
                               struct slot *caps[ABI_MsgMaxExtraCaps])
{
    unsigned count = buffer ? info_caps(info) : 0;

    for (unsigned i = 0; i < count; i++) {
        struct lookup found;

        if (!cspace_lookup(sender, buffer[BUFFER_CAPS + i], &found))
            return 0;
        caps[i] = found.slot;
    }
    return count;
}

/* The empty slot that the receiver's buffer names, or NULL. */
static struct slot *find_receive_slot(const struct tcb *receiver, const word_t *buffer)
{
    word_t depth = buffer[BUFFER_RECEIVE_DEPTH];
    struct lookup cnode, found;

    if (!cspace_lookup(receiver, buffer[BUFFER_RECEIVE_CNODE], &cnode))
        return NULL;
    if (cap_type(cnode.slot->cap) != CAP_CNODE || depth < 1 || depth > ABI_WordBits)
        return NULL;
    if (!cspace_resolve(cnode.slot->cap, buffer[BUFFER_RECEIVE_INDEX], depth, &found))
        return NULL;
    return found.bits_left == 0 && slot_is_empty(found.slot) ? found.slot : NULL;
}

static bool is_cap_to(const struct slot *slot, const struct endpoint *ep)
{
    return ep && cap_type(slot->cap) == CAP_ENDPOINT && cap_ptr(slot->cap) == ep;
}

/* Returns the capability fields of the receiver's info word. */
static word_t transfer_caps(struct slot *const caps[], unsigned count, const struct endpoint *ep,
                            const struct tcb *receiver, word_t *buffer)
{
    unsigned unwrapped = 0, done = 0;
    bool slot_used = false;

    for (; done < count; done++) {
        struct cap cap;

        if (is_cap_to(caps[done], ep)) {
            buffer[BUFFER_CAPS + done] = cap_badge(caps[done]->cap);
            unwrapped |= 1u << done;
            continue;
        }

        struct slot *dest = slot_used ? NULL : find_receive_slot(receiver, buffer);
        if (!dest)
            break;
        if (slot_derive(caps[done], caps[done]->cap, &cap) != ERR_NONE || cap_is_null(cap))
            break;
        slot_insert_copy(caps[done], dest, cap);
        slot_used = true;
    }
    return info_make(0, unwrapped, done, 0);
}

/* ---- whole messages ---- */

static word_t transfer_message(struct tcb *sender, struct endpoint *ep, bool can_grant,
                               struct tcb *receiver, word_t *receiver_buffer)
{
    word_t info = sender->arch.ctx.x[REG_INFO];
    const word_t *buffer = NULL;
    struct slot *caps[ABI_MsgMaxExtraCaps];
    unsigned cap_count = 0;
    word_t cap_fields = 0;

    if (info_length(info) > FAST_MRS || info_caps(info))
        buffer = tcb_buffer(sender, false);
    if (can_grant && info_caps(info))
        cap_count = find_sent_caps(sender, buffer, info, caps);

    unsigned length = copy_words(sender, buffer, receiver, receiver_buffer, info_length(info));
    if (cap_count && receiver_buffer)
        cap_fields = transfer_caps(caps, cap_count, ep, receiver, receiver_buffer);
    return info_make(info_label(info), 0, 0, length) | cap_fields;
}

void ipc_transfer(struct tcb *sender, struct endpoint *ep, word_t badge, bool can_grant,
                  struct tcb *receiver)
{
    word_t *buffer = tcb_buffer(receiver, true);
    word_t info;

    if (sender->fault.type == FAULT_NONE)
        info = transfer_message(sender, ep, can_grant, receiver, buffer);
    else
        info = info_make(fault_label(sender->fault.type), 0, 0,
                         fault_message(sender, receiver, buffer));
    receiver->arch.ctx.x[REG_INFO] = info;
    receiver->arch.ctx.x[REG_BADGE] = badge;
}

/* ---- replies ---- */

void ipc_set_caller(struct tcb *caller, struct tcb *receiver, bool can_grant)
{
    thread_set_state(caller, THREAD_BLOCKED_ON_REPLY);
    if (CONFIG_EXT && ext_waits_for_answer(caller))
        return;
    slot_insert_copy(&caller->slots[TCB_REPLY], &receiver->slots[TCB_CALLER],
                     cap_reply(caller, false, can_grant));
}

void ipc_drop_caller(struct tcb *t)
{
    slot_delete_short(&t->slots[TCB_CALLER]);
}

void ipc_reply(struct tcb *sender, struct tcb *receiver, struct slot *slot, bool can_grant)
{
    assert_eq(receiver->state, THREAD_BLOCKED_ON_REPLY);

    enum thread_state next = THREAD_RUNNING;
    if (receiver->fault.type == FAULT_NONE) {
        ipc_transfer(sender, NULL, 0, can_grant, receiver);
        slot_delete_short(slot);
    } else {
        slot_delete_short(slot);
        next = fault_apply_reply(receiver, sender);
        receiver->fault.type = FAULT_NONE;
    }
    thread_set_state(receiver, next);
    if (next != THREAD_INACTIVE)
        sched_candidate(receiver);
}
