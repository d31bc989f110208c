/* SPDX-License-Identifier: BSD-2-Clause */
/* The heap below picolibc's malloc: contiguous memory that root-task adds at its end. */
#include <stdint.h>
#include <unistd.h>

#include <rt/task.h>

enum { HEAP_STEP = 256 * 1024 };

static struct {
    uint64_t used; /* bytes given to malloc */
    uint64_t size; /* bytes mapped */
} heap;

void *sbrk(ptrdiff_t bytes)
{
    if (bytes < 0 && (uint64_t)-bytes > heap.used)
        return (void *)-1;

    uint64_t used = heap.used + (uint64_t)bytes;
    if (used > heap.size) {
        uint64_t more = (used - heap.size + HEAP_STEP - 1) & ~(uint64_t)(HEAP_STEP - 1);
        if (root_grow_heap(rt_root(), more))
            return (void *)-1;
        heap.size += more;
    }

    void *start = (void *)(rt_task_info->heap_start + heap.used);
    heap.used = used;
    return start;
}
