/* SPDX-License-Identifier: BSD-2-Clause */
/* What a task knows of the physical addresses of its own memory, for drivers that let a device read
 * and write a caller's buffer in place.
 *
 * Whoever maps memory that may be given to a device says so here: the page pool of kernel-thread,
 * the channels of a service that has a DMA area.  A buffer that is nowhere here is copied by the
 * driver. */
#pragma once
#include <stddef.h>
#include <stdint.h>

#define RT_DMA_NONE UINT64_MAX

/* The range is mapped, physically contiguous from paddr on, and stays so.  It touches no range
 * added before except at its ends.  -ENOMEM, -EINVAL for a range that overlaps or is empty. */
int rt_dma_add(const void *vaddr, size_t bytes, uint64_t paddr);
/* Forgets every range that begins inside this one (given to rt_dma_add in one or several pieces).
 */
void rt_dma_remove(const void *vaddr, size_t bytes);
/* The physical address of the buffer if all of it is contiguous memory added above; else
 * RT_DMA_NONE. */
uint64_t rt_dma_address(const void *vaddr, size_t bytes);
