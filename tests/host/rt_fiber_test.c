/* SPDX-License-Identifier: BSD-2-Clause */
/* Fibers: order, park and unpark, pooling, locals. */
#include "host_test.h"

#include <string.h>

#include <linux/errno.h>
#include <rt/fiber.h>
#include <rt/loop.h>

static char trace[64];

static void note(char c)
{
    size_t n = strlen(trace);
    assert_true(n + 1 < sizeof(trace));
    trace[n] = c;
}

static void letter(void *arg)
{
    note(*(const char *)arg);
    rt_yield();
    note(*(const char *)arg);
}

static int three_in_turn(void *arg)
{
    (void)arg;
    memset(trace, 0, sizeof(trace));
    for (const char *p = "abc"; *p != '\0'; p++)
        assert_int_equal(rt_fiber_start(letter, (void *)(uintptr_t)p), 0);
    rt_yield();
    rt_yield();
    assert_string_equal(trace, "abcabc");
    return 7;
}

static void test_order(void **state)
{
    (void)state;
    assert_int_equal(rt_run(three_in_turn, NULL), 7);
}

static struct rt_fiber *parked;
static int park_result;

static void parker(void *arg)
{
    parked = rt_fiber_self();
    park_result = arg != NULL ? rt_park_intr() : rt_park();
}

static int unparks_once(void *arg)
{
    (void)arg;
    rt_fiber_start(parker, NULL);
    rt_yield();
    assert_false(rt_interrupt(parked)); /* not an interruptible wait */
    assert_true(rt_unpark(parked, 41));
    assert_false(rt_unpark(parked, 42)); /* the first one wins */
    rt_yield();
    assert_int_equal(park_result, 41);
    assert_false(rt_unpark(rt_fiber_self(), 1));
    return 0;
}

static void test_unpark(void **state)
{
    (void)state;
    rt_run(unparks_once, NULL);
}

static int interrupts(void *arg)
{
    rt_fiber_start(parker, arg);
    rt_yield();
    assert_true(rt_interrupt(parked));
    assert_false(rt_interrupt(parked));
    rt_yield();
    assert_int_equal(park_result, -EINTR);
    return 0;
}

static void test_interrupt(void **state)
{
    (void)state;
    rt_run(interrupts, trace);
}

static unsigned ended;

static void uses_stack_and_locals(void *arg)
{
    volatile char deep[8192];
    memset((char *)(uintptr_t)deep, 1, sizeof(deep));
    for (unsigned i = 0; i < RT_FIBER_LOCALS; i++) {
        assert_null(rt_fiber_local(i));
        rt_fiber_set_local(i, arg);
    }
    rt_yield();
    assert_ptr_equal(rt_fiber_local(RT_FIBER_LOCALS - 1), arg);
    assert_ptr_equal(rt_fiber_local_of(rt_fiber_self(), 0), arg);
    ended += deep[100];
}

static int many(void *arg)
{
    (void)arg;
    unsigned live, stacks, stacks_after;
    for (int round = 0; round < 5; round++) {
        ended = 0;
        for (int i = 0; i < 200; i++)
            assert_int_equal(rt_fiber_start(uses_stack_and_locals, &ended), 0);
        rt_fiber_counts(&live, &stacks);
        assert_int_equal(live, 201);
        rt_yield();
        rt_yield();
        assert_int_equal(ended, 200);
    }
    rt_fiber_counts(&live, &stacks_after);
    assert_in_range(rt_fiber_stack_peak(), 8192, RT_FIBER_STACK_DEFAULT);
    assert_int_equal(live, 1);
    assert_int_equal(stacks_after, stacks); /* later rounds reuse the first round's stacks */
    return 0;
}

static void test_pool(void **state)
{
    (void)state;
    rt_run(many, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_unpark),
        cmocka_unit_test(test_interrupt),
        cmocka_unit_test(test_pool),
    };
    return cmocka_run_group_tests_name("rt_fiber", tests, NULL, NULL);
}
