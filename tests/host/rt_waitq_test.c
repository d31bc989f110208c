/* SPDX-License-Identifier: BSD-2-Clause */
/* Wait queues, deadlines, mutexes. */
#include "host_test.h"

#include <string.h>

#include <linux/errno.h>
#include <rt/loop.h>
#include <rt/timer.h>
#include <rt/waitq.h>

static struct rt_waitq q1, q2;
static int order[16], order_count;

static void waiter(void *arg)
{
    int err = rt_wait(&q1);
    assert_int_equal(err, 0);
    order[order_count++] = *(const int *)arg;
}

static int fifo(void *arg)
{
    (void)arg;
    static const int names[] = {1, 2, 3, 4};
    order_count = 0;
    for (int i = 0; i < 4; i++)
        rt_fiber_start(waiter, (void *)(uintptr_t)&names[i]);
    rt_yield();
    assert_int_equal(rt_waitq_wake_one(&q1), 1);
    rt_yield();
    assert_int_equal(order_count, 1);
    assert_int_equal(rt_waitq_wake_all(&q1), 3);
    assert_true(rt_waitq_empty(&q1));
    rt_yield();
    assert_int_equal(order_count, 4);
    for (int i = 0; i < 4; i++)
        assert_int_equal(order[i], i + 1);
    assert_int_equal(rt_waitq_wake_one(&q1), 0);
    return 0;
}

static void test_fifo(void **state)
{
    (void)state;
    rt_run(fifo, NULL);
}

/* A fiber that waits for two things at once, as poll does. */
static struct rt_waiter w1, w2;

static void polls_two(void *arg)
{
    rt_waitq_add(&q1, &w1);
    rt_waitq_add(&q2, &w2);
    w1.value = 10;
    w2.value = 20;
    *(int *)arg = rt_park();
    rt_waitq_remove(&w1);
    rt_waitq_remove(&w2);
}

static int two_queues(void *arg)
{
    (void)arg;
    int got = 0;
    rt_fiber_start(polls_two, &got);
    rt_yield();
    assert_int_equal(rt_waitq_wake_one(&q2), 1);
    /* the fiber is awake already: this wake-up is not swallowed by it but reported as nobody's */
    assert_int_equal(rt_waitq_wake_one(&q1), 0);
    rt_yield();
    assert_int_equal(got, 20);
    assert_true(w1.woken && w2.woken);
    assert_true(rt_waitq_empty(&q1) && rt_waitq_empty(&q2));
    return 0;
}

static void test_two_queues(void **state)
{
    (void)state;
    rt_run(two_queues, NULL);
}

static void non_exclusive(void *arg)
{
    struct rt_waiter w;
    rt_waitq_add(&q1, &w);
    w.exclusive = false;
    rt_park();
    ++*(int *)arg;
}

static int shared_wakeup(void *arg)
{
    (void)arg;
    static const int name = 9;
    int seen = 0;
    order_count = 0;
    rt_fiber_start(non_exclusive, &seen);
    rt_fiber_start(non_exclusive, &seen);
    rt_fiber_start(waiter, (void *)(uintptr_t)&name);
    rt_fiber_start(waiter, (void *)(uintptr_t)&name);
    rt_yield();
    assert_int_equal(rt_waitq_wake_one(&q1), 3);
    rt_yield();
    assert_int_equal(seen, 2);
    assert_int_equal(order_count, 1);
    assert_int_equal(rt_waitq_wake_all(&q1), 1);
    rt_yield();
    return 0;
}

static void test_exclusive(void **state)
{
    (void)state;
    rt_run(shared_wakeup, NULL);
}

static int deadlines(void *arg)
{
    (void)arg;
    uint64_t start = rt_now_ns();
    assert_int_equal(rt_wait_deadline(&q1, start + 20000000), -ETIMEDOUT);
    assert_true(rt_now_ns() >= start + 20000000);
    assert_true(rt_waitq_empty(&q1));
    assert_int_equal(rt_sleep_until(rt_now_ns() + 1000000, false), 0);
    return 0;
}

static void test_deadline(void **state)
{
    (void)state;
    rt_run(deadlines, NULL);
}

static struct rt_fiber *sleeper;

static void sleeps_long(void *arg)
{
    sleeper = rt_fiber_self();
    *(int *)arg = rt_wait_intr(&q1, rt_now_ns() + 60000000000u);
}

static int interrupted(void *arg)
{
    (void)arg;
    int got = 1;
    rt_fiber_start(sleeps_long, &got);
    rt_yield();
    assert_true(rt_interrupt(sleeper));
    rt_yield();
    assert_int_equal(got, -EINTR);
    assert_true(rt_waitq_empty(&q1));
    return 0;
}

static void test_interrupted(void **state)
{
    (void)state;
    rt_run(interrupted, NULL);
}

static struct rt_mutex mutex;
static int inside;

static void locker(void *arg)
{
    rt_mutex_lock(&mutex);
    assert_int_equal(++inside, 1);
    assert_true(rt_mutex_held(&mutex));
    rt_yield();
    order[order_count++] = *(const int *)arg;
    inside--;
    rt_mutex_unlock(&mutex);
}

static int mutex_order(void *arg)
{
    (void)arg;
    static const int names[] = {1, 2, 3};
    order_count = 0;
    rt_mutex_lock(&mutex);
    for (int i = 0; i < 3; i++)
        rt_fiber_start(locker, (void *)(uintptr_t)&names[i]);
    rt_yield();
    rt_mutex_unlock(&mutex);
    assert_false(rt_mutex_trylock(&mutex)); /* handed over, not up for grabs */
    rt_mutex_lock(&mutex);
    assert_int_equal(order_count, 3);
    for (int i = 0; i < 3; i++)
        assert_int_equal(order[i], i + 1);
    rt_mutex_unlock(&mutex);
    assert_true(rt_mutex_trylock(&mutex));
    rt_mutex_unlock(&mutex);
    return 0;
}

static void test_mutex(void **state)
{
    (void)state;
    rt_run(mutex_order, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fifo),        cmocka_unit_test(test_two_queues),
        cmocka_unit_test(test_exclusive),   cmocka_unit_test(test_deadline),
        cmocka_unit_test(test_interrupted), cmocka_unit_test(test_mutex),
    };
    return cmocka_run_group_tests_name("rt_waitq", tests, NULL, NULL);
}
