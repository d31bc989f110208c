/* SPDX-License-Identifier: BSD-2-Clause */
/* What of the processor belongs to a thread: registers, FP/SIMD state, thread pointers, exclusive monitor. */
#include "test.h"

enum { THREADS = 4, ROUNDS = 2000, PRIORITY = ENV_PRIORITY - 1 };

static struct thread threads[THREADS];

static void run_all(thread_fn fn)
{
    for (uint64_t i = 0; i < THREADS; i++)
        thread_init(&threads[i], i % 2);
    for (uint64_t i = 0; i < THREADS; i++)
        thread_start(&threads[i], PRIORITY, fn, i + 1, ROUNDS, 0);
    for (uint64_t i = 0; i < THREADS; i++)
        CHECK_EQ(thread_join(&threads[i]), 0);
}

/* Fills v0..v31 with values of this thread, spins long enough to be preempted, compares; returns differences. */
static uint64_t fp_pattern(uint64_t id, uint64_t rounds, uint64_t c)
{
    uint64_t wrong = 0;

    (void)c;
    for (uint64_t round = 0; round < rounds; round++) {
        uint64_t seed = id << 32 | round, bad;

        __asm__ volatile(
            ".irp n,0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31\n"
            "add x9, %1, #\\n\n dup v\\n\\().2d, x9\n"
            ".endr\n"
            "mov x10, #2000\n"
            "1: subs x10, x10, #1\n b.ne 1b\n"
            "mov %0, #0\n"
            ".irp n,0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31\n"
            "add x9, %1, #\\n\n"
            "mov x11, v\\n\\().d[0]\n cmp x9, x11\n cinc %0, %0, ne\n"
            "mov x11, v\\n\\().d[1]\n cmp x9, x11\n cinc %0, %0, ne\n"
            ".endr\n"
            : "=&r"(bad)
            : "r"(seed)
            : "x9", "x10", "x11", "cc", "v0", "v1", "v2", "v3", "v4", "v5", "v6", "v7", "v8", "v9", "v10", "v11", "v12",
              "v13", "v14", "v15", "v16", "v17", "v18", "v19", "v20", "v21", "v22", "v23", "v24", "v25", "v26", "v27",
              "v28", "v29", "v30", "v31");
        wrong += bad;
    }
    return wrong;
}

TEST(machine, fp_registers_survive_preemption)
{
    run_all(fp_pattern);
}

static uint64_t fp_first_look(uint64_t a, uint64_t b, uint64_t c)
{
    uint64_t low, high, last, fpcr, fpsr;

    (void)a, (void)b, (void)c;
    __asm__ volatile("mov %0, v0.d[0]; mov %1, v17.d[1]; mov %2, v31.d[0]; mrs %3, fpcr; mrs %4, fpsr"
                     : "=r"(low), "=r"(high), "=r"(last), "=r"(fpcr), "=r"(fpsr));
    return low | high | last | fpcr | fpsr;
}

TEST(machine, fp_registers_start_at_zero)
{
    fp_pattern(77, 1, 0);
    __asm__ volatile("msr fpcr, %0" : : "r"(1ul << 24));
    thread_init(&threads[0], false);
    thread_start(&threads[0], PRIORITY, fp_first_look, 0, 0, 0);
    CHECK_EQ(thread_join(&threads[0]), 0);
    uint64_t fpcr;
    __asm__ volatile("mrs %0, fpcr; msr fpcr, xzr" : "=r"(fpcr));
    CHECK_EQ(fpcr, 1ul << 24);
}

/* A TCB is destroyed while its state is in the FPU; another takes its memory. */
TEST(machine, fp_state_does_not_leak_from_a_deleted_thread)
{
    for (int round = 0; round < 8; round++) {
        seL4_CPtr u = new_untyped(11);
        struct thread *t = &threads[0];

        thread_init(t, false);
        thread_start(t, PRIORITY, fp_pattern, 9, 1, 0);
        CHECK_EQ(thread_join(t), 0);
        CHECK_EQ(delete_cap(t->tcb), 0);
        (void)u;
        thread_init(&threads[1], false);
        thread_start(&threads[1], PRIORITY, fp_first_look, 0, 0, 0);
        CHECK_EQ(thread_join(&threads[1]), 0);
    }
}

static uint64_t general_pattern(uint64_t id, uint64_t rounds, uint64_t c)
{
    uint64_t wrong = 0;

    (void)c;
    for (uint64_t round = 0; round < rounds; round++) {
        uint64_t seed = id << 32 | round << 8, bad;

        __asm__ volatile("mov x1, %1\n"
                         ".irp n,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,19,20,21,22,23,24,25,26,27,28,30\n"
                         "add x\\n, x1, #\\n\n"
                         ".endr\n"
                         "add x0, x1, #1000\n"
                         "1: sub x0, x0, #1\n cmp x0, x1\n b.ne 1b\n"
                         "mov x0, #0\n"
                         ".irp n,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,19,20,21,22,23,24,25,26,27,28,30\n"
                         "sub x\\n, x\\n, #\\n\n cmp x\\n, x1\n cinc x0, x0, ne\n"
                         ".endr\n"
                         "mov %0, x0\n"
                         : "=r"(bad)
                         : "r"(seed)
                         : "x0", "x1", "x2", "x3", "x4", "x5", "x6", "x7", "x8", "x9", "x10", "x11", "x12", "x13", "x14",
                           "x15", "x16", "x17", "x19", "x20", "x21", "x22", "x23", "x24", "x25", "x26", "x27", "x28",
                           "x30", "cc", "memory");
        wrong += bad;
    }
    return wrong;
}

TEST(machine, general_registers_survive_preemption)
{
    run_all(general_pattern);
}

static uint64_t tls_pattern(uint64_t id, uint64_t rounds, uint64_t c)
{
    uint64_t wrong = 0, before, mine = id * 0x1000;

    (void)c;
    __asm__ volatile("mrs %0, tpidr_el0; msr tpidr_el0, %1" : "=&r"(before) : "r"(mine));
    for (uint64_t round = 0; round < rounds * 100; round++) {
        uint64_t now;
        __asm__ volatile("mrs %0, tpidr_el0" : "=r"(now));
        wrong += now != mine;
    }
    __asm__ volatile("msr tpidr_el0, %0" : : "r"(before));
    return wrong;
}

TEST(machine, thread_pointers_survive_preemption)
{
    run_all(tls_pattern);
}

static uint64_t read_both_pointers(uint64_t a, uint64_t b, uint64_t c)
{
    uint64_t rw, ro;

    (void)a, (void)b, (void)c;
    __asm__ volatile("mrs %0, tpidr_el0; mrs %1, tpidrro_el0" : "=r"(rw), "=r"(ro));
    return rw ^ ro << 8;
}

TEST(machine, both_thread_pointers_can_be_written)
{
    struct thread *t = &threads[0];
    seL4_UserContext regs;
    enum { ALL = sizeof(regs) / sizeof(seL4_Word) };

    thread_init(t, false);
    REQUIRE_EQ(seL4_TCB_ReadRegisters(t->tcb, 0, 0, ALL, &regs), 0);
    uint64_t rw = regs.tpidr_el0;
    regs.tpidrro_el0 = 0x123400;
    REQUIRE_EQ(seL4_TCB_WriteRegisters(t->tcb, 0, 0, ALL, &regs), 0);
    thread_start(t, PRIORITY, read_both_pointers, 0, 0, 0);
    CHECK_EQ(thread_join(t), rw ^ 0x123400ul << 8);
}

TEST(machine, own_thread_pointer_by_invocation)
{
    uint64_t before, now;

    __asm__ volatile("mrs %0, tpidr_el0" : "=r"(before));
    struct answer a = ask(ENV_TCB, TCBSetTLSBase, NOTHING, WORDS(before)); /* library state lives there */
    EXPECT(a, seL4_NoError);
    __asm__ volatile("mrs %0, tpidr_el0" : "=r"(now));
    CHECK_EQ(now, before);
}

static volatile bool stop_yielding;

static uint64_t yield_on(uint64_t a, uint64_t b, uint64_t c)
{
    (void)a, (void)b, (void)c;
    while (!stop_yielding)
        seL4_Yield();
    return 0;
}

/* A store-exclusive after another thread ran must fail, or its half-done update would be overwritten. */
TEST(machine, exclusive_monitor_is_cleared_by_a_switch)
{
    static uint64_t word = 5;
    uint32_t failed;
    uint64_t value;
    register uint64_t x7 __asm__("x7") = (uint64_t)seL4_SysYield;

    thread_init(&threads[0], false);
    stop_yielding = false;
    thread_start(&threads[0], ENV_PRIORITY, yield_on, 0, 0, 0);
    seL4_Yield();
    __asm__ volatile("ldxr %0, [%2]; svc #0; stxr %w1, %0, [%2]"
                     : "=&r"(value), "=&r"(failed)
                     : "r"(&word), "r"(x7)
                     : "memory");
    CHECK_EQ(failed, 1);
    stop_yielding = true;
    CHECK_EQ(thread_join(&threads[0]), 0);
}

TEST(machine, waiting_instructions_do_not_trap)
{
    __asm__ volatile("wfi; sev; wfe; yield");
    CHECK(true);
}

TEST(machine, physical_counter_and_timer_are_ours)
{
    uint64_t a, b, hz, ctl;

    __asm__ volatile("mrs %0, cntpct_el0; isb; mrs %1, cntpct_el0; mrs %2, cntfrq_el0" : "=r"(a), "=r"(b), "=r"(hz));
    __asm__ volatile("msr cntp_ctl_el0, xzr; mrs %0, cntp_ctl_el0" : "=r"(ctl));
    CHECK(b >= a);
    CHECK(hz >= 1000000);
    CHECK_EQ(ctl & 1, 0);
}
