/* SPDX-License-Identifier: BSD-2-Clause */
/* object/slot.c: the derivation list.
 *
 * Entries are only ever added directly behind their source or parent, and never reordered, so
 * descendants follow their ancestor without a gap.  Everything else (who is whose child, who is the
 * last) is read off the neighbours.
 */
#include "slot.h"

#include "debug/debug.h"
#include "untyped.h"

static void link_after(struct slot *before, struct slot *slot, word_t flags)
{
    struct slot *next = slot_next(before);

    slot->prev = before;
    slot->next_flags = (word_t)next | flags;
    if (next)
        next->prev = slot;
    slot_set_next(before, slot);
}

void slot_put_original(struct slot *slot, struct cap cap)
{
    assert(slot_is_empty(slot));
    *slot = (struct slot){.cap = cap, .next_flags = SLOT_FLAGS};
}

void slot_insert_child(struct slot *parent, struct slot *slot, struct cap cap)
{
    assert(slot_is_empty(slot));
    slot->cap = cap;
    link_after(parent, slot, SLOT_FLAGS);
}

/* Does a copy begin a derivation group of its own? */
static bool starts_group(struct cap cap, struct cap source)
{
    switch (cap_type(cap)) {
    case CAP_ENDPOINT:
    case CAP_NOTIFICATION:
        return cap_badge(cap) != cap_badge(source);
    case CAP_IRQ_HANDLER:
    case CAP_SGI_SIGNAL:
        return cap_type(source) == CAP_IRQ_CONTROL;
    case CAP_UNTYPED:
        return true;
    default:
        return false;
    }
}

void slot_insert_copy(struct slot *src, struct slot *dst, struct cap cap)
{
    assert(slot_is_empty(dst));
    word_t flags = starts_group(cap, src->cap) ? SLOT_FLAGS : 0;

    if (cap_type(cap) == CAP_UNTYPED && cap_type(src->cap) == CAP_UNTYPED)
        src->cap = untyped_mark_full(
            src->cap); /* two views of the same memory: only one may give it out */
    dst->cap = cap;
    link_after(src, dst, flags);
}

static void neighbours_point_to(const struct slot *links, struct slot *slot)
{
    struct slot *next = slot_next(links);

    if (links->prev)
        slot_set_next(links->prev, slot);
    if (next)
        next->prev = slot;
}

void slot_move(struct slot *src, struct slot *dst, struct cap cap)
{
    assert(slot_is_empty(dst));
    *dst = *src;
    dst->cap = cap;
    neighbours_point_to(dst, dst);
    *src = (struct slot){0};
}

void slot_swap(struct slot *a, struct cap a_cap, struct slot *b, struct cap b_cap)
{
    if (a == b)
        return;

    /* The second copy is taken after the neighbours of a were redirected, which is what makes
     * adjacent entries come out right: a link between the two then already points at its own new
     * place. */
    struct slot links_a = *a;
    neighbours_point_to(&links_a, b);
    struct slot links_b = *b;
    *b = (struct slot){a_cap, links_a.prev, links_a.next_flags};
    *a = (struct slot){b_cap, links_b.prev, links_b.next_flags};
    neighbours_point_to(&links_b, a);
}

void slot_clear(struct slot *slot)
{
    struct slot *next = slot_next(slot);

    if (slot_is_empty(slot))
        return;
    if (slot->prev)
        slot_set_next(slot->prev, next);
    if (next) {
        next->prev = slot->prev;
        next->next_flags |= slot->next_flags & SLOT_FIRST_BADGED;
    }
    *slot = (struct slot){0};
}

bool slot_is_final(const struct slot *slot)
{
    const struct slot *next = slot_next(slot);

    if (slot->prev && cap_same_object(slot->prev->cap, slot->cap))
        return false;
    return !next || !cap_same_object(slot->cap, next->cap);
}

bool slot_is_parent_of(const struct slot *parent, const struct slot *child)
{
    bool first_badged = child->next_flags & SLOT_FIRST_BADGED;

    if (!(parent->next_flags & SLOT_REVOCABLE) || !cap_same_region(parent->cap, child->cap))
        return false;

    switch (cap_type(parent->cap)) {
    case CAP_ENDPOINT:
    case CAP_NOTIFICATION:
        if (cap_badge(parent->cap) == 0)
            return true;
        return cap_badge(parent->cap) == cap_badge(child->cap) && !first_badged;
    case CAP_SGI_SIGNAL:
        return !first_badged;
    default:
        return true;
    }
}

bool slot_has_children(const struct slot *slot)
{
    const struct slot *next = slot_next(slot);

    return next && slot_is_parent_of(slot, next);
}
