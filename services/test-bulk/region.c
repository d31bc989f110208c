/* SPDX-License-Identifier: BSD-2-Clause */
/* The region of test-bulk: what kernel-thread's page pool does, in small. */
#include <sel4/sel4.h>

#include <rt/cslot.h>
#include <rt/dma.h>
#include <rt/map.h>
#include <rt/task.h>
#include <rt/window.h>

#include "bulk.h"
#include "check.h"

unsigned char *region;
int region_number;
uint64_t region_slot;

void region_make(void)
{
    uint64_t paddr = 0;
    cptr_t frame = rt_cslot_alloc();
    region_slot = rt_cslot_alloc();
    region_number = root_region(rt_root(), REGION_BITS, region_slot, &paddr);
    CHECK_EQ("region", region_number >= 0, 1);
    region = (unsigned char *)rt_window_alloc(REGION_BYTES, REGION_BYTES);
    CHECK_EQ("frame",
             seL4_Untyped_Retype(region_slot, seL4_ARM_LargePageObject, 0, TASK_SLOT_CNODE,
                                 rt_cslot_leaf(frame), TASK_LEAF_DEPTH, rt_cslot_offset(frame), 1),
             seL4_NoError);
    CHECK_EQ("mapped",
             rt_map_frame(frame, (uintptr_t)region, seL4_ReadWrite, seL4_ARM_Default_VMAttributes),
             0);
    CHECK_EQ("known", rt_dma_add_region(region, REGION_BYTES, paddr, (uint32_t)region_number, 0),
             0);
}

void region_end(void)
{
    rt_dma_remove(region, REGION_BYTES);
    CHECK_EQ("freed", root_region_free(rt_root(), (uint32_t)region_number), 0);
}
