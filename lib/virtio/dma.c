/* SPDX-License-Identifier: BSD-2-Clause */
/* virtio/dma.c: pieces of a DMA area, never given back. */
#include <virtio/dma.h>

#include <string.h>

struct dma_piece dma_take(struct dma_area *area, size_t bytes, size_t align)
{
    size_t start = (area->used + align - 1) & ~(align - 1);
    if (start > area->bytes || bytes > area->bytes - start)
        return (struct dma_piece){0};
    area->used = start + bytes;
    memset(area->vaddr + start, 0, bytes);
    return (struct dma_piece){area->vaddr + start, area->paddr + start};
}
