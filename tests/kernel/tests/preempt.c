/* SPDX-License-Identifier: BSD-2-Clause */
/* Long operations stop for interrupts and still come to their end. */
#include "test.h"

enum { TIMER_IRQ = 30, COPY_BITS = 16, COPIES = 1 << COPY_BITS };

static volatile unsigned ticks;

static void arm_timer(uint64_t delta)
{
    uint64_t now, on = 1;

    __asm__ volatile("mrs %0, cntpct_el0" : "=r"(now));
    __asm__ volatile("msr cntp_cval_el0, %0; msr cntp_ctl_el0, %1; isb"
                     :
                     : "r"(now + delta), "r"(on));
}

static void stop_timer(void)
{
    __asm__ volatile("msr cntp_ctl_el0, xzr; isb");
}

/* Counts interrupts of a 500 us timer. */
static uint64_t count_ticks(uint64_t handler, uint64_t ntfn, uint64_t unused)
{
    (void)unused;
    for (;;) {
        arm_timer(31250);
        seL4_Wait(ntfn, NULL);
        stop_timer();
        seL4_IRQHandler_Ack(handler);
        ticks = ticks + 1;
    }
    return 0;
}

static void start_ticking(struct thread *t)
{
    seL4_CPtr handler = new_slot(), ntfn = new_object(seL4_NotificationObject, 0);

    REQUIRE_EQ(seL4_IRQControl_Get(ENV_IRQ_CONTROL, TIMER_IRQ, ENV_CNODE, handler, WORD_BITS), 0);
    REQUIRE_EQ(seL4_IRQHandler_SetNotification(handler, ntfn), 0);
    thread_init(t, false);
    thread_start(t, 255, count_ticks, handler, ntfn, 0);
}

static void stop_ticking(struct thread *t)
{
    CHECK_EQ(seL4_TCB_Suspend(t->tcb), 0);
    stop_timer();
}

/* A CNode of its own, full of copies of the capability; addressed with depth COPY_BITS. */
static seL4_CPtr fill_cnode(seL4_CPtr original)
{
    seL4_CPtr cnode = new_object(seL4_CapTableObject, COPY_BITS);
    seL4_CapRights_t all = {{RIGHTS_ALL}};

    for (seL4_Word i = 0; i < COPIES; i++)
        REQUIRE_EQ(seL4_CNode_Copy(cnode, i, COPY_BITS, ENV_CNODE, original, WORD_BITS, all), 0);
    return cnode;
}

static void check_empty(seL4_CPtr cnode, seL4_Word step)
{
    for (seL4_Word i = 0; i < COPIES; i += step) /* an empty slot cannot be moved from */
        if (!CHECK_EQ(seL4_CNode_Move(cnode, (i + 1) % COPIES, COPY_BITS, cnode, i, COPY_BITS),
                      seL4_FailedLookup))
            break;
}

TEST(preempt, revoke_of_many_copies)
{
    static struct thread ticker;
    seL4_CPtr ep = new_object(seL4_EndpointObject, 0), cnode = fill_cnode(ep);

    start_ticking(&ticker);
    unsigned before = ticks;
    CHECK_EQ(revoke_cap(ep), 0);
    unsigned during = ticks - before;
    stop_ticking(&ticker);
    if (!CHECK(during > 1))
        note("only %u interrupts during the revoke\n", during);
    check_empty(cnode, 7);
    CHECK(!slot_is_empty(ep));
}

TEST(preempt, delete_of_a_full_cnode)
{
    static struct thread ticker;
    seL4_CPtr ep = new_object(seL4_EndpointObject, 0), cnode = fill_cnode(ep);

    start_ticking(&ticker);
    unsigned before = ticks;
    CHECK_EQ(delete_cap(cnode), 0);
    unsigned during = ticks - before;
    stop_ticking(&ticker);
    CHECK(during > 1);
    CHECK(slot_is_empty(cnode));
    CHECK_EQ(delete_cap(ep), 0);
}

/* The capability that is revoked lies in the CNode that dies with it. */
TEST(preempt, revoke_of_the_untyped_below_everything)
{
    static struct thread ticker;
    seL4_CPtr untyped = new_untyped(COPY_BITS + 6), cnode = new_slot(),
              ep = new_object(seL4_EndpointObject, 0);
    seL4_CapRights_t all = {{RIGHTS_ALL}};

    REQUIRE_EQ(
        seL4_Untyped_Retype(untyped, seL4_CapTableObject, COPY_BITS, ENV_CNODE, 0, 0, cnode, 1), 0);
    for (seL4_Word i = 1; i < COPIES; i++)
        REQUIRE_EQ(seL4_CNode_Copy(cnode, i, COPY_BITS, ENV_CNODE, ep, WORD_BITS, all), 0);
    REQUIRE_EQ(seL4_CNode_Move(cnode, 0, COPY_BITS, ENV_CNODE, ep, WORD_BITS), 0);

    start_ticking(&ticker);
    unsigned before = ticks;
    CHECK_EQ(revoke_cap(untyped), 0);
    CHECK(ticks - before > 1);
    stop_ticking(&ticker);
    CHECK(slot_is_empty(cnode));
    REQUIRE_EQ(
        seL4_Untyped_Retype(untyped, seL4_CapTableObject, COPY_BITS + 1, ENV_CNODE, 0, 0, cnode, 1),
        0);
    check_empty(cnode, 97);
}

/* Zeroing megabytes goes on where it stopped, and the memory is zero. */
TEST(preempt, retype_of_large_memory)
{
    enum { UNTYPED_BITS = 25, FRAMES = 1 << (UNTYPED_BITS - seL4_LargePageBits) };
    static struct thread ticker;
    seL4_CPtr untyped = new_untyped(UNTYPED_BITS), frames = new_slots(FRAMES);
    seL4_Word vaddr = unused_vaddr(seL4_LargePageBits);

    map_tables(ENV_VSPACE, vaddr, seL4_LargePageBits);
    for (int round = 0; round < 2; round++) {
        start_ticking(&ticker);
        unsigned before = ticks;
        REQUIRE_EQ(seL4_Untyped_Retype(untyped, seL4_ARM_LargePageObject, 0, ENV_CNODE, 0, 0,
                                       frames, FRAMES),
                   0);
        CHECK(ticks - before > 1);
        stop_ticking(&ticker);
        for (seL4_CPtr frame = frames; frame < frames + FRAMES; frame++) {
            REQUIRE_EQ(map_frame(frame, ENV_VSPACE, vaddr, RIGHT_READ | RIGHT_WRITE), 0);
            volatile uint64_t *words = (void *)vaddr;
            uint64_t any = 0;

            for (size_t i = 0; i < (1ul << seL4_LargePageBits) / 8; i += 64)
                any |= words[i];
            CHECK_EQ(any, 0);
            for (size_t i = 0; i < (1ul << seL4_LargePageBits) / 8; i += 64)
                words[i] = ~0ul;
            REQUIRE_EQ(seL4_ARM_Page_Unmap(frame), 0);
        }
        CHECK_EQ(revoke_cap(untyped), 0);
        CHECK_EQ(delete_cap(ticker.tcb), 0); /* a new ticker, a new handler */
        CHECK_EQ(seL4_CNode_Revoke(ENV_CNODE, ENV_IRQ_CONTROL, WORD_BITS), 0);
    }
}
