/* SPDX-License-Identifier: BSD-2-Clause */
/* The heap below malloc: contiguous memory that root-task adds at its end, in steps that grow with it. */
#include <stdint.h>
#include <unistd.h>

#include <rt/memory.h>
#include <rt/task.h>

enum { STEP_MIN = 256 * 1024, LARGE_PAGE = 2 << 20, STEP_SHIFT = 3 };

static struct {
    uint64_t used; /* bytes given to malloc */
    uint64_t size; /* bytes mapped */
} heap;

static int grow(uint64_t bytes)
{
    int err = root_grow_heap(rt_root(), bytes);

    if (!err)
        heap.size += bytes;
    return err;
}

/* The same, with memory that the task gives back for it. */
static int grow_or_give(uint64_t bytes)
{
    int err = grow(bytes);

    while (err && rt_memory_give())
        err = grow(bytes);
    return err;
}

/* At least `needed` bytes, generously if there is memory. */
static int extend(uint64_t needed)
{
    uint64_t step = heap.size >> STEP_SHIFT; /* an eighth of the heap */
    uint64_t unit = step >= LARGE_PAGE ? LARGE_PAGE : STEP_MIN; /* large pages where they pay */
    uint64_t least = (needed + STEP_MIN - 1) & ~(uint64_t)(STEP_MIN - 1);

    if (step > least && grow((step + unit - 1) & ~(unit - 1)) == 0)
        return 0;
    return grow_or_give(least);
}

void *sbrk(ptrdiff_t bytes)
{
    if (bytes < 0 && (uint64_t)-bytes > heap.used)
        return (void *)-1;

    uint64_t used = heap.used + (uint64_t)bytes;
    if (used > heap.size && extend(used - heap.size))
        return (void *)-1;

    void *start = (void *)(rt_task_info->heap_start + heap.used);
    heap.used = used;
    return start;
}
