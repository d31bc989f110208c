/* SPDX-License-Identifier: BSD-2-Clause */
/* System call instructions in code, and the word that stands in for them.
 *
 * Every `svc` (any immediate) becomes an undefined instruction, which the kernel reports to the fault
 * handler with all registers untouched. */
#pragma once
#include <stddef.h>
#include <stdint.h>

#define REWRITE_WORD 0xdeadbeefu

static inline int is_svc(uint32_t word)
{
    return (word & 0xffe0001fu) == 0xd4000001u;
}

/* How many svc are among the words. */
size_t rewrite_count(const uint32_t *words, size_t count);
/* Replaces them; returns how many. */
size_t rewrite_svc(uint32_t *words, size_t count);
