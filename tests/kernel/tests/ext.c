/* SPDX-License-Identifier: BSD-2-Clause */
/* Extensions; on a kernel without them, that each is refused as upstream would. */
#include "test.h"

#include <sel4/extensions.h>

enum {
    BAD_ADDRESS = 0x7edcba987650,
    SYSCALL_NUMBER = 64,
    ROUNDS = 3,
    IP = seL4_ExtForeignSyscall_IP,
    SP = seL4_ExtForeignSyscall_SP
};

static bool have_extensions(void)
{
    return seL4_TCB_ExtSetFlags(ENV_TCB, 0, 0).error == seL4_NoError;
}

static void need_extensions(void)
{
    if (!have_extensions())
        skip_test("this kernel has no extensions");
}

TEST(ext, absent_or_present_as_a_whole)
{
    seL4_Word words[1] = {0};
    struct seL4_ExtCounters counters;
    seL4_Word want = have_extensions() ? seL4_NoError : seL4_IllegalOperation;

    CHECK_EQ(seL4_TCB_ExtReadFPU(ENV_TCB, 0, 1, words), want);
    CHECK_EQ(seL4_TCB_ExtWriteFPU(ENV_TCB, 0, 1, words), want);
    CHECK_EQ(seL4_IRQControl_ExtReadCounters(ENV_IRQ_CONTROL, &counters), want);
    EXPECT(ask(ENV_TCB, 0x8000000000000, NOTHING, NOTHING), seL4_IllegalOperation);
    EXPECT(ask(ENV_TCB, 0x8000000000006, NOTHING, NOTHING), seL4_IllegalOperation);
    EXPECT(ask(ENV_TCB, 0xfffffffffffff, NOTHING, NOTHING), seL4_IllegalOperation);
    EXPECT(ask(ENV_CNODE, TCBExtSetFlags, NOTHING, WORDS(0, 0)), seL4_IllegalOperation);
    EXPECT(ask(ENV_IRQ_CONTROL, TCBExtSetFlags, NOTHING, WORDS(0, 0)), seL4_IllegalOperation);
}

TEST(ext, flags)
{
    seL4_CPtr tcb = new_object(seL4_TCBObject, 0);

    need_extensions();
    EXPECT(ask(tcb, TCBExtSetFlags, NOTHING, WORDS(0)), seL4_TruncatedMessage);
    EXPECT(ask(tcb, TCBExtSetFlags, NOTHING, WORDS(0, ~0ul)), seL4_NoError, 15);
    EXPECT(ask(tcb, TCBExtSetFlags, NOTHING, WORDS(1, 0)), seL4_NoError, 14);
    EXPECT(ask(tcb, TCBSetFlags, NOTHING, WORDS(0, 0)), seL4_NoError, 0); /* flags of their own */
}

/* ---- foreign system calls ---- */

struct foreign {
    uint64_t result[ROUNDS];
    uint64_t other; /* a register that nobody may change */
    uint64_t sp;
};

static uint64_t foreign_calls(uint64_t address, uint64_t seL4_number, uint64_t cap)
{
    struct foreign *f = (void *)address;

    for (uint64_t i = 0; i < ROUNDS; i++) {
        register uint64_t x0 __asm__("x0") = cap;
        register uint64_t x1 __asm__("x1") = 0xa1;
        register uint64_t x2 __asm__("x2") = 0xa2;
        register uint64_t x3 __asm__("x3") = 0xa3;
        register uint64_t x4 __asm__("x4") = 0xa4;
        register uint64_t x5 __asm__("x5") = 0xa5;
        register uint64_t x7 __asm__("x7") = seL4_number; /* no kernel call, whatever it says */
        register uint64_t x8 __asm__("x8") = SYSCALL_NUMBER + i;
        register uint64_t x19 __asm__("x19") = 0x1919;

        __asm__ volatile("svc #7"
                         : "+r"(x0), "+r"(x1), "+r"(x2), "+r"(x3), "+r"(x4), "+r"(x5), "+r"(x7),
                           "+r"(x8), "+r"(x19)
                         :
                         : "memory");
        f->result[i] = x0;
        f->other = x1 == 0xa1 && x5 == 0xa5 && x7 == seL4_number && x8 == SYSCALL_NUMBER + i &&
                   x19 == 0x1919;
    }
    *(volatile uint64_t *)BAD_ADDRESS = 1; /* ends here: a fault is still a fault */
    return 0;
}

static void start_foreign(struct thread *t, struct foreign *f, seL4_CPtr faults, uint64_t number,
                          uint64_t cap)
{
    thread_init(t, false);
    REQUIRE_EQ(seL4_TCB_SetSpace(t->tcb, faults, ENV_CNODE, 0, ENV_VSPACE, 0), 0);
    REQUIRE_EQ(seL4_TCB_ExtSetFlags(t->tcb, 0, seL4_ExtFlag_ForeignSyscalls).error, 0);
    thread_start(t, ENV_PRIORITY - 1, foreign_calls, (uint64_t)f, number, cap);
}

static void check_foreign_message(seL4_MessageInfo_t info, uint64_t round, uint64_t cap)
{
    CHECK_EQ(seL4_MessageInfo_get_label(info), seL4_ExtFault_ForeignSyscall);
    REQUIRE_EQ(seL4_MessageInfo_get_length(info), seL4_ExtForeignSyscall_Length);
    CHECK_EQ(seL4_GetMR(0), SYSCALL_NUMBER + round);
    CHECK_EQ(seL4_GetMR(1), cap);
    for (unsigned i = 1; i < 6; i++)
        CHECK_EQ(seL4_GetMR((int)i + 1), 0xa0 + i);
}

/* The loop that a server runs: the short way there and back. */
static void serve_foreign(uint64_t number)
{
    static struct thread t;
    static struct foreign f;
    seL4_CPtr faults = new_object(seL4_EndpointObject, 0),
              badged = mint_cap(faults, RIGHTS_ALL, 0x66);
    seL4_CPtr victim = new_object(seL4_EndpointObject, 0);
    seL4_Word badge;

    start_foreign(&t, &f, badged, number, victim);
    seL4_MessageInfo_t info = seL4_Recv(faults, &badge);
    for (uint64_t round = 0; round < ROUNDS; round++) {
        CHECK_EQ(badge, 0x66);
        check_foreign_message(info, round, victim);
        seL4_SetMR(0, 1000 + round);
        info = seL4_ReplyRecv(faults, seL4_MessageInfo_new(0, 0, 0, 1), &badge);
    }
    CHECK_EQ(seL4_MessageInfo_get_label(info), seL4_Fault_VMFault);
    for (uint64_t round = 0; round < ROUNDS; round++)
        CHECK_EQ(f.result[round], 1000 + round);
    CHECK_EQ(f.other, 1);
}

TEST(ext, foreign_calls_are_messages)
{
    need_extensions();
    serve_foreign(0x1234);
}

TEST(ext, foreign_calls_reach_no_kernel_call)
{
    need_extensions();
    for (int64_t number = seL4_SysCall; number >= seL4_SysDebugNameThread; number--)
        serve_foreign((uint64_t)number);
}

TEST(ext, foreign_call_without_result_or_elsewhere)
{
    static struct thread t;
    static struct foreign f;
    seL4_CPtr faults = new_object(seL4_EndpointObject, 0);
    seL4_UserContext regs;

    need_extensions();
    start_foreign(&t, &f, faults, 5, 0xc0);
    check_foreign_message(seL4_Recv(faults, NULL), 0, 0xc0);
    seL4_Word svc = seL4_GetMR(IP), sp = seL4_GetMR(SP);
    seL4_Reply(seL4_MessageInfo_new(0, 0, 0, 0)); /* goes on, x0 as it was */
    check_foreign_message(seL4_Recv(faults, NULL), 1, 0xc0);
    CHECK_EQ(f.result[0], 0xc0);
    CHECK_EQ(seL4_GetMR(IP), svc);
    CHECK_EQ(seL4_GetMR(SP), sp);
    seL4_Reply(
        seL4_MessageInfo_new(1, 0, 0, 0)); /* with its registers as they are: does it again */
    check_foreign_message(seL4_Recv(faults, NULL), 1, 0xc0);

    /* The handler sets every register: nothing else happens to them. */
    REQUIRE_EQ(seL4_TCB_ReadRegisters(t.tcb, 0, 0, 36, &regs), 0);
    CHECK_EQ(regs.pc, svc);
    regs.pc = svc + 4;
    regs.x0 = 0xfeed;
    REQUIRE_EQ(seL4_TCB_WriteRegisters(t.tcb, 0, 0, 36, &regs), 0);
    seL4_SetMR(0, 0xdead);
    seL4_Reply(seL4_MessageInfo_new(1, 0, 0, 1));
    check_foreign_message(seL4_Recv(faults, NULL), 2, 0xc0);
    CHECK_EQ(f.result[1], 0xfeed);

    /* Suspended and resumed while its call is out: it calls again. */
    REQUIRE_EQ(seL4_TCB_Suspend(t.tcb), 0);
    seL4_Reply(seL4_MessageInfo_new(0, 0, 0, 0));
    REQUIRE_EQ(seL4_TCB_Resume(t.tcb), 0);
    check_foreign_message(seL4_Recv(faults, NULL), 2, 0xc0);
}

TEST(ext, foreign_call_without_a_handler_stops)
{
    static struct thread t;
    static struct foreign f;

    need_extensions();
    start_foreign(&t, &f, 0, (uint64_t)seL4_SysYield, 0);
    set_priority(ENV_TCB, 1);
    set_priority(ENV_TCB, ENV_PRIORITY);
    CHECK_EQ(f.other, 0);
    seL4_UserContext regs;
    REQUIRE_EQ(seL4_TCB_ReadRegisters(t.tcb, 0, 0, 2, &regs), 0);
    CHECK(regs.pc != 0);
}

/* ---- FP registers ---- */

static uint64_t use_fpu(uint64_t ntfn, uint64_t out, uint64_t unused)
{
    uint64_t *words = (void *)out;

    (void)unused;
    __asm__ volatile("fmov v3.d[1], %0; fmov d31, %1" : : "r"(0x1111ul), "r"(0x2222ul) : "memory");
    seL4_Wait(ntfn, NULL);
    __asm__ volatile("fmov %0, d3; fmov %1, v3.d[1]; fmov %2, d31; mrs %3, fpcr"
                     : "=r"(words[0]), "=r"(words[1]), "=r"(words[2]), "=r"(words[3]));
    return 0;
}

TEST(ext, fp_registers_are_read_and_written)
{
    static struct thread t;
    static uint64_t seen[4];
    seL4_Word words[SEL4_EXT_FPU_WORDS];
    seL4_CPtr ntfn = new_object(seL4_NotificationObject, 0);

    need_extensions();
    thread_init(&t, false);
    thread_start(&t, 255, use_fpu, ntfn, (uint64_t)seen, 0);
    REQUIRE_EQ(seL4_TCB_ExtReadFPU(t.tcb, 0, SEL4_EXT_FPU_WORDS, words), 0);
    CHECK_EQ(words[7], 0x1111);
    CHECK_EQ(words[62], 0x2222);
    CHECK_EQ(words[63], 0);
    REQUIRE_EQ(seL4_TCB_ExtReadFPU(t.tcb, 62, 1, words), 0);
    CHECK_EQ(words[0], 0x2222);

    words[0] = 0x3333;
    words[1] = 0x4444;
    REQUIRE_EQ(seL4_TCB_ExtWriteFPU(t.tcb, 6, 2, words), 0);
    words[0] = 1 << 24; /* flush to zero */
    REQUIRE_EQ(seL4_TCB_ExtWriteFPU(t.tcb, 65, 1, words), 0);
    seL4_Signal(ntfn);
    CHECK_EQ(thread_join(&t), 0);
    CHECK_EQ(seen[0], 0x3333);
    CHECK_EQ(seen[1], 0x4444);
    CHECK_EQ(seen[2], 0x2222);
    CHECK_EQ(seen[3], 1 << 24);
}

TEST(ext, fp_errors)
{
    seL4_CPtr tcb = new_object(seL4_TCBObject, 0);

    need_extensions();
    EXPECT(ask(tcb, TCBExtReadFPU, NOTHING, WORDS(0)), seL4_TruncatedMessage);
    EXPECT(ask(tcb, TCBExtReadFPU, NOTHING, WORDS(0, 0)), seL4_RangeError, 1, 66);
    EXPECT(ask(tcb, TCBExtReadFPU, NOTHING, WORDS(0, 67)), seL4_RangeError, 1, 66);
    EXPECT(ask(tcb, TCBExtReadFPU, NOTHING, WORDS(1, 66)), seL4_RangeError, 0, 0);
    EXPECT(ask(tcb, TCBExtReadFPU, NOTHING, WORDS(~0ul, 2)), seL4_RangeError, 0, 64);
    EXPECT(ask(tcb, TCBExtReadFPU, NOTHING, WORDS(64, 2)), seL4_NoError, 0, 0); /* fresh: zero */
    EXPECT(ask(tcb, TCBExtWriteFPU, NOTHING, WORDS(0, 2, 1)), seL4_TruncatedMessage);
    EXPECT(ask(tcb, TCBExtWriteFPU, NOTHING, WORDS(0, 67, 1)), seL4_RangeError, 1, 66);
}

/* ---- timer ---- */

static uint64_t touch_timer(uint64_t unused1, uint64_t unused2, uint64_t unused3)
{
    uint64_t now, value;

    (void)unused1, (void)unused2, (void)unused3;
    __asm__ volatile("mrs %0, cntpct_el0" : "=r"(now)); /* stays open */
    __asm__ volatile("mrs %0, cntp_ctl_el0" : "=r"(value));
    return 1;
}

TEST(ext, timer_is_closed_for_one_thread)
{
    static struct thread closed, open;
    seL4_CPtr faults = new_object(seL4_EndpointObject, 0);

    need_extensions();
    thread_init(&closed, false);
    REQUIRE_EQ(seL4_TCB_SetSpace(closed.tcb, faults, ENV_CNODE, 0, ENV_VSPACE, 0), 0);
    REQUIRE_EQ(seL4_TCB_ExtSetFlags(closed.tcb, 0, seL4_ExtFlag_TimerClosed).error, 0);
    thread_init(&open, false);
    thread_start(&closed, 200, touch_timer, 0, 0, 0);
    thread_start(&open, 199, touch_timer, 0, 0, 0);
    seL4_MessageInfo_t info = seL4_Recv(faults, NULL);
    CHECK_EQ(seL4_MessageInfo_get_label(info), seL4_Fault_UserException);
    CHECK_EQ(seL4_GetMR(3) >> 26, 0x18);
    CHECK_EQ(thread_join(&open), 1);
    REQUIRE_EQ(seL4_TCB_ExtSetFlags(closed.tcb, seL4_ExtFlag_TimerClosed, 0).error, 0);
    seL4_Reply(seL4_MessageInfo_new(0, 0, 0, 0));
    CHECK_EQ(thread_join(&closed), 1);
}

/* ---- counters: the fast paths are taken when they should be ---- */

static uint64_t echo(uint64_t ep, uint64_t unused1, uint64_t unused2)
{
    (void)unused1, (void)unused2;
    seL4_Recv(ep, NULL);
    for (;;)
        seL4_ReplyRecv(ep, seL4_MessageInfo_new(0, 0, 0, 1), NULL);
    return 0;
}

static void run_for(unsigned part_of_second)
{
    uint64_t start, now, hz;

    __asm__ volatile("mrs %0, cntpct_el0\n\tmrs %1, cntfrq_el0" : "=r"(start), "=r"(hz));
    do
        __asm__ volatile("mrs %0, cntpct_el0" : "=r"(now));
    while (now - start < hz / part_of_second);
}

TEST(ext, time_is_counted)
{
    static struct thread idler;
    seL4_Word before = 0, after = 0, others = 1;
    seL4_CPtr ep = new_object(seL4_EndpointObject, 0);

    need_extensions();
    thread_init(&idler, false);
    thread_start(&idler, 255, echo, ep, 0, 0);
    CHECK_EQ(seL4_TCB_ExtReadTime(ENV_TCB, &before), seL4_NoError);
    run_for(5);
    CHECK_EQ(seL4_TCB_ExtReadTime(ENV_TCB, &after), seL4_NoError);
    CHECK(after - before >= 20 && after - before <= 240); /* an emulator that gets no time loses ticks */
    CHECK_EQ(seL4_TCB_ExtReadTime(idler.tcb, &others), seL4_NoError);
    CHECK(others <= 4);
    EXPECT(ask(ENV_CNODE, TCBExtReadTime, NOTHING, NOTHING), seL4_IllegalOperation);
}

TEST(ext, fast_paths_are_taken)
{
    static struct thread t, faulter;
    static struct foreign f;
    struct seL4_ExtCounters before = {0}, after = {0};
    seL4_CPtr ep = new_object(seL4_EndpointObject, 0), faults = new_object(seL4_EndpointObject, 0);

    need_extensions();
    thread_init(&t, false);
    thread_start(&t, 255, echo, ep, 0, 0);
    seL4_IRQControl_ExtReadCounters(ENV_IRQ_CONTROL, &before);
    for (int i = 0; i < 10; i++)
        seL4_Call(ep, seL4_MessageInfo_new(0, 0, 0, (seL4_Word)i));
    seL4_IRQControl_ExtReadCounters(ENV_IRQ_CONTROL, &after);
    if (after.reply_recv == 0)
        skip_test("this kernel has no fast paths");
    CHECK_EQ(after.call - before.call, 10);
    CHECK_EQ(after.reply_recv - before.reply_recv, 10);

    start_foreign(&faulter, &f, faults, 0, 0);
    seL4_IRQControl_ExtReadCounters(ENV_IRQ_CONTROL, &before);
    seL4_Recv(faults, NULL);
    for (int i = 0; i < ROUNDS; i++)
        seL4_ReplyRecv(faults, seL4_MessageInfo_new(0, 0, 0, 1), NULL);
    seL4_IRQControl_ExtReadCounters(ENV_IRQ_CONTROL, &after);
    CHECK_EQ(after.fault - before.fault, ROUNDS + 1);
    CHECK_EQ(after.fault_reply - before.fault_reply, ROUNDS);

    seL4_CPtr ntfn = new_object(seL4_NotificationObject, 0);
    seL4_IRQControl_ExtReadCounters(ENV_IRQ_CONTROL, &before);
    seL4_Signal(ntfn);
    seL4_Signal(ntfn);
    seL4_IRQControl_ExtReadCounters(ENV_IRQ_CONTROL, &after);
    CHECK_EQ(after.signal - before.signal, 2);
}
