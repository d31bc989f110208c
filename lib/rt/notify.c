/* SPDX-License-Identifier: BSD-2-Clause */
/* rt/notify.c: who is called for which notification bit. */
#include <stddef.h>

#include <linux/errno.h>
#include <rt/notify.h>

static struct {
    struct {
        void (*fn)(void *ctx);
        void *ctx;
    } handler[RT_NOTIFY_BITS];
    uint64_t early; /* bits that came while they had no handler */
} self;

void rt_notify_dispatch(uint64_t badge)
{
    uint64_t bits = badge & ((1ul << RT_NOTIFY_BITS) - 1);
    while (bits != 0) {
        unsigned bit = (unsigned)__builtin_ctzl(bits);
        bits &= bits - 1;
        if (self.handler[bit].fn != NULL)
            self.handler[bit].fn(self.handler[bit].ctx);
        else
            self.early |= 1ul << bit;
    }
}

int rt_on_bit(unsigned bit, void (*fn)(void *ctx), void *ctx)
{
    if (bit >= RT_NOTIFY_BITS || fn == NULL)
        return -EINVAL;
    if (self.handler[bit].fn != NULL)
        return -EBUSY;
    self.handler[bit].fn = fn;
    self.handler[bit].ctx = ctx;
    if (self.early & 1ul << bit) {
        self.early &= ~(1ul << bit);
        fn(ctx);
    }
    return 0;
}

void rt_off_bit(unsigned bit)
{
    if (bit < RT_NOTIFY_BITS)
        self.handler[bit].fn = NULL;
}
