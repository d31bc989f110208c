/* SPDX-License-Identifier: BSD-2-Clause */
/* The tasks' books: lookup, memory, capabilities in their CSpaces, and their end.
 *
 * How a task is made is in create.c. */
#include "task.h"

#include <stdlib.h>
#include <string.h>

#include <linux/errno.h>
#include <rt/errno.h>
#include <rt/log.h>
#include <rt/notify.h>

#include "channel.h"
#include "cspace.h"
#include "device.h"
#include "machine.h"
#include "region.h"
#include "service.h"

enum { PAGE_BYTES = 4096, PIECE_BITS_MAX = 20, NOTIFY_BITS = RT_NOTIFY_ENDED };

struct task tasks[TASKS_MAX];

struct task *task_by_name(const char *name)
{
    for (unsigned i = 0; i < TASKS_MAX; i++)
        if (tasks[i].desc && strcmp(tasks[i].desc->name, name) == 0)
            return &tasks[i];
    return NULL;
}

struct task *task_by_badge(uint64_t badge)
{
    uint64_t index = badge - 1;

    return badge && index < TASKS_MAX && tasks[index].desc ? &tasks[index] : NULL;
}

bool task_may_call(const struct task *client, const struct task *server)
{
    for (unsigned i = 0; i < client->desc->dep_count; i++)
        if (strcmp(client->desc->deps[i], server->desc->name) == 0)
            return true;
    return false;
}

int task_add_map(struct task *task, uint64_t vaddr, uint64_t bytes, uint64_t paddr)
{
    struct task_map *last = task->maps_count ? &task->maps[task->maps_count - 1] : NULL;

    if (last && last->vaddr + last->bytes == vaddr && last->paddr + last->bytes == paddr) {
        last->bytes += bytes;
        return 0;
    }
    if (task->maps_count == task->maps_room) {
        unsigned room = task->maps_room ? 2 * task->maps_room : 16;
        struct task_map *more = realloc(task->maps, room * sizeof(*more));
        if (!more)
            return -ENOMEM;
        task->maps = more;
        task->maps_room = room;
    }
    task->maps[task->maps_count++] = (struct task_map){vaddr, bytes, paddr};
    return 0;
}

void task_remove_maps(struct task *task, uint64_t vaddr, uint64_t bytes)
{
    unsigned kept = 0;

    for (unsigned i = 0; i < task->maps_count; i++)
        if (task->maps[i].vaddr < vaddr || task->maps[i].vaddr >= vaddr + bytes)
            task->maps[kept++] = task->maps[i];
    task->maps_count = kept;
}

/* log2 of the largest piece that fits at vaddr: a large page, or at most 2^PIECE_BITS_MAX bytes of pages. */
static unsigned piece_bits(uint64_t vaddr, uint64_t left)
{
    unsigned bits = seL4_LargePageBits;

    if (vaddr % (1ull << bits) == 0 && left >= 1ull << bits)
        return bits;
    bits = PIECE_BITS_MAX;
    while (left < 1ull << bits)
        bits--;
    return bits;
}

static int map_piece(struct task *task, uint64_t vaddr, unsigned bits, cptr_t frames)
{
    uint64_t step = bits == seL4_LargePageBits ? 1ull << bits : PAGE_BYTES;

    for (uint64_t at = 0; at < 1ull << bits; at += step) {
        int err = vspace_map(task->vspace, &task->pool, frames + at / step, vaddr + at, ACCESS_READ_WRITE);
        if (err)
            return err;
    }
    return 0;
}

int task_map_memory(struct task *task, uint64_t vaddr, uint64_t bytes)
{
    uint64_t end = vaddr + bytes;

    while (vaddr < end) {
        uint64_t paddr;
        unsigned bits = piece_bits(vaddr, end - vaddr);
        cptr_t frames = pool_frames(&task->pool, bits, &paddr);
        while (!frames && bits > seL4_PageBits) /* memory may be in small pieces only */
            frames = pool_frames(&task->pool, --bits, &paddr);
        if (!frames)
            return -ENOMEM;

        int err = map_piece(task, vaddr, bits, frames);
        if (!err)
            err = task_add_map(task, vaddr, 1ull << bits, paddr);
        if (err)
            return err;
        vaddr += 1ull << bits;
    }
    return 0;
}

/* A CNode operation on a slot outside of the task's CSpace must not wrap around into it. */
static bool slot_exists(const struct task *task, cptr_t slot)
{
    return slot && slot >> (task->desc->cspace_bits + TASK_LEAF_BITS) == 0;
}

static unsigned slot_depth(const struct task *task)
{
    return task->desc->cspace_bits + TASK_LEAF_BITS;
}

int task_give(struct task *task, cptr_t slot, cptr_t cap, seL4_CapRights_t rights)
{
    if (!slot_exists(task, slot))
        return -EINVAL;
    return rt_errno(cap_copy_out(task->cnode, slot, slot_depth(task), cap, rights));
}

int task_give_badged(struct task *task, cptr_t slot, cptr_t cap, seL4_CapRights_t rights,
                     seL4_Word badge)
{
    if (!slot_exists(task, slot))
        return -EINVAL;
    return rt_errno(cap_mint_out(task->cnode, slot, slot_depth(task), cap, rights, badge));
}

int task_notify_bit(struct task *task)
{
    for (int bit = 0; bit < NOTIFY_BITS; bit++) {
        if (task->notify_bits >> bit & 1)
            continue;
        task->notify_bits |= 1ull << bit;
        return bit;
    }
    return -ENOSPC;
}

static bool slot_is_empty(const struct task *task, cptr_t slot)
{
    cptr_t copy = slot_alloc();

    if (!copy)
        return false;
    seL4_Error error = seL4_CNode_Copy(cspace_root(), copy, TASK_SLOT_DEPTH, task->cnode, slot,
                                       (seL4_Uint8)slot_depth(task), seL4_AllRights);
    slot_delete(copy);
    return error == seL4_FailedLookup;
}

/* Clients whose call the dead task had received wait for a reply that never comes.  Resuming them makes them
 * repeat the call, which now fails on the missing capability.  Not so a client that calls somebody else (the
 * caller of root_restart calls root-task): its call must not be made twice.  So: only a thread whose last
 * system call is a Call on a slot that is empty now. */
static void wake_clients(struct task *task)
{
    for (struct task *client = tasks; client < tasks + TASKS_MAX; client++) {
        seL4_UserContext context;
        if (!(task->clients >> (client - tasks) & 1) || !client->tcb)
            continue;
        if (seL4_TCB_ReadRegisters(client->tcb, 0, 0, SEL4_CONTEXT_WORDS, &context) == seL4_NoError &&
            machine_is_call(&context) && slot_is_empty(client, machine_call_slot(&context)))
            seL4_TCB_Resume(client->tcb);
    }
    task->clients = 0;
    for (struct task *server = tasks; server < tasks + TASKS_MAX; server++)
        server->clients &= ~(1u << (task - tasks)); /* it is nobody's client any more */
}

void task_destroy(struct task *task, const char *reason)
{
    if (task->tcb)
        seL4_TCB_Suspend(task->tcb);
    task->state = TASK_DEAD;
    service_forget(task);
    channel_forget(task);
    for (unsigned i = 0; i < task->irq_count; i++)
        slot_delete(task->irq[i].handler);
    task->irq_count = 0;
    device_release(task);
    region_forget(task);

    uint64_t bytes = task->pool.bytes;
    pool_fini(&task->pool);
    free(task->maps);
    task->maps = NULL;
    task->maps_count = task->maps_room = 0;
    task->cnode = task->vspace = task->tcb = task->serve = task->notify = 0;
    wake_clients(task);
    rt_log(task->remade ? RT_LOG_DEBUG : RT_LOG_INFO, "%s ended (%s); %lu KiB are free again", task->desc->name,
           reason, bytes / 1024);
}
