/* SPDX-License-Identifier: BSD-2-Clause */
/* CRC-32 of IEEE 802.3 (GPT, gzip): polynomial 0xedb88320, reflected. */
#pragma once
#include <stddef.h>
#include <stdint.h>

/* Goes on from `crc`, the result for the bytes before; 0 at the start. */
uint32_t ds_crc32(uint32_t crc, const void *bytes, size_t count);
