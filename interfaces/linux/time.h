/* SPDX-License-Identifier: BSD-2-Clause */
/* Times and clocks. */
#pragma once
#include <stdint.h>

#define NS_PER_SEC 1000000000l
#define USER_HZ 100l /* of times(2) and /proc */

struct linux_timespec {
    int64_t sec, nsec;
};
struct linux_timeval {
    int64_t sec, usec;
};
struct linux_itimerval {
    struct linux_timeval interval, value;
};
struct linux_itimerspec {
    struct linux_timespec interval, value;
};
struct linux_tms {
    int64_t utime, stime, cutime, cstime;
};

enum linux_clocks {
    CLOCK_REALTIME, CLOCK_MONOTONIC, CLOCK_PROCESS_CPUTIME_ID, CLOCK_THREAD_CPUTIME_ID,
    CLOCK_MONOTONIC_RAW, CLOCK_REALTIME_COARSE, CLOCK_MONOTONIC_COARSE, CLOCK_BOOTTIME,
    CLOCK_REALTIME_ALARM, CLOCK_BOOTTIME_ALARM, CLOCK_TAI = 11
};
enum { TIMER_ABSTIME = 1 };
enum { ITIMER_REAL, ITIMER_VIRTUAL, ITIMER_PROF };

static inline int64_t timespec_ns(const struct linux_timespec *ts)
{
    return ts->sec * NS_PER_SEC + ts->nsec;
}
static inline struct linux_timespec ns_timespec(int64_t ns)
{
    return (struct linux_timespec){ns / NS_PER_SEC, ns % NS_PER_SEC};
}
