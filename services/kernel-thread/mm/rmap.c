/* SPDX-License-Identifier: BSD-2-Clause */
/* mm/rmap.c: from a file's page to the entries that name it, through the regions that map its file.
 *
 * Copies of the page as code (exec_view, a chain of them) are found the same way. */
#include "fs/inode.h"
#include "mm/space.h"

static bool is_view(const struct page *p, const struct page *other)
{
    while (p != NULL && p != other)
        p = p->exec_view;
    return p != NULL;
}

/* Calls fn for each entry that maps p or its exec view at p's place in the file. */
static void page_mappings(struct page *p, void (*fn)(struct mm *mm, uint64_t addr, struct pte *e))
{
    struct region *r;
    LIST_FOREACH (r, &p->inode->mappings, same_file) {
        uint64_t pages = (r->end - r->start) >> PAGE_BITS;
        if (p->index < r->index || p->index - r->index >= pages)
            continue;
        uint64_t addr = r->start + ((p->index - r->index) << PAGE_BITS);
        struct pte *e = pte_find(r->mm, addr);
        if (e != NULL && e->present && is_view(p, pte_page(e)))
            fn(r->mm, addr, e);
    }
}

static void unmap_one(struct mm *mm, uint64_t addr, struct pte *e)
{
    (void)addr;
    pte_clear(mm, e);
}

static void protect_one(struct mm *mm, uint64_t addr, struct pte *e)
{
    e->w = 0;
    machine_write_protect(mm, addr, e);
}

void page_unmap_all(struct page *p)
{
    if (p->inode == NULL || LIST_EMPTY(&p->inode->mappings))
        return;
    page_get(p);
    page_mappings(p, unmap_one);
    page_put(p);
}

void page_write_protect_all(struct page *p)
{
    if (p->maps != 0 && p->inode != NULL)
        page_mappings(p, protect_one);
}

bool page_mapped_for_writing(const struct inode *inode)
{
    const struct region *r;
    LIST_FOREACH (r, &inode->mappings, same_file)
        if ((r->flags & (REGION_SHARED | REGION_MAYWRITE)) == (REGION_SHARED | REGION_MAYWRITE))
            return true;
    return false;
}
