/* SPDX-License-Identifier: BSD-2-Clause */
/* Who runs after an operation: each test lets threads leave a letter when they run and compares the
 * order. */
#include "test.h"

enum { ABOVE_ALL = 255, MAIN = 100 };

static char order[128];
static volatile unsigned marks;

static void mark(char c)
{
    order[marks] = c;
    marks = marks + 1;
}

static void check_order(int line, const char *want)
{
    size_t length = 0;

    order[marks] = '\0';
    while (want[length] && want[length] == order[length])
        length++;
    if (want[length] != order[length])
        note("order %s, want %s\n", order, want);
    check_true(__FILE__, line, "order of execution", want[length] == order[length]);
    marks = 0;
}
#define CHECK_ORDER(want) check_order(__LINE__, want)

/* ---- what the threads do ---- */

static uint64_t just_mark(uint64_t letter, uint64_t unused1, uint64_t unused2)
{
    (void)unused1, (void)unused2;
    mark((char)letter);
    return 0;
}

static uint64_t wait_and_mark(uint64_t ntfn, uint64_t letter, uint64_t unused)
{
    (void)unused;
    seL4_Wait(ntfn, NULL);
    mark((char)letter);
    return 0;
}

static uint64_t receive_and_mark(uint64_t ep, uint64_t letter, uint64_t unused)
{
    (void)unused;
    seL4_Recv(ep, NULL);
    mark((char)letter);
    return 0;
}

static uint64_t call_and_mark(uint64_t ep, uint64_t letter, uint64_t length)
{
    seL4_Call(ep, seL4_MessageInfo_new(letter, 0, 0, length));
    mark((char)letter);
    return 0;
}

static uint64_t send_and_mark(uint64_t ep, uint64_t letter, uint64_t length)
{
    seL4_Send(ep, seL4_MessageInfo_new(letter, 0, 0, length));
    mark((char)letter);
    return 0;
}

static uint64_t serve(uint64_t ep, uint64_t letter, uint64_t length)
{
    seL4_Recv(ep, NULL);
    for (;;) {
        mark((char)letter);
        seL4_ReplyRecv(ep, seL4_MessageInfo_new(0, 0, 0, length), NULL);
    }
    return 0;
}

static uint64_t mark_yield_mark(uint64_t letter, uint64_t unused1, uint64_t unused2)
{
    (void)unused1, (void)unused2;
    mark((char)letter);
    seL4_Yield();
    mark((char)letter);
    return 0;
}

/* Starts the thread above everybody, so that it comes to where it blocks, and gives it its priority
 * then. */
static void start_blocked(struct thread *t, unsigned priority, thread_fn fn, uint64_t a, uint64_t b,
                          uint64_t c)
{
    thread_init(t, false);
    thread_start(t, ABOVE_ALL, fn, a, b, c);
    set_priority(t->tcb, priority);
}

static void start_ready(struct thread *t, unsigned priority, char letter)
{
    thread_init(t, false);
    thread_start(t, priority, just_mark, (uint64_t)letter, 0, 0);
}

static void own_priority(unsigned priority)
{
    set_priority(ENV_TCB, priority);
}

static seL4_CPtr new_ntfn(void)
{
    return new_object(seL4_NotificationObject, 0);
}

static seL4_CPtr new_ep(void)
{
    return new_object(seL4_EndpointObject, 0);
}

/* ---- waking while the current thread goes on ---- */

TEST(sched, woken_above_runs_at_once_and_we_stay_first)
{
    static struct thread t, d;
    seL4_CPtr ntfn = new_ntfn();

    own_priority(MAIN);
    start_blocked(&t, MAIN + 1, wait_and_mark, ntfn, 'T', 0);
    start_ready(&d, MAIN, 'D');
    seL4_Signal(ntfn);
    mark('C');
    seL4_Yield();
    CHECK_ORDER("TCD");
}

TEST(sched, woken_equal_goes_to_the_tail)
{
    static struct thread a, b, d;
    seL4_CPtr for_a = new_ntfn(), for_b = new_ntfn();

    own_priority(MAIN);
    start_blocked(&a, MAIN, wait_and_mark, for_a, 'A', 0);
    start_blocked(&b, MAIN, wait_and_mark, for_b, 'B', 0);
    start_ready(&d, MAIN, 'D');
    seL4_Signal(for_a);
    seL4_Signal(for_b);
    mark('C');
    seL4_Yield();
    CHECK_ORDER("CDAB");
}

TEST(sched, message_to_equal_goes_to_the_tail)
{
    static struct thread a, b;
    seL4_CPtr for_a = new_ep(), for_b = new_ep();

    own_priority(MAIN);
    start_blocked(&a, MAIN, receive_and_mark, for_a, 'A', 0);
    start_blocked(&b, MAIN, receive_and_mark, for_b, 'B', 0);
    seL4_Send(for_a, seL4_MessageInfo_new(0, 0, 0, 1));
    seL4_Send(for_b, seL4_MessageInfo_new(0, 0, 0, 6));
    mark('C');
    seL4_Yield();
    CHECK_ORDER("CAB");
}

TEST(sched, woken_below_goes_to_the_head)
{
    static struct thread t, x;
    seL4_CPtr ntfn = new_ntfn();

    own_priority(MAIN);
    start_blocked(&t, MAIN - 10, wait_and_mark, ntfn, 'T', 0);
    start_ready(&x, MAIN - 10, 'X');
    seL4_Signal(ntfn);
    mark('C');
    own_priority(1);
    CHECK_ORDER("CTX");
}

TEST(sched, resumed_last_runs_first)
{
    static struct thread a, b, d;

    own_priority(MAIN);
    start_ready(&d, MAIN, 'D');
    start_ready(&a, MAIN, 'A');
    start_ready(&b, MAIN, 'B');
    mark('C');
    seL4_Yield();
    CHECK_ORDER("CBAD");
}

TEST(sched, copy_registers_resumes_at_the_head)
{
    static struct thread a, d;

    own_priority(MAIN);
    start_ready(&d, MAIN, 'D');
    thread_init(&a, false);
    thread_start(&a, 1, just_mark, 'A', 0, 0);
    CHECK_EQ(seL4_TCB_Suspend(a.tcb), 0);
    set_priority(a.tcb, MAIN);
    CHECK_EQ(seL4_TCB_CopyRegisters(a.tcb, a.tcb, 0, 1, 0, 0, 0), 0);
    mark('C');
    seL4_Yield();
    CHECK_ORDER("CAD");
}

/* ---- waking when the current thread stops ---- */

/* Whatever the length: registers carry four words. */
static void call_an_equal(seL4_Word length)
{
    static struct thread server, d;
    seL4_CPtr ep = new_ep();

    own_priority(MAIN);
    start_blocked(&server, MAIN, serve, ep, 'S', length);
    start_ready(&d, MAIN, 'D');
    seL4_Call(ep, seL4_MessageInfo_new(0, 0, 0, length));
    mark('C');
    seL4_Yield();
    CHECK_ORDER("SCD");
}

TEST(sched, call_and_reply_pass_equals_by)
{
    call_an_equal(0);
    call_an_equal(4);
    call_an_equal(5);
}

static void call_below(seL4_Word length)
{
    static struct thread server, d;
    seL4_CPtr ep = new_ep();

    own_priority(MAIN);
    start_blocked(&server, MAIN - 20, serve, ep, 'S', length);
    start_ready(&d, MAIN - 10, 'D');
    seL4_Call(ep, seL4_MessageInfo_new(0, 0, 0, length));
    mark('C');
    CHECK_ORDER("DSC");
}

TEST(sched, called_below_waits_for_those_between)
{
    call_below(0);
    call_below(5);
}

/* The called thread goes to the head of its queue, before one that was ready there. */
TEST(sched, called_below_is_first_of_its_priority)
{
    static struct thread server, d, x;
    seL4_CPtr ep = new_ep();

    own_priority(MAIN);
    start_blocked(&server, MAIN - 20, serve, ep, 'S', 0);
    start_ready(&x, MAIN - 20, 'X');
    start_ready(&d, MAIN - 10, 'D');
    seL4_Call(ep, seL4_MessageInfo_new(0, 0, 0, 0));
    mark('C');
    own_priority(1);
    CHECK_ORDER("DSCX");
}

TEST(sched, reply_to_a_caller_below)
{
    static struct thread caller, d, x;
    seL4_CPtr ep = new_ep(), ntfn = new_ntfn();

    own_priority(MAIN);
    start_blocked(&caller, MAIN - 20, call_and_mark, ep, 'A', 0);
    start_ready(&d, MAIN - 10, 'D');
    seL4_Recv(ep, NULL);
    start_ready(&x, 1, 'X');
    seL4_TCB_BindNotification(ENV_TCB, ntfn);
    seL4_Signal(ntfn); /* so that receiving does not block */
    seL4_ReplyRecv(ep, seL4_MessageInfo_new(0, 0, 0, 0), NULL);
    mark('C');
    own_priority(0);
    CHECK_ORDER("CDAX");
}

/* ---- two at once ---- */

static void two_candidates(bool one_system_call)
{
    static struct thread a, b;
    seL4_CPtr ep = new_ep();
    seL4_MessageInfo_t empty = seL4_MessageInfo_new(0, 0, 0, 0);

    own_priority(MAIN);
    start_blocked(&a, MAIN, call_and_mark, ep, 'A', 0);
    start_blocked(&b, MAIN, send_and_mark, ep, 'B', 0);
    seL4_Recv(ep, NULL);
    if (one_system_call) {
        seL4_ReplyRecv(ep, empty, NULL);
    } else {
        seL4_Reply(empty);
        seL4_Recv(ep, NULL);
    }
    mark('C');
    seL4_Yield();
    CHECK_ORDER(one_system_call ? "CBA" : "CAB");
}

TEST(sched, two_woken_by_one_system_call)
{
    two_candidates(true);
    two_candidates(false);
}

/* ---- priorities ---- */

TEST(sched, raised_above_runs_at_once)
{
    static struct thread t;

    own_priority(MAIN);
    start_ready(&t, MAIN - 10, 'T');
    set_priority(t.tcb, MAIN + 1);
    mark('C');
    CHECK_ORDER("TC");
}

TEST(sched, raised_to_equal_goes_to_the_tail)
{
    static struct thread t, d;

    own_priority(MAIN);
    start_ready(&d, MAIN, 'D');
    start_ready(&t, MAIN - 10, 'T');
    set_priority(t.tcb, MAIN);
    mark('C');
    seL4_Yield();
    CHECK_ORDER("CDT");
}

TEST(sched, lowering_oneself_switches)
{
    static struct thread d, e;

    own_priority(MAIN);
    start_ready(&d, MAIN - 10, 'D');
    start_ready(&e, MAIN - 20, 'E');
    own_priority(MAIN - 20); /* first of that queue */
    mark('C');
    seL4_Yield();
    CHECK_ORDER("DCE");
}

TEST(sched, waiting_threads_keep_their_place)
{
    static struct thread a, b;
    seL4_CPtr ep = new_ep();

    own_priority(MAIN);
    start_blocked(&a, 10, send_and_mark, ep, 'A', 0);
    start_blocked(&b, 20, send_and_mark, ep, 'B', 0);
    set_priority(b.tcb, 90);
    seL4_Word label = seL4_MessageInfo_get_label(seL4_Recv(ep, NULL));
    CHECK_EQ(label, 'A');
    label = seL4_MessageInfo_get_label(seL4_Recv(ep, NULL));
    CHECK_EQ(label, 'B');
    own_priority(1);
    CHECK_ORDER("BA");
}

TEST(sched, mcp_limits_what_is_given)
{
    EXPECT(ask(ENV_TCB, TCBSetMCPriority, CAPS(ENV_TCB), WORDS(MAIN)), seL4_NoError);
    EXPECT(ask(ENV_TCB, TCBSetPriority, CAPS(ENV_TCB), WORDS(MAIN + 1)), seL4_RangeError, 0, MAIN);
    EXPECT(ask(ENV_TCB, TCBSetMCPriority, CAPS(ENV_TCB), WORDS(MAIN + 1)), seL4_RangeError, 0,
           MAIN);
    EXPECT(ask(ENV_TCB, TCBSetSchedParams, CAPS(ENV_TCB), WORDS(MAIN, MAIN + 1)), seL4_RangeError,
           0, MAIN);
    EXPECT(ask(ENV_TCB, TCBSetSchedParams, CAPS(ENV_TCB), WORDS(MAIN - 1, MAIN)), seL4_NoError);
    EXPECT(ask(ENV_TCB, TCBSetPriority, CAPS(ENV_TCB), WORDS(MAIN)), seL4_RangeError, 0, MAIN - 1);
}

TEST(sched, strictly_descending)
{
    enum { COUNT = 60 };
    static struct thread threads[COUNT];

    for (unsigned i = 0; i < COUNT; i++)
        start_ready(&threads[i], 3 * i + 1, (char)('0' + i));
    own_priority(0);
    REQUIRE_EQ(marks, COUNT);
    for (unsigned i = 0; i < COUNT; i++)
        CHECK_EQ(order[i], '0' + COUNT - 1 - i);
}

/* ---- equals share ---- */

TEST(sched, yield_takes_turns)
{
    static struct thread a, b;

    own_priority(MAIN);
    thread_init(&a, false);
    thread_init(&b, false);
    thread_start(&a, MAIN - 10, mark_yield_mark, 'A', 0, 0);
    thread_start(&b, MAIN - 10, mark_yield_mark, 'B', 0, 0);
    own_priority(1);
    CHECK_ORDER("BABA");
}

static uint64_t spin(uint64_t counter, uint64_t unused1, uint64_t unused2)
{
    (void)unused1, (void)unused2;
    for (;;)
        ++*(volatile uint64_t *)counter;
    return 0;
}

TEST(sched, ticks_take_turns)
{
    enum { COUNT = 3 };
    static struct thread threads[COUNT];
    static volatile uint64_t counters[COUNT];

    own_priority(MAIN);
    for (int i = 0; i < COUNT; i++) {
        thread_init(&threads[i], false);
        thread_start(&threads[i], MAIN, spin, (uint64_t)&counters[i], 0, 0);
    }
    for (int round = 0; round < 3;
         round++) { /* we never yield: only the clock takes the processor away */
        uint64_t before[COUNT];

        for (int i = 0; i < COUNT; i++)
            before[i] = counters[i];
        while (counters[0] == before[0] || counters[1] == before[1] || counters[2] == before[2])
            ;
    }
    CHECK_EQ(seL4_TCB_Suspend(threads[0].tcb), 0);
    uint64_t stopped = counters[0], going = counters[1];
    while (counters[1] == going)
        ;
    CHECK_EQ(counters[0], stopped);
    CHECK_EQ(seL4_TCB_Resume(threads[0].tcb), 0);
    while (counters[0] == stopped)
        ;
}

/* ---- queues that are broken up ---- */

TEST(sched, cancelled_senders_restart_last_first)
{
    static struct thread t[3];
    seL4_CPtr ep = new_ep(), badged = mint_cap(ep, RIGHTS_ALL, 5),
              other = mint_cap(ep, RIGHTS_ALL, 6);
    static struct thread bystander;

    own_priority(MAIN);
    start_blocked(&t[0], 50, send_and_mark, badged, 'A', 0);
    start_blocked(&bystander, 50, send_and_mark, other, 'O', 0);
    start_blocked(&t[1], 50, send_and_mark, badged, 'B', 0);
    start_blocked(&t[2], 50, send_and_mark, badged, 'C', 0);
    CHECK_EQ(seL4_CNode_CancelBadgedSends(ENV_CNODE, badged, WORD_BITS), 0);
    own_priority(1); /* they send again, in the order in which they are ready */
    own_priority(MAIN);
    const char *want = "OCBA";
    for (int i = 0; i < 4; i++)
        CHECK_EQ(seL4_MessageInfo_get_label(seL4_Recv(ep, NULL)), want[i]);
}

TEST(sched, waiters_of_a_deleted_notification_restart_last_first)
{
    static struct thread t[3];
    seL4_CPtr ntfn = new_ntfn(), faults = new_ep(), caps[3];

    own_priority(MAIN);
    for (int i = 0; i < 3; i++) {
        caps[i] = copy_cap(ntfn, RIGHTS_ALL);
        thread_init(&t[i], false);
        REQUIRE_EQ(seL4_TCB_SetSpace(t[i].tcb, faults, ENV_CNODE, 0, ENV_VSPACE, 0), 0);
        thread_start(&t[i], ABOVE_ALL, wait_and_mark, caps[i], 'W', 0);
        set_priority(t[i].tcb, 50);
    }
    CHECK_EQ(revoke_cap(ntfn), 0);
    CHECK_EQ(delete_cap(ntfn), 0);
    for (int i = 2; i >= 0; i--) { /* each finds its capability gone */
        seL4_MessageInfo_t info = seL4_Recv(faults, NULL);
        CHECK_EQ(seL4_MessageInfo_get_label(info), seL4_Fault_CapFault);
        CHECK_EQ(seL4_GetMR(seL4_CapFault_Addr), caps[i]);
        CHECK_EQ(seL4_GetMR(seL4_CapFault_InRecvPhase), 1);
    }
}
