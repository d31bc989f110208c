/* SPDX-License-Identifier: BSD-2-Clause */
/* proc/regs.c: registers by number. */
#include "proc/regs.h"

#include <stddef.h>

#define AT(name) (offsetof(struct user_regs, name) / 8)
static const unsigned char place[31] = {
    AT(x0),  AT(x1),  AT(x2),  AT(x3),  AT(x4),  AT(x5),  AT(x6),  AT(x7),  AT(x8),  AT(x9),  AT(x10),
    AT(x11), AT(x12), AT(x13), AT(x14), AT(x15), AT(x16), AT(x17), AT(x18), AT(x19), AT(x20), AT(x21),
    AT(x22), AT(x23), AT(x24), AT(x25), AT(x26), AT(x27), AT(x28), AT(x29), AT(x30),
};

uint64_t regs_get(const struct user_regs *r, unsigned x)
{
    return ((const uint64_t *)r)[place[x]];
}

void regs_set(struct user_regs *r, unsigned x, uint64_t value)
{
    ((uint64_t *)r)[place[x]] = value;
}
