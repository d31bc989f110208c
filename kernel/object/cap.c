/* SPDX-License-Identifier: BSD-2-Clause */
/* object/cap.c: how capabilities relate to each other, and how copies differ from their source. */
#include "cap.h"

#include "slot.h"

unsigned cap_memory_bits(struct cap c)
{
    switch (cap_type(c)) {
    case CAP_UNTYPED:
        return cap_size(c);
    case CAP_ENDPOINT:
        return ABI_EndpointBits;
    case CAP_NOTIFICATION:
        return ABI_NotificationBits;
    case CAP_CNODE:
        return cap_size(c) + ABI_SlotBits;
    case CAP_TCB:
        return ABI_TCBBits;
    case CAP_ZOMBIE:
        return cap_flag(c) ? ABI_TCBBits : cap_size(c) + ABI_SlotBits;
    case CAP_FRAME:
        return cap_frame_bits(c);
    case CAP_PAGE_TABLE:
        return ABI_PageTableBits;
    case CAP_VSPACE:
        return ABI_VSpaceBits;
    case CAP_ASID_POOL:
        return ABI_ASIDPoolBits;
    default:
        return 0;
    }
}

static bool memory_within(struct cap outer, struct cap inner)
{
    unsigned inner_bits = cap_memory_bits(inner);
    paddr_t outer_last = cap_paddr(outer) + MASK(cap_memory_bits(outer));

    return inner_bits != 0 && cap_paddr(inner) >= cap_paddr(outer) &&
           cap_paddr(inner) + MASK(inner_bits) <= outer_last;
}

bool cap_same_region(struct cap outer, struct cap inner)
{
    enum cap_type type = cap_type(outer);

    switch (type) {
    case CAP_UNTYPED:
        return memory_within(outer, inner);
    case CAP_FRAME:
        return cap_type(inner) == CAP_FRAME && memory_within(outer, inner);
    case CAP_ENDPOINT:
    case CAP_NOTIFICATION:
    case CAP_TCB:
    case CAP_PAGE_TABLE:
    case CAP_VSPACE:
    case CAP_ASID_POOL:
    case CAP_REPLY:
        return cap_type(inner) == type && cap_paddr(inner) == cap_paddr(outer);
    case CAP_CNODE:
        return cap_type(inner) == type && cap_paddr(inner) == cap_paddr(outer) &&
               cap_size(inner) == cap_size(outer);
    case CAP_DOMAIN:
    case CAP_ASID_CONTROL:
        return cap_type(inner) == type;
    case CAP_IRQ_CONTROL:
        return cap_type(inner) == CAP_IRQ_CONTROL || cap_type(inner) == CAP_IRQ_HANDLER ||
               cap_type(inner) == CAP_SGI_SIGNAL;
    case CAP_IRQ_HANDLER:
    case CAP_SGI_SIGNAL:
        return cap_type(inner) == type && inner.w[1] == outer.w[1];
    default:
        return false;
    }
}

bool cap_same_object(struct cap a, struct cap b)
{
    switch (cap_type(a)) {
    case CAP_UNTYPED:
    case CAP_IRQ_CONTROL:
    case CAP_SGI_SIGNAL:
        return false;
    case CAP_FRAME:
        return cap_type(b) == CAP_FRAME && cap_paddr(a) == cap_paddr(b) &&
               cap_size(a) == cap_size(b) && cap_is_device(a) == cap_is_device(b);
    default:
        return cap_same_region(a, b);
    }
}

/* Write-only memory does not exist: without Read nothing is left. */
static struct cap frame_mask_rights(struct cap c, word_t mask)
{
    unsigned rights = cap_rights(c) & mask;

    return cap_with_rights(c, rights & RIGHT_READ ? rights & (RIGHT_READ | RIGHT_WRITE) : 0);
}

struct cap cap_mask_rights(struct cap c, word_t mask)
{
    switch (cap_type(c)) {
    case CAP_ENDPOINT:
    case CAP_NOTIFICATION:
    case CAP_REPLY:
        return cap_with_rights(c, cap_rights(c) & mask);
    case CAP_FRAME:
        return frame_mask_rights(c, mask);
    default:
        return c;
    }
}

struct cap cap_update_data(struct cap c, word_t data, bool preserve)
{
    switch (cap_type(c)) {
    case CAP_ENDPOINT:
    case CAP_NOTIFICATION:
        if (preserve || cap_badge(c) != 0)
            return cap_null();
        c.w[1] = data;
        return c;
    case CAP_CNODE: {
        unsigned guard_bits = data & 63;

        if (guard_bits + cap_size(c) > ABI_WordBits)
            return cap_null();
        return cap_cnode(cap_paddr(c), cap_size(c), data >> 6 & MASK(guard_bits), guard_bits);
    }
    default:
        return c;
    }
}

enum error slot_derive(const struct slot *src, struct cap cap, struct cap *out)
{
    *out = cap_null();
    switch (cap_type(cap)) {
    case CAP_NULL:
    case CAP_ZOMBIE:
    case CAP_REPLY:
    case CAP_IRQ_CONTROL:
        return ERR_NONE;
    case CAP_UNTYPED:
        if (slot_has_children(src))
            return ERR_REVOKE_FIRST;
        break;
    case CAP_FRAME:
        cap = cap_without_mapping(cap);
        break;
    case CAP_PAGE_TABLE:
        if (!cap_is_mapped(cap))
            return ERR_ILLEGAL_OPERATION;
        break;
    case CAP_VSPACE:
        if (cap_asid(cap) == 0)
            return ERR_ILLEGAL_OPERATION;
        break;
    default:
        break;
    }
    *out = cap;
    return ERR_NONE;
}
