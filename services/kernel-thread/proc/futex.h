/* SPDX-License-Identifier: BSD-2-Clause */
/* Futexes. */
#pragma once
#include <stdint.h>

struct mm;

/* Wakes up to count waiters at a program's address; how many.  -EFAULT. */
int futex_wake(struct mm *mm, uint64_t addr, unsigned count);
