/* SPDX-License-Identifier: BSD-2-Clause */
/* mm/block.c: kernel objects in blocks of memory that can go back. */
#include "mm/block.h"

#include <stdlib.h>

#include <rt/cslot.h>
#include <rt/memory.h>
#include <rt/task.h>
#include <sel4/sel4.h>

enum {
    OBJECTS = 64, /* of a block; rt_cslot_alloc_range aligns so many slots to their number */
    BLOCK_BITS = 12 + 6,
    LEAF_BLOCKS = (1 << TASK_LEAF_BITS) / OBJECTS,
    LEAVES_MAX = 4096,
};

struct block {
    TAILQ_ENTRY(block) link;
    uint64_t unused;          /* bit i: object i */
    uint64_t paddr;
    cptr_t untyped, first;    /* slots: of the memory, and of the first object */
};

static struct block **leaf[LEAVES_MAX]; /* blocks by slot; LEAF_BLOCKS each, made when needed */

static struct block **place_of(cptr_t object)
{
    return &leaf[object >> TASK_LEAF_BITS][object % (1 << TASK_LEAF_BITS) / OBJECTS];
}

static bool place_make(cptr_t first)
{
    struct block ***l = &leaf[first >> TASK_LEAF_BITS];
    if (*l == NULL)
        *l = calloc(LEAF_BLOCKS, sizeof(**l));
    return *l != NULL;
}

/* The memory of a new block, its objects made; false: none. */
static bool objects_make(struct block *b, seL4_ObjectType type)
{
    b->untyped = rt_cslot_alloc();
    b->first = b->untyped != 0 ? rt_cslot_alloc_range(OBJECTS) : 0;
    if (b->first != 0 && place_make(b->first) && rt_untyped(BLOCK_BITS | ROOT_UNTYPED_RETURNS, b->untyped, &b->paddr) == 0) {
        if (seL4_Untyped_Retype(b->untyped, type, 0, TASK_SLOT_CNODE, rt_cslot_leaf(b->first), TASK_LEAF_DEPTH,
                                rt_cslot_offset(b->first), OBJECTS) == seL4_NoError)
            return true;
        (void)root_untyped_free(rt_root(), b->paddr);
    }
    if (b->first != 0)
        rt_cslot_free_range(b->first, OBJECTS);
    if (b->untyped != 0)
        rt_cslot_free(b->untyped);
    return false;
}

static struct block *block_new(struct block_pool *pool)
{
    struct block *b = calloc(1, sizeof(*b));
    if (b == NULL || !objects_make(b, pool->type)) {
        free(b);
        return NULL;
    }
    b->unused = UINT64_MAX;
    *place_of(b->first) = b;
    TAILQ_INSERT_TAIL(&pool->free, b, link);
    pool->unused += OBJECTS;
    return b;
}

cptr_t block_get(struct block_pool *pool)
{
    struct block *b = TAILQ_FIRST(&pool->free);
    if (b == NULL)
        b = block_new(pool);
    if (b == NULL)
        return 0;
    unsigned i = (unsigned)__builtin_ctzl(b->unused);
    b->unused &= b->unused - 1;
    if (b->unused == 0)
        TAILQ_REMOVE(&pool->free, b, link);
    pool->unused--;
    pool->used++;
    return b->first + i;
}

void block_put(struct block_pool *pool, cptr_t object)
{
    struct block *b = *place_of(object);
    if (b->unused == 0)
        TAILQ_INSERT_HEAD(&pool->free, b, link);
    b->unused |= 1ul << (object - b->first);
    pool->unused++;
    pool->used--;
    if (b->unused == UINT64_MAX) {
        TAILQ_REMOVE(&pool->free, b, link);
        TAILQ_INSERT_TAIL(&pool->free, b, link);
    }
}

uint64_t block_trim(struct block_pool *pool, uint64_t bytes)
{
    uint64_t given = 0;
    struct block *b;
    while (given < bytes && (b = TAILQ_LAST(&pool->free, block_list)) != NULL && b->unused == UINT64_MAX) {
        if (root_untyped_free(rt_root(), b->paddr) != 0)
            break;
        TAILQ_REMOVE(&pool->free, b, link);
        *place_of(b->first) = NULL;
        rt_cslot_free_range(b->first, OBJECTS);
        rt_cslot_free(b->untyped);
        pool->unused -= OBJECTS;
        given += 1ul << BLOCK_BITS;
        free(b);
    }
    return given;
}
