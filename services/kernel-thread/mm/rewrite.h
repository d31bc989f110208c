/* SPDX-License-Identifier: BSD-2-Clause */
/* System call instructions in code, and the word that stands in for them.
 *
 * Every `svc #0`, the one form that programs use, becomes an undefined instruction, which the kernel reports to
 * the fault handler with all registers untouched.  Pages with code hold data too (symbol hashes in a library's
 * first segment), and one word of 65,536 looks like an svc of some immediate: those are left alone.  If such a
 * word is executed after all, it arrives as an unknown system call and is served the same way. */
#pragma once
#include <stddef.h>
#include <stdint.h>

#define REWRITE_WORD 0xdeadbeefu

static inline int is_svc(uint32_t word)
{
    return word == 0xd4000001u;
}

/* How many svc are among the words. */
size_t rewrite_count(const uint32_t *words, size_t count);
/* Replaces them; returns how many. */
size_t rewrite_svc(uint32_t *words, size_t count);
