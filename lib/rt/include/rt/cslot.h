/* SPDX-License-Identifier: BSD-2-Clause */
/* Free slots of the task's own CSpace.  Grows by leaf CNodes from root_untyped up to 2^cspace_bits. */
#pragma once
#include <ipc/root.h>

/* An empty slot; 0 when the CSpace is full (slot 0 is never given). */
cptr_t rt_cslot_alloc(void);
/* `count` consecutive empty slots in one leaf (count <= 4096 - 16); the first, or 0. */
cptr_t rt_cslot_alloc_range(unsigned count);
/* Gives back slots that are empty. */
void rt_cslot_free(cptr_t slot);
void rt_cslot_free_range(cptr_t first, unsigned count);
/* Deletes the capability in the slot and gives the slot back. */
void rt_cslot_delete(cptr_t slot);
/* Where Untyped_Retype puts objects so that they arrive at `slot`: the arguments node_index (with depth
 * TASK_LEAF_DEPTH) and node_offset. */
static inline uint64_t rt_cslot_leaf(cptr_t slot)
{
    return slot >> 12;
}
static inline uint64_t rt_cslot_offset(cptr_t slot)
{
    return slot & 4095;
}
