/* SPDX-License-Identifier: BSD-2-Clause */
/* mm/kobj.c: pools of kernel objects. */
#include "mm/kobj.h"

#include <stdlib.h>

#include <linux/errno.h>
#include <rt/cslot.h>
#include <rt/log.h>
#include <rt/map.h>
#include <rt/task.h>
#include <sel4/extensions.h>
#include <sel4/sel4.h>

#include "mm/block.h"
#include "mm/stub_layout.h"
#include "transport/direct.h"

/* Real-time priorities follow LINUX_PRIORITY, up to 149: the other tasks are above. */
enum { LINUX_PRIORITY = 50 };

/* Capabilities to objects that nobody uses. */
struct pool {
    cptr_t *free;
    unsigned count, room;
};

static struct {
    struct pool vspaces;
    cptr_t asid_pool;
    unsigned asids_left;
    unsigned thread_count;
    struct kobj_thread *threads_free;
    uint64_t thread_flags;
    bool thread_calls;
} self = {.asid_pool = TASK_SLOT_ASID_POOL, .asids_left = 511};

static struct block_pool tables = BLOCK_POOL(tables, seL4_ARM_PageTableObject);
struct kobj_thread *kobj_threads[KOBJ_THREADS_MAX];

static int pool_put(struct pool *p, cptr_t cap)
{
    if (p->count == p->room) {
        unsigned room = p->room * 2 + 32;
        cptr_t *more = realloc(p->free, room * sizeof(*more));
        if (more == NULL)
            return -ENOMEM;
        p->free = more;
        p->room = room;
    }
    p->free[p->count++] = cap;
    return 0;
}

cptr_t kobj_table_get(void)
{
    return block_get(&tables);
}

void kobj_table_put(cptr_t table)
{
    block_put(&tables, table);
}

void kobj_tables(struct kobj_tables *count)
{
    *count = (struct kobj_tables){.used = tables.used, .unused = tables.unused};
}

uint64_t kobj_trim(uint64_t bytes)
{
    return block_trim(&tables, bytes);
}

static int asid_assign(cptr_t vspace)
{
    if (self.asids_left == 0) {
        cptr_t slot = rt_cslot_alloc();
        if (slot == 0 || root_asid_pool(rt_root(), slot) < 0)
            return -ENOMEM;
        self.asid_pool = slot;
        self.asids_left = 512;
    }
    seL4_Error error = seL4_ARM_ASIDPool_Assign(self.asid_pool, vspace);
    if (error == seL4_DeleteFirst) { /* the first pool is shared with root-task's own tasks */
        self.asids_left = 0;
        return asid_assign(vspace);
    }
    if (error != seL4_NoError)
        return -ENOMEM;
    self.asids_left--;
    return 0;
}

cptr_t kobj_vspace_get(void)
{
    if (self.vspaces.count != 0)
        return self.vspaces.free[--self.vspaces.count];
    cptr_t vspace;
    if (rt_object_new(seL4_ARM_VSpaceObject, 0, &vspace) != 0)
        return 0;
    if (asid_assign(vspace) != 0) {
        rt_cslot_delete(vspace);
        return 0;
    }
    return vspace;
}

void kobj_vspace_put(cptr_t vspace)
{
    (void)pool_put(&self.vspaces, vspace);
}

/* The guard of threads' capability spaces, so that no small number is a capability by chance. */
#define SPACE_GUARD ((uint64_t)KIT_CALL_CPTR_HIGH << 16 >> 1)

static int badged_cap(struct kobj_thread *k, unsigned slot, uint64_t badge)
{
    seL4_CapRights_t rights = seL4_CapRights_new(1, 0, 0, 1);
    return seL4_CNode_Mint(k->cspace, slot, 1, TASK_SLOT_CNODE, TASK_SLOT_SERVE, TASK_SLOT_DEPTH, rights,
                           badge + k->index) == seL4_NoError
               ? 0
               : -ENOMEM;
}

/* A CNode of two slots with the badged capabilities, and a thread. */
static int thread_make(struct kobj_thread *k)
{
    int err = rt_object_new(seL4_CapTableObject, 1, &k->cspace);
    if (err)
        return err;
    err = rt_object_new(seL4_TCBObject, 0, &k->tcb);
    if (err)
        return err;
    if (badged_cap(k, KOBJ_FAULT_SLOT, KOBJ_THREAD_BADGE) != 0 ||
        (self.thread_calls && badged_cap(k, KOBJ_CALL_SLOT, KOBJ_CALL_BADGE + KOBJ_THREAD_BADGE) != 0) ||
        seL4_TCB_SetSchedParams(k->tcb, TASK_SLOT_TCB, 0, LINUX_PRIORITY) != seL4_NoError)
        return -ENOMEM;
    if (self.thread_flags != 0 && seL4_TCB_ExtSetFlags(k->tcb, 0, self.thread_flags).error != seL4_NoError)
        return -ENOSYS;
    return 0;
}

void kobj_thread_flags(uint64_t flags)
{
    self.thread_flags = flags;
}

void kobj_thread_calls(void)
{
    self.thread_calls = true;
}

struct kobj_thread *kobj_thread_get(void)
{
    struct kobj_thread *k = self.threads_free;
    if (k != NULL) {
        self.threads_free = k->next;
        return k;
    }
    if (self.thread_count == KOBJ_THREADS_MAX)
        return NULL;
    k = calloc(1, sizeof(*k));
    if (k == NULL)
        return NULL;
    k->index = self.thread_count;
    if (thread_make(k) != 0) {
        if (k->tcb != 0)
            rt_cslot_delete(k->tcb);
        if (k->cspace != 0)
            rt_cslot_delete(k->cspace);
        free(k);
        return NULL;
    }
    kobj_threads[self.thread_count++] = k;
    return k;
}

bool kobj_spare(void)
{
    enum { TABLES = 16 };
    return self.threads_free != NULL && self.vspaces.count != 0 && tables.unused >= TABLES;
}

void kobj_thread_put(struct kobj_thread *k)
{
    seL4_TCB_Suspend(k->tcb);
    k->owner = NULL;
    k->next = self.threads_free;
    self.threads_free = k;
}

int kobj_thread_set_space(struct kobj_thread *k, cptr_t vspace)
{
    if (k->vspace == vspace)
        return 0;
    seL4_Word guard = seL4_CNode_CapData_new(SPACE_GUARD, 63).words[0];
    if (seL4_TCB_SetSpace(k->tcb, SPACE_GUARD << 1 | KOBJ_FAULT_SLOT, k->cspace, guard, vspace, 0) != seL4_NoError)
        return -ENOMEM;
    k->vspace = vspace;
    return 0;
}

void kobj_thread_priority(struct kobj_thread *k, unsigned rt_priority)
{
    if (k->priority == rt_priority)
        return;
    k->priority = (uint8_t)rt_priority;
    direct_settle();
    (void)seL4_TCB_SetPriority(k->tcb, TASK_SLOT_TCB, LINUX_PRIORITY + rt_priority); /* ours to give */
}

struct kobj_thread *kobj_thread_find(uint64_t badge)
{
    uint64_t index = (badge & ~KOBJ_CALL_BADGE) - KOBJ_THREAD_BADGE;
    if (index >= self.thread_count || kobj_threads[index]->owner == NULL)
        return NULL;
    return kobj_threads[index];
}
