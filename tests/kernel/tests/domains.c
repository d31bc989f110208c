/* SPDX-License-Identifier: BSD-2-Clause */
/* Domains at work: a schedule of several domains decides who may run.  (Errors: irq_domain.c.) */
#include "test.h"

enum { ENTRIES = 100, LAST = ENTRIES - 1 };

static seL4_Error configure(seL4_Word index, seL4_Word domain, seL4_Word ticks)
{
    return seL4_DomainSet_ScheduleConfigure(ENV_DOMAIN, index, domain, ticks);
}

static seL4_Error set_start(seL4_Word index)
{
    return seL4_DomainSet_ScheduleSetStart(ENV_DOMAIN, index);
}

static seL4_Error set_domain(seL4_CPtr tcb, seL4_Word domain)
{
    return seL4_DomainSet_Set(ENV_DOMAIN, domain, tcb);
}

static void need_domains(void)
{
    if (ENV->domains == 1)
        skip_test("this kernel has one domain");
}

/* As after boot. */
static void restore(void)
{
    CHECK_EQ(set_domain(ENV_TCB, 0), 0);
    CHECK_EQ(set_start(0), 0);
    for (seL4_Word i = 1; i < LAST; i++)
        configure(i, 0, 0);
}

static void wait_ms(uint64_t ms)
{
    uint64_t now, start;

    __asm__ volatile("isb; mrs %0, cntpct_el0" : "=r"(start));
    do
        __asm__ volatile("isb; mrs %0, cntpct_el0" : "=r"(now));
    while (now - start < ms * 62500);
}

static uint64_t spin(uint64_t counter, uint64_t unused1, uint64_t unused2)
{
    (void)unused1, (void)unused2;
    for (;;)
        ++*(volatile uint64_t *)counter;
    return 0;
}

static uint64_t count_once(uint64_t counter, uint64_t unused1, uint64_t unused2)
{
    (void)unused1, (void)unused2;
    ++*(volatile uint64_t *)counter;
    return 0;
}

static uint64_t answer(uint64_t ep, uint64_t unused1, uint64_t unused2)
{
    (void)unused1, (void)unused2;
    seL4_Recv(ep, NULL);
    for (;;)
        seL4_ReplyRecv(ep, seL4_MessageInfo_new(7, 0, 0, 0), NULL);
    return 0;
}

TEST(domains, only_the_current_one_runs)
{
    static struct thread t;
    static volatile uint64_t counter;

    need_domains();
    thread_init(&t, false);
    CHECK_EQ(set_domain(t.tcb, 1), 0);
    thread_start(&t, 255, spin, (uint64_t)&counter, 0, 0); /* above us, but of another domain */
    wait_ms(30);
    CHECK_EQ(counter, 0);
}

TEST(domains, schedule_takes_turns)
{
    static struct thread t;
    static volatile uint64_t counter;

    need_domains();
    thread_init(&t, false);
    CHECK_EQ(set_domain(t.tcb, 5), 0);
    thread_start(&t, 255, spin, (uint64_t)&counter, 0, 0);
    CHECK_EQ(configure(10, 0, 2), 0);
    CHECK_EQ(configure(11, 5, 2), 0);
    CHECK_EQ(set_start(10), 0);
    for (int round = 0; round < 3; round++) {
        uint64_t before = counter;
        while (counter == before)
            ;
    }
    CHECK_EQ(set_start(0), 0);
    uint64_t stopped = counter;
    wait_ms(30);
    CHECK_EQ(counter, stopped);
    restore();
}

TEST(domains, start_is_entered_at_once)
{
    static struct thread t;
    static volatile uint64_t counter;

    need_domains();
    thread_init(&t, false);
    CHECK_EQ(set_domain(t.tcb, 1), 0);
    thread_start(&t, 1, spin, (uint64_t)&counter, 0, 0);
    CHECK_EQ(configure(LAST - 2, 1, 5), 0);
    CHECK_EQ(configure(LAST - 1, 0, 50), 0); /* the last index is an end marker for ever */
    CHECK_EQ(set_start(LAST - 2), 0);
    CHECK(counter > 0); /* domain 1 had its 5 ticks before we came back */
    restore();
}

TEST(domains, calls_across)
{
    static struct thread t;
    seL4_CPtr ep = new_object(seL4_EndpointObject, 0);

    need_domains();
    thread_init(&t, false);
    thread_start(&t, 255, answer, ep, 0, 0);
    CHECK_EQ(set_domain(t.tcb, 3), 0);
    CHECK_EQ(configure(1, 0, 1), 0);
    CHECK_EQ(configure(2, 3, 1), 0);
    CHECK_EQ(set_start(1), 0);
    for (seL4_Word length = 0; length < 8; length++) {
        seL4_MessageInfo_t info = seL4_Call(ep, seL4_MessageInfo_new(0, 0, 0, length));
        CHECK_EQ(seL4_MessageInfo_get_label(info), 7);
    }
    restore();
}

TEST(domains, moving_oneself)
{
    need_domains();
    CHECK_EQ(configure(20, 0, 1), 0);
    CHECK_EQ(configure(21, ENV->domains - 1, 1), 0);
    CHECK_EQ(set_start(20), 0);
    for (int round = 0; round < 5; round++) {
        CHECK_EQ(set_domain(ENV_TCB, ENV->domains - 1), 0);
        CHECK_EQ(set_domain(ENV_TCB, 0), 0);
    }
    restore();
}

TEST(domains, all_of_them)
{
    enum { MAX = 16 };
    static struct thread t[MAX];
    static volatile uint64_t counters[MAX];

    need_domains();
    for (seL4_Word d = 0; d < ENV->domains; d++) {
        thread_init(&t[d], false);
        CHECK_EQ(set_domain(t[d].tcb, d), 0);
        thread_start(&t[d], 10, spin, (uint64_t)&counters[d], 0, 0);
        CHECK_EQ(configure(30 + d, d, 1), 0);
    }
    CHECK_EQ(set_start(30), 0);
    set_priority(ENV_TCB, 10);
    for (seL4_Word d = 0; d < ENV->domains; d++)
        while (counters[d] == 0)
            ;
    restore();
}

static uint64_t wait_once(uint64_t ntfn, uint64_t unused1, uint64_t unused2)
{
    (void)unused1, (void)unused2;
    seL4_Wait(ntfn, NULL);
    return 0;
}

/* A thread that comes into the current domain is not chosen at once, whatever its priority, but
 * with the next choice. */
static void move_in(bool by_signal)
{
    static struct thread t, waiter;
    static volatile uint64_t counter;
    seL4_CPtr ntfn = new_object(seL4_NotificationObject, 0);

    counter = 0;
    thread_init(&waiter, false);
    thread_start(&waiter, 255, wait_once, ntfn, 0, 0);
    set_priority(waiter.tcb, 10);
    thread_init(&t, false);
    CHECK_EQ(set_domain(t.tcb, 1), 0);
    thread_start(&t, 255, count_once, (uint64_t)&counter, 0, 0);
    CHECK_EQ(set_domain(t.tcb, 0), 0);
    CHECK_EQ(counter, 0);
    if (by_signal)
        seL4_Signal(ntfn); /* to somebody below: a choice all the same */
    else
        seL4_Yield();
    CHECK_EQ(counter, 1);
}

TEST(domains, moved_in_runs_with_the_next_choice)
{
    need_domains();
    move_in(false);
    move_in(true);
}

TEST(domains, children_are_born_in_the_current_one)
{
    static struct thread t;
    static volatile uint64_t counter;

    need_domains();
    CHECK_EQ(configure(40, 0, 1), 0);
    CHECK_EQ(configure(41, 2, 100), 0); /* long enough for what follows */
    CHECK_EQ(set_start(40), 0);
    CHECK_EQ(set_domain(ENV_TCB, 2), 0); /* from here on we run in domain 2 */
    thread_init(&t, false);
    thread_start(&t, 255, count_once, (uint64_t)&counter, 0, 0);
    CHECK_EQ(counter, 1);
    restore();
}
