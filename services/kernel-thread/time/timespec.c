/* SPDX-License-Identifier: BSD-2-Clause */
/* Times as programs give them. */
#include "time/timespec.h"

#include <linux/errno.h>

#include "mm/user.h"

int timespec_in(struct mm *mm, uint64_t uaddr, struct linux_timespec *ts)
{
    int err = copy_in(mm, ts, uaddr, sizeof(*ts));
    if (err)
        return err;
    if (ts->sec < 0 || ts->nsec < 0 || ts->nsec >= NS_PER_SEC)
        return -EINVAL;
    return 0;
}

int64_t timespec_to_ns(const struct linux_timespec *ts)
{
    if (ts->sec >= INT64_MAX / NS_PER_SEC)
        return INT64_MAX;
    return timespec_ns(ts);
}

struct linux_timeval ns_timeval(int64_t ns)
{
    return (struct linux_timeval){ns / NS_PER_SEC, ns % NS_PER_SEC / 1000};
}

int64_t timeval_to_ns(const struct linux_timeval *tv)
{
    if (tv->sec < 0 || tv->usec < 0 || tv->usec >= 1000000)
        return -EINVAL;
    if (tv->sec >= INT64_MAX / NS_PER_SEC)
        return INT64_MAX;
    return tv->sec * NS_PER_SEC + tv->usec * 1000;
}
