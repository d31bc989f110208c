/* SPDX-License-Identifier: BSD-2-Clause */
/* Pools: lists of untyped memory and of slots. */
#include "pool.h"

#include <stdlib.h>

#include "cspace.h"

enum { CHUNK_BITS = 16, PAGE_BITS = seL4_PageBits, RETYPE_MAX = 256 };

void pool_init(struct pool *pool)
{
    *pool = (struct pool){0};
    TAILQ_INIT(&pool->memory);
}

void pool_fini(struct pool *pool)
{
    struct untyped *untyped;

    /* slots first: copies of what is not the pool's (device frames) are not ended by the revoke below */
    for (unsigned i = 0; i < pool->slots_count; i++)
        for (unsigned j = 0; j < pool->slots[i].count; j++)
            slot_delete(pool->slots[i].first + j);
    while ((untyped = TAILQ_FIRST(&pool->memory)) != NULL) {
        TAILQ_REMOVE(&pool->memory, untyped, link);
        untyped_free(untyped);
    }
    free(pool->slots);
    pool_init(pool);
}

bool pool_keep_slots(struct pool *pool, cptr_t first, unsigned count)
{
    if (pool->slots_count && pool->slots[pool->slots_count - 1].first +
                                     pool->slots[pool->slots_count - 1].count == first) {
        pool->slots[pool->slots_count - 1].count += count;
        return true;
    }
    if (pool->slots_count == pool->slots_room) {
        unsigned room = pool->slots_room ? 2 * pool->slots_room : 16;
        struct slot_range *more = realloc(pool->slots, room * sizeof(*more));
        if (!more)
            return false;
        pool->slots = more;
        pool->slots_room = room;
    }
    pool->slots[pool->slots_count++] = (struct slot_range){first, count};
    return true;
}

struct untyped *pool_untyped(struct pool *pool, unsigned bits)
{
    return pool_untyped_of(pool, bits, UNTYPED_STAYS);
}

struct untyped *pool_untyped_of(struct pool *pool, unsigned bits, enum untyped_group group)
{
    struct untyped *untyped = untyped_alloc(bits, group);

    if (untyped) {
        TAILQ_INSERT_TAIL(&pool->memory, untyped, link);
        pool->bytes += 1ull << untyped->bits;
    }
    return untyped;
}

void pool_untyped_undo(struct pool *pool, struct untyped *untyped)
{
    TAILQ_REMOVE(&pool->memory, untyped, link);
    pool->bytes -= 1ull << untyped->bits;
    untyped_free(untyped);
}

void pool_take_out(struct pool *pool, struct untyped *untyped)
{
    TAILQ_REMOVE(&pool->memory, untyped, link);
    pool->bytes -= 1ull << untyped->bits;
    cap_revoke(untyped->cap);
}

/* Slots that belong to the pool from now on, still empty. */
static cptr_t new_slots(struct pool *pool, unsigned count)
{
    cptr_t first = slot_alloc_range(count);

    if (first && !pool_keep_slots(pool, first, count)) {
        slot_free_range(first, count);
        return 0;
    }
    return first;
}

/* Takes back the slots new_slots gave last. */
static void new_slots_undo(struct pool *pool, cptr_t first, unsigned count)
{
    struct slot_range *last = &pool->slots[pool->slots_count - 1];

    last->count -= count;
    if (last->count == 0)
        pool->slots_count--;
    slot_free_range(first, count);
}

static unsigned object_bits(seL4_ObjectType type, unsigned size_bits)
{
    static const unsigned char bits[] = {
#define OBJECT(number, name, kernel_name, size) [number] = size,
#include <sel4/objects.def>
#undef OBJECT
    };

    return type == seL4_UntypedObject || type == seL4_CapTableObject ? bits[type] + size_bits
                                                                    : bits[type];
}

cptr_t pool_objects(struct pool *pool, seL4_ObjectType type, unsigned size_bits, unsigned count)
{
    cptr_t first = new_slots(pool, count);

    if (!first)
        return 0;
    if (pool->chunk && retype(pool->chunk->cap, type, size_bits, first, count) == seL4_NoError)
        return first;

    unsigned bits = object_bits(type, size_bits);
    while (1u << (bits - object_bits(type, size_bits)) < count)
        bits++;
    bool exact = bits > CHUNK_BITS; /* large ones have memory of their own, the chunk goes on */
    struct untyped *memory = pool_untyped(pool, exact ? bits : CHUNK_BITS);
    if (memory && retype(memory->cap, type, size_bits, first, count) == seL4_NoError) {
        if (!exact)
            pool->chunk = memory;
        return first;
    }
    if (memory)
        pool_untyped_undo(pool, memory);
    new_slots_undo(pool, first, count);
    return 0;
}

cptr_t pool_object(struct pool *pool, seL4_ObjectType type, unsigned size_bits)
{
    return pool_objects(pool, type, size_bits, 1);
}

cptr_t pool_frames(struct pool *pool, unsigned bits, uint64_t *paddr)
{
    bool large = bits == seL4_LargePageBits;
    unsigned count = large ? 1 : 1u << (bits - PAGE_BITS);
    cptr_t first = count <= RETYPE_MAX ? new_slots(pool, count) : 0;

    if (!first)
        return 0;

    struct untyped *memory = pool_untyped(pool, bits);
    if (memory && retype(memory->cap, large ? seL4_ARM_LargePageObject : seL4_ARM_SmallPageObject, 0,
                         first, count) == seL4_NoError) {
        *paddr = memory->paddr;
        return first;
    }
    if (memory)
        pool_untyped_undo(pool, memory);
    new_slots_undo(pool, first, count);
    return 0;
}
