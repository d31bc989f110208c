/* SPDX-License-Identifier: BSD-2-Clause */
/* Between the handlers of descriptors. */
#pragma once
#include <stdint.h>

struct thread;
/* F_DUPFD: the lowest descriptor not below min. */
long dup_min(struct thread *t, uint64_t fd, unsigned flags, uint64_t min);
