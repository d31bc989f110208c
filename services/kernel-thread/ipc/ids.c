/* SPDX-License-Identifier: BSD-2-Clause */
/* ipc/ids.c: numbers and keys of System V objects. */
#include "ipc/ids.h"

#include <stdlib.h>

#include <linux/capability.h>
#include <linux/errno.h>
#include <linux/time.h>

#include "ipc/limits.h"
#include "proc/proc.h"
#include "time/clock.h"

enum { INDEX_BITS = 15, INDEX_MASK = (1 << INDEX_BITS) - 1, SEQ_MOST = 1 << 16, CYCLE_LEAST = 64 };

int64_t ipc_now(void)
{
    return clock_realtime_ns() / NS_PER_SEC;
}

static struct ipc_list *bucket_of(struct ipc_table *table, int32_t key)
{
    return &table->keys[((uint32_t)key * 0x9e3779b9u) >> 26];
}

struct ipc_object *ipc_at(const struct ipc_table *table, int index)
{
    return index >= 0 && (unsigned)index < table->room ? table->slots[index] : NULL;
}

struct ipc_object *ipc_find(const struct ipc_table *table, int id)
{
    struct ipc_object *o = id < 0 ? NULL : ipc_at(table, id & INDEX_MASK);
    return o != NULL && o->id == id ? o : NULL;
}

int ipc_highest(const struct ipc_table *table)
{
    for (int i = (int)table->room - 1; i > 0; i--)
        if (table->slots[i] != NULL)
            return i;
    return 0;
}

static int room_for(struct ipc_table *table, unsigned count)
{
    if (count <= table->room)
        return 0;
    struct ipc_object **slots = realloc(table->slots, count * sizeof(slots[0]));
    if (slots == NULL)
        return -ENOMEM;
    for (unsigned i = table->room; i < count; i++)
        slots[i] = NULL;
    table->slots = slots;
    table->room = count;
    return 0;
}

/* Numbers go round among a few more than are used, so that one that was removed does not come back at once. */
static int index_free(struct ipc_table *table)
{
    unsigned cycle = table->used * 3 / 2;
    cycle = cycle < CYCLE_LEAST ? CYCLE_LEAST : cycle > IPC_OBJECTS_MOST ? IPC_OBJECTS_MOST : cycle;
    if (room_for(table, cycle) != 0)
        return -ENOMEM;
    for (unsigned tried = 0; tried < table->room; tried++) {
        int index = (unsigned)table->next < table->room ? table->next : 0;
        table->next = index + 1;
        if (table->slots[index] == NULL)
            return index;
    }
    return -ENOSPC;
}

/* The number that was asked for, or the next index behind it that is free. */
static int wanted_id(struct ipc_table *table)
{
    unsigned index = (unsigned)*table->wanted & INDEX_MASK;
    int seq = *table->wanted >> INDEX_BITS;
    while (index < table->room && table->slots[index] != NULL)
        index++;
    if (index > INDEX_MASK)
        return -ENOSPC;
    if (room_for(table, index + 1) != 0)
        return -ENOMEM;
    *table->wanted = -1;
    return seq << INDEX_BITS | (int)index;
}

/* A number for a new object. */
static int new_id(struct ipc_table *table)
{
    if (*table->wanted >= 0)
        return wanted_id(table);
    int index = index_free(table);
    if (index < 0)
        return index;
    if (table->used != 0 && index <= table->last)
        table->seq = (table->seq + 1) % SEQ_MOST;
    table->last = index;
    return (int)(table->seq << INDEX_BITS) | index;
}

static long insert(struct thread *t, struct ipc_table *table, struct ipc_object *o, int32_t key, int flags)
{
    const struct cred *c = thread_cred(t);
    int id = new_id(table);
    if (id < 0)
        return id;
    o->id = id;
    o->refs = 1;
    o->perm = (struct linux_ipc_perm){.key = key, .uid = c->euid, .gid = c->egid, .cuid = c->euid, .cgid = c->egid,
                                      .mode = (uint32_t)flags & 0777, .seq = (uint16_t)(id >> INDEX_BITS)};
    table->slots[id & INDEX_MASK] = o;
    table->used++;
    if (key != IPC_PRIVATE)
        LIST_INSERT_HEAD(bucket_of(table, key), o, by_key);
    return o->id;
}

static long create(struct thread *t, struct ipc_table *table, int32_t key, int flags, const struct ipc_maker *maker,
                   const void *wanted)
{
    struct ipc_object *o;
    if (table->used >= (table->most != NULL ? (unsigned)*table->most : IPC_OBJECTS_MOST))
        return -ENOSPC;
    int err = maker->make(wanted, &o);
    if (err)
        return err;
    long id = insert(t, table, o, key, flags);
    if (id < 0)
        table->free_object(o);
    return id;
}

long ipc_get(struct thread *t, struct ipc_table *table, int32_t key, int flags, const struct ipc_maker *maker,
             const void *wanted)
{
    struct ipc_object *o = NULL;
    if (key != IPC_PRIVATE)
        LIST_FOREACH (o, bucket_of(table, key), by_key)
            if (o->perm.key == key)
                break;
    if (o == NULL)
        return key == IPC_PRIVATE || (flags & IPC_CREAT) ? create(t, table, key, flags, maker, wanted) : -ENOENT;
    if ((flags & IPC_CREAT) && (flags & IPC_EXCL))
        return -EEXIST;
    int err = maker->check(o, wanted);
    if (err == 0)
        err = ipc_permission(t, o, (unsigned)flags & 0777);
    return err ? err : o->id;
}

void ipc_hold(struct ipc_object *o)
{
    o->refs++;
}

void ipc_put(struct ipc_table *table, struct ipc_object *o)
{
    if (--o->refs == 0)
        table->free_object(o);
}

void ipc_remove(struct ipc_table *table, struct ipc_object *o)
{
    if (o->removed)
        return;
    o->removed = true;
    table->slots[o->id & INDEX_MASK] = NULL;
    table->used--;
    if (o->perm.key != IPC_PRIVATE)
        LIST_REMOVE(o, by_key);
    ipc_put(table, o);
}

static bool in_group(const struct cred *c, uint32_t gid)
{
    if (c->egid == gid)
        return true;
    for (unsigned i = 0; i < c->ngroups; i++)
        if (c->groups[i] == gid)
            return true;
    return false;
}

int ipc_permission(const struct thread *t, const struct ipc_object *o, unsigned mode)
{
    const struct cred *c = thread_cred(t);
    unsigned wanted = (mode >> 6 | mode >> 3 | mode) & 7, granted = o->perm.mode;
    if (c->euid == o->perm.cuid || c->euid == o->perm.uid)
        granted >>= 6;
    else if (in_group(c, o->perm.cgid) || in_group(c, o->perm.gid))
        granted >>= 3;
    return (wanted & ~granted) == 0 || cred_has(t, CAP_IPC_OWNER) ? 0 : -EACCES;
}

int ipc_owner(const struct thread *t, const struct ipc_object *o)
{
    uint32_t euid = thread_cred(t)->euid;
    return euid == o->perm.cuid || euid == o->perm.uid || cred_has(t, CAP_SYS_ADMIN) ? 0 : -EPERM;
}

void ipc_set(struct ipc_object *o, const struct linux_ipc_perm *perm)
{
    o->perm.uid = perm->uid;
    o->perm.gid = perm->gid;
    o->perm.mode = (o->perm.mode & ~0777u) | (perm->mode & 0777);
}

struct ipc_limits ipc_limits = {
    .message_bytes = MSG_BYTES_MOST, .queue_bytes = MSG_QUEUE_BYTES, .queues = IPC_OBJECTS_MOST,
    .sem = {SEM_SET_MOST, SEM_ALL_MOST, SEM_OPS_MOST, IPC_OBJECTS_MOST},
    .shm_bytes = 0xfffffffffeffffff, .shm_pages = 0xfffffffffeffffff, .segments = 4096,
    .queue_next = -1, .sem_next = -1, .segment_next = -1,
    .mq_messages = 10, .mq_messages_default = 10, .mq_bytes = 8192, .mq_bytes_default = 8192, .mq_queues = 256,
};
