/* SPDX-License-Identifier: BSD-2-Clause */
/* Older names of the same things. */
#pragma once

#include <sel4/constants.h>
#include <sel4/objecttype.h>
#include <sel4/types.h>

#define seL4_CapInitThreadPD seL4_CapInitThreadVSpace

/* Before 13.0 each level of tables had a type of its own. */
#define seL4_ARM_PageDirectory seL4_ARM_PageTable
#define seL4_ARM_PageUpperDirectory seL4_ARM_PageTable
#define seL4_ARM_PageGlobalDirectory seL4_ARM_VSpace
#define seL4_ARM_PageDirectoryObject seL4_ARM_PageTableObject
#define seL4_ARM_PageUpperDirectoryObject seL4_ARM_PageTableObject
#define seL4_ARM_PageGlobalDirectoryObject seL4_ARM_VSpaceObject
#define seL4_ARM_PageDirectory_Map seL4_ARM_PageTable_Map
#define seL4_ARM_PageDirectory_Unmap seL4_ARM_PageTable_Unmap
#define seL4_ARM_PageUpperDirectory_Map seL4_ARM_PageTable_Map
#define seL4_ARM_PageUpperDirectory_Unmap seL4_ARM_PageTable_Unmap

enum {
    seL4_PageDirBits = seL4_PageTableBits,
    seL4_PageDirEntryBits = seL4_PageTableEntryBits,
    seL4_PageDirIndexBits = seL4_PageTableIndexBits,
    seL4_PUDBits = seL4_PageTableBits,
    seL4_PUDEntryBits = seL4_PageTableEntryBits,
    seL4_PUDIndexBits = seL4_PageTableIndexBits,
    seL4_PGDBits = seL4_VSpaceBits,
    seL4_PGDEntryBits = seL4_VSpaceEntryBits,
    seL4_PGDIndexBits = seL4_VSpaceIndexBits,
};
