/* SPDX-License-Identifier: BSD-2-Clause */
/* mm/force.c: memory of programs as debuggers and /proc/PID/mem reach it, past its protection. */
#include <string.h>

#include <linux/errno.h>

#include "mm/kit.h"
#include "mm/space.h"
#include "mm/stub.h"
#include "mm/user.h"

/* A page that only this address space has, in the place of a shared one. */
static int own_page(struct mm *mm, const struct region *r, struct pte *e)
{
    struct page *old = pte_page(e);
    if (old->refs == 1 && (old->flags & PAGE_CACHED) == 0)
        return 0;
    struct page *copy = page_alloc_dirty();
    if (copy == NULL)
        return -ENOMEM;
    memcpy(page_address(copy), page_address(old), PAGE_BYTES);
    pte_clear(mm, e);
    pte_set(mm, e, copy, (int)r->prot);
    return 0;
}

/* The entry of addr, with a page that may be written; NULL with *err.  May park. */
static struct pte *forced_entry(struct mm *mm, uint64_t addr, bool write, int *err)
{
    for (;;) {
        const struct region *r = mm_find(mm, addr);
        *err = -EFAULT;
        if (r == NULL)
            return NULL;
        bool allowed = region_allows(r, write ? FAULT_WRITE : FAULT_READ);
        if (write && !allowed && (r->flags & REGION_SHARED))
            return NULL;
        struct pte *e = pte_find(mm, addr);
        if (e != NULL && e->present && !write)
            return e;
        if (e != NULL && e->present && !allowed) {
            *err = own_page(mm, r, e);
            return *err == 0 ? e : NULL;
        }
        if (e != NULL && e->present && e->w)
            return e;
        if (!region_allows(r, FAULT_READ)) /* nothing was there before its protection went */
            return NULL;
        *err = fault_in(mm, addr, allowed && write ? FAULT_WRITE : FAULT_READ);
        if (*err)
            return NULL;
    }
}

/* Instructions were written: they reach the instruction side when the page is mapped again. */
static void code_written(struct mm *mm, struct pte *e)
{
    pte_page(e)->flags &= ~(uint32_t)PAGE_UNIFIED;
    if (e->cap != 0)
        machine_unmap(mm, e);
}

/* A debugger sees the program's svc, not what it was rewritten to. */
static void svc_show(struct mm *mm, uint64_t addr, uint8_t *bytes, size_t size)
{
    const uint32_t svc = 0xd4000001;
    for (size_t i = -addr & 3; i + sizeof(svc) <= size; i += sizeof(svc)) {
        uint32_t word;
        memcpy(&word, bytes + i, sizeof(word));
        if (stub_is_branch(mm, addr + i, word))
            memcpy(bytes + i, &svc, sizeof(svc));
    }
}

ssize_t copy_in_forced(struct mm *mm, void *dst, uint64_t addr, size_t size)
{
    size_t done = 0;
    while (done < size) {
        int err = 0;
        size_t at = (addr + done) & (PAGE_BYTES - 1), n = PAGE_BYTES - at < size - done ? PAGE_BYTES - at : size - done;
        const void *from = kit_code_at(addr + done);
        const struct pte *e = from == NULL ? forced_entry(mm, addr + done, false, &err) : NULL;
        if (from == NULL && e == NULL)
            return done != 0 ? (ssize_t)done : -EIO;
        if (from == NULL)
            from = (const char *)page_address(pte_page(e)) + at;
        memcpy((char *)dst + done, from, n);
        if (e == NULL || e->x)
            svc_show(mm, addr + done, (uint8_t *)dst + done, n);
        done += n;
    }
    return (ssize_t)done;
}

ssize_t copy_out_forced(struct mm *mm, uint64_t addr, const void *src, size_t size)
{
    size_t done = 0;
    while (done < size) {
        int err = 0;
        size_t at = (addr + done) & (PAGE_BYTES - 1), n = PAGE_BYTES - at < size - done ? PAGE_BYTES - at : size - done;
        struct pte *e = forced_entry(mm, addr + done, true, &err);
        if (e == NULL)
            return done != 0 ? (ssize_t)done : -EIO;
        memcpy((char *)page_address(pte_page(e)) + at, (const char *)src + done, n);
        page_contents_changed(pte_page(e));
        if (e->x)
            code_written(mm, e);
        done += n;
    }
    return (ssize_t)done;
}
