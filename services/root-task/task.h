/* SPDX-License-Identifier: BSD-2-Clause */
/* The books of a task: everything root-task made for it and gave it.
 *
 * Only root-task's one loop touches them. */
#pragma once
#include <elf/elf.h>
#include <ipc/root_gen.h>
#include <rt/task.h>
#include <task/regions.h>

#include "pool.h"
#include "task_table.h"
#include "vspace.h"

enum { TASK_BADGE_FAULT_BIT = 62, TASK_RESTARTS_MAX = 3 };
#define TASK_BADGE_FAULT (1ull << TASK_BADGE_FAULT_BIT)

enum task_state {
    TASK_ABSENT = ROOT_TASK_ABSENT,
    TASK_STARTING = ROOT_TASK_STARTING,
    TASK_READY = ROOT_TASK_READY,
    TASK_DEAD = ROOT_TASK_DEAD,
};

/* Memory root-task mapped for the task. */
struct task_map {
    uint64_t vaddr, bytes, paddr;
};

struct task_irq {
    uint32_t irq;
    cptr_t handler; /* own slot; 0: not registered */
};

struct task {
    struct root root;             /* what the dispatcher calls: the operations, with this task as caller */
    const struct task_desc *desc; /* NULL: not in use */
    uint64_t badge;               /* index in the table + 1 */
    enum task_state state;
    struct elf elf;               /* in root-task's image */
    struct pool pool;             /* all its memory and objects */

    uint32_t clients;             /* bit per task: found this one by root_find_service */

    cptr_t cnode;                 /* root CNode, without guard: slots are cspace_bits + TASK_LEAF_BITS deep */
    cptr_t vspace, tcb, serve, notify;

    struct task_map *maps;        /* by order of making */
    unsigned maps_count, maps_room;
    uint64_t region_users;        /* bit per badge - 1: may name its regions */
    const volatile uint32_t *region_uses; /* its counts (task/regions.h), mapped here; NULL: it drives no device */
    uint64_t region_uses_own;     /* where they are mapped here, again when it is made again; 0: never yet */
    uint64_t heap_end;            /* vaddr */
    uint64_t device_next;         /* vaddr of the next device mapping */

    struct task_info *info;       /* while it is being made */
    struct task_irq irq[TASK_IRQ_MAX];
    unsigned irq_count;
    uint64_t notify_bits;         /* bits of the badge that are given away */

    /* a root_find_service that waits */
    struct task *wait_for;        /* NULL: it does not wait */
    cptr_t wait_reply;            /* own slot with the reply capability */
    cptr_t wait_slot;             /* in the task's CSpace */

    unsigned restarts;    /* how often it was made again after a fault */
    bool remade;          /* on request: its coming and going is no news */
    unsigned fault_stage;         /* 0: none; then how often it faulted, see fault.c */
};

/* All tasks of the composition, in its order. */
extern struct task tasks[TASKS_MAX];

/* Makes a task and starts it; on failure everything is given back. */
int task_create(struct task *task, const struct task_desc *desc);
/* After task_destroy: makes it again if its description asks for that, TASK_RESTARTS_MAX times. */
void task_restart(struct task *task);
/* Ends it and gives back all it had; its name and state stay. */
void task_destroy(struct task *task, const char *reason);

/* NULL if there is none. */
struct task *task_by_name(const char *name);
struct task *task_by_badge(uint64_t badge);

/* The client's description names the server among its deps: calls go that way only, so no cycle can wait on itself. */
bool task_may_call(const struct task *client, const struct task *server);

/* Remembers memory mapped for the task (for translate). */
int task_add_map(struct task *task, uint64_t vaddr, uint64_t bytes, uint64_t paddr);
/* Forgets what lies in the range; nothing may lie across its ends. */
void task_remove_maps(struct task *task, uint64_t vaddr, uint64_t bytes);
/* Fresh zeroed memory at vaddr, whole pages, in large pages where they fit; not executable. */
int task_map_memory(struct task *task, uint64_t vaddr, uint64_t bytes);
/* Copies an own capability into the task's CSpace; an occupied slot is -EEXIST, one outside -EINVAL. */
int task_give(struct task *task, cptr_t slot, cptr_t cap, seL4_CapRights_t rights);
int task_give_badged(struct task *task, cptr_t slot, cptr_t cap, seL4_CapRights_t rights,
                     seL4_Word badge);
/* A bit of the task's notification badge; -ENOSPC if all are given away. */
int task_notify_bit(struct task *task);
