/* SPDX-License-Identifier: BSD-2-Clause */
/* types.h: words of the kernel and small compiler helpers. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint64_t word_t;
typedef uint64_t paddr_t; /* physical address */
typedef uint64_t vaddr_t; /* address in a user's space */
typedef uint64_t cptr_t;  /* address of a capability in a CSpace */

#define likely(x)   __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)
#define BIT(n)      (1ull << (n))
#define MASK(n)     (BIT(n) - 1) /* n < 64 */

#define container_of(ptr, type, member) ((type *)((char *)(ptr) - offsetof(type, member)))
