/* SPDX-License-Identifier: BSD-2-Clause */
/* debug/check_slots.c: one entry of a derivation list: its links, its capability, and its place among its neighbours. */
#include "debug/check.h"

#include "debug/debug.h"
#include "untyped.h"

static bool type_exists(enum cap_type type)
{
    switch (type) {
#define CAPTYPE(number, name, text) case CAP_##name: return type != CAP_NULL;
#include <sel4/captypes.def>
#undef CAPTYPE
    default:
        return false;
    }
}

static void check_links(const struct slot *s)
{
    const struct slot *next = slot_next(s);

    check_that(!next || next->prev == s, "slot %p is followed by %p, which says it follows %p", (const void *)s,
               (const void *)next, (const void *)next->prev);
    check_that(!s->prev || slot_next(s->prev) == s, "slot %p follows %p, which does not lead to it", (const void *)s,
               (const void *)s->prev);
    check_that(type_exists(cap_type(s->cap)), "slot %p holds a capability of type %u", (const void *)s,
               cap_type(s->cap));
}

static bool is_in_ram(struct cap c)
{
    enum cap_type type = cap_type(c);

    if (type == CAP_UNTYPED || type == CAP_FRAME)
        return !cap_is_device(c);
    return cap_memory_bits(c) != 0;
}

static void check_place(const struct slot *s)
{
    struct cap c = s->cap;
    unsigned bits = cap_memory_bits(c);

    if (bits == 0)
        return;
    check_that(cap_type(c) == CAP_ZOMBIE || (cap_paddr(c) & MASK(bits)) == 0,
               "object of type %u at 0x%lx is not aligned to 2^%u", cap_type(c), (unsigned long)cap_paddr(c), bits);
    check_that(!is_in_ram(c) || arch_window_has(cap_paddr(c)), "object of type %u at 0x%lx is not in RAM", cap_type(c),
               (unsigned long)cap_paddr(c));
}

/* What was made of an untyped lies below its watermark; what follows in the list is either that or starts elsewhere. */
static void check_untyped(const struct slot *s)
{
    paddr_t start = cap_paddr(s->cap), used = start + untyped_watermark(s->cap);

    check_that(untyped_watermark(s->cap) <= BIT(cap_size(s->cap)), "untyped 0x%lx has given out more than it has",
               (unsigned long)start);
    for (const struct slot *c = slot_next(s); c && slot_is_parent_of(s, c); c = slot_next(c)) {
        paddr_t end = cap_paddr(c->cap) + BIT(cap_memory_bits(c->cap));
        check_that(cap_paddr(c->cap) >= start && end <= used,
                   "object of type %u at 0x%lx is not in the part 0x%lx-0x%lx that its untyped gave out",
                   cap_type(c->cap), (unsigned long)cap_paddr(c->cap), (unsigned long)start, (unsigned long)used);
    }
}

/* Two objects are the same or apart.  Neighbours suffice: the list is in depth-first order. */
static void check_neighbour(const struct slot *s)
{
    const struct slot *n = slot_next(s);
    unsigned bits = cap_memory_bits(s->cap), next_bits = n ? cap_memory_bits(n->cap) : 0;

    if (cap_type(s->cap) == CAP_UNTYPED || bits == 0 || next_bits == 0 || cap_type(n->cap) == CAP_UNTYPED)
        return;
    if (cap_same_object(s->cap, n->cap) || cap_type(s->cap) == CAP_ZOMBIE || cap_type(n->cap) == CAP_ZOMBIE)
        return;
    check_that(cap_paddr(s->cap) + BIT(bits) <= cap_paddr(n->cap) || cap_paddr(n->cap) + BIT(next_bits) <= cap_paddr(s->cap),
               "objects of types %u and %u overlap at 0x%lx", cap_type(s->cap), cap_type(n->cap),
               (unsigned long)cap_paddr(s->cap));
}

void check_slot(const struct slot *s)
{
    check_links(s);
    check_place(s);
    if (cap_type(s->cap) == CAP_UNTYPED)
        check_untyped(s);
    check_neighbour(s);
}
