/* SPDX-License-Identifier: BSD-2-Clause */
/* vm/page_table.c: invocations of page tables.  One object type serves all levels below the root: a table goes to the
 * first place on the path to the address where there is none. */
#include "vm/vm.h"

enum error page_table_map(struct call *c)
{
    struct cap vspace = c->extra[0]->cap;
    vaddr_t vaddr = call_arg(c, 0);
    unsigned bits;
    pte_t *at;
    enum error err;

    if (cap_is_mapped(c->cap))
        return fail_cap(c, 0, "the table is already mapped");
    if (cap_type(vspace) != CAP_VSPACE || cap_asid(vspace) == 0)
        return fail_cap(c, 1, "not a VSpace with an ASID");
    if (vaddr > ABI_UserTop)
        return fail_arg(c, 0, "outside of user space");
    err = vm_check_vspace(c, vspace, 1);
    if (err)
        return err;
    at = arch_walk(cap_paddr(vspace), vaddr, &bits);
    if (bits == ARCH_PAGE_BITS || arch_pte_is_valid(*at))
        return fail(c, ERR_DELETE_FIRST, "all tables for this address exist, or a page is in the way");

    arch_pte_fill(at, arch_pte_table(cap_paddr(c->cap)));
    c->slot->cap = cap_with_mapping(c->cap, cap_asid(vspace), vaddr & ~MASK(bits));
    return ERR_NONE;
}

void vm_page_table_unmap(struct cap table)
{
    paddr_t root = cap_is_mapped(table) ? vm_asid_root(cap_asid(table)) : 0;
    pte_t *at = root ? arch_find_table(root, cap_vaddr(table), cap_paddr(table)) : NULL;

    if (!at)
        return;
    arch_pte_fill(at, 0);
    arch_tlb_flush_asid(cap_asid(table));
}

void vm_page_table_delete(struct cap table)
{
    vm_page_table_unmap(table);
}

enum error page_table_unmap(struct call *c)
{
    if (!slot_is_final(c->slot))
        return fail(c, ERR_REVOKE_FIRST, "there are other capabilities to the table");
    if (!cap_is_mapped(c->cap))
        return ERR_NONE;
    vm_page_table_unmap(c->cap);
    __builtin_memset(cap_ptr(c->cap), 0, BIT(ABI_PageTableBits));
    c->slot->cap = cap_without_mapping(c->cap);
    return ERR_NONE;
}
