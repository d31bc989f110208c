/* SPDX-License-Identifier: BSD-2-Clause */
/* Detached foreign system calls and the two calls that answer them; most of all, what else may happen while control
 * goes back and forth between a client and its server. */
#include "test.h"

#include <sel4/extensions.h>

enum { BADGE = 0x77, ROUNDS = 6, NUMBER = 200, STOP = 0x5109 };

struct client {
    volatile uint64_t result[ROUNDS]; /* of each call */
    volatile uint64_t done;           /* calls that came back */
    volatile uint64_t kept;           /* calls after which all other registers were as before */
    volatile uint64_t touch;          /* address written after the last call; 0: none */
};

static struct thread thread;
static struct client client;
static seL4_CPtr faults;

/* x9..x15, x19..x28 and a TLS value must survive; x7 is what a server's call has. */
static bool call_keeps_registers(uint64_t number, uint64_t a0, volatile uint64_t *result)
{
    register uint64_t x0 __asm__("x0") = a0;
    register uint64_t x1 __asm__("x1") = 0xa1;
    register uint64_t x5 __asm__("x5") = 0xa5;
    register uint64_t x7 __asm__("x7") = (uint64_t)-64;
    register uint64_t x8 __asm__("x8") = number;
    register uint64_t x9 __asm__("x9") = 0x99;
    register uint64_t x10 __asm__("x10") = 0x1010;
    register uint64_t x11 __asm__("x11") = 0x1111;
    register uint64_t x16 __asm__("x16") = 0x1616;
    register uint64_t x17 __asm__("x17") = 0x1717;
    register uint64_t x19 __asm__("x19") = 0x1919;
    register uint64_t x24 __asm__("x24") = 0x2424;
    register uint64_t x28 __asm__("x28") = 0x2828;
    uint64_t tls = 0x7150 + number, after;

    __asm__ volatile("msr tpidr_el0, %10\n\tsvc #0\n\tmrs %10, tpidr_el0"
                     : "+r"(x0), "+r"(x1), "+r"(x5), "+r"(x7), "+r"(x8), "+r"(x9), "+r"(x10), "+r"(x11), "+r"(x16),
                       "+r"(x17), "+r"(tls), "+r"(x19), "+r"(x24), "+r"(x28)
                     :
                     : "memory");
    after = tls;
    *result = x0;
    return x1 == 0xa1 && x5 == 0xa5 && x7 == (uint64_t)-64 && x8 == number && x9 == 0x99 && x10 == 0x1010 &&
           x11 == 0x1111 && x16 == 0x1616 && x17 == 0x1717 && x19 == 0x1919 && x24 == 0x2424 && x28 == 0x2828 &&
           after == 0x7150 + number;
}

static uint64_t run_client(uint64_t address, uint64_t unused1, uint64_t unused2)
{
    struct client *c = (void *)address;

    (void)unused1, (void)unused2;
    for (uint64_t i = 0; i < ROUNDS; i++) {
        bool kept = call_keeps_registers(NUMBER + i, 0xc0 + i, &c->result[i]);
        c->kept += kept;
        c->done++;
        if (c->touch)
            *(volatile uint64_t *)c->touch = 1;
    }
    *(volatile uint64_t *)0x7edcba987650 = 1;
    return 0;
}

static bool begin(void)
{
    if (seL4_TCB_ExtSetFlags(ENV_TCB, 0, seL4_ExtFlag_ForeignServer).error)
        return false;
    faults = new_object(seL4_EndpointObject, 0);
    client = (struct client){.done = 0};
    thread_init(&thread, false);
    REQUIRE_EQ(seL4_TCB_SetSpace(thread.tcb, mint_cap(faults, RIGHTS_ALL, BADGE), ENV_CNODE, 0, ENV_VSPACE, 0), 0);
    REQUIRE_EQ(seL4_TCB_ExtSetFlags(thread.tcb, 0, seL4_ExtFlag_ForeignSyscalls | seL4_ExtFlag_Detached).error, 0);
    thread_start(&thread, ENV_PRIORITY - 1, run_client, (uint64_t)&client, 0, 0);
    return true;
}

#define BEGIN()                                                                                                        \
    if (!begin())                                                                                                      \
    skip_test("this kernel has no extensions")

static void end(void)
{
    seL4_TCB_ExtSetFlags(ENV_TCB, seL4_ExtFlag_ForeignServer, 0);
}

/* The call of that round has come, in registers or as a message. */
static void expect_call(bool in_registers, const struct seL4_ExtCall *c, uint64_t round)
{
    if (in_registers) {
        CHECK_EQ(c->badge, BADGE);
        CHECK_EQ(c->number, NUMBER + round);
        CHECK_EQ(c->arg[0], 0xc0 + round);
        CHECK_EQ(c->arg[1], 0xa1);
        CHECK_EQ(c->arg[5], 0xa5);
    } else {
        CHECK_EQ(c->arg[0], BADGE);
        CHECK_EQ(c->arg[1] >> 12, seL4_ExtFault_ForeignSyscall);
        CHECK_EQ(c->arg[1] & 0x7f, seL4_ExtForeignSyscall_Length);
        CHECK_EQ(c->arg[2], NUMBER + round);
        CHECK_EQ(c->arg[3], 0xc0 + round);
        CHECK_EQ(seL4_GetMR(6), 0xa5);
    }
}

static void expect_fault(bool in_registers, const struct seL4_ExtCall *c)
{
    CHECK(!in_registers);
    CHECK_EQ(c->arg[1] >> 12, seL4_Fault_VMFault);
}

/* Answers round after round; other(round) is done in between. */
static void serve(void (*other)(uint64_t round))
{
    struct seL4_ExtCall c;
    bool direct = seL4_ExtAnswerRecv(faults, 0, 0, &c);

    for (uint64_t round = 0; round < ROUNDS; round++) {
        CHECK_EQ(client.done, round);
        expect_call(direct, &c, round);
        if (other)
            other(round);
        direct = seL4_ExtAnswerRecv(faults, 1000 + round, thread.tcb, &c);
    }
    expect_fault(direct, &c);
    for (uint64_t round = 0; round < ROUNDS; round++)
        CHECK_EQ(client.result[round], 1000 + round);
    CHECK_EQ(client.kept, ROUNDS);
    end();
}

TEST(ext_answer, rounds)
{
    BEGIN();
    serve(NULL);
}

TEST(ext_answer, the_short_way_is_taken)
{
    struct seL4_ExtCounters before = {0}, after = {0};

    BEGIN();
    seL4_IRQControl_ExtReadCounters(ENV_IRQ_CONTROL, &before);
    serve(NULL);
    seL4_IRQControl_ExtReadCounters(ENV_IRQ_CONTROL, &after);
    if (after.reply_recv == 0)
        skip_test("this kernel has no fast paths");
    CHECK_EQ(after.answer - before.answer, ROUNDS);
}

static void name_client(uint64_t round)
{
    seL4_UserContext regs;

    CHECK_EQ(seL4_TCB_ReadRegisters(thread.tcb, 0, 0, 36, &regs), 0);
    CHECK_EQ(regs.x0, 0xc0 + round);
    CHECK_EQ(regs.x8, NUMBER + round);
    CHECK_EQ(regs.tpidr_el0, 0x7150 + NUMBER + round);
}

TEST(ext_answer, registers_can_be_read_meanwhile)
{
    BEGIN();
    serve(name_client);
}

static void every_second(uint64_t round)
{
    if (round % 2 == 1)
        seL4_Yield();
    else if (round == 4)
        CHECK_EQ(seL4_TCB_ExtSetFlags(ENV_TCB, 0, 0).error, 0);
}

TEST(ext_answer, other_calls_between)
{
    BEGIN();
    serve(every_second);
}

static void wait_for_ticks(uint64_t round)
{
    uint64_t start, now, hz;

    (void)round;
    __asm__ volatile("mrs %0, cntpct_el0\n\tmrs %1, cntfrq_el0" : "=r"(start), "=r"(hz));
    do {
        __asm__ volatile("mrs %0, cntpct_el0" : "=r"(now));
    } while (now - start < hz / 200); /* more than two ticks of the kernel */
}

TEST(ext_answer, interrupts_between)
{
    BEGIN();
    serve(wait_for_ticks);
}

TEST(ext_answer, suspended_and_resumed_calls_again)
{
    struct seL4_ExtCall c;

    BEGIN();
    bool direct = seL4_ExtAnswerRecv(faults, 0, 0, &c);
    expect_call(direct, &c, 0);
    direct = seL4_ExtAnswerRecv(faults, 1000, thread.tcb, &c);
    expect_call(direct, &c, 1);
    REQUIRE_EQ(seL4_TCB_Suspend(thread.tcb), 0);
    seL4_ExtAnswer(1, thread.tcb); /* it waits for no answer */
    REQUIRE_EQ(seL4_TCB_Resume(thread.tcb), 0);
    direct = seL4_ExtAnswerRecv(faults, 2, thread.tcb, &c); /* nor now */
    expect_call(direct, &c, 1);
    CHECK_EQ(client.done, 1);
    seL4_ExtAnswer(1001, thread.tcb);
    CHECK_EQ(client.done, 1); /* this thread is above it */
    direct = seL4_ExtAnswerRecv(faults, 3, thread.tcb, &c); /* runs already */
    expect_call(direct, &c, 2);
    CHECK_EQ(client.result[1], 1001);
    end();
}

TEST(ext_answer, registers_written_instead)
{
    struct seL4_ExtCall c;
    seL4_UserContext regs;

    BEGIN();
    bool direct = seL4_ExtAnswerRecv(faults, 0, 0, &c);
    expect_call(direct, &c, 0);
    direct = seL4_ExtAnswerRecv(faults, 1000, thread.tcb, &c);
    expect_call(direct, &c, 1);
    REQUIRE_EQ(seL4_TCB_ReadRegisters(thread.tcb, 0, 0, 36, &regs), 0);
    regs.pc += 4;
    regs.x0 = 0xfeed;
    REQUIRE_EQ(seL4_TCB_WriteRegisters(thread.tcb, 1, 0, 36, &regs), 0);
    direct = seL4_ExtAnswerRecv(faults, 0, 0, &c);
    expect_call(direct, &c, 2);
    CHECK_EQ(client.result[1], 0xfeed);
    CHECK_EQ(client.kept, 2);
    end();
}

TEST(ext_answer, bad_targets_do_nothing)
{
    struct seL4_ExtCall c;

    BEGIN();
    bool direct = seL4_ExtAnswerRecv(faults, 0, 0, &c);
    expect_call(direct, &c, 0);
    seL4_ExtAnswer(1, 0);
    seL4_ExtAnswer(1, 0x123456789abcul);
    seL4_ExtAnswer(1, faults);
    seL4_ExtAnswer(1, ENV_TCB);
    CHECK_EQ(client.done, 0);
    direct = seL4_ExtAnswerRecv(faults, 1000, thread.tcb, &c);
    expect_call(direct, &c, 1);
    CHECK_EQ(client.result[0], 1000);
    end();
}

static uint64_t signaller(uint64_t ntfn, uint64_t ticks, uint64_t unused)
{
    (void)unused;
    wait_for_ticks(ticks);
    seL4_Signal(ntfn);
    return 0;
}

/* The client has run last, and the server waits, when the signal comes. */
TEST(ext_answer, a_signal_ends_the_wait)
{
    static struct thread other;
    struct seL4_ExtCall c;
    seL4_CPtr ntfn = new_object(seL4_NotificationObject, 0);

    BEGIN();
    bool direct = seL4_ExtAnswerRecv(faults, 0, 0, &c);
    expect_call(direct, &c, 0);
    direct = seL4_ExtAnswerRecv(faults, 1000, thread.tcb, &c);
    expect_call(direct, &c, 1);
    REQUIRE_EQ(seL4_TCB_BindNotification(ENV_TCB, ntfn), 0);
    thread_init(&other, false);
    thread_start(&other, ENV_PRIORITY - 2, signaller, mint_cap(ntfn, RIGHTS_ALL, STOP), 0, 0);
    direct = seL4_ExtAnswerRecv(faults, 0, 0, &c); /* the client waits for its answer */
    CHECK(!direct);
    CHECK_EQ(c.arg[0], STOP);
    REQUIRE_EQ(seL4_TCB_UnbindNotification(ENV_TCB), 0);
    direct = seL4_ExtAnswerRecv(faults, 1001, thread.tcb, &c);
    expect_call(direct, &c, 2);
    CHECK_EQ(client.result[1], 1001);
    CHECK_EQ(thread_join(&other), 0);
    end();
}

TEST(ext_answer, faults_still_have_a_reply)
{
    struct seL4_ExtCall c;

    BEGIN();
    client.touch = 0x7edcba987000;
    bool direct = seL4_ExtAnswerRecv(faults, 0, 0, &c);
    expect_call(direct, &c, 0);
    direct = seL4_ExtAnswerRecv(faults, 1000, thread.tcb, &c);
    expect_fault(direct, &c);
    client.touch = (uint64_t)&client.touch; /* the instruction is repeated: its address is in a register */
    CHECK_EQ(client.done, 1);
    seL4_Word badge;
    seL4_MessageInfo_t info = seL4_ReplyRecv(faults, seL4_MessageInfo_new(0, 0, 0, 0), &badge);
    CHECK_EQ(badge, BADGE);
    CHECK_EQ(seL4_MessageInfo_get_label(info), seL4_Fault_VMFault);
    end();
}

TEST(ext_answer, the_flag_is_needed)
{
    static struct thread other;
    struct seL4_ExtCall c;

    BEGIN();
    bool direct = seL4_ExtAnswerRecv(faults, 0, 0, &c);
    expect_call(direct, &c, 0);
    end();
    /* Without it this is an unknown system call, a fault of this thread; another one shows it. */
    thread_init(&other, false);
    REQUIRE_EQ(seL4_TCB_SetSpace(other.tcb, faults, ENV_CNODE, 0, ENV_VSPACE, 0), 0);
    thread_start(&other, ENV_PRIORITY - 1, run_client, (uint64_t)&client, 0, 0);
    seL4_MessageInfo_t info = seL4_Recv(faults, NULL);
    CHECK_EQ(seL4_MessageInfo_get_label(info), seL4_Fault_UnknownSyscall);
    CHECK_EQ(seL4_GetMR(seL4_UnknownSyscall_Syscall), (seL4_Word)-64);
}

/* Two clients, answered in turns: the pair is another one each time. */
TEST(ext_answer, two_clients)
{
    static struct thread second;
    static struct client second_client;
    struct seL4_ExtCall c;
    seL4_Word waiting = 0;

    BEGIN();
    second_client = (struct client){.done = 0};
    thread_init(&second, false);
    REQUIRE_EQ(seL4_TCB_SetSpace(second.tcb, mint_cap(faults, RIGHTS_ALL, BADGE + 1), ENV_CNODE, 0, ENV_VSPACE, 0), 0);
    REQUIRE_EQ(seL4_TCB_ExtSetFlags(second.tcb, 0, seL4_ExtFlag_ForeignSyscalls | seL4_ExtFlag_Detached).error, 0);
    thread_start(&second, ENV_PRIORITY - 1, run_client, (uint64_t)&second_client, 0, 0);

    bool direct = seL4_ExtAnswerRecv(faults, 0, 0, &c);
    for (unsigned i = 0; i < 2 * ROUNDS - 1; i++) { /* always answers the one that has waited longer */
        seL4_Word came = direct ? c.badge : c.arg[0], number = direct ? c.number : c.arg[2];
        CHECK(came == BADGE || came == BADGE + 1);
        seL4_Word other = came == BADGE ? BADGE + 1 : BADGE;
        seL4_CPtr target = waiting == 0 ? 0 : other == BADGE ? thread.tcb : second.tcb;
        volatile struct client *next = came == BADGE ? &client : &second_client;
        CHECK_EQ(number, NUMBER + next->done);
        waiting = 1;
        direct = seL4_ExtAnswerRecv(faults, 7, target, &c);
    }
    CHECK_EQ(client.done + second_client.done, 2 * ROUNDS - 2);
    CHECK_EQ(client.kept + second_client.kept, 2 * ROUNDS - 2);
    end();
}
