/* SPDX-License-Identifier: BSD-2-Clause */
/* Signals, interrupts, Yield. */
#include "bench.h"

enum { TIMER_IRQ = 30, TIMER_DELAY = 400 /* ticks */ };

static volatile uint64_t started;
static uint64_t ticks;

static uint64_t wait_for_signals(uint64_t ntfn, uint64_t unused1, uint64_t unused2)
{
    struct sel4_regs r = {0};

    (void)unused1, (void)unused2;
    for (;;) {
        r.cap = ntfn;
        sel4_enter(seL4_SysRecv, &r);
        ticks += stamp() - started;
    }
    return 0;
}

static void signal_to(const char *row, unsigned priority, bool is_higher)
{
    static struct thread waiter;
    seL4_CPtr ntfn = new_object(seL4_NotificationObject, 0);
    struct sel4_regs r = {0};
    uint64_t sum = 0;

    thread_init(&waiter, true);
    thread_start(&waiter, 255, wait_for_signals, ntfn, 0, 0);
    set_priority(waiter.tcb, priority);
    for (uint64_t i = 0; i < ROUNDS; i++) {
        shift_phase(i);
        r.cap = ntfn;
        r.info = 0;
        started = stamp();
        sel4_enter(seL4_SysSend, &r);
        sum += stamp() - started;
        if (!is_higher) { /* let it wait again */
            set_priority(ENV_TCB, 1);
            set_priority(ENV_TCB, ENV_PRIORITY);
        }
    }
    bench_result(row, is_higher ? ticks : sum, ROUNDS, 1);
}

TEST(signal, to_lower)
{
    signal_to("signal_to_lower", 100, false);
}

TEST(signal, to_higher)
{
    signal_to("signal_to_higher", 255, true);
}

/* ---- interrupt ---- */

static void arm_timer(void)
{
    uint64_t on = 1, when = stamp() + TIMER_DELAY;

    __asm__ volatile("msr cntp_cval_el0, %0; msr cntp_ctl_el0, %1; isb" : : "r"(when), "r"(on));
}

static uint64_t wait_for_interrupts(uint64_t ntfn, uint64_t handler, uint64_t done)
{
    struct sel4_regs r = {0};

    for (uint64_t i = 0; i < ROUNDS / 4; i++) {
        shift_phase(i);
        arm_timer();
        r.cap = ntfn;
        sel4_enter(seL4_SysRecv, &r);
        ticks += stamp() - started;
        __asm__ volatile("msr cntp_ctl_el0, xzr; isb");
        seL4_IRQHandler_Ack(handler);
    }
    *(volatile uint64_t *)done = 1;
    return 0;
}

TEST(signal, interrupt)
{
    static struct thread waiter;
    static volatile uint64_t done;
    seL4_CPtr ntfn = new_object(seL4_NotificationObject, 0), handler = new_slot();

    REQUIRE_EQ(seL4_IRQControl_Get(ENV_IRQ_CONTROL, TIMER_IRQ, ENV_CNODE, handler, WORD_BITS), 0);
    REQUIRE_EQ(seL4_IRQHandler_SetNotification(handler, ntfn), 0);
    thread_init(&waiter, true);
    thread_start(&waiter, 255, wait_for_interrupts, ntfn, handler, (uint64_t)&done);
    while (!done)
        started = stamp();
    bench_result("irq_to_thread", ticks, ROUNDS / 4, 1);
}

/* ---- Yield, nothing ---- */

TEST(yield, null_system_call)
{
    struct sel4_regs r = {0};
    uint64_t sum = 0;

    for (uint64_t i = 0; i < ROUNDS; i++) {
        shift_phase(i);
        uint64_t start = stamp();
        sel4_enter(seL4_SysBenchmarkNullSyscall, &r);
        sum += stamp() - start;
    }
    bench_result("null_syscall", sum, ROUNDS, 1);
}

TEST(yield, alone)
{
    struct sel4_regs r = {0};
    uint64_t sum = 0;

    for (uint64_t i = 0; i < ROUNDS; i++) {
        shift_phase(i);
        uint64_t start = stamp();
        sel4_enter(seL4_SysYield, &r);
        sum += stamp() - start;
    }
    bench_result("yield_alone", sum, ROUNDS, 1);
}

static uint64_t yield_back(uint64_t unused1, uint64_t unused2, uint64_t unused3)
{
    struct sel4_regs r = {0};

    (void)unused1, (void)unused2, (void)unused3;
    for (;;) {
        ticks += stamp() - started;
        sel4_enter(seL4_SysYield, &r);
    }
    return 0;
}

TEST(yield, with_switch)
{
    static struct thread other;
    struct sel4_regs r = {0};

    thread_init(&other, true);
    thread_start(&other, ENV_PRIORITY, yield_back, 0, 0, 0);
    for (uint64_t i = 0; i < ROUNDS; i++) {
        shift_phase(i);
        started = stamp();
        sel4_enter(seL4_SysYield, &r);
    }
    bench_result("yield_switch", ticks, ROUNDS, 1);
}
