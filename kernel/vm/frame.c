/* SPDX-License-Identifier: BSD-2-Clause */
/* vm/frame.c: invocations of frames: map, unmap, physical address.
 *
 * A frame capability records where it is mapped; that record can be stale (the page table or the whole VSpace is
 * gone, another frame was mapped over it), so an entry is only touched if it still refers to this frame. */
#include "vm/vm.h"

#include "fastpath.h"

enum { ARG_VADDR, ARG_RIGHTS, ARG_ATTRIBUTES };

/* The entry that maps the frame now, or NULL. */
static pte_t *mapped_entry(struct cap frame)
{
    paddr_t root = vm_asid_root(cap_asid(frame));
    unsigned bits;
    pte_t *entry;

    if (!root)
        return NULL;
    entry = arch_walk(root, cap_vaddr(frame), &bits);
    if (bits != cap_frame_bits(frame) || !arch_pte_is_valid(*entry) || arch_pte_paddr(*entry) != cap_paddr(frame))
        return NULL;
    return entry;
}

/* Is (asid, vaddr) a place where this capability may be mapped? */
static enum error check_place(struct call *c, unsigned asid, vaddr_t vaddr)
{
    if (cap_asid(c->cap) == 0) {
        if (vaddr > ABI_UserTop || BIT(cap_frame_bits(c->cap)) - 1 > ABI_UserTop - vaddr)
            return fail_arg(c, 0, "outside of user space");
        return ERR_NONE;
    }
    if (cap_asid(c->cap) != asid)
        return fail_cap(c, 1, "already mapped in another VSpace");
    if (cap_vaddr(c->cap) != vaddr)
        return fail_arg(c, 0, "already mapped at another address");
    return ERR_NONE;
}

enum error page_map(struct call *c)
{
    struct cap vspace = c->extra[0]->cap;
    vaddr_t vaddr = call_arg(c, ARG_VADDR);
    unsigned rights = cap_rights(cap_mask_rights(c->cap, call_arg(c, ARG_RIGHTS)));
    unsigned asid = cap_asid(vspace), bits;
    pte_t *at, entry;
    enum error err;

    err = vm_check_vspace(c, vspace, 1);
    if (err)
        return err;
    if (vaddr & MASK(cap_frame_bits(c->cap)))
        return fail(c, ERR_ALIGNMENT, "address not aligned to the size of the page");
    err = check_place(c, asid, vaddr);
    if (err)
        return err;
    at = arch_walk(cap_paddr(vspace), vaddr, &bits);
    if (bits != cap_frame_bits(c->cap))
        return fail_missing(c, false, bits, "no page table at this level, or a larger page in the way");

    entry = arch_pte_page(cap_paddr(c->cap), bits, rights, call_arg(c, ARG_ATTRIBUTES));
    if (arch_pte_is_valid(*at))
        arch_pte_replace(at, entry, asid, vaddr);
    else
        arch_pte_fill(at, entry);
    c->slot->cap = cap_with_mapping(c->cap, asid, vaddr);
    return ERR_NONE;
}

/* ---- the short way of page_map(), for the call that maps one small page ---- */

static bool is_place(struct cap frame, unsigned asid, vaddr_t vaddr)
{
    if (cap_asid(frame) == 0)
        return vaddr <= ABI_UserTop - MASK(ABI_PageBits);
    return cap_asid(frame) == asid && cap_vaddr(frame) == vaddr;
}

/* Root of a VSpace capability that is usable now; 0 if it is not. */
static paddr_t usable_root(struct cap vspace)
{
    if (cap_type(vspace) != CAP_VSPACE || vm_asid_root(cap_asid(vspace)) != cap_paddr(vspace))
        return 0;
    return cap_paddr(vspace);
}

struct tcb *fastpath_page_map(cptr_t cptr, word_t info, word_t vaddr, word_t rights_mask,
                              word_t attributes, word_t unused, struct tcb *caller)
{
    struct cap cspace = caller->slots[TCB_CSPACE].cap;
    const word_t *buffer = tcb_buffer(caller, false);

    (void)unused;
    if (info != ((word_t)LABEL_ARMPageMap << 12 | 1 << 7 | 3) || !buffer)
        return NULL;
    if (!cap_is_flat_cnode(cspace))
        return NULL;

    struct slot *slot = cspace_find_flat(cspace, cptr);
    const struct slot *extra = cspace_find_flat(cspace, buffer[BUFFER_CAPS]);
    if (!slot || !extra)
        return NULL;

    struct cap frame = slot->cap;
    paddr_t root = usable_root(extra->cap);
    unsigned asid = cap_asid(extra->cap);
    if (cap_type(frame) != CAP_FRAME || cap_size(frame) != FRAME_SMALL || !root)
        return NULL;
    if (vaddr & MASK(ABI_PageBits) || !is_place(frame, asid, vaddr))
        return NULL;

    pte_t *at = arch_find_page_entry(root, vaddr);
    if (!at)
        return NULL;

    unsigned rights = cap_rights(frame) & rights_mask;
    pte_t entry = arch_pte_page(cap_paddr(frame), ABI_PageBits,
                                rights & RIGHT_READ ? rights : 0, attributes);
    if (arch_pte_is_valid(*at))
        arch_pte_replace(at, entry, asid, vaddr);
    else
        arch_pte_fill(at, entry);
    slot->cap = cap_with_mapping(frame, asid, vaddr);
    caller->arch.ctx.x[REG_BADGE] = 0;
    caller->arch.ctx.x[REG_INFO] = 0;
    return caller;
}

void vm_frame_unmap(struct cap frame)
{
    pte_t *entry = cap_asid(frame) ? mapped_entry(frame) : NULL;

    if (entry)
        arch_pte_replace(entry, 0, cap_asid(frame), cap_vaddr(frame));
}

void vm_frame_delete(struct cap frame)
{
    vm_frame_unmap(frame);
}

enum error page_unmap(struct call *c)
{
    vm_frame_unmap(c->cap);
    c->slot->cap = cap_without_mapping(c->cap);
    return ERR_NONE;
}

enum error page_get_address(struct call *c)
{
    return call_reply(c, cap_paddr(c->cap));
}

/* ---- cache maintenance by frame ---- */

static enum error maintain(struct call *c, enum cache_op op)
{
    const struct lookup_failure invalid_root = {.type = LOOKUP_INVALID_ROOT};
    word_t start = call_arg(c, 0), end = call_arg(c, 1), size = BIT(cap_frame_bits(c->cap));
    paddr_t root = vm_asid_root(cap_asid(c->cap));
    pte_t *entry;

    if (cap_asid(c->cap) == 0)
        return fail(c, ERR_ILLEGAL_OPERATION, "the frame is not mapped");
    if (!root)
        return fail_lookup(c, false, &invalid_root, "the ASID of the mapping is gone");
    if (end <= start)
        return fail_arg(c, 1, "the range is empty");
    if (start >= size || end > size)
        return fail_arg(c, 0, "the range is not inside the frame");
    entry = mapped_entry(c->cap);
    if (!entry)
        return fail_cap(c, 0, "something else is mapped there now");
    if (op == CACHE_INVALIDATE && !arch_pte_user_writable(*entry))
        return fail(c, ERR_ILLEGAL_OPERATION, "invalidating drops data, and the mapping is not writable");

    arch_cache_user_range(op, root, cap_asid(c->cap), cap_vaddr(c->cap) + start, cap_paddr(c->cap) + start, end - start);
    return ERR_NONE;
}

enum error page_clean(struct call *c)
{
    return maintain(c, CACHE_CLEAN);
}

enum error page_invalidate(struct call *c)
{
    return maintain(c, CACHE_INVALIDATE);
}

enum error page_clean_invalidate(struct call *c)
{
    return maintain(c, CACHE_CLEAN_INVALIDATE);
}

enum error page_unify(struct call *c)
{
    return maintain(c, CACHE_UNIFY);
}
