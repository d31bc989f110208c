/* SPDX-License-Identifier: BSD-2-Clause */
/* Invocations of AArch64 objects: page tables, frames, address spaces, ASID pools. */
#pragma once

#include <interfaces/sel4_client.h>

/* The cache operations of an address space (by address) and of a frame (by offset) differ in name only. */
#define SEL4_CACHE_OP(function, label, cap_type)                                                   \
    static inline seL4_Error function(cap_type cap, seL4_Word start, seL4_Word end)                \
    {                                                                                              \
        return sel4_invoke(cap, label, 0, 2, start, end, 0, 0);                                    \
    }
SEL4_CACHE_OP(seL4_ARM_VSpace_Clean_Data, ARMVSpaceClean_Data, seL4_ARM_VSpace)
SEL4_CACHE_OP(seL4_ARM_VSpace_Invalidate_Data, ARMVSpaceInvalidate_Data, seL4_ARM_VSpace)
SEL4_CACHE_OP(seL4_ARM_VSpace_CleanInvalidate_Data, ARMVSpaceCleanInvalidate_Data, seL4_ARM_VSpace)
SEL4_CACHE_OP(seL4_ARM_VSpace_Unify_Instruction, ARMVSpaceUnify_Instruction, seL4_ARM_VSpace)
SEL4_CACHE_OP(seL4_ARM_Page_Clean_Data, ARMPageClean_Data, seL4_ARM_Page)
SEL4_CACHE_OP(seL4_ARM_Page_Invalidate_Data, ARMPageInvalidate_Data, seL4_ARM_Page)
SEL4_CACHE_OP(seL4_ARM_Page_CleanInvalidate_Data, ARMPageCleanInvalidate_Data, seL4_ARM_Page)
SEL4_CACHE_OP(seL4_ARM_Page_Unify_Instruction, ARMPageUnify_Instruction, seL4_ARM_Page)
#undef SEL4_CACHE_OP

static inline seL4_Error seL4_ARM_PageTable_Map(seL4_ARM_PageTable pt, seL4_ARM_VSpace vspace,
                                                seL4_Word vaddr, seL4_ARM_VMAttributes attr)
{
    seL4_SetCap(0, vspace);
    return sel4_invoke(pt, ARMPageTableMap, 1, 2, vaddr, attr, 0, 0);
}

static inline seL4_Error seL4_ARM_PageTable_Unmap(seL4_ARM_PageTable pt)
{
    return sel4_invoke(pt, ARMPageTableUnmap, 0, 0, 0, 0, 0, 0);
}

static inline seL4_Error seL4_ARM_Page_Map(seL4_ARM_Page page, seL4_ARM_VSpace vspace,
                                           seL4_Word vaddr, seL4_CapRights_t rights,
                                           seL4_ARM_VMAttributes attr)
{
    seL4_SetCap(0, vspace);
    return sel4_invoke(page, ARMPageMap, 1, 3, vaddr, rights.words[0], attr, 0);
}

static inline seL4_Error seL4_ARM_Page_Unmap(seL4_ARM_Page page)
{
    return sel4_invoke(page, ARMPageUnmap, 0, 0, 0, 0, 0, 0);
}

/* After seL4_FailedLookup from seL4_ARM_Page_Map: log2 of what one entry of the missing table covers. */
static inline seL4_Word seL4_MappingFailedLookupLevel(void)
{
    return seL4_GetMR(2);
}

typedef struct seL4_ARM_Page_GetAddress {
    int error;
    seL4_Word paddr;
} seL4_ARM_Page_GetAddress_t;

static inline seL4_ARM_Page_GetAddress_t seL4_ARM_Page_GetAddress(seL4_ARM_Page page)
{
    struct sel4_regs r = {0};
    seL4_Error error = sel4_invoke_regs(page, ARMPageGetAddress, 0, 0, &r);

    return (seL4_ARM_Page_GetAddress_t){error, r.mr[0]};
}

static inline seL4_Error seL4_ARM_ASIDControl_MakePool(seL4_ARM_ASIDControl control,
                                                       seL4_Untyped untyped, seL4_CNode root,
                                                       seL4_Word index, seL4_Uint8 depth)
{
    seL4_SetCap(0, untyped);
    seL4_SetCap(1, root);
    return sel4_invoke(control, ARMASIDControlMakePool, 2, 2, index, depth, 0, 0);
}

static inline seL4_Error seL4_ARM_ASIDPool_Assign(seL4_ARM_ASIDPool pool, seL4_ARM_VSpace vspace)
{
    seL4_SetCap(0, vspace);
    return sel4_invoke(pool, ARMASIDPoolAssign, 1, 0, 0, 0, 0, 0);
}
