/* SPDX-License-Identifier: BSD-2-Clause */
/* Free slots, one bitmap a leaf CNode.
 *
 * A leaf's bitmap comes from the heap when the leaf does.  Leaf 0 has the fixed slots; how many leaves are
 * there at start follows from task_info.free_slot_end.  A new leaf is an untyped of its exact size from
 * root-task, retyped into the root CNode. */
#include <stdlib.h>
#include <string.h>

#include <sel4/sel4.h>

#include <rt/cslot.h>
#include <rt/memory.h>
#include <rt/task.h>

enum {
    LEAF_SLOTS = 1 << TASK_LEAF_BITS,
    LEAF_WORDS = LEAF_SLOTS / 64,
    LEAVES_MAX = 4096,
};

struct leaf {
    uint64_t used[LEAF_WORDS]; /* bit set: slot given away */
    unsigned free;             /* slots */
    unsigned hint;             /* no free slot below this one */
};

static struct {
    struct leaf *leaf[LEAVES_MAX];
    unsigned leaves;     /* that exist */
    unsigned current;    /* where single slots are looked for first */
    bool growing;        /* the new leaf's own bookkeeping must not ask for another */
} self;

static struct leaf *leaf_new(unsigned reserved)
{
    struct leaf *leaf = calloc(1, sizeof(*leaf));

    if (!leaf)
        return NULL;
    for (unsigned i = 0; i < reserved; i++)
        leaf->used[i / 64] |= 1ull << i % 64;
    leaf->free = LEAF_SLOTS - reserved;
    leaf->hint = reserved;
    return leaf;
}

static bool init(void)
{
    unsigned leaves = (unsigned)(rt_task_info->free_slot_end >> TASK_LEAF_BITS);

    while (self.leaves < leaves) {
        struct leaf *leaf = leaf_new(self.leaves == 0 ? (unsigned)rt_task_info->free_slot : 0);
        if (!leaf)
            return false;
        self.leaf[self.leaves++] = leaf;
    }
    return true;
}

static bool is_used(const struct leaf *leaf, unsigned slot)
{
    return leaf->used[slot / 64] >> slot % 64 & 1;
}

/* First of `count` free slots that are whole words of the bitmap, or LEAF_SLOTS: at a multiple of their number, so
 * that what comes and goes in pieces of one size leaves no gaps. */
static unsigned find_words(const struct leaf *leaf, unsigned count)
{
    for (unsigned i = (leaf->hint + count - 1) & ~(count - 1); i + count <= LEAF_SLOTS; i += count) {
        uint64_t used = 0;
        for (unsigned word = i / 64; word < (i + count) / 64; word++)
            used |= leaf->used[word];
        if (used == 0)
            return i;
    }
    return LEAF_SLOTS;
}

/* First of `count` free slots, or LEAF_SLOTS. */
static unsigned find_run(const struct leaf *leaf, unsigned count)
{
    unsigned run = 0;

    if (count >= 64 && (count & (count - 1)) == 0)
        return find_words(leaf, count);

    for (unsigned i = leaf->hint; i < LEAF_SLOTS; i++) {
        if (run == 0 && i % 64 == 0 && leaf->used[i / 64] == ~0ull) {
            i += 63;
            continue;
        }
        run = is_used(leaf, i) ? 0 : run + 1;
        if (run == count)
            return i + 1 - count;
    }
    return LEAF_SLOTS;
}

static cptr_t take(unsigned index, unsigned count)
{
    struct leaf *leaf = self.leaf[index];

    if (leaf->free < count)
        return 0;

    unsigned first = find_run(leaf, count);
    if (first == LEAF_SLOTS)
        return 0;
    for (unsigned i = first; i < first + count; i++)
        leaf->used[i / 64] |= 1ull << i % 64;
    leaf->free -= count;
    if (first == leaf->hint)
        leaf->hint = first + count;
    return (cptr_t)index << TASK_LEAF_BITS | first;
}

static cptr_t find(unsigned count)
{
    for (unsigned i = 0; i < self.leaves; i++) {
        unsigned index = (self.current + i) % self.leaves;
        cptr_t slot = take(index, count);
        if (slot) {
            self.current = index;
            return slot;
        }
    }
    return 0;
}

/* Adds an empty leaf CNode at the end. */
static bool grow(void)
{
    unsigned index = self.leaves;

    if (self.growing || index >= LEAVES_MAX || index >> rt_task_info->cspace_bits)
        return false;

    /* one slot is always kept back for this: see rt_cslot_alloc_range */
    self.growing = true;
    struct leaf *leaf = leaf_new(0);
    cptr_t untyped = find(1);
    uint64_t paddr;
    bool done = leaf && untyped &&
                rt_untyped(TASK_LEAF_BITS + seL4_SlotBits, untyped, &paddr) == 0 &&
                seL4_Untyped_Retype(untyped, seL4_CapTableObject, TASK_LEAF_BITS, TASK_SLOT_CNODE, 0,
                                    0, index, 1) == seL4_NoError;
    self.growing = false;
    if (done) {
        self.leaf[index] = leaf;
        self.leaves++;
        return true;
    }
    free(leaf);
    if (untyped)
        rt_cslot_delete(untyped);
    return false;
}

static unsigned total_free(void)
{
    unsigned total = 0;

    for (unsigned i = 0; i < self.leaves; i++)
        total += self.leaf[i]->free;
    return total;
}

cptr_t rt_cslot_alloc_range(unsigned count)
{
    if (count == 0 || count > LEAF_SLOTS - TASK_SLOT_FREE || (self.leaves == 0 && !init()))
        return 0;

    cptr_t slot = total_free() > count ? find(count) : 0;
    if (slot || !grow())
        return slot;
    return find(count);
}

cptr_t rt_cslot_alloc(void)
{
    return rt_cslot_alloc_range(1);
}

void rt_cslot_free_range(cptr_t first, unsigned count)
{
    struct leaf *leaf = self.leaf[first >> TASK_LEAF_BITS];
    unsigned start = (unsigned)(first % LEAF_SLOTS);

    for (unsigned i = start; i < start + count; i++)
        leaf->used[i / 64] &= ~(1ull << i % 64);
    leaf->free += count;
    if (start < leaf->hint)
        leaf->hint = start;
}

void rt_cslot_free(cptr_t slot)
{
    rt_cslot_free_range(slot, 1);
}

void rt_cslot_delete(cptr_t slot)
{
    seL4_CNode_Delete(TASK_SLOT_CNODE, slot, TASK_SLOT_DEPTH);
    rt_cslot_free(slot);
}
