/* SPDX-License-Identifier: BSD-2-Clause */
/* Arguments and results as text. */
#pragma once
#include <stddef.h>
#include <stdint.h>

struct text;
struct thread;

/* Argument `n` of a call: a[n] and what it leads to in the program's memory, of which `result` bytes or entries are
 * shown where the call wrote it (result < 0: the address).  May park (pages of the program). */
void trace_argument(struct text *out, struct thread *t, uint32_t number, const uint64_t a[6], unsigned n, long result);
/* Bytes as a C string, at most `shown` of them; more follow as "...". */
void trace_bytes(struct text *out, const char *bytes, size_t size, size_t shown);
/* Longest string shown; 32 unless set. */
extern size_t trace_string_max;
