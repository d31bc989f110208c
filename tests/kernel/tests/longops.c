/* SPDX-License-Identifier: BSD-2-Clause */
/* Operations that take millions of instructions: the worst time until an interrupt is served, and being interrupted at
 * every point where they look.  tests/kernel/run counts instructions (1 ns each), so the counter is a measure of them. */
#include "test.h"

enum {
    TIMER_IRQ = 30,
    COPIES = 100000,
    COPY_BITS = 17,
    LIVE_BITS = 16,
    BIG_BITS = 28,          /* 256 MiB */
    NS_PER_COUNT = 16,      /* the counter runs at 62.5 MHz */
    LATENCY_MAX = 100000,   /* instructions; far above what is measured, far below a tick */
    OFTEN = 80, SELDOM = 5000, /* counts between interrupts */
};

static volatile uint64_t served, worst;
static volatile uint64_t period;

static uint64_t now(void)
{
    uint64_t count;

    __asm__ volatile("isb; mrs %0, cntpct_el0" : "=r"(count) : : "memory");
    return count;
}

/* A loop of known length tells whether one instruction is one nanosecond; on a real clock bounds mean nothing. */
static void need_instructions_as_time(void)
{
    enum { LOOPS = 500000, COUNTS = 2 * LOOPS / NS_PER_COUNT };

    for (int round = 0; round < 3; round++) {
        uint64_t loops = LOOPS, begin = now(), counts;

        __asm__ volatile("1: subs %0, %0, #1; b.ne 1b" : "+r"(loops) : : "cc");
        counts = now() - begin;
        if (counts < COUNTS || counts > COUNTS + COUNTS / 100)
            skip_test("time is not counted in instructions");
    }
}

/* Above everybody: notes how late each interrupt comes. */
static uint64_t serve(uint64_t handler, uint64_t ntfn, uint64_t unused)
{
    (void)unused;
    for (;;) {
        uint64_t due = now() + period, on = 1;

        __asm__ volatile("msr cntp_cval_el0, %0; msr cntp_ctl_el0, %1; isb" : : "r"(due), "r"(on) : "memory");
        seL4_Wait(ntfn, NULL);
        uint64_t late = now() - due;
        __asm__ volatile("msr cntp_ctl_el0, xzr; isb" : : : "memory");
        seL4_IRQHandler_Ack(handler);
        worst = late > worst ? late : worst;
        served++;
    }
    return 0;
}

static struct thread server;

static void serve_begin(uint64_t counts)
{
    static seL4_CPtr handler, ntfn;

    need_instructions_as_time();
    if (!handler) {
        handler = new_slot();
        ntfn = new_object(seL4_NotificationObject, 0);
        REQUIRE_EQ(seL4_IRQControl_Get(ENV_IRQ_CONTROL, TIMER_IRQ, ENV_CNODE, handler, WORD_BITS), 0);
        REQUIRE_EQ(seL4_IRQHandler_SetNotification(handler, ntfn), 0);
        thread_init(&server, false);
    }
    served = worst = 0;
    period = counts;
    thread_start(&server, 255, serve, handler, ntfn, 0);
}

static void serve_end(const char *what, unsigned least)
{
    CHECK_EQ(seL4_TCB_Suspend(server.tcb), 0);
    __asm__ volatile("msr cntp_ctl_el0, xzr; isb");
    note("%s: %lu interrupts, the latest after %lu instructions\n", what, served, worst * NS_PER_COUNT);
    CHECK(served >= least);
    CHECK(worst * NS_PER_COUNT < LATENCY_MAX);
}

static seL4_CPtr fill(seL4_CPtr original, unsigned bits, seL4_Word count)
{
    seL4_CPtr cnode = new_object(seL4_CapTableObject, bits);

    for (seL4_Word i = 0; i < count; i++)
        REQUIRE_EQ(seL4_CNode_Copy(cnode, i, (seL4_Uint8)bits, ENV_CNODE, original, WORD_BITS, seL4_AllRights), 0);
    return cnode;
}

static void revoke_copies(uint64_t counts, unsigned least)
{
    seL4_CPtr ep = new_object(seL4_EndpointObject, 0), cnode = fill(ep, COPY_BITS, COPIES);

    serve_begin(counts);
    CHECK_EQ(revoke_cap(ep), 0);
    serve_end("revoking 100000 copies", least);
    CHECK(!slot_is_empty(ep));
    for (seL4_Word i = 0; i < COPIES; i += 997)
        CHECK_EQ(seL4_CNode_Copy(cnode, COPIES, COPY_BITS, cnode, i, COPY_BITS, seL4_AllRights), seL4_FailedLookup);
    CHECK_EQ(delete_cap(cnode), 0);
}

TEST(longops, revoke_latency)
{
    revoke_copies(SELDOM, 20);
}

TEST(longops, revoke_interrupted_everywhere)
{
    revoke_copies(OFTEN, 500);
}

/* Each slot is the last capability of its own object. */
static void delete_cnode(uint64_t counts, unsigned least)
{
    enum { ROUND = 256 };
    seL4_CPtr cnode = new_object(seL4_CapTableObject, LIVE_BITS), memory = new_untyped(LIVE_BITS + seL4_EndpointBits);

    for (seL4_Word i = 0; i < 1ul << LIVE_BITS; i += ROUND)
        REQUIRE_EQ(seL4_Untyped_Retype(memory, seL4_EndpointObject, 0, ENV_CNODE, cnode, WORD_BITS, i, ROUND), 0);
    serve_begin(counts);
    CHECK_EQ(delete_cap(cnode), 0);
    serve_end("deleting a CNode of 65536 endpoints", least);
    CHECK(slot_is_empty(cnode));
    CHECK_EQ(seL4_Untyped_Retype(memory, seL4_UntypedObject, LIVE_BITS + seL4_EndpointBits, ENV_CNODE, 0, 0, cnode, 1), 0);
}

TEST(longops, delete_latency)
{
    delete_cnode(SELDOM, 20);
}

TEST(longops, delete_interrupted_everywhere)
{
    delete_cnode(OFTEN, 300);
}

static void retype_big(uint64_t counts, unsigned least)
{
    enum { FRAMES = 1 << (BIG_BITS - seL4_LargePageBits) };
    seL4_CPtr frames = new_slots(FRAMES), memory;

    if (ENV->untyped_bits[0] < BIG_BITS)
        skip_test("less than 256 MiB in one piece");
    memory = new_untyped(BIG_BITS);
    serve_begin(counts);
    CHECK_EQ(seL4_Untyped_Retype(memory, seL4_ARM_LargePageObject, 0, ENV_CNODE, 0, 0, frames, FRAMES), 0);
    serve_end("zeroing 256 MiB", least);
    for (unsigned i = 0; i < FRAMES; i += 31) {
        seL4_Word vaddr = unused_vaddr(seL4_LargePageBits);
        REQUIRE_EQ(map_frame(frames + i, ENV_VSPACE, vaddr, RIGHT_READ | RIGHT_WRITE), 0);
        for (seL4_Word at = 0; at < 1ul << seL4_LargePageBits; at += PAGE)
            if (!CHECK_EQ(*(volatile uint64_t *)(vaddr + at), 0))
                return;
    }
}

TEST(longops, retype_latency)
{
    retype_big(SELDOM, 20);
}

TEST(longops, retype_interrupted_everywhere)
{
    retype_big(OFTEN, 500);
}
