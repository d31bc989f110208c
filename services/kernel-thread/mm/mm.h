/* SPDX-License-Identifier: BSD-2-Clause */
/* Address spaces of Linux programs: regions, and the pages that are there now.
 *
 * A region is a range of addresses with one protection and one source of pages.  What a page table
 * entry says is kept here too (struct pte), whether or not the machine's table has it yet: machine
 * mappings are made by faults.  An address space is counted and shared by threads and vfork. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/queue.h>
#include <sys/tree.h>

#include <rt/waitq.h>

#include "mm/page.h"

struct file;
struct inode;
struct page;
struct proc;

/* Programs live in [MM_LOWEST, MM_TOP); above lie the kit's own pages (mm/kit.h). */
#define MM_LOWEST 0x10000ul
#define MM_TOP 0x7fffff000000ul
enum { KIT_THREADS_MAX = 3072 }; /* threads of one process that can have a page of the kit */
enum region_flags {
    REGION_SHARED = 1,     /* MAP_SHARED: writes reach the file */
    REGION_STACK = 2,      /* grows downwards */
    REGION_HEAP = 4,       /* brk */
    REGION_DONTFORK = 8,
    REGION_WIPEONFORK = 16,
    REGION_LOCKED = 32,
    REGION_MAYWRITE = 64,  /* mprotect may add PROT_WRITE */
    REGION_SHM = 128,      /* an attachment of System V shared memory (ipc/shm.c) */
    REGION_POLICY_SHIFT = 8, /* memory policy of mbind + 1, in so many bits above */
    REGION_POLICY_BITS = 0xff,
    REGION_NORESERVE = 1 << 16, /* MAP_NORESERVE */
};

struct region {
    uint64_t start, end;          /* page aligned */
    uint32_t prot;                /* PROT_* */
    uint32_t flags;               /* enum region_flags */
    struct file *file;            /* counted; NULL: anonymous */
    uint64_t index;               /* page of the file at start */
    struct mm *mm;                /* whose; borrowed */
    RB_ENTRY(region) node;
    LIST_ENTRY(region) same_file; /* all regions of the inode */
};
RB_HEAD(region_tree, region);

struct mm;

/* Regions that an address space may have; set by /proc/sys/vm/max_map_count. */
extern int mm_regions_max;

/* New, empty, with one reference; NULL: no memory or no kernel objects. */
struct mm *mm_new(void);
void mm_get(struct mm *mm);
void mm_put(struct mm *mm); /* may park: closes files */
/* A copy on write of all that is mapped; NULL: no memory. */
struct mm *mm_fork(struct mm *mm);

/* The region that holds addr, or NULL. */
struct region *mm_find(struct mm *mm, uint64_t addr);
/* The first region that ends behind addr, or NULL: iterates (mm_next_region(mm, r->end)). */
struct region *mm_next_region(struct mm *mm, uint64_t addr);

/* Programs' calls; addresses and lengths unchecked.  Return an address or 0, or -errno. */
long mm_mmap(struct mm *mm, uint64_t addr, uint64_t length, int prot, int flags, struct file *file,
             uint64_t offset);
long mm_munmap(struct mm *mm, uint64_t addr, uint64_t length);
long mm_mprotect(struct mm *mm, uint64_t addr, uint64_t length, int prot);
long mm_mremap(struct mm *mm, uint64_t addr, uint64_t old_length, uint64_t new_length, int flags,
               uint64_t new_addr);
long mm_madvise(struct mm *mm, uint64_t addr, uint64_t length, int advice);
long mm_msync(struct mm *mm, uint64_t addr, uint64_t length, int flags);
uint64_t mm_brk(struct mm *mm, uint64_t addr);

enum fault_kind { FAULT_READ, FAULT_WRITE, FAULT_EXEC };
/* Makes addr usable that way: 0; -EFAULT no region (SEGV_MAPERR), -EACCES not allowed (SEGV_ACCERR),
 * -ENXIO behind the end of a file (SIGBUS), -EIO, -ENOMEM.  May park. */
int mm_fault(struct mm *mm, uint64_t addr, enum fault_kind kind);

/* Where the parts of the program lie, kept since it was loaded (for /proc): addresses. */
struct mm_layout {
    uint64_t code_start, code_end, data_start, data_end;
    uint64_t sp;                   /* the first stack pointer */
    uint64_t aux_start, aux_end;   /* the auxiliary vector, on the stack */
    const struct inode *whole;     /* of a program without interpreter: its file; only compared.  NULL: it has one */
};
struct mm_layout *mm_layout(struct mm *mm);
/* Tells address spaces apart, also those that are gone. */
uint64_t mm_serial(const struct mm *mm);

/* For statistics (/proc): pages; text: all that can be run, exe: the program's own. */
struct mm_stats {
    uint64_t total, total_peak, resident, peak, text, exe, data, stack, tables, locked;
    uint64_t heap_start;           /* an address */
};
void mm_statistics(struct mm *mm, struct mm_stats *st);
