/* SPDX-License-Identifier: BSD-2-Clause */
/* Messages between threads: every length, rights, reply capabilities, capability transfer. */
#include "test.h"

enum { MAX = 120, HIGH = ENV_PRIORITY, LOW = ENV_PRIORITY - 2 };

static seL4_CPtr new_ep(void)
{
    return new_object(seL4_EndpointObject, 0);
}

static seL4_Word word_of(seL4_Word length, int i)
{
    return length * 1000003 + (seL4_Word)i * 7919 + 1;
}

static void fill(seL4_Word length)
{
    for (int i = 0; i < MAX; i++)
        seL4_SetMR(i, word_of(length, i));
}

static void check_message(seL4_MessageInfo_t info, seL4_Word length)
{
    CHECK_EQ(seL4_MessageInfo_get_length(info), length);
    CHECK_EQ(seL4_MessageInfo_get_label(info), length + 5);
    for (int i = 0; i < (int)length; i++)
        if (!CHECK_EQ(seL4_GetMR(i), word_of(length, i)))
            break;
}

static uint64_t send_all(uint64_t ep, uint64_t call, uint64_t unused)
{
    (void)unused;
    for (seL4_Word length = 0; length <= MAX; length++) {
        seL4_MessageInfo_t info = seL4_MessageInfo_new(length + 5, 0, 0, length);
        fill(length);
        if (!call) {
            seL4_Send(ep, info);
            continue;
        }
        info = seL4_Call(ep, info);
        CHECK_EQ(seL4_MessageInfo_get_length(info), MAX - length);
        for (int i = 0; i < (int)(MAX - length); i++)
            if (!CHECK_EQ(seL4_GetMR(i), word_of(MAX - length, i)))
                break;
    }
    return 0;
}

static uint64_t receive_all(uint64_t ep, uint64_t unused1, uint64_t unused2)
{
    seL4_Word badge = 0;

    (void)unused1, (void)unused2;
    for (seL4_Word length = 0; length <= MAX; length++) {
        check_message(seL4_Recv(ep, &badge), length);
        CHECK_EQ(badge, 0x77);
    }
    return 0;
}

static uint64_t serve_all(uint64_t ep, uint64_t with_reply_recv, uint64_t unused)
{
    seL4_Word badge = 0;
    seL4_MessageInfo_t info = seL4_Recv(ep, &badge);

    (void)unused;
    for (seL4_Word length = 0;; length++) {
        check_message(info, length);
        CHECK_EQ(badge, 0x77);
        fill(MAX - length);
        seL4_MessageInfo_t reply = seL4_MessageInfo_new(9, 0, 0, MAX - length);
        if (length == MAX) {
            seL4_Reply(reply);
            return 0;
        }
        if (with_reply_recv) {
            info = seL4_ReplyRecv(ep, reply, &badge);
        } else {
            seL4_Reply(reply);
            info = seL4_Recv(ep, &badge);
        }
    }
}

struct shape {
    unsigned sender_priority, receiver_priority;
    bool sender_first, other_space;
};

static void exchange(struct shape s, thread_fn sender_fn, uint64_t a, thread_fn receiver_fn, uint64_t b)
{
    static struct thread sender, receiver;
    seL4_CPtr ep = new_ep(), badged = mint_cap(ep, RIGHTS_ALL, 0x77);

    thread_init(&sender, false);
    thread_init(&receiver, s.other_space);
    set_priority(ENV_TCB, HIGH);
    if (s.sender_first)
        thread_start(&sender, s.sender_priority, sender_fn, badged, a, 0);
    thread_start(&receiver, s.receiver_priority, receiver_fn, ep, b, 0);
    if (!s.sender_first)
        thread_start(&sender, s.sender_priority, sender_fn, badged, a, 0);
    thread_join(&sender);
    thread_join(&receiver);
}

static void all_shapes(thread_fn sender, uint64_t a, thread_fn receiver, uint64_t b)
{
    for (unsigned priorities = 0; priorities < 3; priorities++)
        for (unsigned bits = 0; bits < 4; bits++)
            exchange((struct shape){LOW - 1 + priorities, LOW, bits & 1, bits & 2}, sender, a, receiver, b);
}

TEST(ipc, send_to_recv_every_length)
{
    all_shapes(send_all, 0, receive_all, 0);
}

TEST(ipc, call_to_reply_recv_every_length)
{
    all_shapes(send_all, 1, serve_all, 1);
}

TEST(ipc, call_to_reply_and_recv_every_length)
{
    all_shapes(send_all, 1, serve_all, 0);
}

static uint64_t send_long(uint64_t ep, uint64_t unused1, uint64_t unused2)
{
    (void)unused1, (void)unused2;
    fill(127);
    struct sel4_regs r = {ep, 3ul << 12 | 127, {word_of(127, 0), word_of(127, 1), 0, 0}};
    sel4_enter(seL4_SysSend, &r);
    return 0;
}

TEST(ipc, length_is_clamped)
{
    static struct thread t;
    seL4_CPtr ep = new_ep(), none = new_slot();
    seL4_Word badge;

    thread_init(&t, false);
    thread_start(&t, LOW, send_long, ep, 0, 0);
    set_priority(ENV_TCB, 1);
    CHECK_EQ(seL4_Recv(ep, &badge).words[0], 3ul << 12 | MAX);
    set_priority(ENV_TCB, HIGH);
    thread_join(&t);

    thread_start(&t, LOW, send_long, ep, 0, 0);
    set_priority(ENV_TCB, 1);
    REQUIRE_EQ(seL4_TCB_SetIPCBuffer(ENV_TCB, 0, none), 0); /* no buffer: four words arrive */
    struct sel4_regs r = {ep, 0, {0}};
    sel4_enter(seL4_SysRecv, &r);
    CHECK_EQ(r.info, 0x3004);
    CHECK_EQ(r.mr[0], word_of(127, 0));
}

TEST(ipc, nbrecv_idle)
{
    struct sel4_regs r = {new_ep(), 0x1234, {1, 2, 3, 4}};

    sel4_enter(seL4_SysNBRecv, &r);
    CHECK_EQ(r.cap, 0);
    CHECK_EQ(r.info, 0x1234);
    CHECK_EQ(r.mr[0], 1);
    CHECK_EQ(r.mr[3], 4);
}

static uint64_t call_once(uint64_t ep, uint64_t label, uint64_t unused)
{
    (void)unused;
    seL4_SetMR(0, 11);
    seL4_MessageInfo_t info = seL4_Call(ep, seL4_MessageInfo_new(label, 0, 0, 1));
    return seL4_MessageInfo_get_label(info) << 32 | seL4_MessageInfo_get_length(info) << 16 |
           (seL4_GetMR(0) & 0xffff);
}

TEST(ipc, nbrecv_takes_a_queued_sender)
{
    static struct thread t;
    seL4_CPtr ep = new_ep(), badged = mint_cap(ep, RIGHTS_ALL, 0x55);
    seL4_Word badge;

    thread_init(&t, false);
    thread_start(&t, LOW, call_once, badged, 6, 0);
    set_priority(ENV_TCB, 1);
    seL4_MessageInfo_t info = seL4_NBRecv(ep, &badge);
    CHECK_EQ(badge, 0x55);
    CHECK_EQ(seL4_MessageInfo_get_label(info), 6);
    CHECK_EQ(seL4_GetMR(0), 11);
    seL4_SetMR(0, 99);
    seL4_Reply(seL4_MessageInfo_new(8, 0, 0, 1));
    seL4_NBRecv(ep, &badge);
    CHECK_EQ(badge, 0);
    CHECK_EQ(thread_join(&t), 8ul << 32 | 1 << 16 | 99);
}

TEST(ipc, reply_without_caller)
{
    struct sel4_regs r = {7, 0x1003, {1, 2, 3, 4}};

    sel4_enter(seL4_SysReply, &r);
    CHECK_EQ(r.cap, 7);
    CHECK_EQ(r.info, 0x1003);
    CHECK_EQ(r.mr[2], 3);
}

TEST(ipc, saved_reply_capability)
{
    static struct thread t;
    seL4_CPtr ep = new_ep(), saved = new_slot(), moved = new_slot();

    thread_init(&t, false);
    thread_start(&t, LOW, call_once, ep, 6, 0);
    set_priority(ENV_TCB, 1);
    seL4_Recv(ep, NULL);
    REQUIRE_EQ(seL4_CNode_SaveCaller(ENV_CNODE, saved, 64), 0);
    EXPECT(ask(ENV_CNODE, CNodeCopy, CAPS(ENV_CNODE), WORDS(new_slot(), 64, saved, 64, 15)),
           seL4_IllegalOperation);
    EXPECT(ask(ENV_CNODE, CNodeMove, CAPS(ENV_CNODE), WORDS(moved, 64, saved, 64)), seL4_NoError);
    EXPECT(ask(moved, 0x77, NOTHING, WORDS(3, 4, 5)), seL4_NoError);
    CHECK(slot_is_empty(moved));
    CHECK_EQ(thread_join(&t), 0x77ul << 32 | 3 << 16 | 3);
}

TEST(ipc, suspended_caller_loses_its_reply_capability)
{
    static struct thread t;
    seL4_CPtr ep = new_ep(), saved = new_slot();

    thread_init(&t, false);
    thread_start(&t, LOW, call_once, ep, 6, 0);
    set_priority(ENV_TCB, 1);
    seL4_Recv(ep, NULL);
    REQUIRE_EQ(seL4_CNode_SaveCaller(ENV_CNODE, saved, 64), 0);
    CHECK(!slot_is_empty(saved));
    REQUIRE_EQ(seL4_TCB_Suspend(t.tcb), 0);
    CHECK(slot_is_empty(saved));
    REQUIRE_EQ(seL4_TCB_Resume(t.tcb), 0); /* calls again */
    seL4_Recv(ep, NULL);
    seL4_Reply(seL4_MessageInfo_new(1, 0, 0, 0));
    CHECK_EQ(thread_join(&t) >> 32, 1);
}

TEST(ipc, caller_can_be_deleted)
{
    static struct thread t;
    seL4_CPtr ep = new_ep(), saved = new_slot();

    thread_init(&t, false);
    thread_start(&t, LOW, call_once, ep, 6, 0);
    set_priority(ENV_TCB, 1);
    seL4_Recv(ep, NULL);
    REQUIRE_EQ(seL4_CNode_SaveCaller(ENV_CNODE, saved, 64), 0);
    CHECK_EQ(delete_cap(t.tcb), 0);
    CHECK(slot_is_empty(saved));
}

/* Delivered, but no reply capability: the caller stops, and a Resume calls again. */
TEST(ipc, call_through_write_only)
{
    static struct thread t;
    seL4_CPtr ep = new_ep(), weak = copy_cap(ep, RIGHT_WRITE), saved = new_slot();
    seL4_UserContext regs = {0};

    thread_init(&t, false);
    thread_start(&t, LOW, call_once, weak, 6, 0);
    set_priority(ENV_TCB, 1);
    CHECK_EQ(seL4_MessageInfo_get_label(seL4_Recv(ep, NULL)), 6);
    REQUIRE_EQ(seL4_CNode_SaveCaller(ENV_CNODE, saved, 64), 0);
    CHECK(slot_is_empty(saved));
    CHECK_EQ(t.done, 0);
    REQUIRE_EQ(seL4_TCB_ReadRegisters(t.tcb, 0, 0, 1, &regs), 0);
    CHECK_EQ(*(uint32_t *)regs.pc, 0xd4000001); /* at its svc */
    REQUIRE_EQ(delete_cap(weak), 0);
    REQUIRE_EQ(seL4_CNode_Copy(ENV_CNODE, weak, 64, ENV_CNODE, ep, 64, seL4_AllRights), 0);
    REQUIRE_EQ(seL4_TCB_Resume(t.tcb), 0);
    CHECK_EQ(seL4_MessageInfo_get_label(seL4_Recv(ep, NULL)), 6);
    REQUIRE_EQ(seL4_CNode_SaveCaller(ENV_CNODE, saved, 64), 0);
    CHECK(!slot_is_empty(saved));
}

TEST(ipc, call_through_write_and_grant_reply)
{
    static struct thread t;
    seL4_CPtr ep = new_ep(), weak = copy_cap(ep, RIGHT_WRITE | RIGHT_GRANT_REPLY), saved = new_slot();

    thread_init(&t, false);
    thread_start(&t, LOW, call_once, weak, 6, 0);
    set_priority(ENV_TCB, 1);
    seL4_Recv(ep, NULL);
    REQUIRE_EQ(seL4_CNode_SaveCaller(ENV_CNODE, saved, 64), 0);
    CHECK(!slot_is_empty(saved));
}

TEST(ipc, send_without_write)
{
    seL4_CPtr ep = new_ep(), weak = copy_cap(ep, 0xe);
    seL4_Word badge;

    EXPECT(ask(weak, 1, NOTHING, NOTHING), seL4_InvalidCapability, 0);
    seL4_Send(weak, seL4_MessageInfo_new(1, 0, 0, 0));
    seL4_NBRecv(ep, &badge);
    CHECK_EQ(badge, 0);
}

/* The sender's three capabilities: a notification, the same endpoint badged, another endpoint. */
static uint64_t call_with_caps(uint64_t ep, uint64_t first_cap, uint64_t unused)
{
    seL4_CPtr *caps = (void *)first_cap;

    (void)unused;
    for (int i = 0; i < 3; i++)
        seL4_SetCap(i, caps[i]);
    for (int i = 0; i < 9; i++)
        seL4_SetMR(i, (seL4_Word)i + 40);
    seL4_Call(ep, seL4_MessageInfo_new(6, 7, 3, 9));
    return 0;
}

TEST(ipc, capabilities_are_copied_and_unwrapped)
{
    static struct thread t;
    static seL4_CPtr caps[3];
    seL4_CPtr ep = new_ep(), slot = new_slot(), ntfn = new_object(seL4_NotificationObject, 0);
    seL4_Word badge;

    caps[0] = ntfn;
    caps[1] = mint_cap(ep, RIGHTS_ALL, 0x99);
    caps[2] = new_ep();
    thread_init(&t, false);
    thread_start(&t, LOW, call_with_caps, ep, (uint64_t)caps, 0);
    set_priority(ENV_TCB, 1);
    seL4_SetCapReceivePath(ENV_CNODE, slot, 64);
    CHECK_EQ(seL4_Recv(ep, &badge).words[0], 0x6509);
    CHECK_EQ(seL4_GetBadge(1), 0x99);
    CHECK_EQ(seL4_GetMR(4), 44);
    CHECK_EQ(seL4_GetMR(8), 48);
    seL4_Signal(slot);
    seL4_Poll(ntfn, &badge);
    CHECK(!slot_is_empty(slot));
}

TEST(ipc, capabilities_need_grant)
{
    static struct thread t;
    static seL4_CPtr caps[3];
    seL4_CPtr ep = new_ep(), slot = new_slot(), weak = copy_cap(ep, RIGHT_WRITE | RIGHT_GRANT_REPLY);

    for (int i = 0; i < 3; i++)
        caps[i] = new_ep();
    thread_init(&t, false);
    thread_start(&t, LOW, call_with_caps, weak, (uint64_t)caps, 0);
    set_priority(ENV_TCB, 1);
    seL4_SetCapReceivePath(ENV_CNODE, slot, 64);
    CHECK_EQ(seL4_Recv(ep, NULL).words[0], 0x6009);
    CHECK_EQ(seL4_GetMR(8), 48);
    CHECK(slot_is_empty(slot));
}

static uint64_t call_for_cap(uint64_t ep, uint64_t slot, uint64_t unused)
{
    (void)unused;
    seL4_SetCapReceivePath(ENV_CNODE, slot, 64);
    return seL4_Call(ep, seL4_MessageInfo_new(6, 0, 0, 0)).words[0];
}

static void reply_with_cap(seL4_Word receive_rights, bool arrives)
{
    static struct thread t;
    seL4_CPtr ep = new_ep(), slot = new_slot(), from = copy_cap(ep, receive_rights);

    thread_init(&t, false);
    thread_start(&t, LOW, call_for_cap, ep, slot, 0);
    set_priority(ENV_TCB, 1);
    seL4_Recv(from, NULL);
    seL4_SetCap(0, ep);
    seL4_Reply(seL4_MessageInfo_new(5, 0, 1, 2));
    set_priority(ENV_TCB, ENV_PRIORITY);
    CHECK_EQ(thread_join(&t), 5ul << 12 | (seL4_Word)arrives << 7 | 2);
    CHECK_EQ(slot_is_empty(slot), !arrives);
}

TEST(ipc, reply_grants_by_the_receivers_right)
{
    reply_with_cap(RIGHTS_ALL, true);
    reply_with_cap(RIGHT_READ, false);
}

TEST(ipc, badged_callers_are_aborted_by_cancel_and_revoke)
{
    enum { CLIENTS = 32 };
    static struct thread t[CLIENTS];
    seL4_CPtr ep = new_ep(), badged[CLIENTS];

    for (unsigned i = 0; i < CLIENTS; i++) {
        badged[i] = mint_cap(ep, RIGHTS_ALL, i + 1);
        thread_init(&t[i], false);
        thread_start(&t[i], LOW, call_once, badged[i], 6, 0);
    }
    set_priority(ENV_TCB, 1); /* all are queued now */
    for (unsigned i = 0; i < CLIENTS; i += 2) {
        /* The capability goes while its client waits: the aborted call finds nothing. */
        seL4_CPtr spare = new_slot();
        REQUIRE_EQ(seL4_CNode_Move(ENV_CNODE, spare, 64, ENV_CNODE, badged[i], 64), 0);
        EXPECT(ask(ENV_CNODE, CNodeCancelBadgedSends, NOTHING, WORDS(spare, 64)), seL4_NoError);
        CHECK_EQ(t[i].done, 1);
        CHECK_EQ(t[i].result >> 32, seL4_InvalidCapability);
        CHECK_EQ(t[i + 1].done, 0);
    }
    /* The others kept their places; threads resumed last ran, and called, first. */
    for (unsigned i = CLIENTS - 1; i < CLIENTS; i -= 2) {
        seL4_Word badge;
        seL4_Recv(ep, &badge);
        CHECK_EQ(badge, i + 1);
        seL4_Reply(seL4_MessageInfo_new(2, 0, 0, 0));
        CHECK_EQ(t[i].result >> 32, 2);
    }
}

TEST(ipc, deleted_endpoint_restarts_waiters)
{
    static struct thread t;
    seL4_CPtr ep = new_ep(), copy = new_slot();

    REQUIRE_EQ(seL4_CNode_Move(ENV_CNODE, copy, 64, ENV_CNODE, ep, 64), 0);
    thread_init(&t, false);
    thread_start(&t, LOW, call_once, copy, 6, 0);
    set_priority(ENV_TCB, 1);
    CHECK_EQ(t.done, 0);
    CHECK_EQ(delete_cap(copy), 0);
    CHECK_EQ(thread_join(&t) >> 32, seL4_InvalidCapability);
}
