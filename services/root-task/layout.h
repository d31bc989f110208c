/* SPDX-License-Identifier: BSD-2-Clause */
/* Where things lie in a task's address space. */
#pragma once
#include <stdint.h>

enum {
    LAYOUT_ELF = 0x00400000, /* the ELF's segments lie between here and LAYOUT_ELF_END */
    LAYOUT_ELF_END = 0x10000000,
    LAYOUT_INFO = 0x10000000,       /* struct task_info, one page */
    LAYOUT_IPC_BUFFER = 0x10010000,
    LAYOUT_DTB = 0x10100000,        /* device tree, up to the table of regions */
    LAYOUT_REGIONS = 0x10700000,    /* the table of regions, read-only */
    LAYOUT_REGION_USES = 0x10710000,
    LAYOUT_STACK = 0x10800000,      /* lowest byte; nothing is mapped below it down to the table */
    LAYOUT_STACK_BYTES = 0x10000,
    LAYOUT_DEVICES = 0x20000000,    /* registers and DMA memory */
    LAYOUT_CHANNELS = 0x40000000,
};

static const uint64_t LAYOUT_HEAP = 1ull << 32;
static const uint64_t LAYOUT_HEAP_END = 1ull << 38;
static const uint64_t LAYOUT_FREE = 1ull << 38; /* the task's own, up to LAYOUT_FREE_END */
static const uint64_t LAYOUT_FREE_END = 1ull << 46;
