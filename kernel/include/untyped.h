/* SPDX-License-Identifier: BSD-2-Clause */
/* untyped.h: what word 1 of an untyped capability says about its memory.
 *
 *   watermark   bytes from the start that have been given out since the last reset; size of the region = full
 *   zero mark   memory between watermark and this point is known to be zero; counted in granules, so that it fits
 *               in 16 bits.  It is the progress of zeroing a large object, kept across preemption.
 *
 * A region without children starts over from 0 at the next retype, whatever its watermark says.
 */
#pragma once

#include "cap.h"

static inline word_t untyped_watermark(struct cap c)
{
    return c.w[1] & MASK(48);
}

static inline unsigned untyped_granule_bits(struct cap c)
{
    return cap_size(c) > 24 ? cap_size(c) - 16 : 8;
}

static inline word_t untyped_zero_mark(struct cap c)
{
    return (c.w[1] >> 48) << untyped_granule_bits(c);
}

static inline struct cap untyped_with(struct cap c, word_t watermark, word_t zero_mark)
{
    word_t granules = zero_mark >> untyped_granule_bits(c);

    c.w[1] = (granules > 0xffff ? 0xffff : granules) << 48 | watermark;
    return c;
}

/* Nothing can be made of it until its children are gone and it starts over. */
static inline struct cap untyped_mark_full(struct cap c)
{
    return untyped_with(c, BIT(cap_size(c)), 0);
}
