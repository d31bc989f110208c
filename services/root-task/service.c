/* SPDX-License-Identifier: BSD-2-Clause */
/* What tasks ask root-task for.
 *
 * Every request is answered at once, but for root_find_service of a task that is not ready yet: its caller's
 * reply capability is kept in the task's books.  Capabilities are copied straight into the caller's CSpace, so
 * an occupied slot is an error the caller sees.  root-task calls nobody. */
#include "service.h"

#include <stdio.h>
#include <string.h>

#include <linux/errno.h>
#include <rt/errno.h>
#include <rt/log.h>
#include <rt/message.h>
#include <rt/panic.h>
#include <sel4/extensions.h>

#include "channel.h"
#include "console.h"
#include "cspace.h"
#include "fault.h"
#include "layout.h"
#include "region.h"

enum {
    PAGE_BYTES = 4096,
    HEAP_GROW_MAX = 1 << 30,
    REGION_BITS_MIN = 21,
    RESERVE_SHIFT = 5,             /* 1/32 of the RAM is kept for heaps and small objects ... */
    RESERVE_BYTES = 8 << 20,       /* ... but at least this */
};

static cptr_t endpoint;

/* The books of the caller that the dispatcher got as `struct root`. */
static struct task *caller(struct root *r)
{
    return (struct task *)((char *)r - offsetof(struct task, root));
}

cptr_t service_endpoint(void)
{
    return endpoint;
}

void service_init(void)
{
    endpoint = pool_object(own_pool(), seL4_EndpointObject, 0);
    if (!endpoint)
        rt_panic("no memory for the endpoint");
}

/* -- finding each other -- */

static int give_service(struct task *client, struct task *server, cptr_t slot)
{
    int err = task_give_badged(client, slot, server->serve, seL4_CapRights_new(1, 1, 0, 1), client->badge);

    if (!err)
        server->clients |= 1u << (client - tasks);
    return err;
}

static int find_service(struct root *r, const char *name, cptr_t slot)
{
    struct task *client = caller(r), *server = task_by_name(name);

    if (!server)
        return -ENOENT;
    if (server == client)
        return -EINVAL;
    if (!task_may_call(client, server))
        return -EPERM;
    if (server->state == TASK_READY)
        return give_service(client, server, slot);
    if (server->state != TASK_STARTING && server->state != TASK_ABSENT)
        return -ESHUTDOWN;

    cptr_t reply = slot_alloc();
    if (!reply)
        return -ENOMEM;
    int err = rt_errno(cap_save_caller(reply));
    if (err) {
        slot_free(reply);
        return err;
    }
    client->wait_for = server;
    client->wait_reply = reply;
    client->wait_slot = slot;
    return -EINPROGRESS;
}

/* Answers a client that waits in root_find_service. */
static void answer_waiting(struct task *client, int result)
{
    seL4_SetMR(0, (seL4_Word)(int64_t)result);
    seL4_Send(client->wait_reply, seL4_MessageInfo_new(RT_LABEL_DONE, 0, 0, 1));
    slot_delete(client->wait_reply);
    client->wait_for = NULL;
    client->wait_reply = 0;
}

static int ready(struct root *r)
{
    struct task *task = caller(r);

    if (task->state != TASK_STARTING)
        return -EALREADY;
    task->state = TASK_READY;
    rt_log(task->remade ? RT_LOG_DEBUG : RT_LOG_INFO, "%s is ready", task->desc->name);
    for (struct task *client = tasks; client < tasks + TASKS_MAX; client++)
        if (client->desc && client->wait_for == task)
            answer_waiting(client, give_service(client, task, client->wait_slot));
    return 0;
}

void service_forget(struct task *task)
{
    if (task->wait_for) {
        slot_delete(task->wait_reply);
        task->wait_for = NULL;
        task->wait_reply = 0;
    }
    for (struct task *client = tasks; client < tasks + TASKS_MAX; client++)
        if (client->desc && client != task && client->wait_for == task)
            answer_waiting(client, -ESHUTDOWN);
}

/* -- interrupts and notifications -- */

static struct task_irq *find_irq(struct task *task, uint32_t irq)
{
    for (unsigned i = 0; i < task->irq_count; i++)
        if (task->irq[i].irq == irq)
            return &task->irq[i];
    return NULL;
}

/* Makes the handler and has it signal the task's notification with `bit`. */
static int connect_irq(struct task *task, struct task_irq *irq, int bit)
{
    cptr_t handler = slot_alloc(), signal = slot_alloc();
    int err = -ENOMEM;

    if (handler && signal)
        err = rt_errno(seL4_IRQControl_Get(seL4_CapIRQControl, irq->irq, cspace_root(), handler, 64));
    if (!err)
        err = rt_errno(cap_mint(signal, task->notify, seL4_CanWrite, TASK_BADGE_NOTIFY | 1ull << bit));
    if (!err)
        err = rt_errno(seL4_IRQHandler_SetNotification(handler, signal));
    slot_delete(signal);
    if (err) {
        slot_delete(handler);
        return err;
    }
    irq->handler = handler;
    return 0;
}

static int register_irq(struct root *r, uint32_t number, cptr_t slot)
{
    struct task *task = caller(r);
    struct task_irq *irq = find_irq(task, number);

    if (!irq)
        return -EPERM;
    if (irq->handler)
        return -EALREADY;

    int bit = task_notify_bit(task);
    if (bit < 0)
        return bit;
    int err = connect_irq(task, irq, bit);
    if (!err) {
        err = task_give(task, slot, irq->handler, seL4_AllRights);
        if (!err)
            return bit;
        slot_delete(irq->handler);
        irq->handler = 0;
    }
    task->notify_bits &= ~(1ull << bit);
    return err;
}

static int give_object(struct task *task, seL4_ObjectType type, cptr_t slot)
{
    cptr_t object = pool_object(&task->pool, type, 0);

    return object ? task_give(task, slot, object, seL4_AllRights) : -ENOMEM;
}

static int notification(struct root *r, cptr_t slot)
{
    return give_object(caller(r), seL4_NotificationObject, slot);
}

/* -- memory -- */

static int page(struct root *r, cptr_t slot)
{
    return give_object(caller(r), seL4_ARM_SmallPageObject, slot);
}

/* Large requests leave a reserve for the heaps and small objects of all tasks. */
static bool would_exhaust(uint64_t bytes)
{
    uint64_t reserve = untyped_total_bytes() >> RESERVE_SHIFT;

    if (reserve < RESERVE_BYTES)
        reserve = RESERVE_BYTES;
    return untyped_free_bytes() < bytes + reserve;
}

static int give_untyped(struct task *task, uint32_t size_bits, enum untyped_group group, cptr_t slot, uint64_t *paddr)
{
    struct untyped *untyped = pool_untyped_of(&task->pool, size_bits, group);

    if (!untyped)
        return -ENOMEM;
    int err = task_give(task, slot, untyped->cap, seL4_AllRights);
    if (err) {
        pool_untyped_undo(&task->pool, untyped);
        return err;
    }
    untyped->given = true;
    *paddr = untyped->paddr;
    return 0;
}

static int free_untyped(struct root *r, uint64_t paddr)
{
    struct pool *pool = &caller(r)->pool;
    struct untyped *untyped;

    TAILQ_FOREACH (untyped, &pool->memory, link)
        if (untyped->given && untyped->paddr == paddr)
            break;
    if (!untyped)
        return -ENOENT;
    pool_untyped_undo(pool, untyped);
    return 0;
}

static int untyped(struct root *r, uint32_t size_bits, cptr_t slot, uint64_t *paddr)
{
    enum untyped_group group = size_bits & ROOT_UNTYPED_RETURNS ? UNTYPED_RETURNS : UNTYPED_STAYS;

    size_bits &= ~(uint32_t)ROOT_UNTYPED_RETURNS;
    if (size_bits < seL4_PageBits || size_bits > seL4_MaxUntypedBits)
        return -EINVAL;
    if (size_bits >= REGION_BITS_MIN && would_exhaust(1ull << size_bits))
        return -ENOMEM;
    return give_untyped(caller(r), size_bits, group, slot, paddr);
}

static int region(struct root *r, uint32_t size_bits, cptr_t slot, uint64_t *paddr)
{
    if (size_bits < REGION_BITS_MIN || size_bits > seL4_MaxUntypedBits)
        return -EINVAL;
    if (would_exhaust(1ull << size_bits))
        return -ENOMEM;
    return region_new(caller(r), size_bits, slot, paddr);
}

static int share_regions(struct root *r, const char *peer)
{
    return region_share(caller(r), peer);
}

static int free_region(struct root *r, uint32_t number)
{
    return region_free(caller(r), number);
}

static int region_is_done(struct root *r, uint32_t number)
{
    return region_done(caller(r), number);
}

int service_asid_pool(struct task *task, cptr_t *out)
{
    struct untyped *memory = pool_untyped(&task->pool, seL4_ASIDPoolBits);
    cptr_t slot = memory ? slot_alloc() : 0;

    if (!slot)
        return -ENOMEM;
    int err = rt_errno(seL4_ARM_ASIDControl_MakePool(seL4_CapASIDControl, memory->cap,
                                                     cspace_root(), slot, 64));
    if (!err && !pool_keep_slots(&task->pool, slot, 1))
        err = -ENOMEM;
    if (err) {
        slot_delete(slot);
        return err;
    }
    *out = slot;
    return 0;
}

static int asid_pool(struct root *r, cptr_t slot)
{
    struct task *task = caller(r);
    cptr_t pool;

    if (!(task->desc->may & TASK_MAY_ASID))
        return -EPERM;
    int err = service_asid_pool(task, &pool);
    return err ? err : task_give(task, slot, pool, seL4_AllRights);
}

static int grow_heap(struct root *r, uint64_t bytes)
{
    struct task *task = caller(r);

    if (bytes == 0 || bytes % PAGE_BYTES || bytes > HEAP_GROW_MAX)
        return -EINVAL;
    if (task->heap_end + bytes > LAYOUT_HEAP_END || would_exhaust(bytes / 2))
        return -ENOMEM;
    int err = task_map_memory(task, task->heap_end, bytes);
    if (err)
        return err;
    task->heap_end += bytes;
    return 0;
}

static int translate(struct root *r, uint64_t vaddr, uint64_t *paddr)
{
    struct task *task = caller(r);

    for (unsigned i = 0; i < task->maps_count; i++) {
        const struct task_map *map = &task->maps[i];
        if (vaddr >= map->vaddr && vaddr - map->vaddr < map->bytes) {
            *paddr = map->paddr + (vaddr - map->vaddr);
            return 0;
        }
    }
    return -EFAULT;
}

static int memory(struct root *r, uint64_t *total, uint64_t *free, uint64_t *mine)
{
    *total = untyped_total_bytes();
    *free = untyped_free_bytes();
    *mine = caller(r)->pool.bytes;
    return 0;
}

/* -- the rest -- */

static int create_channel(struct root *r, const char *peer, uint64_t bytes, cptr_t slot, uint64_t *vaddr,
                          uint32_t *id)
{
    return channel_create(caller(r), peer, bytes, slot, vaddr, id);
}

static int join_channel(struct root *r, uint32_t id, uint64_t creator, cptr_t slot, uint64_t *vaddr,
                        uint64_t *bytes)
{
    return channel_join(caller(r), id, creator, slot, vaddr, bytes);
}

static int leave_channel(struct root *r, uint32_t id)
{
    return channel_leave(caller(r), id);
}

static int describe_channel(struct root *r, uint32_t index, struct root_channel_state *state)
{
    (void)r;
    return channel_describe(index, state);
}

static int write_log(struct root *r, const char *text)
{
    console_write(caller(r)->desc->name, text, strlen(text));
    return 0;
}

static uint64_t run_ms(const struct task *task)
{
    seL4_Word ms;

    return task->tcb && seL4_TCB_ExtReadTime(task->tcb, &ms) == seL4_NoError ? ms : ROOT_NO_TIME;
}

static int describe_task(struct root *r, uint32_t index, struct root_task_state *state)
{
    (void)r;
    if (index >= TASKS_MAX || !tasks[index].desc)
        return -ENOENT;

    const struct task *task = &tasks[index];
    *state = (struct root_task_state){.badge = task->badge,
                                      .bytes = task->pool.bytes,
                                      .state = task->state,
                                      .priority = task->desc->priority,
                                      .restarts = task->restarts,
                                      .run_ms = run_ms(task),
                                      .clients = (uint32_t)__builtin_popcount(task->clients)};
    snprintf(state->name, sizeof(state->name), "%s", task->desc->name);
    return 0;
}

static int restart(struct root *r, const char *name)
{
    struct task *task = caller(r), *target = task_by_name(name);

    if (!(task->desc->may & TASK_MAY_MANAGE))
        return -EPERM;
    if (!target)
        return -ENOENT;
    if (target == task)
        return -EINVAL;
    target->remade = true;
    if (target->state != TASK_DEAD)
        task_destroy(target, "restart");
    target->restarts = 0;
    int err = task_create(target, target->desc);
    target->remade = true;
    return err;
}

static int shut_down(struct root *r, const char *reason)
{
    struct task *task = caller(r);

    if (!(task->desc->may & TASK_MAY_SHUTDOWN))
        return -EPERM;
    for (struct task *other = tasks; other < tasks + TASKS_MAX; other++)
        if (other->desc && other->tcb)
            seL4_TCB_Suspend(other->tcb);
    log_info("system halted by %s: %s", task->desc->name, reason);
    return -EINPROGRESS; /* the caller does not go on either */
}

const struct root_ops service_ops = {
    .find_service = find_service,
    .ready = ready,
    .register_irq = register_irq,
    .notification = notification,
    .page = page,
    .untyped = untyped,
    .region = region,
    .asid_pool = asid_pool,
    .grow_heap = grow_heap,
    .translate = translate,
    .channel_create = create_channel,
    .channel_join = join_channel,
    .channel_leave = leave_channel,
    .channel = describe_channel,
    .restart = restart,
    .log = write_log,
    .memory = memory,
    .task = describe_task,
    .shutdown = shut_down,
    .region_share = share_regions,
    .region_free = free_region,
    .region_done = region_is_done,
    .untyped_free = free_untyped,
};

/* -- the loop -- */

static void take_message(struct rt_message *m, seL4_MessageInfo_t info, seL4_Word badge)
{
    *m = (struct rt_message){.badge = badge,
                             .label = seL4_MessageInfo_get_label(info),
                             .length = (uint32_t)seL4_MessageInfo_get_length(info)};
    if (m->length > RT_MESSAGE_WORDS)
        m->length = RT_MESSAGE_WORDS;
    memcpy(m->mr, __sel4_ipc_buffer->msg, m->length * sizeof(m->mr[0]));
}

static void handle(struct rt_message *m)
{
    struct task *task = task_by_badge(m->badge & ~TASK_BADGE_FAULT);

    if (!task || task->state == TASK_DEAD)
        m->no_reply = true;
    else if (m->badge & TASK_BADGE_FAULT)
        fault_message(task, m);
    else if (task->fault_stage)
        fault_chain(task, m);
    else
        root_dispatch(&task->root, m);
}

_Noreturn void service_loop(void)
{
    static struct rt_message m;
    seL4_Word badge;
    seL4_MessageInfo_t info = seL4_Recv(endpoint, &badge);

    for (;;) {
        take_message(&m, info, badge);
        handle(&m);
        if (m.no_reply) {
            info = seL4_Recv(endpoint, &badge);
            continue;
        }
        memcpy(__sel4_ipc_buffer->msg, m.mr, m.length * sizeof(m.mr[0]));
        info = seL4_ReplyRecv(endpoint, seL4_MessageInfo_new(m.label, 0, 0, m.length), &badge);
    }
}
