/* SPDX-License-Identifier: BSD-2-Clause */
/* Registers of a Linux thread, in the order in which the kernel reads and writes them. */
#pragma once
#include <stdint.h>

enum { USER_REGS_WORDS = 36 };

struct user_regs {
    uint64_t pc, sp, spsr;
    uint64_t x0, x1, x2, x3, x4, x5, x6, x7, x8;
    uint64_t x16, x17, x18, x29, x30;
    uint64_t x9, x10, x11, x12, x13, x14, x15;
    uint64_t x19, x20, x21, x22, x23, x24, x25, x26, x27, x28;
    uint64_t tpidr, tpidrro;
};
_Static_assert(sizeof(struct user_regs) == USER_REGS_WORDS * 8, "seL4_UserContext");

/* x0..x30 by number. */
uint64_t regs_get(const struct user_regs *r, unsigned x);
void regs_set(struct user_regs *r, unsigned x, uint64_t value);
