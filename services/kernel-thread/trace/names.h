/* SPDX-License-Identifier: BSD-2-Clause */
/* Names of numbers: errors, signals, flags. */
#pragma once
#include <stdint.h>

#include "trace/kinds.h"

struct text;

/* "ENOENT" and what it means; NULL for a number that is none.  error > 0. */
const char *trace_error_name(int error);
const char *trace_error_text(int error);
/* "SIGSEGV", "SIGRT_3"; for other numbers the number. */
void trace_signal(struct text *out, int signo);
/* Value of a set of flags.def: names joined by |, what has no name as a hexadecimal number. */
void trace_flags(struct text *out, enum trace_kind set, uint64_t value);
