/* SPDX-License-Identifier: BSD-2-Clause */
/* Stacks of fibers: memory of their own, so that it can go back, in a window whose lowest page is left unmapped so that an
 * overflow faults. */
#include <sel4/sel4.h>

#include <rt/cslot.h>
#include <rt/map.h>
#include <rt/memory.h>
#include <rt/task.h>
#include <rt/window.h>

#include "sched.h"

enum { GUARD = 4096, PAGE_BITS = 12, PAGES_MAX = 256 };

/* The smallest untyped that holds so many bytes. */
static unsigned bits_of(size_t bytes)
{
    unsigned bits = PAGE_BITS;

    while ((size_t)1 << bits < bytes)
        bits++;
    return bits;
}

static bool frames_make(struct stack *s)
{
    return seL4_Untyped_Retype(s->untyped, seL4_ARM_SmallPageObject, 0, TASK_SLOT_CNODE, rt_cslot_leaf(s->frames),
                               TASK_LEAF_DEPTH, rt_cslot_offset(s->frames), s->pages) == seL4_NoError;
}

static bool frames_map(const struct stack *s)
{
    for (unsigned i = 0; i < s->pages; i++)
        if (rt_map_frame(s->frames + i, (uintptr_t)s->memory + ((uintptr_t)i << PAGE_BITS), seL4_ReadWrite,
                         seL4_ARM_Default_VMAttributes | seL4_ARM_ExecuteNever) != 0)
            return false;
    return true;
}

bool stack_new(struct stack *s, size_t bytes)
{
    uintptr_t window = rt_window_alloc(bytes + GUARD, GUARD);

    *s = (struct stack){.memory = (void *)(window + GUARD), .pages = (unsigned)(bytes >> PAGE_BITS)};
    if (window == 0 || s->pages > PAGES_MAX)
        return false;
    s->untyped = rt_cslot_alloc();
    s->frames = s->untyped != 0 ? rt_cslot_alloc_range(s->pages) : 0;
    if (s->frames != 0 && rt_untyped(bits_of(bytes) | ROOT_UNTYPED_RETURNS, s->untyped, &s->paddr) == 0) {
        if (frames_make(s) && frames_map(s))
            return true;
        stack_delete(s);
        return false;
    }
    if (s->frames != 0)
        rt_cslot_free_range(s->frames, s->pages);
    if (s->untyped != 0)
        rt_cslot_free(s->untyped);
    rt_window_free(window, bytes + GUARD);
    return false;
}

void stack_delete(const struct stack *s)
{
    if (root_untyped_free(rt_root(), s->paddr) != 0)
        return; /* cannot be: root-task gave it; it stays as it is, nobody's */
    rt_cslot_free_range(s->frames, s->pages);
    rt_cslot_free(s->untyped);
    rt_window_free((uintptr_t)s->memory - GUARD, ((size_t)s->pages << PAGE_BITS) + GUARD);
}

void reply_slot_return(uint64_t slot)
{
    rt_cslot_free(slot);
}
