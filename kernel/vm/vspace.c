/* SPDX-License-Identifier: BSD-2-Clause */
/* vm/vspace.c: invocations of VSpaces: cache maintenance by user address, one page at a time. */
#include "vm/vm.h"

static enum error maintain(struct call *c, enum cache_op op)
{
    vaddr_t start = call_arg(c, 0), end = call_arg(c, 1), last;
    unsigned bits;
    pte_t *entry;
    enum error err;

    if (end <= start)
        return fail_arg(c, 1, "the range is empty");
    if (end > ABI_UserTop)
        return fail(c, ERR_ILLEGAL_OPERATION, "the range leaves user space");
    err = vm_check_vspace(c, c->cap, 0);
    if (err)
        return err;
    entry = arch_walk(cap_paddr(c->cap), start, &bits);
    if (!arch_pte_is_valid(*entry))
        return ERR_NONE;
    last = start | MASK(bits);
    if (end - 1 > last)
        return fail_range(c, start, last, "the range crosses the end of a page");
    if (op == CACHE_INVALIDATE && !arch_pte_user_writable(*entry))
        return fail(c, ERR_ILLEGAL_OPERATION, "invalidating drops data, and the page is not writable");

    arch_cache_user_range(op, cap_paddr(c->cap), cap_asid(c->cap), start, arch_pte_paddr(*entry) + (start & MASK(bits)),
                          end - start);
    return ERR_NONE;
}

enum error vspace_clean(struct call *c)
{
    return maintain(c, CACHE_CLEAN);
}

enum error vspace_invalidate(struct call *c)
{
    return maintain(c, CACHE_INVALIDATE);
}

enum error vspace_clean_invalidate(struct call *c)
{
    return maintain(c, CACHE_CLEAN_INVALIDATE);
}

enum error vspace_unify(struct call *c)
{
    return maintain(c, CACHE_UNIFY);
}
