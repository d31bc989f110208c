/* SPDX-License-Identifier: BSD-2-Clause */
/* debug/check_spaces.c: page tables against capabilities.  Whatever a live address space shows must be backed by a
 * capability that records just that place; capabilities whose record is stale are allowed, entries without are not. */
#include "debug/check.h"

#include "debug/debug.h"
#include "vm/vm.h"

static struct arch_space_count shown; /* entries of all live address spaces */
static struct arch_space_count backed; /* capabilities that agree with an entry */
static word_t vspaces_live, vspaces_backed;

static void count_frame(struct cap frame)
{
    paddr_t root = vm_asid_root(cap_asid(frame));
    unsigned bits;
    pte_t *entry;

    if (!root)
        return;
    entry = arch_walk(root, cap_vaddr(frame), &bits);
    backed.pages += bits == cap_frame_bits(frame) && arch_pte_is_valid(*entry) && arch_pte_paddr(*entry) == cap_paddr(frame);
}

static void count_table(struct cap table)
{
    paddr_t root = vm_asid_root(cap_asid(table));

    backed.tables += cap_is_mapped(table) && root && arch_find_table(root, cap_vaddr(table), cap_paddr(table));
}

void check_spaces_count(const struct slot *s)
{
    switch (cap_type(s->cap)) {
    case CAP_FRAME:
        count_frame(s->cap);
        break;
    case CAP_PAGE_TABLE:
        count_table(s->cap);
        break;
    case CAP_VSPACE:
        vspaces_backed += vm_asid_root(cap_asid(s->cap)) == cap_paddr(s->cap);
        break;
    default:
        break;
    }
}

void check_spaces_begin(void)
{
    shown = (struct arch_space_count){0};
    backed = (struct arch_space_count){0};
    vspaces_live = vspaces_backed = 0;
    for (unsigned asid = 1; asid < 1u << (ABI_NumASIDPoolsBits + ABI_ASIDPoolIndexBits); asid++) {
        paddr_t root = vm_asid_root(asid);
        if (root) {
            vspaces_live++;
            arch_space_count(root, &shown);
        }
    }
}

void check_spaces_end(void)
{
    check_that(shown.pages <= backed.pages, "address spaces show %lu pages, but capabilities say %lu",
               (unsigned long)shown.pages, (unsigned long)backed.pages);
    check_that(shown.tables <= backed.tables, "address spaces hold %lu tables, but capabilities say %lu",
               (unsigned long)shown.tables, (unsigned long)backed.tables);
    check_that(vspaces_live <= vspaces_backed, "%lu address spaces are live, but capabilities say %lu",
               (unsigned long)vspaces_live, (unsigned long)vspaces_backed);
}
