/* SPDX-License-Identifier: BSD-2-Clause */
/* ext/vspace.c: many small pages in one call: what Page_Map and Page_Unmap do one at a time.
 *
 * All pages of a call lie in one last-level table, so that it is looked up once. */
#include "ext.h"

#include "cspace.h"
#include "vm/vm.h"

enum { TABLE_PAGES = 512 };
/* Changed pages, or pages of a range, from which the whole address space is flushed. */
enum { FLUSH_ALL = 8, FLUSH_RANGE = 32 };

/* An entry of the message: which capability goes where, and how. */
enum { ENTRY_CPTR_BITS = 48, ENTRY_INDEX_BITS = 9 };
#define ENTRY_WRITE BIT(57)
#define ENTRY_EXECUTE BIT(58)

/* The CNode in which the last address ended: the next one mostly ends there too. */
struct leaf {
    struct slot *slots;
    unsigned radix;
    word_t prefix; /* of all addresses that end there */
};

/* As cspace_lookup() for the current thread; NULL: nothing there. */
static struct slot *find_slot(struct leaf *leaf, cptr_t address)
{
    if (leaf->slots && address >> leaf->radix == leaf->prefix)
        return leaf->slots + (address & MASK(leaf->radix));

    struct cap cap = current->slots[TCB_CSPACE].cap;
    word_t rest = address;
    unsigned bits = ABI_WordBits;
    struct slot *slot = NULL;

    while (cap_type(cap) == CAP_CNODE) {
        unsigned radix = cap_size(cap), guard_bits = cap_guard_bits(cap);

        if (radix + guard_bits > bits)
            return NULL;
        if (guard_bits && rest >> (ABI_WordBits - guard_bits) != cap_guard(cap))
            return NULL;
        rest <<= guard_bits;
        slot = (struct slot *)cap_ptr(cap) + (rest >> (ABI_WordBits - radix));
        bits -= radix + guard_bits;
        if (bits == 0) {
            *leaf = (struct leaf){cap_ptr(cap), radix, address >> radix};
            return slot;
        }
        rest <<= radix;
        cap = slot->cap;
    }
    return slot;
}

/* The first entry of the last-level table for vaddr. */
static enum error find_table(struct call *c, vaddr_t vaddr, pte_t **table)
{
    enum error err = vm_check_vspace(c, c->cap, 0);
    unsigned bits;
    pte_t *at;

    if (err)
        return err;
    if (vaddr & MASK(ABI_PageBits))
        return fail(c, ERR_ALIGNMENT, "address not aligned to the size of a page");
    if (vaddr > ABI_UserTop)
        return fail_arg(c, 0, "outside of user space");
    at = arch_walk(cap_paddr(c->cap), vaddr, &bits);
    if (bits != ARCH_PAGE_BITS)
        return fail_missing(c, false, bits, "no page table at this level, or a larger page in the way");
    *table = at - (vaddr >> ARCH_PAGE_BITS) % TABLE_PAGES;
    return ERR_NONE;
}

static void map_one(struct slot *slot, pte_t *at, unsigned asid, vaddr_t vaddr, word_t entry)
{
    struct cap frame = slot->cap;
    unsigned rights = cap_rights(frame) & (RIGHT_READ | (entry & ENTRY_WRITE ? RIGHT_WRITE : 0));
    word_t attributes = ABI_ARM_PageCacheable | (entry & ENTRY_EXECUTE ? 0 : ABI_ARM_ExecuteNever);
    pte_t new = arch_pte_page(cap_paddr(frame), ABI_PageBits, rights & RIGHT_READ ? rights : 0, attributes);

    if (cap_asid(frame) && (cap_asid(frame) != asid || cap_vaddr(frame) != vaddr))
        vm_frame_unmap(frame);
    if (arch_pte_is_valid(*at))
        arch_pte_replace(at, new, asid, vaddr);
    else
        arch_pte_fill(at, new);
    slot->cap = cap_with_mapping(frame, asid, vaddr);
}

enum error ext_vspace_map(struct call *c)
{
    vaddr_t base = call_arg(c, 0) & ~MASK(ABI_LargePageBits);
    unsigned asid = cap_asid(c->cap);
    struct leaf leaf = {0};
    pte_t *table;
    enum error err = find_table(c, call_arg(c, 0), &table);

    if (err)
        return err;
    for (unsigned i = 1; i < c->length; i++) {
        word_t entry = call_arg(c, i);
        unsigned index = entry >> ENTRY_CPTR_BITS & MASK(ENTRY_INDEX_BITS);
        struct slot *slot = find_slot(&leaf, entry & MASK(ENTRY_CPTR_BITS));

        if (!slot || cap_type(slot->cap) != CAP_FRAME || cap_size(slot->cap) != FRAME_SMALL)
            return fail_arg(c, i, "not a small frame");
        map_one(slot, table + index, asid, base + ((vaddr_t)index << ABI_PageBits), entry);
    }
    return ERR_NONE;
}

enum { RANGE_UNMAP, RANGE_PROTECT };

enum error ext_vspace_range(struct call *c)
{
    vaddr_t vaddr = call_arg(c, 0);
    word_t count = call_arg(c, 1), what = call_arg(c, 2);
    unsigned first = vaddr >> ABI_PageBits & MASK(ENTRY_INDEX_BITS), changed = 0;
    pte_t *table;
    enum error err;

    if (count < 1 || count > TABLE_PAGES - first)
        return fail_range(c, 1, TABLE_PAGES - first, "number of pages up to the end of the table");
    if (what > RANGE_PROTECT)
        return fail_arg(c, 2, "what to do");
    err = find_table(c, vaddr, &table);
    if (err)
        return err;
    changed = arch_ptes_change(table + first, count, what == RANGE_PROTECT);
    if (changed && (changed > FLUSH_ALL || count > FLUSH_RANGE))
        arch_tlb_flush_asid(cap_asid(c->cap));
    else if (changed)
        arch_tlb_flush_range(cap_asid(c->cap), vaddr, count);
    return call_reply(c, changed);
}
