/* SPDX-License-Identifier: BSD-2-Clause */
/* Root-task's table of regions, which tasks with a DMA area read, and the counts that they keep.
 *
 * A region is contiguous memory that a task got by root_region.  A request may name bytes of it as
 * (region, offset, length) instead of carrying them; who drives the device looks here whether the
 * name is good and where the bytes lie.  The table is memory entry "regions" of struct task_info,
 * read-only; the counts, one for each line of the table, are memory entry "regions:use".
 *
 * How a driver keeps memory from being given to somebody else while a device writes to it: it
 * counts its use up, then looks at the line; root-task empties the line, then looks at the count.
 * As long as the count is not 0 the memory stays nobody's; after the last use of a line that is not
 * the region's any more the driver calls root_region_done. */
#pragma once
#include <stdint.h>

enum { REGION_LINES = 1024 };

struct region_line {
    uint64_t paddr;
    uint64_t owner;  /* badge of the task that has it; 0: the line is empty */
    uint64_t users;  /* bit n - 1: the task with badge n may name it too (root_region_share) */
    uint32_t number; /* what root_region returned: line + REGION_LINES * times the line was used
                        before */
    uint32_t bits;   /* its size is 2^bits bytes */
};
_Static_assert(sizeof(struct region_line) == 32, "128 lines a page");
