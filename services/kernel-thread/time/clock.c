/* SPDX-License-Identifier: BSD-2-Clause */
/* The clocks: the machine's counter, and an offset to it that makes the date.
 *
 * The date is read once from the PL031 (Arm DDI 0224, seconds since 1970) and then follows the counter.
 * What the vDSO computes is kept equal by writing both numbers into the kit's data page. */
#include "time/clock.h"

#include <linux/errno.h>
#include <linux/time.h>
#include <rt/log.h>
#include <rt/task.h>
#include <rt/timer.h>

#include "mm/kit.h"

enum { PL031_DR = 0 };

static uint64_t start_ns;         /* rt_now_ns at start: monotonic time 0 */
static int64_t realtime_offset;   /* realtime - monotonic */
static LIST_HEAD(, clock_watch) watches;

uint64_t clock_monotonic_ns(void)
{
    return rt_now_ns() - start_ns;
}

int64_t clock_realtime_ns(void)
{
    return (int64_t)clock_monotonic_ns() + realtime_offset;
}

static void tell_vdso(void)
{
    struct kit_data *data = kit_data();
    uint64_t hz = rt_task_info->counter_hz;

    data->mult = (uint64_t)(((unsigned __int128)NS_PER_SEC << 32) / hz);
    data->counter_base = (uint64_t)((unsigned __int128)start_ns * hz / NS_PER_SEC);
    data->realtime_offset_ns = realtime_offset;
    data->resolution_ns = 1;
}

int clock_set_realtime(int64_t ns)
{
    struct clock_watch *w;
    if (ns < (int64_t)clock_monotonic_ns())
        return -EINVAL;
    realtime_offset = ns - (int64_t)clock_monotonic_ns();
    tell_vdso();
    LIST_FOREACH (w, &watches, link)
        w->date_set(w);
    return 0;
}

void clock_slew_realtime(int64_t ns)
{
    realtime_offset += ns;
    kit_data()->realtime_offset_ns = realtime_offset;
}

void clock_watch_add(struct clock_watch *w)
{
    LIST_INSERT_HEAD(&watches, w, link);
}

void clock_watch_remove(struct clock_watch *w)
{
    LIST_REMOVE(w, link);
}

bool clock_is_date(int clock)
{
    return clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_ALARM || clock == CLOCK_TAI;
}

uint64_t clock_deadline(int clock, int64_t moment_ns)
{
    if (clock_is_date(clock))
        moment_ns -= realtime_offset;
    if (moment_ns < 0)
        moment_ns = 0;
    uint64_t deadline = start_ns + (uint64_t)moment_ns;
    return deadline < start_ns ? RT_NEVER - 1 : deadline;
}

int clock_init(void)
{
    const struct task_mem *rtc = rt_task_mem("arm,pl031", 0);

    start_ns = rt_now_ns();
    if (rtc) {
        volatile const uint32_t *registers = (const void *)rtc->vaddr;
        realtime_offset = registers[PL031_DR] * NS_PER_SEC;
    } else {
        log_warn("clock: no pl031: the date starts at 1970");
    }
    tell_vdso();
    return 0;
}
