/* SPDX-License-Identifier: BSD-2-Clause */
/* Sleepers wake in the order of their deadlines, never early; a wait that is woken forgets its
 * deadline. */
#include <linux/errno.h>
#include <rt/fiber.h>
#include <rt/timer.h>
#include <rt/waitq.h>

#include "check.h"

enum { SLEEPERS = 20 };

#define STEP_NS 3000000ul
#define LATE_NS 5000000000ul /* a busy host machine */

static uint64_t start_ns, last_ns;
static unsigned asleep;
static struct rt_waitq done_wait, other_wait;

static void sleeper(void *arg)
{
    /* 7 and 20 have no common factor: the deadlines are set in another order than they come */
    uint64_t number = (uint64_t)arg * 7 % SLEEPERS;
    uint64_t deadline = start_ns + (number + 1) * STEP_NS;
    CHECK_EQ("sleep", rt_sleep_until(deadline, false), 0);
    uint64_t now = rt_now_ns();
    CHECK_EQ("not early", now >= deadline, 1);
    CHECK_EQ("not very late", now < deadline + LATE_NS, 1);
    CHECK_EQ("in order", deadline > last_ns, 1);
    last_ns = deadline;
    if (--asleep == 0)
        rt_waitq_wake_all(&done_wait);
}

static void waker(void *arg)
{
    (void)arg;
    rt_sleep_until(rt_now_ns() + STEP_NS, false);
    rt_waitq_wake_one(&other_wait);
}

void test_timer(void)
{
    start_ns = rt_now_ns();
    asleep = SLEEPERS;
    for (uintptr_t i = 0; i < SLEEPERS; i++)
        CHECK_EQ("fiber", rt_fiber_start(sleeper, (void *)i), 0);
    while (asleep > 0)
        rt_wait(&done_wait);
    CHECK_EQ("nobody wakes", rt_wait_deadline(&other_wait, rt_now_ns() + STEP_NS), -ETIMEDOUT);
    CHECK_EQ("fiber", rt_fiber_start(waker, NULL), 0);
    CHECK_EQ("woken first", rt_wait_deadline(&other_wait, rt_now_ns() + 100 * STEP_NS), 0);
    CHECK_EQ("deadline in the past", rt_wait_deadline(&other_wait, 1), -ETIMEDOUT);
    log_info("timers: %d sleepers", SLEEPERS);
}
