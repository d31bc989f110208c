/* SPDX-License-Identifier: BSD-2-Clause */
/* Tests of what lies between tasks: notifications, interrupts, services, channels, failures. */
#include <string.h>

#include <sel4/sel4.h>

#include <linux/errno.h>
#include <ipc/root_gen.h>
#include <rt/cslot.h>
#include <rt/log.h>
#include <rt/notify.h>
#include <rt/task.h>
#include <task/regions.h>
#include <test/peer.h>

#include "test.h"

static cptr_t peer; /* test-peer's endpoint, once found */

/* Asks test-peer; *label is that of the answer. */
static int64_t ask(uint64_t what, uint64_t word, seL4_Word *label)
{
    seL4_SetMR(0, word);
    seL4_MessageInfo_t info = seL4_Call(peer, seL4_MessageInfo_new(what, 0, 0, 1));
    *label = seL4_MessageInfo_get_label(info);
    return (int64_t)seL4_GetMR(0);
}

void test_notification(void)
{
    cptr_t slot = rt_cslot_alloc();
    seL4_Word badge = 1;

    CHECK_EQ(root_notification(rt_root(), slot), 0);
    seL4_Signal(slot);
    seL4_Wait(slot, &badge);
    CHECK_EQ(badge, 0);
    rt_cslot_delete(slot);
}

/* The physical timer, one shot: 2 ms from now. */
static void timer_arm(void)
{
    __asm__ volatile("msr cntp_tval_el0, %0; msr cntp_ctl_el0, %1; isb"
                     :
                     : "r"(rt_task_info->counter_hz / 500), "r"(1ul));
}

static void timer_stop(void)
{
    __asm__ volatile("msr cntp_ctl_el0, %0; isb" : : "r"(0ul));
}

void test_irq(void)
{
    cptr_t handler = rt_cslot_alloc();
    int bit = root_register_irq(rt_root(), 30, handler);

    CHECK(bit >= 0 && bit < 62);
    if (bit < 0)
        return;
    for (int round = 0; round < 3; round++) {
        seL4_Word badge = 0;
        timer_arm();
        seL4_Wait(TASK_SLOT_NOTIFY, &badge);
        timer_stop();
        CHECK_EQ(badge, TASK_BADGE_NOTIFY | 1ull << bit);
        CHECK_EQ(seL4_IRQHandler_Ack(handler), seL4_NoError);
    }
    CHECK_EQ(root_register_irq(rt_root(), 30, rt_cslot_alloc()), -EALREADY);
    CHECK_EQ(root_register_irq(rt_root(), 33, rt_cslot_alloc()), -EPERM);
    CHECK_EQ(root_register_irq(rt_root(), 100000, rt_cslot_alloc()), -EPERM);
}

void test_find_service(void)
{
    struct root *root = rt_root();
    seL4_Word label;

    peer = rt_cslot_alloc();
    CHECK_EQ(root_find_service(root, "no-such-task", peer), -ENOENT);
    CHECK_EQ(root_find_service(root, "test-demo", peer), -EINVAL);
    CHECK_EQ(root_find_service(root, "test-peer", peer), 0);
    CHECK_EQ(root_find_service(root, "test-peer", peer), -EEXIST);
    CHECK_EQ(ask(PEER_BADGE, 0, &label), rt_task_info->badge);
    CHECK_EQ(label, 0);
    CHECK_EQ(ask(9999, 0, &label), -ENOSYS);
    CHECK_EQ(root_ready(root), -EALREADY);
}

void test_channel(void)
{
    enum { BYTES = 3 * 4096 };
    struct root *root = rt_root();
    cptr_t signal = rt_cslot_alloc();
    uint64_t vaddr, joined_bytes;
    uint32_t id;
    seL4_Word label, badge = 0;

    CHECK_EQ(root_channel_create(root, "nobody", BYTES, signal, &vaddr, &id), -ENOENT);
    CHECK_EQ(ask(PEER_UPWARDS, 0, &label), -EPERM * 1000 - EPERM);
    CHECK_EQ(root_channel_create(root, "test-demo", BYTES, signal, &vaddr, &id), -EINVAL);
    CHECK_EQ(root_channel_create(root, "test-peer", BYTES + 1, signal, &vaddr, &id), -EINVAL);
    CHECK_EQ(root_channel_create(root, "test-peer", 1ull << 40, signal, &vaddr, &id), -EINVAL);
    int bit = root_channel_create(root, "test-peer", BYTES, signal, &vaddr, &id);
    CHECK(bit >= 0);
    if (bit < 0)
        return;

    unsigned char *data = (unsigned char *)vaddr;
    for (unsigned i = 0; i < BYTES; i++)
        data[i] = (unsigned char)i;
    CHECK_EQ(root_channel_join(root, id, rt_task_info->badge, rt_cslot_alloc(), &vaddr, &joined_bytes), -EPERM);
    CHECK_EQ(root_channel_join(root, id + 1, rt_task_info->badge, rt_cslot_alloc(), &vaddr, &joined_bytes), -ENOENT);
    CHECK(ask(PEER_JOIN, id, &label) >= 0);
    CHECK_EQ(ask(PEER_JOIN, id, &label), -EALREADY);
    seL4_Wait(TASK_SLOT_NOTIFY, &badge);
    CHECK_EQ(badge, TASK_BADGE_NOTIFY | 1ull << bit);

    unsigned wrong = 0;
    for (unsigned i = 0; i < BYTES; i++)
        wrong += data[i] != (unsigned char)~i;
    CHECK_EQ(wrong, 0);
}

/* Channels are given back by both sides: more rounds than there are channels, and the books balance. */
void test_channel_rounds(void)
{
    enum { ROUNDS = 200, BYTES = 64 * 1024 };
    struct root *root = rt_root();
    struct root_channel_state state;
    cptr_t signal = rt_cslot_alloc();
    uint64_t total, before = 0, after, mine, vaddr, first_vaddr = 0;
    uint32_t id, first_id = 0;
    seL4_Word label, badge;

    for (int round = 0; round < ROUNDS; round++) {
        int bit = root_channel_create(root, "test-peer", BYTES, signal, &vaddr, &id);
        CHECK(bit >= 0);
        if (bit < 0)
            return;
        CHECK(ask(PEER_JOIN, id, &label) >= 0);
        seL4_Wait(TASK_SLOT_NOTIFY, &badge);
        *(volatile char *)vaddr = 1;
        CHECK_EQ(ask(PEER_LEAVE, id, &label), 0);
        CHECK_EQ(ask(PEER_LEAVE, id, &label), -ENOENT);
        seL4_Wait(TASK_SLOT_NOTIFY, &badge); /* the other side has left */
        CHECK_EQ(badge, TASK_BADGE_NOTIFY | 1ull << RT_NOTIFY_ENDED | 1ull << bit);
        *(volatile char *)vaddr = 2; /* still there for this side */
        CHECK_EQ(root_channel_leave(root, id), 0);
        CHECK_EQ(root_channel_leave(root, id), -ENOENT);
        rt_cslot_delete(signal);
        signal = rt_cslot_alloc();

        root_memory(root, &total, &after, &mine);
        if (round == 0) {
            before = after;
            first_vaddr = vaddr;
            first_id = id;
        }
        CHECK_EQ(after, before);
        CHECK_EQ(vaddr, first_vaddr);
    }
    CHECK(id != first_id);
    unsigned mine_count = 0;
    for (uint32_t i = 0; root_channel(root, i, &state) == 0; i++)
        mine_count += state.creator == rt_task_info->badge && state.bytes == BYTES;
    CHECK_EQ(mine_count, 0);
}

/* Messages no stub would send: each must be answered with an error. */
void test_bad_requests(void)
{
    for (seL4_Word op = 0; op < ROOT_OP_REGION_DONE + 5; op++) {
        if (op == ROOT_OP_READY)
            continue; /* takes nothing that could be wrong */
        seL4_MessageInfo_t info = seL4_Call(TASK_SLOT_PARENT, seL4_MessageInfo_new(op, 0, 0, 0));
        CHECK_EQ(seL4_MessageInfo_get_label(info), 0);
        bool takes_nothing = op == ROOT_OP_MEMORY;
        CHECK_EQ((int64_t)seL4_GetMR(0) < 0, !takes_nothing);
    }
    for (int i = 0; i < 120; i++) /* a string longer than the message */
        seL4_SetMR(i, ~0ull);
    seL4_Call(TASK_SLOT_PARENT, seL4_MessageInfo_new(ROOT_OP_FIND_SERVICE, 0, 0, 120));
    CHECK((int64_t)seL4_GetMR(0) < 0);
    CHECK_EQ(root_grow_heap(rt_root(), 1), -EINVAL);
    CHECK_EQ(root_grow_heap(rt_root(), 1ull << 62), -EINVAL);
}

void test_log(void)
{
    static char text[ROOT_LOG_MAX + 100];

    memset(text, 'x', sizeof(text) - 1);
    log_info("%s", text);
    log_info("two\nlines with control \001 characters");
    CHECK_EQ(root_log(rt_root(), "direct"), 0);
}

/* A call that is pending when the service dies comes back with an error; root-task makes the service again, and
 * the next root_find_service finds the new one.  When it is given up, all its memory is free again. */
void test_peer_dies(void)
{
    enum { RESTARTS = 3 };
    static const enum peer_fault faults[] = {PEER_FAULT_WRITE, PEER_FAULT_PANIC, PEER_FAULT_UNDEFINED,
                                             PEER_FAULT_WRITE};
    uint64_t total, before = 0, free_bytes, mine;
    seL4_Word label;

    for (int round = 0; round <= RESTARTS; round++) {
        ask(PEER_FAULT, faults[round], &label);
        CHECK(label != 0);
        ask(PEER_BADGE, 0, &label);
        CHECK(label != 0); /* the old capability leads nowhere */
        rt_cslot_free(peer);
        peer = rt_cslot_alloc();
        root_memory(rt_root(), &total, &free_bytes, &mine);
        if (round == RESTARTS)
            break;

        CHECK_EQ(root_find_service(rt_root(), "test-peer", peer), 0);
        CHECK_EQ(ask(PEER_BADGE, 0, &label), rt_task_info->badge);
        CHECK_EQ(label, 0);
        if (round > 0)
            CHECK_EQ(free_bytes, before); /* each incarnation takes what the one before gave back */
        before = free_bytes;
    }
    CHECK_EQ(root_find_service(rt_root(), "test-peer", peer), -ESHUTDOWN);
    CHECK(free_bytes > before);
}

/* A task made and taken down a thousand times: everything comes back, each time. */
void test_restart_rounds(void)
{
    enum { ROUNDS = 1000 };
    struct root *root = rt_root();
    uint64_t total, before = 0, after, mine;
    seL4_Word label;

    CHECK_EQ(root_restart(root, "nobody"), -ENOENT);
    CHECK_EQ(root_restart(root, "test-demo"), -EINVAL);
    for (int round = 0; round < ROUNDS; round++) {
        CHECK_EQ(root_restart(root, "test-peer"), 0);
        root_memory(root, &total, &after, &mine);
        if (round == 0)
            before = after;
        CHECK_EQ(after, before);
        if (round % 10 != 0)
            continue;
        CHECK_EQ(root_find_service(root, "test-peer", peer), 0); /* it is a whole one ... */
        CHECK_EQ(ask(PEER_BADGE, 0, &label), rt_task_info->badge);
        CHECK(ask(PEER_REGION, 0, &label) >= 0); /* ... that has something to give back */
    }
    CHECK_EQ(root_restart(root, "test-peer"), 0);
    root_memory(root, &total, &after, &mine);
    CHECK_EQ(after, before);
}

/* Memory of a region that a driver still lets a device write to is nobody's when its owner ends, until the driver is
 * done. */
void test_region_in_use(void)
{
    const struct task_mem *mem = rt_task_mem(TASK_MEM_REGION_USES, 0);
    volatile uint32_t *uses = (volatile uint32_t *)mem->vaddr;
    struct root *root = rt_root();
    uint64_t total, before, kept, after, mine;
    seL4_Word label;

    CHECK_EQ(root_restart(root, "test-peer"), 0);
    CHECK_EQ(root_find_service(root, "test-peer", peer), 0);
    root_memory(root, &total, &before, &mine);
    int64_t number = ask(PEER_REGION, 0, &label);
    CHECK(number >= 0);
    uses[number % REGION_LINES] = 1; /* as if test-demo drove a device */
    CHECK_EQ(root_restart(root, "test-peer"), 0);
    root_memory(root, &total, &kept, &mine);
    CHECK_EQ(before - kept, 1 << PEER_REGION_BITS);
    CHECK_EQ(root_region_done(root, (uint32_t)number), 0); /* not yet true: nothing happens */
    root_memory(root, &total, &after, &mine);
    CHECK_EQ(after, kept);

    CHECK_EQ(root_find_service(root, "test-peer", peer), 0);
    int64_t next = ask(PEER_REGION, 0, &label);
    CHECK(next >= 0 && next % REGION_LINES != number % REGION_LINES); /* the line is not free either */
    uses[number % REGION_LINES] = 0;
    CHECK_EQ(root_region_done(root, (uint32_t)number), 0);
    CHECK_EQ(root_restart(root, "test-peer"), 0);
    root_memory(root, &total, &after, &mine);
    CHECK_EQ(after, before);
}
