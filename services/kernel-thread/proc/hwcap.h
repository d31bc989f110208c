/* SPDX-License-Identifier: BSD-2-Clause */
/* Processor features that programs may use. */
#pragma once
#include <stdint.h>

/* AT_HWCAP: what the processor named in the device tree has. */
uint64_t hwcap_bits(void);
