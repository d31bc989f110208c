/* SPDX-License-Identifier: BSD-2-Clause */
/* Regions of tasks, and the table of them.
 *
 * A region's memory belongs to the pool of its task.  When the region ends, its line of the table is emptied first and
 * the drivers' counts are read after that; a driver counts first and reads the line after that (lib/rt/bulk.c).  So
 * either it sees that the region has ended, or it is seen here, and then the memory is kept aside until it says that it is
 * done, or ends itself. */
#include "region.h"

#include <linux/errno.h>
#include <rt/errno.h>
#include <rt/log.h>

#include "cspace.h"

enum { PAGE_BYTES = 4096, TABLE_BITS = 15, USES_BITS = 12, NAMED_BITS_MAX = 48 };
_Static_assert(sizeof(struct region_line) * REGION_LINES == 1u << TABLE_BITS, "the table fills its pages");
_Static_assert(sizeof(uint32_t) * REGION_LINES == 1u << USES_BITS, "so do the counts");

static struct {
    struct region_line *line; /* the table; NULL: there is none */
    cptr_t frames;
    uint32_t generation[REGION_LINES];    /* how often the line was used before */
    struct untyped *memory[REGION_LINES]; /* NULL: the line is not in use */
    bool ended[REGION_LINES];             /* the region is nobody's, but a driver uses its memory */
} self;

void region_init(void)
{
    uint64_t paddr, at = own_window(1u << TABLE_BITS);
    cptr_t frames = pool_frames(own_pool(), TABLE_BITS, &paddr);

    for (unsigned i = 0; frames && i < (1u << TABLE_BITS) / PAGE_BYTES; i++)
        if (vspace_map(seL4_CapInitThreadVSpace, own_pool(), frames + i, at + (uint64_t)i * PAGE_BYTES,
                       ACCESS_READ_WRITE))
            return;
    if (!frames)
        return;
    self.frames = frames;
    self.line = (struct region_line *)at;
}

static uint32_t number_of(unsigned at)
{
    return self.generation[at] * REGION_LINES + at;
}

static int free_line(void)
{
    for (unsigned i = 0; self.line && i < REGION_LINES; i++)
        if (!self.memory[i])
            return (int)i;
    return -ENOSPC;
}

int region_new(struct task *task, unsigned bits, cptr_t slot, uint64_t *paddr)
{
    int at = free_line();

    if (at < 0)
        return at;
    struct untyped *memory = bits < NAMED_BITS_MAX ? pool_untyped(&task->pool, bits) : NULL;
    if (!memory)
        return -ENOMEM;
    int err = task_give(task, slot, memory->cap, seL4_AllRights);
    if (err) {
        pool_untyped_undo(&task->pool, memory);
        return err;
    }
    self.memory[at] = memory;
    self.line[at] = (struct region_line){.paddr = memory->paddr,
                                         .owner = task->badge,
                                         .users = task->region_users,
                                         .number = number_of((unsigned)at),
                                         .bits = bits};
    *paddr = memory->paddr;
    return (int)number_of((unsigned)at);
}

int region_share(struct task *task, const char *name)
{
    struct task *peer = task_by_name(name);

    if (!peer)
        return -ENOENT;
    if (peer == task)
        return -EINVAL;
    task->region_users |= 1ull << (peer->badge - 1);
    for (unsigned i = 0; self.line && i < REGION_LINES; i++)
        if (self.line[i].owner == task->badge)
            self.line[i].users = task->region_users;
    return 0;
}

/* A driver counts a use of it. */
static bool is_used(unsigned at)
{
    for (const struct task *task = tasks; task < tasks + TASKS_MAX; task++)
        if (task->region_uses && task->region_uses[at] != 0)
            return true;
    return false;
}

static void empty_line(unsigned at)
{
    self.line[at] = (struct region_line){0};
    self.generation[at]++;
    __atomic_thread_fence(__ATOMIC_SEQ_CST); /* pairs with hold_piece of lib/rt/bulk.c */
}

/* Gives back memory of a region that has ended, once nobody uses it. */
static void give_back(unsigned at)
{
    if (!self.ended[at] || is_used(at))
        return;
    untyped_free(self.memory[at]);
    self.memory[at] = NULL;
    self.ended[at] = false;
}

static bool is_of(const struct task *task, unsigned at, uint32_t number)
{
    return self.line && self.line[at].owner == task->badge && self.line[at].number == number;
}

int region_free(struct task *task, uint32_t number)
{
    unsigned at = number % REGION_LINES;

    if (!is_of(task, at, number))
        return -ENOENT;
    struct region_line line = self.line[at];
    self.line[at].owner = 0;
    __atomic_thread_fence(__ATOMIC_SEQ_CST); /* as in empty_line */
    if (is_used(at)) {
        self.line[at] = line;
        return -EBUSY;
    }
    empty_line(at);
    pool_untyped_undo(&task->pool, self.memory[at]);
    self.memory[at] = NULL;
    return 0;
}

int region_done(struct task *task, uint32_t number)
{
    if (!task->region_uses)
        return -EPERM;
    give_back(number % REGION_LINES);
    return 0;
}

int region_give_table(struct task *task, uint64_t table_vaddr, uint64_t uses_vaddr)
{
    unsigned pages = (1u << TABLE_BITS) / PAGE_BYTES;
    uint64_t paddr, own = task->region_uses_own;
    cptr_t copies = self.line ? slot_alloc_range(pages + 1) : 0;

    if (!copies)
        return -ENOMEM;
    if (!pool_keep_slots(&task->pool, copies, pages + 1)) {
        slot_free_range(copies, pages + 1);
        return -ENOMEM;
    }
    for (unsigned i = 0; i < pages; i++) {
        int err = rt_errno(cap_copy(copies + i, self.frames + i));
        if (!err)
            err = vspace_map(task->vspace, &task->pool, copies + i, table_vaddr + (uint64_t)i * PAGE_BYTES,
                             ACCESS_READ);
        if (err)
            return err;
    }

    cptr_t uses = pool_frames(&task->pool, USES_BITS, &paddr);
    int err = uses ? rt_errno(cap_copy(copies + pages, uses)) : -ENOMEM;
    if (!err)
        err = vspace_map(task->vspace, &task->pool, uses, uses_vaddr, ACCESS_READ_WRITE);
    if (!own)
        own = own_window(PAGE_BYTES); /* one for each task of the table, for ever */
    task->region_uses_own = own;
    if (!err)
        err = vspace_map(seL4_CapInitThreadVSpace, own_pool(), copies + pages, own, ACCESS_READ_WRITE);
    if (!err)
        task->region_uses = (const volatile uint32_t *)own;
    return err;
}

void region_forget(struct task *task)
{
    task->region_uses = NULL; /* its devices are stopped: what it used is free */
    for (unsigned i = 0; self.line && i < REGION_LINES; i++) {
        if (self.line[i].owner == task->badge) {
            empty_line(i);
            if (is_used(i)) {
                pool_take_out(&task->pool, self.memory[i]);
                self.ended[i] = true;
            } else {
                self.memory[i] = NULL; /* goes with the pool */
            }
        }
        give_back(i);
    }
}
