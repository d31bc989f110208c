/* SPDX-License-Identifier: BSD-2-Clause */
/* A heap that only grows: memory that root-task adds behind info->heap_start. */
#include "uni.h"

enum { STEP = 64 * 1024, ALIGN = 64 };

void *heap_take(size_t bytes)
{
    static uint64_t used, size;
    uint64_t start = (used + ALIGN - 1) & ~(uint64_t)(ALIGN - 1);

    while (start + bytes > size) {
        if (root_call(ROOT_GROW_HEAP, 1, STEP, 0) != 0)
            return NULL;
        size += STEP;
    }
    used = start + bytes;
    return (void *)(info->heap_start + start);
}
