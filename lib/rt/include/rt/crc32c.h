/* SPDX-License-Identifier: BSD-2-Clause */
/* CRC-32C (Castagnoli, reflected) by instructions of the processor. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Goes on from *crc over the data, nothing inverted before or after.  False: this processor has no such instructions, nothing
 * was done. */
bool rt_crc32c(uint32_t *crc, const void *data, size_t bytes);
