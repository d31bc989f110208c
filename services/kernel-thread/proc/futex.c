/* SPDX-License-Identifier: BSD-2-Clause */
/* proc/futex.c: waiting for words in programs' memory: names of words, and queues of waiters. */
#include "proc/futex.h"

#include <linux/errno.h>
#include <linux/mman.h>
#include <rt/fiber.h>

#include "fs/file.h"
#include "fs/inode.h"
#include "mm/kit.h"
#include "mm/space.h"
#include "mm/user.h"
#include "proc/futex_int.h"
#include "proc/proc.h"
#include "trace/books.h"

enum { BUCKETS = 1024 };

static struct futex_list buckets[BUCKETS];

struct futex_list *futex_list_of(const struct futex_key *k)
{
    uint64_t hash = ((uintptr_t)k->space / 64 + k->offset / 4) * 0x9e3779b97f4a7c15ul;
    struct futex_list *l = &buckets[hash >> 54];
    if (l->tqh_last == NULL)
        TAILQ_INIT(l);
    return l;
}

bool futex_key_same(const struct futex_key *a, const struct futex_key *b)
{
    return a->space == b->space && a->offset == b->offset && a->shared == b->shared;
}

uint32_t *futex_word(struct mm *mm, uint64_t addr, bool write)
{
    for (;;) {
        struct pte *e = addr < MM_TOP ? pte_find(mm, addr) : NULL;
        if (e != NULL && e->present && (write ? e->w : e->r))
            return (uint32_t *)((char *)page_address(pte_page(e)) + (addr & (PAGE_BYTES - 1)));
        if (addr >= MM_TOP || fault_in(mm, addr, write ? FAULT_WRITE : FAULT_READ) != 0)
            return NULL;
    }
}

int futex_key_make(struct mm *mm, uint64_t addr, unsigned flags, bool write, struct futex_key *k)
{
    if ((addr & 3) != 0)
        return -EINVAL;
    if (addr >= MM_TOP)
        return -EFAULT;
    *k = (struct futex_key){mm, addr, (flags & FUTEX_PRIVATE) == 0};
    if (flags & FUTEX_PRIVATE)
        return 0;
    if (futex_word(mm, addr, write) == NULL)
        return -EFAULT;
    struct region *r = mm_find(mm, addr);
    if (r != NULL && (r->flags & REGION_SHARED) && r->file != NULL)
        *k = (struct futex_key){r->file->inode, r->index * PAGE_BYTES + (addr - r->start), true};
    else if (r != NULL && (r->prot & PROT_WRITE) == 0)
        return -EFAULT; /* Linux takes read-only words only from files */
    return 0;
}

void futex_hold(struct futex_waiter *w, const struct mm *mm)
{
    if (w->held != NULL || w->key.space == mm)
        return;
    w->held = (struct inode *)w->key.space;
    inode_get(w->held);
}

void futex_release(struct futex_waiter *w)
{
    if (w->held != NULL)
        inode_put(w->held);
    w->held = NULL;
}

/* Stubs answer a wake by themselves where nobody waits (docs/transport-call.md). */
static uint32_t *waiting(const struct futex_waiter *w)
{
    return &kit_data()->futex[w->key.offset / 4 % KIT_FUTEX_BUCKETS];
}

void futex_enqueue(struct futex_waiter *w)
{
    ++*waiting(w);
    w->queued = true;
    books.waiters++;
    w->woken = false;
    struct futex_list *list = futex_list_of(&w->key);
    struct futex_waiter *before = w->thread->rt_priority == 0 ? NULL : TAILQ_FIRST(list);
    while (before != NULL && before->thread->rt_priority >= w->thread->rt_priority)
        before = TAILQ_NEXT(before, link);
    if (before != NULL)
        TAILQ_INSERT_BEFORE(before, w, link);
    else
        TAILQ_INSERT_TAIL(list, w, link);
}

void futex_dequeue(struct futex_waiter *w)
{
    if (!w->queued)
        return;
    --*waiting(w);
    books.waiters--;
    TAILQ_REMOVE(futex_list_of(&w->key), w, link);
    w->queued = false;
}

void futex_move(struct futex_waiter *w, const struct futex_key *to)
{
    futex_dequeue(w);
    w->key = *to;
    futex_enqueue(w);
}

void futex_unpark(struct futex_waiter *w)
{
    futex_dequeue(w);
    w->woken = true;
    rt_unpark(w->fiber, 0);
}

struct futex_waiter *futex_first(const struct futex_key *k)
{
    struct futex_waiter *w;
    TAILQ_FOREACH (w, futex_list_of(k), link)
        if (futex_key_same(&w->key, k))
            return w;
    return NULL;
}

long futex_wake_key(const struct futex_key *k, int count, uint32_t bits)
{
    struct futex_waiter *w, *next;
    long done = 0;
    for (w = TAILQ_FIRST(futex_list_of(k)); w != NULL; w = next) {
        next = TAILQ_NEXT(w, link);
        if (!futex_key_same(&w->key, k))
            continue;
        if (w->pi != NULL || w->requeue_to_pi)
            return -EINVAL;
        if ((w->bits & bits) == 0)
            continue;
        futex_unpark(w);
        if (++done >= count)
            break;
    }
    return done;
}

int futex_wake(struct mm *mm, uint64_t addr, unsigned count)
{
    struct futex_key k;
    int err = futex_key_make(mm, addr, 0, false, &k);
    return err ? err : (int)futex_wake_key(&k, (int)count, UINT32_MAX);
}

void futex_thread_ends(struct thread *t)
{
    if (t->robust_list != 0)
        futex_robust_walk(t);
    t->robust_list = 0;
    futex_pi_thread_ends(t);
}
