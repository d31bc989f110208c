/* SPDX-License-Identifier: BSD-2-Clause */
/* Faults: an undefined instruction to its handler, the handler's reply, both; and foreign system
 * calls. */
#include "bench.h"

#include <sel4/extensions.h>

static volatile uint64_t raised, replied;
static uint64_t back_ticks, round_ticks;

static uint64_t undefined(uint64_t unused1, uint64_t unused2, uint64_t unused3)
{
    (void)unused1, (void)unused2, (void)unused3;
    for (uint64_t i = 0;; i++) {
        shift_phase(i);
        uint64_t start = stamp();
        raised = start;
        __asm__ volatile(".word 0xdeadbeef" : : : "memory");
        uint64_t end = stamp();
        back_ticks += end - replied;
        round_ticks += end - start;
    }
    return 0;
}

static uint64_t foreign(uint64_t unused1, uint64_t unused2, uint64_t unused3)
{
    (void)unused1, (void)unused2, (void)unused3;
    for (uint64_t i = 0;; i++) {
        shift_phase(i);
        uint64_t start = stamp();
        raised = start;
        __asm__ volatile("svc #0" : : : "memory");
        uint64_t end = stamp();
        back_ticks += end - replied;
        round_ticks += end - start;
    }
    return 0;
}

static void start(struct thread *t, seL4_CPtr faults, thread_fn fn, bool is_foreign)
{
    thread_init(t, true);
    REQUIRE_EQ(seL4_TCB_SetSpace(t->tcb, faults, ENV_CNODE, 0, t->vspace, 0), 0);
    if (is_foreign && seL4_TCB_ExtSetFlags(t->tcb, 0, seL4_ExtFlag_ForeignSyscalls).error)
        skip_test("this kernel has no extensions");
    thread_start(t, ENV_PRIORITY - 1, fn, 0, 0, 0);
}

TEST(fault, undefined_instruction)
{
    static struct thread t;
    seL4_CPtr faults = new_object(seL4_EndpointObject, 0);
    struct sel4_regs r = {faults, 0, {0}};
    uint64_t there_ticks = 0;

    start(&t, faults, undefined, false);
    sel4_enter(seL4_SysRecv, &r);
    for (uint64_t i = 0; i < ROUNDS; i++) {
        there_ticks += stamp() - raised;
        r.cap = faults;
        r.info = 1;
        r.mr[0] += 4;
        replied = stamp();
        sel4_enter(seL4_SysReplyRecv, &r);
    }
    bench_result("fault", there_ticks, ROUNDS, 1);
    bench_result("fault_reply", back_ticks, ROUNDS, 1);
    bench_result("fault_round_trip", round_ticks, ROUNDS, 1);
}

/* The reply has no word: the thread goes on behind its svc. */
TEST(fault, foreign_system_call)
{
    static struct thread t;
    seL4_CPtr faults = new_object(seL4_EndpointObject, 0);
    struct sel4_regs r = {faults, 0, {0}};

    start(&t, faults, foreign, true);
    sel4_enter(seL4_SysRecv, &r);
    for (uint64_t i = 0; i < ROUNDS; i++) {
        r.cap = faults;
        r.info = 0;
        sel4_enter(seL4_SysReplyRecv, &r);
    }
    bench_result("foreign_round_trip", round_ticks, ROUNDS, 1);
}
