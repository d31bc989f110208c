/* SPDX-License-Identifier: BSD-2-Clause */
/* Times as programs give them. */
#pragma once
#include <stdint.h>

#include <linux/time.h>

struct mm;

/* Copies a timespec in and checks it: 0, -EFAULT, -EINVAL (negative, or a billion nanoseconds or more). */
int timespec_in(struct mm *mm, uint64_t uaddr, struct linux_timespec *ts);
/* Nanoseconds of a checked timespec; INT64_MAX when they do not fit. */
int64_t timespec_to_ns(const struct linux_timespec *ts);
struct linux_timeval ns_timeval(int64_t ns);
/* Nanoseconds of a timeval, or -EINVAL. */
int64_t timeval_to_ns(const struct linux_timeval *tv);
