/* SPDX-License-Identifier: BSD-2-Clause */
/* pte.h: stage 1 descriptors of VMSAv8-64, 4 KiB granule (ARM DDI 0487 D8.3). */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum { PTE_COUNT = 512, PTE_INDEX_BITS = 9 };

#define PTE_VALID 1ul
#define PTE_TABLE 3ul /* levels 0..2 */
#define PTE_PAGE 3ul  /* level 3 */
#define PTE_BLOCK 1ul /* levels 1, 2 */
#define PTE_KIND 3ul
#define PTE_AP_USER (1ul << 6)
#define PTE_AP_READ_ONLY (1ul << 7)
#define PTE_AF (1ul << 10)
#define PTE_NOT_GLOBAL (1ul << 11)
#define PTE_PXN (1ul << 53)
#define PTE_UXN (1ul << 54)
#define PTE_ADDRESS 0x0000fffffffff000ul
/* Indices into MAIR_EL1, which the loader sets (boot protocol). */
#define PTE_DEVICE (0ul << 2)
#define PTE_NORMAL (4ul << 2)
#define PTE_ATTR_MASK (7ul << 2)
