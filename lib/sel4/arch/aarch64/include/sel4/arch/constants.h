/* SPDX-License-Identifier: BSD-2-Clause */
/* Numbers of AArch64 that are not in the common list. */
#pragma once

#include <sel4/constants.h>

enum {
    seL4_ARM_Default_VMAttributes = seL4_ARM_PageCacheable | seL4_ARM_ParityEnabled,
    seL4_VCPUBits = 12,
    seL4_IOPageTableBits = 12,
    seL4_ARM_CacheI = 1,
    seL4_ARM_CacheD = 2,
    seL4_ARM_CacheID = 3,
};
