/* SPDX-License-Identifier: BSD-2-Clause */
/* object/tcb_space.c: invocations that give a thread its spaces, its IPC buffer and its fault
 * handler. */
#include "call.h"
#include "sched.h"
#include "tcb.h"

/* What replaces the capability in one of the thread's slots. */
struct assignment {
    struct cap cap;   /* derived; null: only remove */
    struct slot *src; /* where it was derived from */
};

/* ---- checks ---- */

static enum error check_buffer(struct call *c, vaddr_t vaddr, struct slot *src,
                               struct assignment *a)
{
    *a = (struct assignment){.cap = cap_null(), .src = src};
    if (vaddr == 0)
        return ERR_NONE;
    if (cap_type(src->cap) != CAP_FRAME || cap_is_device(src->cap))
        return fail(c, ERR_ILLEGAL_OPERATION, "IPC buffer is not a frame of RAM");
    if (vaddr & MASK(ABI_IPCBufferSizeBits))
        return fail(c, ERR_ALIGNMENT, "IPC buffer is not aligned");
    return slot_derive(src, src->cap, &a->cap);
}

static enum error check_cspace(struct call *c, word_t data, struct slot *src, struct assignment *a)
{
    struct cap cap = src->cap;

    if (cap_type(cap) != CAP_CNODE)
        return fail(c, ERR_ILLEGAL_OPERATION, "CSpace root is not a CNode");
    if (data != 0)
        cap = cap_update_data(cap, data, false);
    if (cap_is_null(cap))
        return fail(c, ERR_ILLEGAL_OPERATION, "CSpace root: guard does not fit");
    *a = (struct assignment){.cap = cap, .src = src};
    return ERR_NONE;
}

static enum error check_vspace(struct call *c, struct slot *src, struct assignment *a)
{
    if (cap_type(src->cap) != CAP_VSPACE || cap_asid(src->cap) == 0)
        return fail(c, ERR_ILLEGAL_OPERATION, "VSpace root is not a VSpace with an ASID");
    *a = (struct assignment){.cap = src->cap, .src = src};
    return ERR_NONE;
}

struct spaces {
    cptr_t fault_handler;
    struct assignment cspace, vspace;
};

static enum error check_spaces(struct call *c, struct spaces *s)
{
    struct tcb *t = cap_ptr(c->cap);

    if (slot_deletion_is_long(&t->slots[TCB_CSPACE]) ||
        slot_deletion_is_long(&t->slots[TCB_VSPACE]))
        return fail(c, ERR_ILLEGAL_OPERATION, "thread holds the last capability to its CSpace");
    s->fault_handler = call_arg(c, 0);

    enum error err = check_cspace(c, call_arg(c, 1), c->extra[0], &s->cspace);
    return err == ERR_NONE ? check_vspace(c, c->extra[1], &s->vspace) : err;
}

/* ---- commits ---- */

/* Deletes what is in the slot and puts the new capability there.  The deletion may have taken away
 * the thread's own capability or the source; then there is nothing left to do. */
static enum error assign(const struct call *c, struct slot *slot, const struct assignment *a)
{
    enum error err = slot_delete(slot);

    if (err != ERR_NONE)
        return err;
    if (!cap_is_null(a->cap) && cap_same_object(a->cap, a->src->cap) &&
        cap_same_object(c->cap, c->slot->cap))
        slot_insert_copy(a->src, slot, a->cap);
    return ERR_NONE;
}

static enum error commit_spaces(const struct call *c, const struct spaces *s)
{
    struct tcb *t = cap_ptr(c->cap);

    t->fault_handler = s->fault_handler;
    enum error err = assign(c, &t->slots[TCB_CSPACE], &s->cspace);
    if (err == ERR_NONE)
        err = assign(c, &t->slots[TCB_VSPACE], &s->vspace);
    arch_vspace_assigned(t);
    if (err == ERR_NONE && t == current)
        sched_choose_anew();
    return err;
}

static enum error commit_buffer(const struct call *c, vaddr_t vaddr, const struct assignment *a)
{
    struct tcb *t = cap_ptr(c->cap);
    enum error err = slot_delete(&t->slots[TCB_BUFFER]);

    if (err != ERR_NONE)
        return err;
    t->buffer = vaddr;
    err = assign(c, &t->slots[TCB_BUFFER], a);
    if (t == current)
        sched_choose_anew();
    return err;
}

/* ---- handlers ---- */

enum error tcb_configure(struct call *c)
{
    vaddr_t buffer = call_arg(c, 3);
    struct assignment frame;
    struct spaces spaces;
    enum error err = check_buffer(c, buffer, c->extra[2], &frame);

    if (err == ERR_NONE)
        err = check_spaces(c, &spaces);
    if (err == ERR_NONE)
        err = commit_spaces(c, &spaces);
    return err == ERR_NONE ? commit_buffer(c, buffer, &frame) : err;
}

enum error tcb_set_space(struct call *c)
{
    struct spaces spaces;
    enum error err = check_spaces(c, &spaces);

    return err == ERR_NONE ? commit_spaces(c, &spaces) : err;
}

enum error tcb_set_ipc_buffer(struct call *c)
{
    vaddr_t buffer = call_arg(c, 0);
    struct assignment frame;
    enum error err = check_buffer(c, buffer, c->extra[0], &frame);

    return err == ERR_NONE ? commit_buffer(c, buffer, &frame) : err;
}
