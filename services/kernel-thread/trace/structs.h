/* SPDX-License-Identifier: BSD-2-Clause */
/* Structures of the program's memory as text. */
#pragma once
#include <stdint.h>

#include "trace/kinds.h"

struct text;
struct thread;

/* The structure at address `at` != 0; `next` is the argument behind it, `result` what the call returned.  What
 * cannot be read is shown as its address.  May park. */
void trace_struct(struct text *out, struct thread *t, enum trace_kind kind, uint64_t at, uint64_t next, long result);
