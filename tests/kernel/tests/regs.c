/* SPDX-License-Identifier: BSD-2-Clause */
/* Registers across system calls: what a call does not produce keeps its value, on every way through
 * the kernel. */
#include "test.h"

enum {
    X_CAP = 0,
    X_INFO = 1,
    X_MR0 = 2,
    X_NUMBER = 7,
    NZCV = 31,
    RAW_REGS = 32,
    ABOVE = 255,
    ROUNDS = 10
};

struct raw_regs {
    uint64_t x[RAW_REGS];
};
void raw_syscall(struct raw_regs *r);

static struct raw_regs pattern(int64_t number, uint64_t cap, uint64_t info)
{
    struct raw_regs r;

    for (unsigned i = 0; i < NZCV; i++)
        r.x[i] = 0xabc0000000000000u + i * 0x1111;
    r.x[X_CAP] = cap;
    r.x[X_INFO] = info;
    r.x[X_NUMBER] = (uint64_t)number;
    r.x[NZCV] = 0xa0000000;
    return r;
}

static void check_same(int line, const struct raw_regs *got, const struct raw_regs *want)
{
    for (unsigned i = 0; i < RAW_REGS; i++) {
        if (got->x[i] != want->x[i])
            note("x%u is 0x%lx, want 0x%lx\n", i, (unsigned long)got->x[i],
                 (unsigned long)want->x[i]);
        check_true(__FILE__, line, "register as expected", got->x[i] == want->x[i]);
    }
}

static void preserves_all(int line, int64_t number, uint64_t cap, uint64_t info)
{
    for (int round = 0; round < ROUNDS; round++) {
        struct raw_regs r = pattern(number, cap, info), want = r;

        raw_syscall(&r);
        check_same(line, &r, &want);
    }
}
#define PRESERVES_ALL(number, cap, info) preserves_all(__LINE__, number, cap, info)

TEST(regs, calls_without_results)
{
    seL4_CPtr ntfn = new_object(seL4_NotificationObject, 0),
              ep = new_object(seL4_EndpointObject, 0);

    PRESERVES_ALL(seL4_SysYield, 5, 6);
    PRESERVES_ALL(seL4_SysReply, 5, 6);
    PRESERVES_ALL(seL4_SysSend, new_slot(), 3);           /* to nothing */
    PRESERVES_ALL(seL4_SysSend, ntfn, 0);                 /* Signal */
    PRESERVES_ALL(seL4_SysNBSend, ep, 4);                 /* nobody waits */
    PRESERVES_ALL(seL4_SysNBSend, 0x7000000000000000, 4); /* bad address: silent */
    PRESERVES_ALL(seL4_SysSend, ENV_TCB,
                  (seL4_Word)TCBSetFlags << 12); /* refused, but nobody is told */
    PRESERVES_ALL(seL4_SysSend, ENV_TCB, (seL4_Word)TCBResume << 12);
}

TEST(regs, kernel_answers_change_two)
{
    for (int round = 0; round < ROUNDS; round++) {
        struct raw_regs r = pattern(seL4_SysCall, ENV_CNODE, 0), want = r;

        want.x[X_CAP] = 0;
        want.x[X_INFO] = (seL4_Word)seL4_IllegalOperation << 12;
        raw_syscall(&r);
        check_same(__LINE__, &r, &want);

        r = want = pattern(seL4_SysCall, ENV_TCB, (seL4_Word)TCBResume << 12);
        want.x[X_CAP] = want.x[X_INFO] = 0;
        raw_syscall(&r);
        check_same(__LINE__, &r, &want);

        r = want = pattern(seL4_SysCall, new_slot(), 4);
        want.x[X_CAP] = want.x[X_MR0] = 0;
        want.x[X_INFO] = (seL4_Word)seL4_InvalidCapability << 12 | 1;
        raw_syscall(&r);
        check_same(__LINE__, &r, &want);
    }
}

TEST(regs, notifications_change_the_badge_only)
{
    seL4_CPtr ntfn = new_object(seL4_NotificationObject, 0),
              badged = mint_cap(ntfn, RIGHTS_ALL, 0x99);
    static const int64_t numbers[] = {seL4_SysRecv, seL4_SysNBRecv, seL4_SysReplyRecv};

    for (int round = 0; round < ROUNDS; round++) {
        for (unsigned i = 0; i < 3; i++) {
            seL4_Signal(badged);
            struct raw_regs r = pattern(numbers[i], ntfn, 4), want = r;
            want.x[X_CAP] = 0x99;
            raw_syscall(&r);
            check_same(__LINE__, &r, &want);
        }
        struct raw_regs r = pattern(seL4_SysNBRecv, ntfn, 4), want = r;
        want.x[X_CAP] = 0;
        raw_syscall(&r);
        check_same(__LINE__, &r, &want);
    }
}

/* ---- between two threads: words that the message does not have stay ---- */

struct exchange {
    int64_t number; /* how the peer gets the message */
    uint64_t cap;
    struct raw_regs got[3];
    volatile unsigned count;
};

/* Receives, answers with two words, receives, answers with none, receives. */
static uint64_t server(uint64_t address, uint64_t ep, uint64_t lengths)
{
    struct exchange *e = (void *)address;

    e->got[0] = pattern(seL4_SysRecv, ep, 0xbad);
    raw_syscall(&e->got[0]);
    e->count = 1;
    e->got[1] = pattern(seL4_SysReplyRecv, ep, (seL4_Word)0x123 << 12 | lengths);
    raw_syscall(&e->got[1]);
    e->count = 2;
    e->got[2] = pattern(seL4_SysReplyRecv, ep, (seL4_Word)0x124 << 12);
    raw_syscall(&e->got[2]);
    e->count = 3;
    return 0;
}

static void call_of_length(seL4_Word length, bool own_vspace, unsigned server_priority)
{
    static struct exchange e;
    static struct thread t;
    seL4_CPtr ep = new_object(seL4_EndpointObject, 0), badged = mint_cap(ep, RIGHTS_ALL, 0x4321);
    seL4_Word in_registers = length < 4 ? length : 4;

    e.count = 0;
    thread_init(&t, own_vspace);
    thread_start(&t, ABOVE, server, (uint64_t)&e, ep, length);
    set_priority(t.tcb, server_priority);

    struct raw_regs r = pattern(seL4_SysCall, badged, (seL4_Word)0x777 << 12 | length), want = r;
    for (unsigned i = 0; i < 4; i++)
        r.x[X_MR0 + i] = 0x50 + i;
    want.x[X_CAP] = 0;
    want.x[X_INFO] = (seL4_Word)0x123 << 12 | length;
    for (unsigned i = in_registers; i < 4; i++)
        want.x[X_MR0 + i] =
            0x50 + i; /* kept; the others are those of the server's pattern, which is ours too */
    raw_syscall(&r);
    check_same(__LINE__, &r, &want);

    struct raw_regs wanted = pattern(seL4_SysRecv, 0x4321, (seL4_Word)0x777 << 12 | length);
    for (unsigned i = 0; i < in_registers; i++)
        wanted.x[X_MR0 + i] = 0x50 + i;
    check_same(__LINE__, &e.got[0], &wanted);

    /* The second call carries no words, and neither does its answer. */
    r = want = pattern(seL4_SysCall, badged, 0);
    want.x[X_CAP] = 0;
    want.x[X_INFO] = (seL4_Word)0x124 << 12;
    raw_syscall(&r);
    check_same(__LINE__, &r, &want);
    wanted = pattern(seL4_SysReplyRecv, 0x4321, 0);
    check_same(__LINE__, &e.got[1], &wanted);
}

TEST(regs, call_and_reply_of_every_short_length)
{
    for (seL4_Word length = 0; length <= 6; length++)
        call_of_length(length, false, ENV_PRIORITY);
}

TEST(regs, call_and_reply_across_spaces)
{
    for (seL4_Word length = 0; length <= 6; length++)
        call_of_length(length, true, ENV_PRIORITY + 1);
}

TEST(regs, call_and_reply_below)
{
    for (seL4_Word length = 0; length <= 6; length++)
        call_of_length(length, false, ENV_PRIORITY - 10);
}

/* ---- fault and reply ---- */

static uint64_t faulting(uint64_t address, uint64_t unused1, uint64_t unused2)
{
    struct raw_regs *r = (void *)address;

    (void)unused1, (void)unused2;
    raw_syscall(r);
    return 0;
}

TEST(regs, unknown_syscall_reply_sets_what_it_names)
{
    static struct thread t;
    static struct raw_regs r;
    seL4_CPtr faults = new_object(seL4_EndpointObject, 0);
    seL4_Word words[13];

    r = pattern(0xc1, 0x11, 0x22);
    thread_init(&t, false);
    REQUIRE_EQ(seL4_TCB_SetSpace(t.tcb, faults, ENV_CNODE, 0, ENV_VSPACE, 0), 0);
    thread_start(&t, ENV_PRIORITY - 1, faulting, (uint64_t)&r, 0, 0);
    struct raw_regs want = r;

    seL4_MessageInfo_t info = seL4_Recv(faults, NULL);
    REQUIRE_EQ(seL4_MessageInfo_get_label(info), seL4_Fault_UnknownSyscall);
    REQUIRE_EQ(seL4_MessageInfo_get_length(info), 13);
    for (int i = 0; i < 13; i++)
        words[i] = seL4_GetMR(i);
    for (int i = 0; i < 8; i++)
        CHECK_EQ(words[i], want.x[i]);
    CHECK_EQ(words[10], words[8] + 4);
    CHECK_EQ(words[12], 0xc1);

    for (int i = 0; i < 8; i++)
        want.x[i] = 0x900 + (unsigned)i;
    want.x[NZCV] = 0x50000000;
    for (int i = 0; i < 8; i++)
        seL4_SetMR(i, want.x[i]);
    seL4_SetMR(8, words[8] + 4);
    seL4_SetMR(9, words[9]);
    seL4_SetMR(10, 0);
    seL4_SetMR(11, 0x50000000 | 0xf); /* not a user mode: made safe */
    seL4_Reply(seL4_MessageInfo_new(0, 0, 0, 12));
    thread_join(&t);
    check_same(__LINE__, &r, &want);
}
