/* SPDX-License-Identifier: BSD-2-Clause */
/* Memory allocator with constant time for every operation: two-level segregated fit.
 *
 * M. Masmano et al., "TLSF: a new dynamic memory allocator for real-time systems", ECRTS 2004.  Free blocks hang
 * in lists by size class, two bitmaps find the first list that fits, neighbours are joined at once.  The arena is
 * one contiguous range that grows at its end, and areas apart from it that come and go.  Every block's payload is 16-byte aligned. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { TLSF_FL_COUNT = 32, TLSF_SL_COUNT = 16 };

struct tlsf_block;

struct tlsf {
    uint32_t fl_bitmap;                 /* bit: some list of that first level is not empty */
    uint32_t sl_bitmap[TLSF_FL_COUNT];
    struct tlsf_block *list[TLSF_FL_COUNT][TLSF_SL_COUNT];
    struct tlsf_block *last;            /* the used block of size 0 that ends the arena; NULL: no arena yet */
    size_t used;                        /* bytes of payload given away */
};

/* Adds `bytes` at start to the arena; from the second time on it must lie right behind what there is.
 * start is 16-byte aligned, bytes a multiple of 16 and at least 64. */
void tlsf_add(struct tlsf *tlsf, void *start, size_t bytes);
/* Adds an area of its own, anywhere; start and bytes as above. */
void tlsf_add_area(struct tlsf *tlsf, void *start, size_t bytes);
/* Is all of an area free?  (Given as it was added.) */
bool tlsf_area_unused(const void *start, size_t bytes);
/* Takes away an area that is all free. */
void tlsf_remove_area(struct tlsf *tlsf, void *start);
/* Bytes to add so that an allocation that just failed can be made. */
size_t tlsf_want(size_t bytes, size_t align);

/* `bytes` of memory aligned to `align` (a power of two; 16 at least is given anyway); NULL if there is none. */
void *tlsf_alloc(struct tlsf *tlsf, size_t bytes, size_t align);
/* Takes back what tlsf_alloc gave.  Returns 0, or -EINVAL if this is no allocated block (already free). */
int tlsf_free(struct tlsf *tlsf, void *memory);
/* Bytes that may be used at `memory`. */
size_t tlsf_usable(const void *memory);
