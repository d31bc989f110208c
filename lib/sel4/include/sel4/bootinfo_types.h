/* SPDX-License-Identifier: BSD-2-Clause */
/* What the kernel tells the initial thread. */
#pragma once

#include <sel4/config.h>
#include <sel4/shared_types.h>

typedef struct {
    seL4_SlotPos start; /* first slot */
    seL4_SlotPos end;   /* slot behind the last */
} seL4_SlotRegion;

typedef struct {
    seL4_Word paddr;
    seL4_Uint8 sizeBits;
    seL4_Uint8 isDevice;
    seL4_Uint8 padding[6];
} seL4_UntypedDesc;

typedef struct {
    seL4_Word extraLen; /* bytes of extra boot information, in the pages behind this structure's page */
    seL4_NodeId nodeID;
    seL4_Word numNodes;
    seL4_Word numIOPTLevels;
    seL4_IPCBuffer *ipcBuffer;
    seL4_SlotRegion empty;
    seL4_SlotRegion sharedFrames;
    seL4_SlotRegion userImageFrames;
    seL4_SlotRegion userImagePaging;
    seL4_SlotRegion ioSpaceCaps;
    seL4_SlotRegion extraBIPages;
    seL4_Word initThreadCNodeSizeBits;
    seL4_Domain initThreadDomain;
    seL4_SlotRegion untyped;
    seL4_UntypedDesc untypedList[CONFIG_MAX_NUM_BOOTINFO_UNTYPED_CAPS];
} seL4_BootInfo;

_Static_assert(__builtin_offsetof(seL4_BootInfo, untyped) == 152, "fixed by the kernel");
_Static_assert(sizeof(seL4_BootInfo) == 168 + 230 * 16, "fixed by the kernel");

/* Extra boot information is a sequence of chunks with this header in front. */
typedef struct {
    seL4_Word id;
    seL4_Word len; /* bytes with this header */
} seL4_BootInfoHeader;

typedef enum {
    SEL4_BOOTINFO_HEADER_PADDING = 0,
    SEL4_BOOTINFO_HEADER_FDT = 6,
    SEL4_BOOTINFO_HEADER_NUM = 7,
} seL4_BootInfoID;
