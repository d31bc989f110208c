/* SPDX-License-Identifier: BSD-2-Clause */
/* The short way to a program's memory: addresses in one of the tables found last, in one page that is there. */
#pragma once
#include <stddef.h>

#include "mm/space.h"

extern uintptr_t page_window; /* address of the contents of page 0 (page.c) */

/* Where `size` bytes at addr lie in this task, readable (or writable) by the program; NULL: take the long way. */
static inline char *user_near(const struct mm *mm, uint64_t addr, size_t size, bool write)
{
    const struct near_table *n = &mm->near[addr >> TABLE_BITS & (NEAR_TABLES - 1)];
    uint64_t at = addr & (PAGE_BYTES - 1);
    if (n->key != (addr >> TABLE_BITS) + 1 || size > PAGE_BYTES - at)
        return NULL;
    struct pte e = n->pte[addr >> PAGE_BITS & (TABLE_ENTRIES - 1)];
    if (!e.present || !(write ? e.w : e.r))
        return NULL;
    return (char *)(page_window + ((uintptr_t)e.page << PAGE_BITS) + at);
}
