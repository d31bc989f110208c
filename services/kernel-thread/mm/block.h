/* SPDX-License-Identifier: BSD-2-Clause */
/* Kernel objects of one page, of one kind, that come and go in great numbers.
 *
 * They are cut from blocks of memory.  A block whose objects are all unused can be given back to root-task, so that
 * the memory serves another purpose; objects are taken from blocks that are in use as long as there are any. */
#pragma once
#include <sys/queue.h>

#include <sel4/types.h>

#include <ipc/root.h>

TAILQ_HEAD(block_list, block);

struct block_pool {
    seL4_ObjectType type;
    struct block_list free;        /* blocks with unused objects; those with nothing else last */
    unsigned long unused, used;    /* objects */
};
#define BLOCK_POOL(pool, kind) {.type = (kind), .free = TAILQ_HEAD_INITIALIZER((pool).free)}

/* An object as it was put back, or new; 0: no memory. */
cptr_t block_get(struct block_pool *pool);
/* It must be as it was when it was new. */
void block_put(struct block_pool *pool, cptr_t object);
/* Gives blocks back of which nothing is used, until `bytes` are given or there is none; returns how much it was. */
uint64_t block_trim(struct block_pool *pool, uint64_t bytes);
