/* SPDX-License-Identifier: BSD-2-Clause */
/* cap.h: the two words of a capability, and what each type keeps in them.
 *
 *   word 0   63..59 type | 58..55 rights | 54 flag | 53..48 size | 47..0 physical address of the object
 *   word 1   by type:
 *
 *     type            rights        flag     size            word 1
 *     untyped         -             device   log2 of bytes   zero mark << 48 | watermark (untyped.h)
 *     endpoint        all four      -        -               badge
 *     notification    read, write   -        -               badge
 *     reply           grant         master   -               -            (address: the TCB that waits)
 *     cnode           -             flat     radix           guard << 6 | guard size   (flat: both sizes make 64)
 *     tcb             -             -        -               -
 *     irq handler     -             -        -               interrupt number     (no address)
 *     sgi signal      -             -        -               target << 8 | sgi    (no address)
 *     zombie          -             of a TCB radix           slots not yet emptied
 *     frame           read, write   device   0 4K 1 2M 2 1G  page number << 16 | ASID; ASID 0: not mapped
 *     page table      -             -        -               mapped << 63 | page number << 16 | ASID
 *     vspace          -             -        -               ASID; 0: none
 *     asid pool       -             -        -               first ASID of the pool
 */
#pragma once

#include "abi.h"
#include "arch/interface.h"
#include "types.h"

struct cap {
    word_t w[2];
};

enum {
    RIGHT_WRITE = ABI_CapRights_Write,
    RIGHT_READ = ABI_CapRights_Read,
    RIGHT_GRANT = ABI_CapRights_Grant,
    RIGHT_GRANT_REPLY = ABI_CapRights_GrantReply,
    RIGHTS_ALL = ABI_CapRights_All,
};

static inline struct cap cap_make(enum cap_type type, unsigned rights, bool flag, unsigned size,
                                  paddr_t paddr, word_t word1)
{
    return (struct cap){{(word_t)type << 59 | (word_t)rights << 55 | (word_t)flag << 54 |
                             (word_t)size << 48 | paddr,
                         word1}};
}

static inline struct cap cap_null(void)
{
    return (struct cap){{0, 0}};
}

static inline enum cap_type cap_type(struct cap c)
{
    return (enum cap_type)(c.w[0] >> 59);
}

static inline bool cap_is_null(struct cap c)
{
    return cap_type(c) == CAP_NULL;
}

static inline unsigned cap_rights(struct cap c)
{
    return c.w[0] >> 55 & 15;
}

static inline bool cap_has_any_right(struct cap c, unsigned rights)
{
    return c.w[0] & (word_t)rights << 55;
}

static inline struct cap cap_with_rights(struct cap c, unsigned rights)
{
    c.w[0] = (c.w[0] & ~(15ull << 55)) | (word_t)rights << 55;
    return c;
}

static inline bool cap_flag(struct cap c)
{
    return c.w[0] >> 54 & 1;
}

static inline unsigned cap_size(struct cap c)
{
    return c.w[0] >> 48 & 63;
}

static inline paddr_t cap_paddr(struct cap c)
{
    return c.w[0] & MASK(48);
}

/* The object in the kernel's window; only for memory that is RAM. */
static inline void *cap_ptr(struct cap c)
{
    return (void *)(c.w[0] | PHYS_WINDOW); /* the window's set bits cover everything above the address */
}
_Static_assert(PHYS_WINDOW == -(1ul << 39), "all upper bits of the window are set");

/* ---- untyped ---- */

static inline struct cap cap_untyped(paddr_t paddr, unsigned bits, bool device, word_t free_offset)
{
    return cap_make(CAP_UNTYPED, 0, device, bits, paddr, free_offset);
}

static inline bool cap_is_device(struct cap c) /* untyped and frame */
{
    return cap_flag(c);
}

/* ---- endpoint, notification, reply ---- */

static inline word_t cap_badge(struct cap c)
{
    return c.w[1];
}

static inline struct cap cap_reply(const struct tcb *tcb, bool master, bool grant)
{
    return cap_make(CAP_REPLY, grant ? RIGHT_GRANT : 0, master, 0, kernel_to_phys(tcb), 0);
}

/* ---- CNode ---- */

static inline struct cap cap_cnode(paddr_t paddr, unsigned radix, word_t guard, unsigned guard_bits)
{
    return cap_make(CAP_CNODE, 0, radix + guard_bits == ABI_WordBits, radix, paddr,
                    guard << 6 | guard_bits);
}

/* A root that takes all 64 bits in one level: what most processes have.  One comparison. */
static inline bool cap_is_flat_cnode(struct cap c)
{
    return c.w[0] >> 54 == ((word_t)CAP_CNODE << 5 | 1);
}

static inline unsigned cap_guard_bits(struct cap c)
{
    return c.w[1] & 63;
}

static inline word_t cap_guard(struct cap c)
{
    return c.w[1] >> 6;
}

/* ---- TCB ---- */

static inline struct cap cap_tcb(const struct tcb *tcb)
{
    return cap_make(CAP_TCB, 0, false, 0, kernel_to_phys(tcb), 0);
}

/* ---- interrupts ---- */

static inline struct cap cap_irq_handler(unsigned irq)
{
    return cap_make(CAP_IRQ_HANDLER, 0, false, 0, 0, irq);
}

static inline unsigned cap_irq(struct cap c)
{
    return c.w[1];
}

static inline struct cap cap_sgi(unsigned sgi, word_t target)
{
    return cap_make(CAP_SGI_SIGNAL, 0, false, 0, 0, target << 8 | sgi);
}

/* ---- frame, page table, vspace, ASID pool ---- */

enum { FRAME_SMALL = 0, FRAME_LARGE = 1, FRAME_HUGE = 2 };

static inline struct cap cap_frame(paddr_t paddr, unsigned size, unsigned rights, bool device)
{
    return cap_make(CAP_FRAME, rights, device, size, paddr, 0);
}

static inline unsigned frame_size_bits(unsigned size)
{
    return ABI_PageBits + 9 * size;
}

static inline unsigned cap_frame_bits(struct cap c)
{
    return frame_size_bits(cap_size(c));
}

/* A normal 4 KiB frame with both rights: what nearly every IPC buffer is.  One comparison. */
static inline bool cap_is_plain_page(struct cap c)
{
    return c.w[0] >> 48 == ((word_t)CAP_FRAME << 11 | (RIGHT_READ | RIGHT_WRITE) << 7 | FRAME_SMALL);
}

/* ASID in which a frame or page table is mapped, or which a VSpace has; first ASID of a pool. */
static inline unsigned cap_asid(struct cap c)
{
    return c.w[1] & 0xffff;
}

/* Where a frame or page table is mapped; meaningful when cap_asid() is not 0. */
static inline vaddr_t cap_vaddr(struct cap c)
{
    return (c.w[1] >> 16 & MASK(36)) << 12;
}

static inline bool cap_is_mapped(struct cap c) /* page table */
{
    return c.w[1] >> 63;
}

static inline struct cap cap_with_mapping(struct cap c, unsigned asid, vaddr_t vaddr)
{
    word_t mapped = cap_type(c) == CAP_PAGE_TABLE ? BIT(63) : 0;

    c.w[1] = mapped | (vaddr >> 12 & MASK(36)) << 16 | asid;
    return c;
}

static inline struct cap cap_without_mapping(struct cap c)
{
    c.w[1] = 0;
    return c;
}

static inline struct cap cap_page_table(paddr_t paddr)
{
    return cap_make(CAP_PAGE_TABLE, 0, false, 0, paddr, 0);
}

static inline struct cap cap_vspace(paddr_t paddr, unsigned asid)
{
    return cap_make(CAP_VSPACE, 0, false, 0, paddr, asid);
}

static inline struct cap cap_asid_pool(paddr_t paddr, unsigned base)
{
    return cap_make(CAP_ASID_POOL, 0, false, 0, paddr, base);
}

/* ---- relations and changes (object/cap.c) ---- */

/* log2 of the bytes of memory behind the capability; 0 if it has none. */
unsigned cap_memory_bits(struct cap c);
/* Do both refer to the same region, with `outer` the possible parent? */
bool cap_same_region(struct cap outer, struct cap inner);
/* Do both refer to the same object ("is this the last one")? */
bool cap_same_object(struct cap a, struct cap b);
/* The capability with its rights reduced to those in `mask`. */
struct cap cap_mask_rights(struct cap c, word_t mask);
/* The capability with a new badge or guard; null if that is not allowed.  `preserve`: Mutate and Rotate. */
struct cap cap_update_data(struct cap c, word_t data, bool preserve);
