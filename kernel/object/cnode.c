/* SPDX-License-Identifier: BSD-2-Clause */
/* object/cnode.c: invocations of a CNode.  Words 0 and 1 name the destination in the invoked CNode.
 */
#include "call.h"
#include "endpoint.h"
#include "tcb.h"

static enum error resolve_dest(struct call *c, struct slot **dest)
{
    return call_resolve(c, c->cap, call_arg(c, 0), call_arg(c, 1), false, dest);
}

enum error cnode_revoke(struct call *c)
{
    struct slot *slot;
    enum error err = resolve_dest(c, &slot);

    return err == ERR_NONE ? slot_revoke(slot) : err;
}

enum error cnode_delete(struct call *c)
{
    struct slot *slot;
    enum error err = resolve_dest(c, &slot);

    return err == ERR_NONE ? slot_delete(slot) : err;
}

enum error cnode_cancel_badged_sends(struct call *c)
{
    struct slot *slot;
    enum error err = resolve_dest(c, &slot);

    if (err != ERR_NONE)
        return err;
    if (cap_type(slot->cap) != CAP_ENDPOINT || cap_rights(slot->cap) != RIGHTS_ALL)
        return fail(c, ERR_ILLEGAL_OPERATION, "not an endpoint capability with all rights");

    if (cap_badge(slot->cap) != 0)
        ep_cancel_badged(cap_ptr(slot->cap), cap_badge(slot->cap));
    return ERR_NONE;
}

enum error cnode_save_caller(struct call *c)
{
    struct slot *dest, *caller = &current->slots[TCB_CALLER];
    enum error err = resolve_dest(c, &dest);

    if (err != ERR_NONE)
        return err;
    if (!slot_is_empty(dest))
        return fail(c, ERR_DELETE_FIRST, "destination slot is occupied");

    if (!slot_is_empty(caller))
        slot_move(caller, dest, caller->cap);
    return ERR_NONE;
}

/* ---- copy, mint, move, mutate ---- */

struct transfer {
    struct slot *dest; /* empty */
    struct slot *src;  /* occupied */
};

static enum error check_transfer(struct call *c, struct transfer *t, unsigned min_words)
{
    enum error err = resolve_dest(c, &t->dest);

    if (err != ERR_NONE)
        return err;
    if (c->length < 4 || c->caps < 1)
        return fail(c, ERR_TRUNCATED_MESSAGE, "source is missing");
    if (!slot_is_empty(t->dest))
        return fail(c, ERR_DELETE_FIRST, "destination slot is occupied");

    word_t depth = call_arg(c, 3);
    err = call_resolve(c, c->extra[0]->cap, call_arg(c, 2), depth, true, &t->src);
    if (err != ERR_NONE)
        return err;
    if (slot_is_empty(t->src))
        return fail_missing(c, true, depth, "source slot is empty");
    if (c->length < min_words)
        return fail(c, ERR_TRUNCATED_MESSAGE, "argument is missing");
    return ERR_NONE;
}

static enum error copy_commit(struct call *c, const struct transfer *t, struct cap cap)
{
    struct cap derived;
    enum error err = slot_derive(t->src, cap, &derived);

    if (err != ERR_NONE)
        return fail(c, err, "capability cannot be copied now");
    if (cap_is_null(derived))
        return fail(c, ERR_ILLEGAL_OPERATION, "capability cannot be copied");
    slot_insert_copy(t->src, t->dest, derived);
    return ERR_NONE;
}

enum error cnode_copy(struct call *c)
{
    struct transfer t;
    enum error err = check_transfer(c, &t, 5);

    if (err != ERR_NONE)
        return err;
    return copy_commit(c, &t, cap_mask_rights(t.src->cap, call_arg(c, 4)));
}

enum error cnode_mint(struct call *c)
{
    struct transfer t;
    enum error err = check_transfer(c, &t, 6);

    if (err != ERR_NONE)
        return err;

    struct cap cap = cap_mask_rights(t.src->cap, call_arg(c, 4));
    return copy_commit(c, &t, cap_update_data(cap, call_arg(c, 5), false));
}

enum error cnode_move(struct call *c)
{
    struct transfer t;
    enum error err = check_transfer(c, &t, 4);

    if (err != ERR_NONE)
        return err;
    slot_move(t.src, t.dest, t.src->cap);
    return ERR_NONE;
}

enum error cnode_mutate(struct call *c)
{
    struct transfer t;
    enum error err = check_transfer(c, &t, 5);

    if (err != ERR_NONE)
        return err;

    struct cap cap = cap_update_data(t.src->cap, call_arg(c, 4), true);
    if (cap_is_null(cap))
        return fail(c, ERR_ILLEGAL_OPERATION, "capability cannot be changed on the way");
    slot_move(t.src, t.dest, cap);
    return ERR_NONE;
}

/* ---- rotate ---- */

struct rotation {
    struct slot *dest, *pivot, *src;
    struct cap to_dest;  /* pivot's capability, changed */
    struct cap to_pivot; /* source's capability, changed */
};

static enum error check_rotation(struct call *c, struct rotation *r)
{
    enum error err = resolve_dest(c, &r->dest);

    if (err != ERR_NONE)
        return err;
    if (c->length < 8 || c->caps < 2)
        return fail(c, ERR_TRUNCATED_MESSAGE, "rotate needs 8 words and 2 capabilities");

    word_t pivot_depth = call_arg(c, 4), src_depth = call_arg(c, 7);
    err = call_resolve(c, c->extra[1]->cap, call_arg(c, 6), src_depth, true, &r->src);
    if (err == ERR_NONE)
        err = call_resolve(c, c->extra[0]->cap, call_arg(c, 3), pivot_depth, true, &r->pivot);
    if (err != ERR_NONE)
        return err;

    if (r->pivot == r->src || r->pivot == r->dest)
        return fail(c, ERR_ILLEGAL_OPERATION, "pivot is also source or destination");
    if (r->src != r->dest && !slot_is_empty(r->dest))
        return fail(c, ERR_DELETE_FIRST, "destination slot is occupied");
    if (slot_is_empty(r->src))
        return fail_missing(c, true, src_depth, "source slot is empty");
    if (slot_is_empty(r->pivot))
        return fail_missing(c, false, pivot_depth, "pivot slot is empty");

    r->to_dest = cap_update_data(r->pivot->cap, call_arg(c, 2), true);
    r->to_pivot = cap_update_data(r->src->cap, call_arg(c, 5), true);
    if (cap_is_null(r->to_dest) || cap_is_null(r->to_pivot))
        return fail(c, ERR_ILLEGAL_OPERATION, "capability cannot be changed on the way");
    return ERR_NONE;
}

enum error cnode_rotate(struct call *c)
{
    struct rotation r;
    enum error err = check_rotation(c, &r);

    if (err != ERR_NONE)
        return err;

    if (r.src == r.dest) {
        slot_swap(r.src, r.to_pivot, r.pivot, r.to_dest);
    } else {
        slot_move(r.pivot, r.dest, r.to_dest);
        slot_move(r.src, r.pivot, r.to_pivot);
    }
    return ERR_NONE;
}
