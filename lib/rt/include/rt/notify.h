/* SPDX-License-Identifier: BSD-2-Clause */
/* Notification bits: each interrupt and channel of a task has one of the bits 0..61 of its badge.
 */
#pragma once
#include <stdint.h>

enum {
    RT_NOTIFY_BITS = 62,
    RT_NOTIFY_ENDED =
        61, /* comes, besides the channel's own bit, when the other side of a channel ended */
};
#define RT_NOTIFY_BADGE (1ul << 63) /* set in the badge of every notification, in no client's */

/* From now on fn(ctx) runs on the loop's stack (must not wait) each time the bit comes.  A bit that
 * came before it had a handler is delivered then.  Returns 0, -EINVAL, or -EBUSY if the bit is
 * taken. */
int rt_on_bit(unsigned bit, void (*fn)(void *ctx), void *ctx);
void rt_off_bit(unsigned bit);

/* Runs the handlers of a notification badge; the loop calls it. */
void rt_notify_dispatch(uint64_t badge);
