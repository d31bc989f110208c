/* SPDX-License-Identifier: BSD-2-Clause */
/* What a task knows of the physical addresses of its own memory, for drivers that let a device read
 * and write a caller's buffer in place.
 *
 * Whoever maps memory that may be given to a device says so here: the page pool of kernel-thread,
 * the channels of a service that has a DMA area.  A buffer that is nowhere here is copied by the
 * driver. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RT_DMA_NONE UINT64_MAX
#define RT_DMA_NO_REGION UINT32_MAX

/* The range is mapped, physically contiguous from paddr on, and stays so.  It touches no range
 * added before except at its ends.  -ENOMEM, -EINVAL for a range that overlaps or is empty. */
int rt_dma_add(const void *vaddr, size_t bytes, uint64_t paddr);
/* The same for memory that begins `offset` bytes into the task's region of that number: requests
 * may name it (rt/bulk.h). */
int rt_dma_add_region(const void *vaddr, size_t bytes, uint64_t paddr, uint32_t region,
                      uint64_t offset);
/* Forgets every range that begins inside this one (given to rt_dma_add in one or several pieces).
 */
void rt_dma_remove(const void *vaddr, size_t bytes);
/* The physical address of the buffer if all of it is contiguous memory added above; else
 * RT_DMA_NONE. */
uint64_t rt_dma_address(const void *vaddr, size_t bytes);

struct rt_dma_place {
    uint64_t paddr;
    size_t bytes;    /* from the address on to the end of its range */
    uint32_t region; /* RT_DMA_NO_REGION: in none */
    uint64_t offset; /* in the region */
};

/* Where the byte lies; false if it was not added. */
bool rt_dma_find(const void *vaddr, struct rt_dma_place *place);

struct rt_dma_piece {
    uint64_t paddr;
    uint32_t bytes;
};

/* The buffer, plain or named, as at most `max` contiguous pieces, in order; returns how many.
 * -EREMOTE when a part of it is not known or it is in more pieces: then only a copy helps. */
int rt_dma_pieces(const void *buf, size_t bytes, struct rt_dma_piece *piece, unsigned max);
