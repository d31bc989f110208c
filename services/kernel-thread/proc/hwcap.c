/* SPDX-License-Identifier: BSD-2-Clause */
/* proc/hwcap.c: processor features as Linux numbers them. */
#include "proc/hwcap.h"

#include <rt/cpu.h>

enum { HWCAP_FP = 1, HWCAP_ASIMD = 2, HWCAP_CRYPTO = 0x78 /* AES PMULL SHA1 SHA2 */, HWCAP_CRC32 = 0x80 };

uint64_t hwcap_bits(void)
{
    unsigned features = rt_cpu_features();
    return HWCAP_FP | HWCAP_ASIMD | (features & RT_CPU_CRYPTO ? HWCAP_CRYPTO : 0) | (features & RT_CPU_CRC32 ? HWCAP_CRC32 : 0);
}
