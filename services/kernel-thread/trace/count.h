/* SPDX-License-Identifier: BSD-2-Clause */
/* How often each system call was made. */
#pragma once
#include <stdint.h>

#include "trace/syscalls.h"

struct text;

struct syscall_count {
    syscall_fn *direct;     /* who handles it in transport/direct.c; NULL: nobody there */
    uint64_t calls, errors; /* errors: results that are an error number, restarts apart */
} __attribute__((aligned(32))); /* found by a shift */
/* By number; the last place is of all numbers beyond. */
extern struct syscall_count syscall_counts[SYSCALL_COUNT];

static inline struct syscall_count *syscall_count(uint32_t number)
{
    if (__builtin_expect(number >= SYSCALL_COUNT, 0))
        number = SYSCALL_COUNT - 1;
    return &syscall_counts[number];
}

/* The calls that were made, the most frequent first: calls, errors, name, with a head and a sum. */
void syscall_counts_table(struct text *out);
