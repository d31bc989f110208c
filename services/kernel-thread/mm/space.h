/* SPDX-License-Identifier: BSD-2-Clause */
/* Inside mm/: what an address space consists of.
 *
 * Three layers: regions say what may be where; entries (struct pte) in tables of 512 say which page is
 * there; the machine's mappings follow the entries and may be missing at any time. */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <sys/queue.h>
#include <sys/tree.h>

#include <ipc/root.h>

#include "mm/mm.h"
#include "mm/near.h"
#include "mm/page.h"
#include "mm/stub.h"

/* Entries of 2 MiB of addresses. */
struct table {
    uint64_t base;         /* address >> TABLE_BITS */
    struct page *memory;   /* of the entries; owned */
    struct pte *pte;
    cptr_t level3;         /* the kernel's table for the same addresses; 0: none */
    unsigned count;        /* entries that are present */
    bool used;             /* something was mapped here since the space was made */
    uint64_t present[TABLE_ENTRIES / 64]; /* a bit for each */
    RB_ENTRY(table) node;
};
RB_HEAD(table_tree, table);

struct aio_table;

struct mm {
    struct mm_near near;         /* first: near.h */
    unsigned refs;
    struct region_tree regions;
    unsigned region_count;
    uint64_t serial;             /* no other has or had it */
    struct table_tree tables;
    unsigned table_count;
    struct table *last_table;    /* the one found last; NULL: none */

    cptr_t vspace;
    cptr_t *levels;              /* upper page tables in the order in which they were mapped; owned */
    unsigned level_count, level_room;

    uint64_t heap_start, heap_end;   /* brk */
    uint64_t mmap_top;               /* new mappings go below */
    uint64_t gap_top, gap_largest;   /* no gap above gap_top is larger than gap_largest (region_gap); 0: not known */
    uint64_t mapped_pages;           /* of all regions */
    uint64_t mapped_peak;            /* their maximum, where it was looked at (mm_statistics, region_free) */
    struct mm_layout layout;
    uint64_t resident, peak;         /* entries present, and their maximum */
    uint64_t stack_top;
    uint64_t scratch[KIT_THREADS_MAX / 64]; /* slots of the kit's pages for threads in use */
    struct stub_areas stub_areas;    /* where stubs lie (stub.h); no region may */
    bool lock_future, lock_on_fault; /* mlockall(MCL_FUTURE, MCL_ONFAULT): new regions are locked */
    uint64_t run_next;               /* where a program that touches page after page goes on (around.c) */
    unsigned run;                    /* pages given there at once the last time */
    struct aio_table *aio;           /* contexts of asynchronous I/O; NULL: none (fs/aio.h) */
    LIST_ENTRY(mm) parked;           /* while nobody's (space.c) */
};

_Static_assert(offsetof(struct mm, near) == 0, "near.h takes one for the other");

/* -- regions (region.c) -- */
struct region *region_new(struct mm *mm, uint64_t start, uint64_t end);
struct region *region_new_copy(struct mm *mm, uint64_t start, uint64_t end); /* the limit on their number does not count */
void region_insert(struct region *r);
void mapped_peak_update(struct mm *mm);
/* Unlinks and frees it, giving up its file (may park). */
void region_free(struct region *r);
/* Cuts at addr, which lies inside r: r keeps the lower part.  The upper part, or NULL: no memory, or too many. */
struct region *region_split(struct region *r, uint64_t addr);
/* Joins r with what follows it when they are alike; returns the joined region. */
struct region *region_merge(struct region *r);
/* A free range of `bytes` below mm->mmap_top, as high as possible; 0: none. */
uint64_t region_gap(struct mm *mm, uint64_t bytes);
bool region_range_free(struct mm *mm, uint64_t start, uint64_t end);
void region_set_file(struct region *r, struct file *file); /* takes a reference of its own */

/* May so many pages more be promised (mm/commit.h)? */
bool memory_possible(uint64_t pages);

/* May so many pages more be locked?  0, -EPERM, -EAGAIN (RLIMIT_MEMLOCK; lock.c). */
int lock_allowed(struct mm *mm, uint64_t pages);

/* -- entries (table.c) -- */
struct pte *pte_find(struct mm *mm, uint64_t addr);   /* NULL: no table there */
struct pte *pte_make(struct mm *mm, uint64_t addr);   /* NULL: no memory */
struct page *pte_page(const struct pte *e);
/* Puts a page there (takes the caller's reference); the entry must not be present. */
void pte_set(struct mm *mm, struct pte *e, struct page *page, int prot);
/* Takes the page away from addr, with its mapping. */
void pte_clear(struct mm *mm, struct pte *e);
/* Calls fn for each present entry in [start, end). */
void pte_each(struct mm *mm, uint64_t start, uint64_t end,
              void (*fn)(struct mm *mm, uint64_t addr, struct pte *e, void *ctx), void *ctx);
void pte_clear_range(struct mm *mm, uint64_t start, uint64_t end);
/* The table of addr, or NULL. */
struct table *table_find(struct mm *mm, uint64_t addr);
/* Takes the kernel's table away, which drops all mappings in it at once: they come back by faults. */
void table_drop(struct table *t);
/* Drops tables where that is cheaper than write-protecting page by page. */
void tables_drop_writable(struct mm *mm);
/* The first present entry in [from, end), or end. */
unsigned table_next(const struct table *t, unsigned from, unsigned end);
/* The machine's mappings in [first, last) may not be written any more where the entries say so. */
void table_protect(struct mm *mm, struct table *t, unsigned first, unsigned last);
void table_free(struct mm *mm, struct table *t); /* it has no entries */
/* Drops all entries; tables that were of use and can be kept empty stay, with the kernel's. */
void tables_clear(struct mm *mm);
void tables_free(struct mm *mm); /* drops all entries and tables */

/* -- the machine (machine.c) -- */
int machine_init(struct mm *mm);
void machine_fini(struct mm *mm);       /* after tables_free */
/* Adds the page table that is missing for addr; `bits` as the kernel's refusal says.  -ENOMEM. */
int machine_level_add(struct mm *mm, uint64_t addr, uint64_t bits);
void machine_table_put(cptr_t level3); /* unmaps a page table */
/* Maps the entry as it says, or changes the mapping to that.  -ENOMEM. */
int machine_map(struct mm *mm, uint64_t addr, struct pte *e);
void machine_unmap(struct mm *mm, struct pte *e);
void machine_write_protect(struct mm *mm, uint64_t addr, struct pte *e);

/* -- faults (fault.c) -- */
/* As mm_fault, without making a machine mapping: for access by address. */
int fault_in(struct mm *mm, uint64_t addr, enum fault_kind kind);
/* -- parts of it (fault.c) -- */
bool region_allows(const struct region *r, enum fault_kind kind);
uint64_t region_index(const struct region *r, uint64_t addr); /* which page of the file is at addr */
/* A write to a page that is there but not writable: it is shared with a file, or copied on write. */
int fault_write_present(struct mm *mm, struct region *r, struct pte *e);
/* A fresh page for an empty entry. */
int fault_anonymous(struct mm *mm, struct region *r, struct pte *e);
/* Puts a page of the file into an empty entry; takes the reference to p always. */
int fault_file_page(struct mm *mm, struct region *r, struct pte *e, struct page *p, enum fault_kind kind);

/* The file's page as programs run it, system calls rewritten (rewrite.h).  Borrowed from p; NULL: no memory. */
struct page *page_exec_view(struct mm *mm, const struct region *r, struct page *p);
/* After code was written to the page: it must reach the instruction side.  Uses a mapping. */
void page_unify(struct page *p, cptr_t mapping);
