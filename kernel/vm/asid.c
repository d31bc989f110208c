/* SPDX-License-Identifier: BSD-2-Clause */
/* vm/asid.c: address space identifiers: 128 pools of 512, each pool an object of one page.
 *
 * A pool's entry is the physical address of the root table that has the ASID, 0 if free.  Capabilities only name an
 * ASID, so whether an address space is alive is asked here each time. */
#include "vm/vm.h"

#include "untyped.h"

enum {
    POOLS = 1 << ABI_NumASIDPoolsBits,
    POOL_ENTRIES = 1 << ABI_ASIDPoolIndexBits,
    BOOT_ASID = 1,
};

static paddr_t *pools[POOLS]; /* NULL: no such pool */

static unsigned pool_index(struct cap pool)
{
    return cap_asid(pool) / POOL_ENTRIES;
}

paddr_t vm_asid_root(unsigned asid)
{
    const paddr_t *pool = pools[asid / POOL_ENTRIES];

    return pool && asid != 0 ? pool[asid % POOL_ENTRIES] : 0;
}

enum error vm_check_vspace(struct call *c, struct cap vspace, unsigned index)
{
    const struct lookup_failure invalid_root = {.type = LOOKUP_INVALID_ROOT};
    paddr_t root;

    if (cap_type(vspace) != CAP_VSPACE || cap_asid(vspace) == 0)
        return fail_cap(c, index, "not a VSpace with an ASID");
    root = vm_asid_root(cap_asid(vspace));
    if (!root)
        return fail_lookup(c, false, &invalid_root, "the ASID of the VSpace is gone");
    if (root != cap_paddr(vspace))
        return fail_cap(c, index, "the ASID belongs to another VSpace");
    return ERR_NONE;
}

enum error asid_control_make_pool(struct call *c)
{
    struct slot *untyped = c->extra[0], *to;
    struct cap memory = untyped->cap;
    unsigned index = 0;
    enum error err;

    while (index < POOLS && pools[index])
        index++;
    if (index == POOLS)
        return fail(c, ERR_DELETE_FIRST, "all ASID pools exist");
    if (cap_type(memory) != CAP_UNTYPED || cap_is_device(memory) || cap_size(memory) != ABI_ASIDPoolBits)
        return fail_cap(c, 1, "not a normal untyped of the size of a pool");
    if (slot_has_children(untyped))
        return fail(c, ERR_REVOKE_FIRST, "the untyped is in use");
    err = call_resolve_empty(c, c->extra[1]->cap, call_arg(c, 0), call_arg(c, 1), &to);
    if (err)
        return err;

    untyped->cap = untyped_mark_full(memory); /* until the pool is gone */
    __builtin_memset(cap_ptr(memory), 0, BIT(ABI_ASIDPoolBits));
    pools[index] = cap_ptr(memory);
    slot_insert_copy(untyped, to, cap_asid_pool(cap_paddr(memory), index * POOL_ENTRIES));
    return ERR_NONE;
}

enum error asid_pool_assign(struct call *c)
{
    const struct lookup_failure invalid_root = {.type = LOOKUP_INVALID_ROOT};
    struct cap vspace = c->extra[0]->cap;
    unsigned base = cap_asid(c->cap);
    paddr_t *pool = pools[pool_index(c->cap)];
    unsigned i = base == 0 ? 1 : 0; /* ASID 0 is nobody's */

    if (cap_type(vspace) != CAP_VSPACE || cap_asid(vspace) != 0)
        return fail_cap(c, 1, "not a VSpace, or it has an ASID already");
    if (!pool)
        return fail_lookup(c, false, &invalid_root, "the pool is gone");
    if (pool != cap_ptr(c->cap))
        return fail_cap(c, 0, "another pool took the place of this one");
    while (i < POOL_ENTRIES && pool[i])
        i++;
    if (i == POOL_ENTRIES)
        return fail(c, ERR_DELETE_FIRST, "no ASID is free in the pool");

    pool[i] = cap_paddr(vspace);
    c->extra[0]->cap = cap_vspace(cap_paddr(vspace), base + i);
    return ERR_NONE;
}

void vm_vspace_delete(struct cap vspace)
{
    unsigned asid = cap_asid(vspace);

    if (asid == 0 || vm_asid_root(asid) != cap_paddr(vspace))
        return;
    pools[asid / POOL_ENTRIES][asid % POOL_ENTRIES] = 0;
    arch_vspace_died();
    arch_tlb_flush_asid(asid);
}

void vm_asid_pool_delete(struct cap pool)
{
    unsigned index = pool_index(pool), base = cap_asid(pool);
    paddr_t *entries = pools[index];

    if (entries != cap_ptr(pool))
        return;
    pools[index] = NULL;
    arch_vspace_died();
    for (unsigned i = 0; i < POOL_ENTRIES; i++)
        if (entries[i])
            arch_tlb_flush_asid(base + i);
}

void vm_boot_init(paddr_t pool, paddr_t root)
{
    pools[0] = phys_to_kernel(pool);
    pools[0][BOOT_ASID] = root;
}
