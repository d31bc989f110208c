/* SPDX-License-Identifier: BSD-2-Clause */
/* Notifications: words, waiting, binding. */
#include "test.h"

enum { LOW = ENV_PRIORITY - 2 };

static seL4_CPtr new_ntfn(void)
{
    return new_object(seL4_NotificationObject, 0);
}

TEST(notification, badges_accumulate)
{
    seL4_CPtr ntfn = new_ntfn();

    seL4_Signal(mint_cap(ntfn, RIGHTS_ALL, 0x21));
    seL4_Signal(mint_cap(ntfn, RIGHTS_ALL, 0x14));
    struct sel4_regs r = {ntfn, 0x1234, {1, 2, 3, 4}};
    sel4_enter(seL4_SysNBRecv, &r);
    CHECK_EQ(r.cap, 0x35);
    CHECK_EQ(r.info, 0x1234);
    CHECK_EQ(r.mr[0], 1);
    CHECK_EQ(r.mr[3], 4);
    r.cap = ntfn;
    sel4_enter(seL4_SysNBRecv, &r);
    CHECK_EQ(r.cap, 0);
}

TEST(notification, badge_zero_makes_it_active)
{
    seL4_CPtr ntfn = new_ntfn();
    seL4_Word badge = 7;

    seL4_Signal(ntfn);
    seL4_Wait(ntfn, &badge); /* returns at once */
    CHECK_EQ(badge, 0);
}

TEST(notification, call_returns_at_once)
{
    seL4_CPtr ntfn = new_ntfn();

    EXPECT(ask(ntfn, 55, NOTHING, WORDS(1, 2)), seL4_NoError);
    EXPECT(ask(copy_cap(ntfn, RIGHT_READ), 55, NOTHING, NOTHING), seL4_InvalidCapability, 0);
}

static uint64_t wait_for(uint64_t cap, uint64_t unused1, uint64_t unused2)
{
    seL4_Word badge;

    (void)unused1, (void)unused2;
    seL4_Wait(cap, &badge);
    return badge;
}

TEST(notification, waiters_are_first_come_first_served)
{
    static struct thread a, b;
    seL4_CPtr ntfn = new_ntfn(), one = mint_cap(ntfn, RIGHTS_ALL, 1), two = mint_cap(ntfn, RIGHTS_ALL, 2);

    thread_init(&a, false);
    thread_init(&b, false);
    thread_start(&a, LOW, wait_for, ntfn, 0, 0);
    set_priority(ENV_TCB, 1);
    set_priority(ENV_TCB, ENV_PRIORITY);
    thread_start(&b, LOW + 1, wait_for, ntfn, 0, 0);
    set_priority(ENV_TCB, 1);
    seL4_Signal(one);
    CHECK_EQ(a.done, 1);
    CHECK_EQ(b.done, 0);
    seL4_Signal(two);
    CHECK_EQ(a.result, 1);
    CHECK_EQ(b.result, 2);
}

static uint64_t receive_badges(uint64_t ep, uint64_t count, uint64_t out)
{
    seL4_Word *badges = (void *)out;

    for (uint64_t i = 0; i < count; i++) {
        seL4_Recv(ep, &badges[i]);
        seL4_Reply(seL4_MessageInfo_new(0, 0, 0, 0));
    }
    return 0;
}

TEST(notification, bound_thread_gets_both)
{
    static struct thread t;
    static seL4_Word badges[20];
    seL4_CPtr ep = new_object(seL4_EndpointObject, 0), ntfn = new_ntfn();
    seL4_CPtr sender = mint_cap(ep, RIGHTS_ALL, 0x1000), signaller = mint_cap(ntfn, RIGHTS_ALL, 0x2000);

    thread_init(&t, false);
    REQUIRE_EQ(seL4_TCB_BindNotification(t.tcb, ntfn), 0);
    thread_start(&t, LOW, receive_badges, ep, 20, (uint64_t)badges);
    set_priority(ENV_TCB, 1);
    for (int i = 0; i < 10; i++) {
        seL4_Signal(signaller);
        seL4_Call(sender, seL4_MessageInfo_new(0, 0, 0, 0));
    }
    thread_join(&t);
    for (int i = 0; i < 20; i++)
        CHECK_EQ(badges[i], i % 2 ? 0x1000 : 0x2000);
}

TEST(notification, bound_word_comes_before_queued_senders)
{
    static struct thread t;
    static seL4_Word badges[2];
    seL4_CPtr ep = new_object(seL4_EndpointObject, 0), ntfn = new_ntfn();
    static struct thread caller;

    thread_init(&t, false);
    thread_init(&caller, false);
    thread_start(&caller, LOW, wait_for, ep, 0, 0); /* only to have a thread object */
    REQUIRE_EQ(seL4_TCB_Suspend(caller.tcb), 0);
    REQUIRE_EQ(seL4_TCB_BindNotification(t.tcb, ntfn), 0);
    seL4_Signal(mint_cap(ntfn, RIGHTS_ALL, 3));
    thread_start(&t, LOW, receive_badges, ep, 1, (uint64_t)badges);
    thread_join(&t);
    CHECK_EQ(badges[0], 3);
}

TEST(notification, bound_poll_on_endpoint)
{
    seL4_CPtr ep = new_object(seL4_EndpointObject, 0), ntfn = new_ntfn();
    seL4_Word badge = 9;

    REQUIRE_EQ(seL4_TCB_BindNotification(ENV_TCB, ntfn), 0);
    seL4_NBRecv(ep, &badge);
    CHECK_EQ(badge, 0);
    seL4_Signal(mint_cap(ntfn, RIGHTS_ALL, 0x80));
    seL4_NBRecv(ep, &badge);
    CHECK_EQ(badge, 0x80);
    seL4_NBRecv(ep, &badge);
    CHECK_EQ(badge, 0);
    seL4_Signal(mint_cap(ntfn, RIGHTS_ALL, 0x81));
    seL4_Wait(ntfn, &badge); /* one's own may be waited for directly */
    CHECK_EQ(badge, 0x81);
}

TEST(notification, deleted_under_a_waiter)
{
    static struct thread t;
    seL4_CPtr ntfn = new_ntfn(), faults = new_object(seL4_EndpointObject, 0);

    thread_init(&t, false);
    REQUIRE_EQ(seL4_TCB_SetSpace(t.tcb, faults, ENV_CNODE, 0, ENV_VSPACE, 0), 0);
    thread_start(&t, LOW, wait_for, ntfn, 0, 0);
    set_priority(ENV_TCB, 1);
    CHECK_EQ(delete_cap(ntfn), 0);
    seL4_MessageInfo_t info = seL4_Recv(faults, NULL); /* the wait is repeated and finds nothing */
    CHECK_EQ(seL4_MessageInfo_get_label(info), seL4_Fault_CapFault);
    CHECK_EQ(seL4_GetMR(1), ntfn);
    CHECK_EQ(seL4_GetMR(2), 1);
    CHECK_EQ(seL4_GetMR(3), 2);
}
