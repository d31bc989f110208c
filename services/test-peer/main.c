/* SPDX-License-Identifier: BSD-2-Clause */
/* test-peer: the other end of test-demo's channels, and the task that is made to fail.
 *
 * Not an interface of its own: a handful of labels, answered with a result in the first word. */
#include <string.h>

#include <sel4/sel4.h>

#include <linux/errno.h>
#include <rt/cslot.h>
#include <rt/log.h>
#include <rt/map.h>
#include <rt/panic.h>
#include <rt/task.h>
#include <rt/window.h>
#include <test/peer.h>

/* A chain of calls that must be seen in the report of the fault. */
static __attribute__((noinline, noclone)) int peer_fault_inner(volatile int *where)
{
    *where = 1;
    return *where;
}

static __attribute__((noinline, noclone)) int peer_fault_outer(uint64_t kind)
{
    static uint64_t volatile nowhere = 8; /* the compiler must not see through it */
    int result = 0;

    switch (kind) {
    case PEER_FAULT_WRITE:
        result = peer_fault_inner((volatile int *)nowhere) + 1;
        break;
    case PEER_FAULT_PANIC:
        rt_panic("asked to panic by test-demo");
    case PEER_FAULT_UNDEFINED:
        __asm__ volatile(".word 0xdeadbeef");
        break;
    }
    return result;
}

/* Joins the channel, turns its bytes around and signals the creator. */
static int64_t join(uint64_t id, uint64_t creator)
{
    uint64_t vaddr, bytes;
    cptr_t slot = rt_cslot_alloc();
    int bit = root_channel_join(rt_root(), (uint32_t)id, creator, slot, &vaddr, &bytes);

    if (bit < 0) {
        rt_cslot_free(slot);
        return bit;
    }
    unsigned char *data = (unsigned char *)vaddr;
    for (uint64_t i = 0; i < bytes; i++)
        data[i] ^= 0xff;
    seL4_Signal(slot);
    return bit;
}

static unsigned char *region;

/* Makes its region and maps all of it. */
static int64_t make_region(void)
{
    enum { BYTES = 1 << PEER_REGION_BITS };
    uint64_t paddr;
    cptr_t untyped = rt_cslot_alloc(), frame;
    int number = root_region(rt_root(), PEER_REGION_BITS, untyped, &paddr);

    if (number < 0)
        return number;
    frame = rt_cslot_alloc();
    region = (unsigned char *)rt_window_alloc(BYTES, BYTES);
    if (seL4_Untyped_Retype(untyped, seL4_ARM_LargePageObject, 0, TASK_SLOT_CNODE, rt_cslot_leaf(frame),
                            TASK_LEAF_DEPTH, rt_cslot_offset(frame), 1) != seL4_NoError ||
        rt_map_frame(frame, (uintptr_t)region, seL4_ReadWrite, seL4_ARM_Default_VMAttributes) != 0)
        return -ENOMEM;
    memset(region, PEER_BYTE, BYTES);
    return number;
}

static int64_t changed_bytes(void)
{
    int64_t changed = 0;

    for (unsigned i = 0; region && i < 1 << PEER_REGION_BITS; i++)
        changed += region[i] != PEER_BYTE;
    return changed;
}

/* Calls go down only: to a task's deps, and this one has none. */
static int64_t upwards(void)
{
    uint64_t vaddr;
    uint32_t id;
    cptr_t slot = rt_cslot_alloc();
    int found = root_find_service(rt_root(), "test-demo", slot);
    int channel = root_channel_create(rt_root(), "test-demo", 4096, slot, &vaddr, &id);

    rt_cslot_free(slot);
    return found * 1000 + channel;
}

static int64_t handle(seL4_Word label, seL4_Word badge)
{
    switch (label) {
    case PEER_BADGE:
        return (int64_t)badge;
    case PEER_JOIN:
        return join(seL4_GetMR(0), badge);
    case PEER_LEAVE:
        return root_channel_leave(rt_root(), (uint32_t)seL4_GetMR(0));
    case PEER_REGION:
        return make_region();
    case PEER_REGION_SUM:
        return changed_bytes();
    case PEER_SHARE:
        return root_region_share(rt_root(), "test-bulk");
    case PEER_UPWARDS:
        return upwards();
    case PEER_FAULT:
        return peer_fault_outer(seL4_GetMR(0));
    default:
        return -ENOSYS;
    }
}

int main(void)
{
    seL4_Word badge;

    root_ready(rt_root());
    seL4_MessageInfo_t info = seL4_Recv(TASK_SLOT_SERVE, &badge);
    for (;;) {
        seL4_Word result = (seL4_Word)handle(seL4_MessageInfo_get_label(info), badge);
        seL4_SetMR(0, result);
        info = seL4_ReplyRecv(TASK_SLOT_SERVE, seL4_MessageInfo_new(0, 0, 0, 1), &badge);
    }
}
