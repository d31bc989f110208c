/* SPDX-License-Identifier: BSD-2-Clause */
/* Random values for generated fuzz code, and its verdict. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Words that are often small, page-like, or at the ends of a type. */
uint64_t fuzz_word(void);
/* Something an implementation might return: mostly small, sometimes absurd. */
int64_t fuzz_result(void);
/* A string on the heap, sometimes longer than allowed. */
char *fuzz_string(void);
/* A buffer of exactly so many bytes on the heap; NULL when no stub can be meant to touch so many.
 */
void *fuzz_buffer(uint64_t bytes);
/* Reads or writes every byte (the sanitizer watches). */
void fuzz_use(const void *bytes, uint64_t count);
void fuzz_fill(void *bytes, uint64_t count);
/* The same for a buffer that may be a named one: asks for its pieces. */
void fuzz_bulk(const void *bytes, uint64_t count, bool fill);
/* A string as dispatchers give it: terminated, no longer than a message. */
void fuzz_use_string(const char *s);
void fuzz_check(bool right);
