/* SPDX-License-Identifier: BSD-2-Clause */
/* A 1 GiB page: of RAM where there is so much in one piece, else of device memory, which is mapped but not touched. */
#include "driver.h"

enum { HUGE_VADDR_GIB = 5 };
#define HUGE_BYTES (1ul << seL4_HugePageBits)
#define VADDR (HUGE_VADDR_GIB * HUGE_BYTES)

/* The largest RAM untyped, or a device untyped that is large enough; 0 if there is none. */
static seL4_CPtr find_memory(const seL4_BootInfo *info, bool *device)
{
    seL4_CPtr found = 0;

    for (seL4_CPtr slot = info->untyped.start; slot < info->untyped.end; slot++) {
        const seL4_UntypedDesc *u = &info->untypedList[slot - info->untyped.start];
        if (u->sizeBits < seL4_HugePageBits || (found && u->isDevice))
            continue;
        found = slot;
        *device = u->isDevice;
    }
    return found;
}

static seL4_Error map(seL4_CPtr frame, seL4_Word vaddr)
{
    return seL4_ARM_Page_Map(frame, seL4_CapInitThreadVSpace, vaddr, seL4_ReadWrite, seL4_ARM_Default_VMAttributes);
}

static void touch(void)
{
    volatile uint64_t *first = (void *)VADDR, *last = (void *)(VADDR + HUGE_BYTES - sizeof(uint64_t));

    driver_check("a huge page is zero", *first | *last, 0);
    *first = 1;
    *last = 2;
    driver_check("it keeps its first word", *first, 1);
    driver_check("it keeps its last word", *last, 2);
}

void test_huge_page(const seL4_BootInfo *info)
{
    seL4_CPtr huge = slot_take(2), small = slot_take(1), table = slot_take(1);
    bool device;
    seL4_CPtr memory = find_memory(info, &device);

    if (!memory) {
        driver_check("memory of 1 GiB in one piece", 0, 1);
        return;
    }
    driver_check("retype", seL4_Untyped_Retype(memory, seL4_ARM_HugePageObject, 0, seL4_CapInitThreadCNode, 0, 0, huge, 1), 0);
    driver_check("retype more than there is", seL4_Untyped_Retype(memory, seL4_ARM_HugePageObject, 0, seL4_CapInitThreadCNode,
                                                                 0, 0, huge + 1, 256), seL4_NotEnoughMemory);
    driver_check("misaligned", map(huge, VADDR + (1ul << seL4_LargePageBits)), seL4_AlignmentError);
    driver_check("where tables are", map(huge, (seL4_Word)info & -HUGE_BYTES), seL4_FailedLookup);
    driver_check("  ... names the level below", seL4_GetMR(2), seL4_LargePageBits);
    driver_check("map", map(huge, VADDR), 0);
    if (!device)
        touch();
    driver_check("clean", seL4_ARM_Page_Clean_Data(huge, HUGE_BYTES - 64, HUGE_BYTES), 0);

    seL4_CPtr from = untyped_take(13);
    seL4_Untyped_Retype(from, seL4_ARM_SmallPageObject, 0, seL4_CapInitThreadCNode, 0, 0, small, 1);
    seL4_Untyped_Retype(from, seL4_ARM_PageTableObject, 0, seL4_CapInitThreadCNode, 0, 0, table, 1);
    driver_check("a small page under it", map(small, VADDR), seL4_FailedLookup);
    driver_check("  ... names its level", seL4_GetMR(2), seL4_HugePageBits);
    driver_check("a table over it", seL4_ARM_PageTable_Map(table, seL4_CapInitThreadVSpace, VADDR, 0), seL4_DeleteFirst);
    driver_check("another address", map(huge, VADDR + HUGE_BYTES), seL4_InvalidArgument);
    driver_check("unmap", seL4_ARM_Page_Unmap(huge), 0);
    driver_check("then the table fits", seL4_ARM_PageTable_Map(table, seL4_CapInitThreadVSpace, VADDR, 0), 0);
    driver_check("give the memory back", seL4_CNode_Revoke(seL4_CapInitThreadCNode, memory, CPTR_BITS), 0);
}
