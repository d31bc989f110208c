/* SPDX-License-Identifier: BSD-2-Clause */
/* root-task's own CSpace.
 *
 * The kernel gives one CNode of 2^K slots with a guard that fills the address up to 64 bits.  It becomes leaf 0
 * of a new root CNode with ROOT_BITS index bits, whose guard is that much shorter: so all addresses stay what
 * they were, and further leaves of 2^min(K, 12) slots can be added above them.
 *
 *     address:   | guard 0, 64-ROOT_BITS-K bits | leaf, ROOT_BITS | slot, K bits |
 */
#include <stdlib.h>

#include <rt/panic.h>

#include "cspace.h"
#include "untyped.h"

enum {
    ROOT_BITS = 8,
    LEAVES_MAX = 1 << ROOT_BITS,
    NEW_LEAF_BITS = 12,
    DEPTH = 64,
    RESERVE = 64, /* slots kept for the work of adding a leaf */
};

struct leaf {
    uint64_t *used; /* bit set: slot given away */
    unsigned slots, free;
    unsigned hint;  /* no free slot below this one */
};

static struct {
    struct leaf leaf[LEAVES_MAX];
    unsigned leaves;
    unsigned bits;     /* K */
    cptr_t root;       /* CNode under which every slot is DEPTH bits deep */
    bool two_levels;
    bool growing;
} self = {.root = seL4_CapInitThreadCNode};

static void leaf_init(struct leaf *leaf, unsigned slots)
{
    *leaf = (struct leaf){.used = calloc((slots + 63) / 64, sizeof(uint64_t)),
                          .slots = slots,
                          .free = slots};
    if (!leaf->used)
        rt_panic("no memory for the books of %u slots", slots);
}

static void mark(struct leaf *leaf, unsigned first, unsigned count)
{
    for (unsigned i = first; i < first + count; i++)
        leaf->used[i / 64] |= 1ull << i % 64;
    leaf->free -= count;
    if (first <= leaf->hint)
        leaf->hint = first + count;
}

void cspace_init(const seL4_BootInfo *bootinfo)
{
    struct leaf *leaf = &self.leaf[0];
    unsigned slots = 1u << bootinfo->initThreadCNodeSizeBits;

    self.bits = (unsigned)bootinfo->initThreadCNodeSizeBits;
    self.leaves = 1;
    leaf_init(leaf, slots);
    mark(leaf, 0, (unsigned)bootinfo->empty.start);
    if (bootinfo->empty.end < slots)
        mark(leaf, (unsigned)bootinfo->empty.end, slots - (unsigned)bootinfo->empty.end);
    leaf->hint = (unsigned)bootinfo->empty.start;
}

static unsigned find_run(const struct leaf *leaf, unsigned count)
{
    unsigned run = 0;

    for (unsigned i = leaf->hint; i < leaf->slots; i++) {
        if (run == 0 && i % 64 == 0 && leaf->used[i / 64] == ~0ull) {
            i += 63;
            continue;
        }
        run = leaf->used[i / 64] >> i % 64 & 1 ? 0 : run + 1;
        if (run == count)
            return i + 1 - count;
    }
    return leaf->slots;
}

static cptr_t find(unsigned count)
{
    for (unsigned i = 0; i < self.leaves; i++) {
        struct leaf *leaf = &self.leaf[i];
        unsigned first = leaf->free >= count ? find_run(leaf, count) : leaf->slots;
        if (first < leaf->slots) {
            mark(leaf, first, count);
            return (cptr_t)i << self.bits | first;
        }
    }
    return 0;
}

static unsigned leaf_bits(void)
{
    return self.bits < NEW_LEAF_BITS ? self.bits : NEW_LEAF_BITS;
}

/* Adds a leaf; false if there can be no more. */
static bool grow(void)
{
    if (!self.two_levels || self.growing || self.leaves == LEAVES_MAX)
        return false;
    self.growing = true;

    unsigned bits = leaf_bits();
    struct untyped *memory = untyped_alloc(bits + seL4_SlotBits, UNTYPED_STAYS);
    cptr_t slot = memory ? slot_alloc() : 0;
    /* the guard fills the address from the leaf's size up to that of leaf 0 */
    bool done = slot && retype(memory->cap, seL4_CapTableObject, bits, slot, 1) == seL4_NoError &&
                seL4_CNode_Mint(self.root, self.leaves, DEPTH - self.bits, self.root, slot, DEPTH,
                                seL4_AllRights,
                                seL4_CNode_CapData_new(0, self.bits - bits).words[0]) ==
                    seL4_NoError;
    if (done)
        leaf_init(&self.leaf[self.leaves++], 1u << bits);
    self.growing = false;
    return done;
}

static unsigned total_free(void)
{
    unsigned total = 0;

    for (unsigned i = 0; i < self.leaves; i++)
        total += self.leaf[i].free;
    return total;
}

cptr_t slot_alloc_range(unsigned count)
{
    if (!self.growing && total_free() < count + RESERVE)
        grow();

    cptr_t slot = find(count);
    if (!slot && grow())
        slot = find(count);
    return slot;
}

cptr_t slot_alloc(void)
{
    return slot_alloc_range(1);
}

void slot_free_range(cptr_t first, unsigned count)
{
    struct leaf *leaf = &self.leaf[first >> self.bits];
    unsigned start = (unsigned)(first & ((1ull << self.bits) - 1));

    for (unsigned i = start; i < start + count; i++)
        leaf->used[i / 64] &= ~(1ull << i % 64);
    leaf->free += count;
    if (start < leaf->hint)
        leaf->hint = start;
}

void slot_free(cptr_t slot)
{
    slot_free_range(slot, 1);
}

void slot_delete(cptr_t slot)
{
    if (!slot)
        return;
    seL4_CNode_Delete(self.root, slot, DEPTH);
    slot_free(slot);
}

seL4_Error retype(cptr_t untyped, seL4_ObjectType type, unsigned size_bits, cptr_t first,
                  unsigned count)
{
    cptr_t leaf = first >> self.bits;

    if (leaf == 0) /* the kernel's CNode, named directly: works before and after the change */
        return seL4_Untyped_Retype(untyped, type, size_bits, seL4_CapInitThreadCNode, 0, 0, first,
                                   count);
    return seL4_Untyped_Retype(untyped, type, size_bits, self.root, leaf, DEPTH - self.bits,
                               first & ((1ull << self.bits) - 1), count);
}

seL4_Error cap_copy(cptr_t dest, cptr_t src)
{
    return seL4_CNode_Copy(self.root, dest, DEPTH, self.root, src, DEPTH, seL4_AllRights);
}

seL4_Error cap_mint(cptr_t dest, cptr_t src, seL4_CapRights_t rights, seL4_Word badge)
{
    return seL4_CNode_Mint(self.root, dest, DEPTH, self.root, src, DEPTH, rights, badge);
}

seL4_Error cap_save_caller(cptr_t dest)
{
    return seL4_CNode_SaveCaller(self.root, dest, DEPTH);
}

seL4_Error cap_revoke(cptr_t slot)
{
    return seL4_CNode_Revoke(self.root, slot, DEPTH);
}

seL4_Error cap_copy_out(cptr_t cnode, seL4_Word index, unsigned depth, cptr_t src,
                        seL4_CapRights_t rights)
{
    return seL4_CNode_Copy(cnode, index, (seL4_Uint8)depth, self.root, src, DEPTH, rights);
}

seL4_Error cap_mint_out(cptr_t cnode, seL4_Word index, unsigned depth, cptr_t src,
                        seL4_CapRights_t rights, seL4_Word badge)
{
    return seL4_CNode_Mint(cnode, index, (seL4_Uint8)depth, self.root, src, DEPTH, rights, badge);
}

void cspace_make_two_levels(void)
{
    unsigned guard_bits = DEPTH - ROOT_BITS - self.bits;
    struct untyped *memory = untyped_alloc(ROOT_BITS + seL4_SlotBits, UNTYPED_STAYS);
    cptr_t plain = slot_alloc(), root = slot_alloc();

    if (!memory || !plain || !root ||
        retype(memory->cap, seL4_CapTableObject, ROOT_BITS, plain, 1) != seL4_NoError)
        rt_panic("no memory for the root CNode");

    /* leaf 0 is the kernel's CNode, here without a guard */
    seL4_Error error = seL4_CNode_Mint(plain, 0, ROOT_BITS, self.root, seL4_CapInitThreadCNode,
                                       DEPTH, seL4_AllRights, 0);
    if (!error)
        error = cap_mint(root, plain, seL4_AllRights,
                         seL4_CNode_CapData_new(0, guard_bits).words[0]);
    if (!error)
        error = seL4_TCB_SetSpace(seL4_CapInitThreadTCB, 0, root, 0, seL4_CapInitThreadVSpace, 0);
    if (error)
        rt_panic("cannot change to a two-level CSpace: kernel error %d", error);
    self.root = root;
    self.two_levels = true;
}

cptr_t cspace_root(void)
{
    return self.root;
}
