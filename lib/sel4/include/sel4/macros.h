/* SPDX-License-Identifier: BSD-2-Clause */
/* Small helpers that programs written for libsel4 expect. */
#pragma once

#define SEL4_PACKED       __attribute__((packed))
#define SEL4_DEPRECATED(x) __attribute__((deprecated(x)))
#define LIBSEL4_INLINE      static inline
#define LIBSEL4_INLINE_FUNC static inline
#define CONST               __attribute__((__const__))
#define PURE                __attribute__((__pure__))
#define LIBSEL4_BIT(n)      (1ul << (n))
#define SEL4_FORCE_LONG_ENUM(type) type##_FORCE_LONG_ENUM = 0x7fffffffffffffffl
#define SEL4_COMPILE_ASSERT(name, expr) _Static_assert(expr, #name)
