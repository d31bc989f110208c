/* SPDX-License-Identifier: BSD-2-Clause */
/* Mappings of many pages by one call of the kernel (docs/kernel-extensions.md), where it has that. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

struct mm;
struct table;

/* The kernel has such calls; set once, before the first address space. */
extern bool machine_batches;
void machine_batch_init(void);

/* Unmaps, or makes read-only, all that is mapped in `pages` of addresses from addr, within one table.  The entries
 * are the caller's business.  False: nothing is known to have happened. */
bool machine_range_unmap(struct mm *mm, uint64_t addr, unsigned pages);
bool machine_range_protect(struct mm *mm, uint64_t addr, unsigned pages);

/* Maps the entries [first, last) of the table that are there and not mapped as they say.  Without memory some stay
 * as they are: they fault. */
void machine_map_entries(struct mm *mm, struct table *t, unsigned first, unsigned last);
