/* SPDX-License-Identifier: BSD-2-Clause */
/* Stacks of fibers: pages of the task's own, the lowest one left unmapped so that an overflow
 * faults. */
#include <rt/map.h>
#include <rt/window.h>

#include "sched.h"

void *stack_new(size_t bytes)
{
    enum { GUARD = 4096 };
    uintptr_t window = rt_window_alloc(bytes + GUARD, GUARD);
    if (window == 0)
        return NULL;
    /* a stack that could be mapped only in part is given up, with its window */
    if (rt_map_pages(window + GUARD, bytes) != 0)
        return NULL;
    return (void *)(window + GUARD);
}
