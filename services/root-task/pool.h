/* SPDX-License-Identifier: BSD-2-Clause */
/* Kernel objects and memory of one owner: made here, given back all at once.
 *
 * Everything a pool makes comes from untyped memory that the pool owns, so freeing that memory (revoke) ends
 * every object and every copy of its capabilities, also those a task made or was given. */
#pragma once
#include "untyped.h"

struct slot_range {
    cptr_t first;
    unsigned count;
};

struct pool {
    struct untyped_list memory;
    struct untyped *chunk;     /* small objects are cut from this; in `memory` */
    struct slot_range *slots;  /* own slots that hold what was made */
    unsigned slots_count, slots_room;
    uint64_t bytes;            /* of memory */
};

void pool_init(struct pool *pool);
/* Frees everything. */
void pool_fini(struct pool *pool);

/* Makes `count` objects (count <= 256; together at most 2^20 bytes) in fresh consecutive own slots; returns the
 * first, or 0 if memory or slots ran out. */
cptr_t pool_objects(struct pool *pool, seL4_ObjectType type, unsigned size_bits, unsigned count);
cptr_t pool_object(struct pool *pool, seL4_ObjectType type, unsigned size_bits);
/* Untyped memory of exactly that size for the pool's owner; NULL if there is none. */
struct untyped *pool_untyped(struct pool *pool, unsigned bits);
/* The same, that the owner means to give back (UNTYPED_RETURNS) or not. */
struct untyped *pool_untyped_of(struct pool *pool, unsigned bits, enum untyped_group group);
/* Gives it back before the pool ends. */
void pool_untyped_undo(struct pool *pool, struct untyped *untyped);
/* It is the pool's no more; all capabilities made of it end.  untyped_free gives it back. */
void pool_take_out(struct pool *pool, struct untyped *untyped);
/* Frames of 2^bits contiguous bytes: pages of 4 KiB (bits <= 20) or one large page (21) in consecutive slots.
 * Returns the first slot or 0; *paddr is where they begin. */
cptr_t pool_frames(struct pool *pool, unsigned bits, uint64_t *paddr);
/* Takes over own slots (of copies) to be deleted with the pool. */
bool pool_keep_slots(struct pool *pool, cptr_t first, unsigned count);
