/* SPDX-License-Identifier: BSD-2-Clause */
/* What time it is: the counter, and an offset that fs_set_time gives.
 *
 * Until then time goes on from the newest stamp of the superblocks that were mounted, so that it never
 * runs backwards from one boot to the next. */
#include "ext4.h"

#include <rt/timer.h>

static int64_t offset_ns; /* since 1970, of counter value 0 */
static bool was_set;      /* by someone who knows */

int64_t ext4_now_ns(void)
{
    return offset_ns + (int64_t)rt_now_ns();
}

void ext4_clock_set(int64_t now_ns)
{
    offset_ns = now_ns - (int64_t)rt_now_ns();
    was_set = true;
}

void ext4_clock_not_before(int64_t ns)
{
    if (!was_set && ext4_now_ns() < ns)
        offset_ns = ns - (int64_t)rt_now_ns();
}
