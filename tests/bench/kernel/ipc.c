/* SPDX-License-Identifier: BSD-2-Clause */
/* Call, ReplyRecv and Send, one way each: from before the system call to the other thread's next
 * instruction. */
#include "bench.h"

enum { CLIENT = ENV_PRIORITY, SERVER = ENV_PRIORITY };

static volatile uint64_t sent, reply_sent;
static uint64_t call_ticks, reply_ticks;

static uint64_t serve(uint64_t ep, uint64_t length, uint64_t unused)
{
    struct sel4_regs r = {ep, 0, {0}};

    (void)unused;
    sel4_enter(seL4_SysRecv, &r);
    for (;;) {
        call_ticks += stamp() - sent;
        r.cap = ep;
        r.info = length;
        reply_sent = stamp();
        sel4_enter(seL4_SysReplyRecv, &r);
    }
    return 0;
}

static void touch_fpu(void)
{
    __asm__ volatile("fmov d0, #1.0"
                     :
                     :
                     : "memory"); /* the program itself never uses FP registers */
}

static void call_and_reply(const char *call_row, const char *reply_row, seL4_Word length,
                           bool own_space, bool fpu)
{
    static struct thread server;
    seL4_CPtr ep = new_object(seL4_EndpointObject, 0);
    struct sel4_regs r = {0};

    thread_init(&server, own_space);
    thread_start(&server, 255, serve, ep, length, 0);
    set_priority(server.tcb, SERVER);
    call_ticks = reply_ticks = 0;
    for (uint64_t i = 0; i < ROUNDS; i++) {
        shift_phase(i);
        if (fpu)
            touch_fpu();
        r.cap = ep;
        r.info = length;
        sent = stamp();
        sel4_enter(seL4_SysCall, &r);
        reply_ticks += stamp() - reply_sent;
    }
    bench_result(call_row, call_ticks, ROUNDS, 1);
    bench_result(reply_row, reply_ticks, ROUNDS, 1);
}

TEST(ipc, same_space)
{
    call_and_reply("call_0", "reply_recv_0", 0, false, false);
}

TEST(ipc, other_space)
{
    call_and_reply("call_0_other_space", "reply_recv_0_other_space", 0, true, false);
}

TEST(ipc, live_fpu)
{
    call_and_reply("call_0_fpu", "reply_recv_0_fpu", 0, true, true);
}

TEST(ipc, ten_words)
{
    call_and_reply("call_10", "reply_recv_10", 10, true, false);
}

static uint64_t receive(uint64_t ep, uint64_t unused1, uint64_t unused2)
{
    struct sel4_regs r = {0};

    (void)unused1, (void)unused2;
    for (;;) {
        r.cap = ep;
        sel4_enter(seL4_SysRecv, &r);
        call_ticks += stamp() - sent;
    }
    return 0;
}

TEST(ipc, send)
{
    static struct thread receiver;
    seL4_CPtr ep = new_object(seL4_EndpointObject, 0);
    struct sel4_regs r = {0};

    thread_init(&receiver, true);
    thread_start(&receiver, 255, receive, ep, 0, 0);
    for (uint64_t i = 0; i < ROUNDS; i++) {
        shift_phase(i);
        r.cap = ep;
        r.info = 0;
        sent = stamp();
        sel4_enter(seL4_SysSend, &r);
    }
    bench_result("send_to_higher", call_ticks, ROUNDS, 1);
}
