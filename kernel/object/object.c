/* SPDX-License-Identifier: BSD-2-Clause */
/* object/object.c: sizes, creation and end of every kind of object. */
#include "object.h"

#include "debug/debug.h"
#include "endpoint.h"
#include "irq.h"
#include "notification.h"
#include "sched.h"
#include "vm/vm.h"

static const uint8_t size_bits[OBJECT_TYPES] = {
#define OBJECT(number, name, kernel_name, bits) [number] = bits,
#include <sel4/objects.def>
#undef OBJECT
};

unsigned object_bits(enum object_type type, word_t argument)
{
    switch (type) {
    case OBJECT_UNTYPED:
    case OBJECT_CNODE:
        return size_bits[type] + argument;
    default:
        return size_bits[type];
    }
}

bool object_is_frame(enum object_type type)
{
    return type == OBJECT_SMALL_PAGE || type == OBJECT_LARGE_PAGE || type == OBJECT_HUGE_PAGE;
}

static struct cap tcb_create(paddr_t paddr)
{
    struct tcb *t = phys_to_kernel(paddr);

    tcb_init(t, current_domain);
    if (CONFIG_DEBUG)
        tcb_set_child_name(t, current);
    return cap_tcb(t);
}

struct cap object_create(enum object_type type, paddr_t paddr, unsigned argument, bool device)
{
    switch (type) {
    case OBJECT_UNTYPED:
        return cap_untyped(paddr, argument, device, 0);
    case OBJECT_TCB:
        return tcb_create(paddr);
    case OBJECT_ENDPOINT:
        return cap_make(CAP_ENDPOINT, RIGHTS_ALL, false, 0, paddr, 0);
    case OBJECT_NOTIFICATION:
        return cap_make(CAP_NOTIFICATION, RIGHT_READ | RIGHT_WRITE, false, 0, paddr, 0);
    case OBJECT_CNODE:
        return cap_cnode(paddr, argument, 0, 0);
    case OBJECT_SMALL_PAGE:
        return cap_frame(paddr, FRAME_SMALL, RIGHT_READ | RIGHT_WRITE, device);
    case OBJECT_LARGE_PAGE:
        return cap_frame(paddr, FRAME_LARGE, RIGHT_READ | RIGHT_WRITE, device);
    case OBJECT_HUGE_PAGE:
        return cap_frame(paddr, FRAME_HUGE, RIGHT_READ | RIGHT_WRITE, device);
    case OBJECT_PAGE_TABLE:
        return cap_page_table(paddr);
    case OBJECT_VSPACE:
        return cap_vspace(paddr, 0);
    default:
        panic("object type %u was not refused", (unsigned)type);
    }
}

static struct cap zombie_of(struct cap cap)
{
    bool is_tcb = cap_type(cap) == CAP_TCB;

    return cap_make(CAP_ZOMBIE, 0, is_tcb, is_tcb ? 0 : cap_size(cap), cap_paddr(cap),
                    is_tcb ? TCB_SLOTS : BIT(cap_size(cap)));
}

static void notification_finalise(struct notification *n)
{
    ntfn_unbind(n);
    ntfn_cancel_all(n);
}

static struct cap finalise_last(struct cap cap)
{
    switch (cap_type(cap)) {
    case CAP_ENDPOINT:
        ep_cancel_all(cap_ptr(cap));
        break;
    case CAP_NOTIFICATION:
        notification_finalise(cap_ptr(cap));
        break;
    case CAP_CNODE:
        return zombie_of(cap);
    case CAP_TCB:
        tcb_finalise(cap_ptr(cap));
        return zombie_of(cap);
    case CAP_IRQ_HANDLER:
        irq_release(cap_irq(cap));
        break;
    case CAP_PAGE_TABLE:
        vm_page_table_delete(cap);
        break;
    case CAP_VSPACE:
        vm_vspace_delete(cap);
        break;
    case CAP_ASID_POOL:
        vm_asid_pool_delete(cap);
        break;
    default:
        break;
    }
    return cap_null();
}

struct cap object_finalise(struct cap cap, bool final)
{
    if (cap_type(cap) == CAP_ZOMBIE)
        return cap;
    if (cap_type(cap) == CAP_FRAME)
        vm_frame_delete(cap); /* the mapping belongs to this capability, not to the frame */
    if (cap_type(cap) == CAP_VSPACE)
        arch_vspace_cap_died(); /* it may be the one that a thread runs by */
    return final ? finalise_last(cap) : cap_null();
}
