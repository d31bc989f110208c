/* SPDX-License-Identifier: BSD-2-Clause */
/* object/untyped.c: making objects out of untyped memory.
 *
 * Memory is zeroed when an object is made of it, not when a region starts over, so memory that is only passed on as
 * smaller untypeds is never touched.  Zeroing a large range stops for interrupts; how far it came is kept in the
 * untyped capability's zero mark and the call starts again.
 */
#include "untyped.h"

#include "call.h"
#include "config.h"
#include "debug/debug.h"
#include "object.h"

#include <string.h>

enum {
    ZERO_STEP = 16 * 1024,        /* bytes between looks for an interrupt */
    ZERO_AT_ONCE = 4 * ZERO_STEP, /* up to this many, nobody looks */
};

/* A checked retype. */
struct retype {
    enum object_type type;
    unsigned argument;    /* size_bits of the call */
    unsigned object_bits;
    unsigned count;
    word_t start;         /* offset of the first object in the region */
    bool device;
    struct slot *dest;    /* first of `count` empty slots */
};

static enum error check_type(struct call *c, struct retype *r)
{
    word_t type = call_arg(c, 0), argument = call_arg(c, 1);

    if (type >= OBJECT_TYPES)
        return fail_arg(c, 0, "no such object type");
    if (argument >= ABI_WordBits || object_bits(type, argument) > ABI_MaxUntypedBits)
        return fail_range(c, 0, ABI_MaxUntypedBits, "object larger than any untyped");
    if (type == OBJECT_CNODE && argument == 0)
        return fail_arg(c, 1, "CNode of one slot");
    if (type == OBJECT_UNTYPED && argument < ABI_MinUntypedBits)
        return fail_arg(c, 1, "untyped too small");

    r->type = type;
    r->argument = argument;
    r->object_bits = object_bits(type, argument);
    return ERR_NONE;
}

/* The CNode that gets the new capabilities: the root itself, or what lies at (index, depth) in it. */
static enum error find_dest_cnode(struct call *c, struct cap *cnode)
{
    word_t index = call_arg(c, 2), depth = call_arg(c, 3);

    *cnode = c->extra[0]->cap;
    if (depth != 0) {
        struct slot *slot;
        enum error err = call_resolve(c, *cnode, index, depth, false, &slot);

        if (err != ERR_NONE)
            return err;
        *cnode = slot->cap;
    }
    if (cap_type(*cnode) != CAP_CNODE)
        return fail_missing(c, false, depth, "destination is not a CNode");
    return ERR_NONE;
}

static enum error check_window(struct call *c, struct retype *r)
{
    word_t offset = call_arg(c, 4), count = call_arg(c, 5);
    struct cap cnode;
    enum error err = find_dest_cnode(c, &cnode);

    if (err != ERR_NONE)
        return err;

    word_t slots = BIT(cap_size(cnode));
    if (offset > slots - 1)
        return fail_range(c, 0, slots - 1, "offset behind the end of the CNode");
    if (count < 1 || count > CONFIG_RETYPE_MAX)
        return fail_range(c, 1, CONFIG_RETYPE_MAX, "number of objects");
    if (count > slots - offset)
        return fail_range(c, 1, slots - offset, "more objects than slots");

    r->count = count;
    r->dest = (struct slot *)cap_ptr(cnode) + offset;
    for (word_t i = 0; i < count; i++) {
        if (!slot_is_empty(&r->dest[i]))
            return fail(c, ERR_DELETE_FIRST, "destination slot is occupied");
    }
    return ERR_NONE;
}

static enum error check_memory(struct call *c, struct retype *r)
{
    word_t used = slot_has_children(c->slot) ? untyped_watermark(c->cap) : 0;
    word_t available = BIT(cap_size(c->cap)) - used;

    if (available >> r->object_bits < r->count)
        return fail_memory(c, available);

    r->device = cap_is_device(c->cap);
    if (r->device && r->type != OBJECT_UNTYPED && !object_is_frame(r->type))
        return fail_arg(c, 1, "kernel object in device memory");

    r->start = (used + MASK(r->object_bits)) & ~MASK(r->object_bits);
    return ERR_NONE;
}

/* A region without children starts over.  What lies below its watermark may be anything. */
static void reset_if_childless(struct slot *slot)
{
    if (untyped_watermark(slot->cap) != 0 && !slot_has_children(slot))
        slot->cap = untyped_with(slot->cap, 0, 0);
}

/* Users may look at frames uncached, so zeros go to memory at once. */
static void zero(char *from, word_t bytes)
{
    memset(from, 0, bytes);
    arch_clean_range(from, bytes);
}

/* Zeroes offsets [start, end) of the region, except what is known to be zero. */
static enum error zero_range(struct slot *slot, word_t start, word_t end)
{
    struct cap cap = slot->cap;
    char *base = cap_ptr(cap);
    word_t watermark = untyped_watermark(cap);
    word_t zeroed = untyped_zero_mark(cap);
    word_t granule = BIT(untyped_granule_bits(cap)); /* less would not count as progress */
    word_t step = granule > ZERO_STEP ? granule : ZERO_STEP;

    if (zeroed < watermark)
        zeroed = watermark;
    if (end - start <= ZERO_AT_ONCE) {
        word_t from = zeroed > start ? zeroed : start;

        if (from < end)
            zero(base + from, end - from);
        return ERR_NONE;
    }

    /* The gap that alignment leaves is zeroed too: the mark knows only one range. */
    while (zeroed < end) {
        word_t bytes = end - zeroed < step ? end - zeroed : step;

        zero(base + zeroed, bytes);
        zeroed += bytes;
        if (zeroed < end && irq_pending()) {
            slot->cap = untyped_with(cap, watermark, zeroed);
            return ERR_PREEMPTED;
        }
    }
    return ERR_NONE;
}

static enum error retype_commit(struct slot *untyped, const struct retype *r)
{
    paddr_t region = cap_paddr(untyped->cap);
    word_t end = r->start + ((word_t)r->count << r->object_bits);

    reset_if_childless(untyped);
    if (!r->device && r->type != OBJECT_UNTYPED) {
        enum error err = zero_range(untyped, r->start, end);

        if (err != ERR_NONE)
            return err;
    }

    word_t zero_mark = untyped_zero_mark(untyped->cap);
    untyped->cap = untyped_with(untyped->cap, end, zero_mark > end ? zero_mark : 0);
    for (unsigned i = 0; i < r->count; i++) {
        paddr_t paddr = region + r->start + ((word_t)i << r->object_bits);

        slot_insert_child(untyped, &r->dest[i],
                          object_create(r->type, paddr, r->argument, r->device));
    }
    return ERR_NONE;
}

enum error untyped_retype(struct call *c)
{
    struct retype r;
    enum error err = check_type(c, &r);

    if (err == ERR_NONE)
        err = check_window(c, &r);
    if (err == ERR_NONE)
        err = check_memory(c, &r);
    return err == ERR_NONE ? retype_commit(c->slot, &r) : err;
}
