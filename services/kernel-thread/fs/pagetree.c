/* SPDX-License-Identifier: BSD-2-Clause */
/* Radix tree from page index to page, 64 ways a level; it grows at the top and shrinks when empty. */
#include "fs/pagetree.h"

#include <linux/errno.h>
#include <stdlib.h>

#include "fs/pagecache.h"

enum { WAY_BITS = 6, WAYS = 1 << WAY_BITS };

struct node {
    void *slot[WAYS]; /* nodes, or pages at the lowest level */
    unsigned used;
};

static int covers(const struct pagecache *pc, uint64_t index)
{
    unsigned bits = pc->height * WAY_BITS;

    return pc->height && (bits >= 64 || index >> bits == 0);
}

static unsigned way_of(uint64_t index, unsigned level)
{
    return (index >> (level * WAY_BITS)) & (WAYS - 1);
}

struct page *pagetree_find(const struct pagecache *pc, uint64_t index)
{
    if (!covers(pc, index))
        return NULL;

    void *at = pc->root;
    for (unsigned level = pc->height; level-- > 0 && at;)
        at = ((struct node *)at)->slot[way_of(index, level)];
    return at;
}

/* Adds levels at the top until the index fits. */
static int grow(struct pagecache *pc, uint64_t index)
{
    while (!covers(pc, index)) {
        struct node *top = calloc(1, sizeof *top);
        if (!top)
            return -ENOMEM;
        if (pc->root) {
            top->slot[0] = pc->root;
            top->used = 1;
        }
        pc->root = top;
        pc->height++;
    }
    return 0;
}

/* Gives back empty nodes on the way to the index. */
static void prune(struct pagecache *pc, uint64_t index)
{
    struct node *way[11];
    struct node *at = pc->root;

    for (unsigned level = pc->height; level-- > 0;) {
        way[level] = at;
        at = at ? at->slot[way_of(index, level)] : NULL;
    }
    for (unsigned level = 0; level < pc->height; level++) {
        struct node *n = way[level];
        if (!n)
            continue;
        if (n->used)
            return;
        free(n);
        if (level + 1 < pc->height) {
            way[level + 1]->slot[way_of(index, level + 1)] = NULL;
            way[level + 1]->used--;
        }
    }
    pc->root = NULL;
    pc->height = 0;
}

int pagetree_insert(struct pagecache *pc, uint64_t index, struct page *page)
{
    int err = grow(pc, index);
    struct node *at = pc->root;

    for (unsigned level = pc->height; !err && --level > 0;) {
        void **slot = &at->slot[way_of(index, level)];
        if (!*slot) {
            *slot = calloc(1, sizeof(struct node));
            if (!*slot) {
                err = -ENOMEM;
                break;
            }
            at->used++;
        }
        at = *slot;
    }
    if (err) {
        if (pc->root)
            prune(pc, index);
        return err;
    }
    at->slot[way_of(index, 0)] = page;
    at->used++;
    pc->count++;
    return 0;
}

struct page *pagetree_remove(struct pagecache *pc, uint64_t index)
{
    if (!covers(pc, index))
        return NULL;

    struct node *at = pc->root;
    for (unsigned level = pc->height; --level > 0 && at;)
        at = at->slot[way_of(index, level)];
    if (!at)
        return NULL;

    struct page *page = at->slot[way_of(index, 0)];
    if (!page)
        return NULL;
    at->slot[way_of(index, 0)] = NULL;
    at->used--;
    pc->count--;
    prune(pc, index);
    return page;
}

/* The first entry at or behind *index in the subtree whose entries start at `base`. */
static void *next_in(const struct node *n, unsigned level, uint64_t base, uint64_t *index)
{
    uint64_t span = (uint64_t)1 << (level * WAY_BITS);
    unsigned first = *index > base ? way_of(*index, level) : 0;

    for (unsigned i = first; i < WAYS; i++) {
        if (!n->slot[i])
            continue;
        uint64_t start = base + i * span;
        if (level == 0) {
            *index = start;
            return n->slot[i];
        }
        uint64_t want = *index > start ? *index : start;
        void *found = next_in(n->slot[i], level - 1, start, &want);
        if (found) {
            *index = want;
            return found;
        }
    }
    return NULL;
}

struct page *pagetree_next(const struct pagecache *pc, uint64_t *index)
{
    if (!covers(pc, *index))
        return NULL;
    return next_in(pc->root, pc->height - 1, 0, index);
}
