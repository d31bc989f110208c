/* SPDX-License-Identifier: BSD-2-Clause */
/* Memory that a device reads and writes: handed out once, at start, from the task's DMA area. */
#pragma once
#include <stddef.h>
#include <stdint.h>

struct dma_area {
    char *vaddr;
    uint64_t paddr; /* as the device sees it; contiguous */
    size_t bytes, used;
};

struct dma_piece {
    void *vaddr; /* NULL: there was no room */
    uint64_t paddr;
};

/* A zeroed piece, aligned to `align` (a power of two, at most 4096). */
struct dma_piece dma_take(struct dma_area *area, size_t bytes, size_t align);
