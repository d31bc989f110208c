/* SPDX-License-Identifier: BSD-2-Clause */
/* rt/timer.c: a pairing heap of deadlines; its links lie in the timers, so setting one cannot fail.
 */
#include <stddef.h>

#include <rt/timer.h>

#include "sched.h"

static struct rt_timer *root; /* the earliest; NULL: no timer is set */

/* Joins two heaps; either may be NULL.  Of equal deadlines the first argument's comes first. */
static struct rt_timer *meld(struct rt_timer *a, struct rt_timer *b)
{
    if (a == NULL)
        return b;
    if (b == NULL)
        return a;
    if (b->deadline_ns < a->deadline_ns) {
        struct rt_timer *later = a;
        a = b;
        b = later;
    }
    b->prev = a;
    b->sibling = a->child;
    if (a->child != NULL)
        a->child->prev = b;
    a->child = b;
    return a;
}

/* Makes one heap of a list of siblings: pairs from the left, then joined from the right. */
static struct rt_timer *meld_siblings(struct rt_timer *first)
{
    struct rt_timer *pairs = NULL;
    while (first != NULL) {
        struct rt_timer *a = first;
        struct rt_timer *b = a->sibling;
        first = b != NULL ? b->sibling : NULL;
        a->sibling = a->prev = NULL;
        if (b != NULL)
            b->sibling = b->prev = NULL;
        struct rt_timer *pair = meld(a, b);
        pair->sibling = pairs;
        pairs = pair;
    }
    struct rt_timer *heap = NULL;
    while (pairs != NULL) {
        struct rt_timer *pair = pairs;
        pairs = pair->sibling;
        pair->sibling = NULL;
        heap = meld(pair, heap);
    }
    return heap;
}

static void heap_remove(struct rt_timer *t)
{
    struct rt_timer *below = meld_siblings(t->child);
    if (t == root) {
        root = below;
    } else {
        if (t->prev->child == t)
            t->prev->child = t->sibling;
        else
            t->prev->sibling = t->sibling;
        if (t->sibling != NULL)
            t->sibling->prev = t->prev;
        root = meld(root, below);
    }
    t->child = t->sibling = t->prev = NULL;
    t->set = false;
}

static void arm(void)
{
    arch_timer_arm(root != NULL ? root->deadline_ns : RT_NEVER);
}

void rt_timer_set(struct rt_timer *t, uint64_t deadline_ns, void (*fn)(void *ctx), void *ctx)
{
    if (t->set)
        heap_remove(t);
    *t = (struct rt_timer){.deadline_ns = deadline_ns, .fn = fn, .ctx = ctx, .set = true};
    root = meld(root, t);
    arm();
}

bool rt_timer_cancel(struct rt_timer *t)
{
    if (!t->set)
        return false;
    bool first = t == root;
    heap_remove(t);
    if (first)
        arm();
    return true;
}

void timer_expire(uint64_t now_ns)
{
    while (root != NULL && root->deadline_ns <= now_ns) {
        struct rt_timer *t = root;
        heap_remove(t);
        t->fn(t->ctx);
    }
    arm();
}

bool timer_next(uint64_t *deadline_ns)
{
    if (root == NULL)
        return false;
    *deadline_ns = root->deadline_ns;
    return true;
}
