/* SPDX-License-Identifier: BSD-2-Clause */
/* Load averages, computed when somebody looks. */
#pragma once
#include <stdint.h>

/* Processor time of all programs so far. */
uint64_t busy_ns(void);
/* Hundredths, over 1, 5 and 15 minutes. */
void loadavg_get(unsigned load[3]);
