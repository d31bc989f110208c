/* SPDX-License-Identifier: BSD-2-Clause */
/* The short way to a program's memory: addresses in one of the tables found last, in one page that is there. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mm/page.h"

enum { TABLE_BITS = 21, TABLE_ENTRIES = 512 };

/* What is known of one page of addresses. */
struct pte {
    uint64_t page : 26;    /* number of the page */
    uint64_t cap : 24;     /* its mapping's capability; 0: not mapped by the machine */
    uint64_t present : 1;
    uint64_t r : 1, w : 1, x : 1; /* what the program may do now; w is missing while copy on write */
    uint64_t hw_w : 1;     /* the machine's mapping is writable */
    uint64_t kit : 1;      /* the kit's own page: not copied by fork */
};
_Static_assert(sizeof(struct pte) == 8, "one word");

enum { NEAR_SETS = 8, NEAR_WAYS = 2 };

/* The beginning of struct mm: tables found lately, in sets by the lowest bits of their bases, the latest first.  Two
 * ways, because a call often takes from one area and gives to another, and where those lie is chance. */
struct mm_near {
    struct near_table {
        uint64_t key;          /* base + 1; 0: none */
        const struct pte *pte; /* the entries */
    } table[NEAR_SETS][NEAR_WAYS];
};

struct mm;

/* Where `size` bytes at addr lie in this task, readable (or writable) by the program; NULL: take the long way. */
static inline char *user_near(const struct mm *mm, uint64_t addr, size_t size, bool write)
{
    const struct mm_near *near = (const void *)mm;
    uint64_t base = addr >> TABLE_BITS, at = addr & (PAGE_BYTES - 1);
    const struct near_table *n = near->table[base & (NEAR_SETS - 1)];
    if ((n->key != base + 1 && (++n)->key != base + 1) || size > PAGE_BYTES - at)
        return NULL;
    struct pte e = n->pte[addr >> PAGE_BITS & (TABLE_ENTRIES - 1)];
    if (!e.present || !(write ? e.w : e.r))
        return NULL;
    return (char *)(page_window + ((uintptr_t)e.page << PAGE_BITS) + at);
}
