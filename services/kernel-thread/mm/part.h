/* SPDX-License-Identifier: BSD-2-Clause */
/* Inside mm/: the memory of pages comes from root-task in parts and goes back in parts.
 *
 * A part is a region of root-task, cut into frames in batches as they are needed and mapped in the window.  Free pages are
 * taken from the lowest part that has some, so that the higher ones become free as a whole; such a part can be given
 * back, and its memory then serves any purpose.  Its place in the window and the numbers of its pages are used again. */
#pragma once
#include "mm/page.h"

/* A free page, taken off the list; NULL: none is made.  Its fields are as they were when it became free. */
struct page *part_take(void);
void part_put(struct page *p); /* to the list */
/* Makes a batch of frames, which are zero.  -ENOMEM: root-task has no more to spare. */
int part_make(void);
/* Gives whole parts back to root-task, `bytes` if as much is free; returns how much.  Does not allocate. */
uint64_t part_trim(uint64_t bytes);
/* The same for parts in which nothing but pages of files is left that can be dropped.  Looks at every page. */
uint64_t part_evacuate(uint64_t bytes);
/* Memory went back to root-task: part_make is worth trying again. */
void part_retry(void);
/* Bytes of all memory, those that root-task has left, and those of them that may become pages. */
void part_left(uint64_t *total, uint64_t *left, uint64_t *possible);

struct part_stats { uint64_t made, free, unmade, total; }; /* pages; total: that there can be, as counted at the start */
extern struct part_stats part_stats;
extern bool part_exhausted;   /* root-task had no more when it was asked last */
int part_init(void);
