/* SPDX-License-Identifier: BSD-2-Clause */
/* The heap of timers against a plain list, and notification bits. */
#include "host_test.h"

#include <stdlib.h>

#include <linux/errno.h>
#include <rt/notify.h>
#include <rt/timer.h>

#include "../../lib/rt/sched.h"

enum { TIMERS = 300 };

static struct rt_timer timers[TIMERS];
static uint64_t last_fired_ns;
static unsigned fired;

static void on_timer(void *ctx)
{
    const struct rt_timer *t = ctx;
    assert_true(t->deadline_ns >= last_fired_ns); /* in order */
    last_fired_ns = t->deadline_ns;
    fired++;
}

static uint64_t earliest(void)
{
    uint64_t min = RT_NEVER;
    for (int i = 0; i < TIMERS; i++) {
        if (timers[i].set && timers[i].deadline_ns < min)
            min = timers[i].deadline_ns;
    }
    return min;
}

static void test_random(void **state)
{
    (void)state;
    uint64_t next;
    srand(1);
    for (int step = 0; step < 20000; step++) {
        struct rt_timer *t = &timers[rand() % TIMERS];
        bool was_set = t->set;
        if (rand() % 3 == 0)
            assert_int_equal(rt_timer_cancel(t), was_set);
        else
            rt_timer_set(t, (uint64_t)(rand() % 100000), on_timer, t);
        uint64_t want = earliest();
        bool any = timer_next(&next);
        assert_int_equal(any, want != RT_NEVER);
        if (any)
            assert_int_equal(next, want);
    }
}

static void test_expire(void **state)
{
    (void)state;
    unsigned set = 0, due = 0;
    for (int i = 0; i < TIMERS; i++) {
        set += timers[i].set;
        due += timers[i].set && timers[i].deadline_ns <= 50000;
    }
    assert_true(due > 0 && due < set);
    timer_expire(50000);
    assert_int_equal(fired, due);
    timer_expire(100000);
    assert_int_equal(fired, set);
    uint64_t next;
    assert_false(timer_next(&next));
}

static unsigned bit_calls;

static void on_bit(void *ctx)
{
    bit_calls += *(unsigned *)ctx;
}

static void test_bits(void **state)
{
    (void)state;
    unsigned one = 1, hundred = 100;
    assert_int_equal(rt_on_bit(62, on_bit, &one), -EINVAL);
    assert_int_equal(rt_on_bit(3, on_bit, &one), 0);
    assert_int_equal(rt_on_bit(3, on_bit, &one), -EBUSY);
    rt_notify_dispatch(RT_NOTIFY_BADGE | 1ul << 3 | 1ul << 61);
    assert_int_equal(bit_calls, 1);
    assert_int_equal(rt_on_bit(61, on_bit, &hundred), 0); /* it came before its handler */
    assert_int_equal(bit_calls, 101);
    rt_off_bit(3);
    rt_notify_dispatch(RT_NOTIFY_BADGE | 1ul << 3 | 1ul << 61);
    assert_int_equal(bit_calls, 201);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random),
        cmocka_unit_test(test_expire),
        cmocka_unit_test(test_bits),
    };
    return cmocka_run_group_tests_name("rt_timer", tests, NULL, NULL);
}
