/* SPDX-License-Identifier: BSD-2-Clause */
/* What the processor can do beyond ARMv8.0. */
#pragma once

enum {
    RT_CPU_CRC32 = 1,
    RT_CPU_CRYPTO = 2, /* AES, PMULL, SHA1, SHA2 */
};

/* Bits of the above.  By the processor's name in the device tree: the ID registers trap at EL0.  0 for one that is
 * not known. */
unsigned rt_cpu_features(void);
/* MIDR_EL1, found the same way; 0: not known. */
unsigned rt_cpu_midr(void);
