/* SPDX-License-Identifier: BSD-2-Clause */
/* Two-level segregated fit.
 *
 * A block is its size word and the payload behind it.  The word in front of the size belongs to the payload of the
 * block before while that is used, and points to that block while it is free; so a used block costs 8 bytes.
 * Sizes are 16 n + 8, which keeps all payloads 16-byte aligned.
 *
 *     | prev (or payload) | size, flags | next_free  prev_free ... payload ... |
 *                                       ^ payload                              ^ overlaps the next block's prev
 */
#include <rt/tlsf.h>

#include <linux/errno.h>

enum {
    ALIGN = 16,
    SIZE_MIN = 24,
    FREE = 1,      /* flag: this block is free */
    PREV_FREE = 2, /* flag: the one before is */
    FLAGS = 15 & ~8,
    SL_BITS = 4,
    SMALL_BITS = 8, /* below 2^SMALL_BITS the classes are ALIGN apart */
};

struct tlsf_block {
    struct tlsf_block *prev; /* valid while PREV_FREE is set */
    size_t size;             /* of the payload, with flags */
    struct tlsf_block *next_free, *prev_free;
};

enum { PAYLOAD = offsetof(struct tlsf_block, next_free) };

static size_t block_size(const struct tlsf_block *block)
{
    return block->size & ~(size_t)FLAGS;
}

static struct tlsf_block *block_next(const struct tlsf_block *block)
{
    return (struct tlsf_block *)((char *)block + PAYLOAD + block_size(block) - sizeof(size_t));
}

static void *payload(struct tlsf_block *block)
{
    return (char *)block + PAYLOAD;
}

static struct tlsf_block *block_of(const void *memory)
{
    return (struct tlsf_block *)((char *)memory - PAYLOAD);
}

static unsigned log2_floor(size_t value)
{
    return 63u - (unsigned)__builtin_clzll(value);
}

/* The class whose blocks have at least the size that counts for this one. */
static void class_of(size_t size, unsigned *fl, unsigned *sl)
{
    if (size < 1u << SMALL_BITS) {
        *fl = 0;
        *sl = (unsigned)(size / ALIGN);
        return;
    }
    unsigned bits = log2_floor(size);
    *sl = (unsigned)(size >> (bits - SL_BITS)) & (TLSF_SL_COUNT - 1);
    *fl = bits - SMALL_BITS + 1;
}

static void list_insert(struct tlsf *tlsf, struct tlsf_block *block)
{
    unsigned fl, sl;

    class_of(block_size(block), &fl, &sl);
    struct tlsf_block *head = tlsf->list[fl][sl];
    block->next_free = head;
    block->prev_free = NULL;
    if (head)
        head->prev_free = block;
    tlsf->list[fl][sl] = block;
    tlsf->sl_bitmap[fl] |= 1u << sl;
    tlsf->fl_bitmap |= 1u << fl;
}

static void list_remove(struct tlsf *tlsf, struct tlsf_block *block)
{
    unsigned fl, sl;

    class_of(block_size(block), &fl, &sl);
    if (block->next_free)
        block->next_free->prev_free = block->prev_free;
    if (block->prev_free) {
        block->prev_free->next_free = block->next_free;
        return;
    }
    tlsf->list[fl][sl] = block->next_free;
    if (block->next_free)
        return;
    tlsf->sl_bitmap[fl] &= ~(1u << sl);
    if (!tlsf->sl_bitmap[fl])
        tlsf->fl_bitmap &= ~(1u << fl);
}

/* A free block of at least `size` bytes, still in its list. */
static struct tlsf_block *find(const struct tlsf *tlsf, size_t size)
{
    unsigned fl, sl;

    if (size >= 1u << SMALL_BITS) /* every block of the next class is large enough */
        size += (1ull << (log2_floor(size) - SL_BITS)) - 1;
    class_of(size, &fl, &sl);
    if (fl >= TLSF_FL_COUNT)
        return NULL;

    uint32_t lists = tlsf->sl_bitmap[fl] & ~0u << sl;
    if (!lists) {
        uint32_t levels = fl + 1 < TLSF_FL_COUNT ? tlsf->fl_bitmap & ~0u << (fl + 1) : 0;
        if (!levels)
            return NULL;
        fl = (unsigned)__builtin_ctz(levels);
        lists = tlsf->sl_bitmap[fl];
    }
    return tlsf->list[fl][__builtin_ctz(lists)];
}

static void mark_free(struct tlsf_block *block)
{
    struct tlsf_block *next = block_next(block);

    block->size |= FREE;
    next->size |= PREV_FREE;
    next->prev = block;
}

static void mark_used(struct tlsf_block *block)
{
    block->size &= ~(size_t)FREE;
    block_next(block)->size &= ~(size_t)PREV_FREE;
}

static void set_size(struct tlsf_block *block, size_t size)
{
    block->size = size | (block->size & FLAGS);
}

/* Joins a block that is marked free and in no list with its free neighbours, and lists the result. */
static void join_and_list(struct tlsf *tlsf, struct tlsf_block *block)
{
    if (block->size & PREV_FREE) {
        struct tlsf_block *prev = block->prev;
        list_remove(tlsf, prev);
        set_size(prev, block_size(prev) + block_size(block) + sizeof(size_t));
        block = prev;
    }
    struct tlsf_block *next = block_next(block);
    if (next->size & FREE) {
        list_remove(tlsf, next);
        set_size(block, block_size(block) + block_size(next) + sizeof(size_t));
    }
    mark_free(block);
    list_insert(tlsf, block);
}

/* Cuts a used block to `size` bytes if the rest makes a block. */
static void trim(struct tlsf *tlsf, struct tlsf_block *block, size_t size)
{
    size_t rest = block_size(block) - size;

    if (rest < SIZE_MIN + sizeof(size_t))
        return;
    set_size(block, size);
    struct tlsf_block *tail = block_next(block);
    tail->size = rest - sizeof(size_t);
    mark_free(tail);
    join_and_list(tlsf, tail);
}

/* Gives back the start of a used block so that its payload moves up by `gap` bytes (room for a block). */
static struct tlsf_block *trim_front(struct tlsf *tlsf, struct tlsf_block *block, size_t gap)
{
    size_t whole = block_size(block);

    set_size(block, gap - sizeof(size_t));
    struct tlsf_block *rest = block_next(block);
    rest->size = whole - gap;
    mark_free(block);
    join_and_list(tlsf, block);
    return rest;
}

static size_t adjust(size_t bytes)
{
    size_t size = ((bytes + sizeof(size_t) + ALIGN - 1) & ~(size_t)(ALIGN - 1)) - sizeof(size_t);

    return size < SIZE_MIN ? SIZE_MIN : size;
}

void tlsf_add(struct tlsf *tlsf, void *start, size_t bytes)
{
    struct tlsf_block *block = tlsf->last;

    if (!block) { /* the first payload begins 16 bytes in; the word in front of the first size is not used */
        block = start;
        block->size = bytes - PAYLOAD - sizeof(size_t);
    } else { /* the old end becomes the size word of the new block */
        set_size(block, bytes - sizeof(size_t));
    }
    struct tlsf_block *last = block_next(block);
    last->size = 0;
    tlsf->last = last;
    mark_free(block);
    join_and_list(tlsf, block);
}

void tlsf_add_area(struct tlsf *tlsf, void *start, size_t bytes)
{
    struct tlsf_block *block = start;

    block->size = bytes - PAYLOAD - sizeof(size_t);
    block_next(block)->size = 0;
    mark_free(block);
    join_and_list(tlsf, block);
}

bool tlsf_area_unused(const void *start, size_t bytes)
{
    const struct tlsf_block *block = start;

    return (block->size & FREE) && block_size(block) == bytes - PAYLOAD - sizeof(size_t);
}

void tlsf_remove_area(struct tlsf *tlsf, void *start)
{
    list_remove(tlsf, start);
}

size_t tlsf_want(size_t bytes, size_t align)
{
    size_t size = adjust(bytes) + (align > ALIGN ? align + SIZE_MIN + ALIGN : 0);

    return size + (size >> SL_BITS) + 4 * sizeof(struct tlsf_block);
}

void *tlsf_alloc(struct tlsf *tlsf, size_t bytes, size_t align)
{
    if (bytes > SIZE_MAX / 4 || align > SIZE_MAX / 4)
        return NULL;

    size_t size = adjust(bytes);
    size_t slack = align > ALIGN ? align + SIZE_MIN + sizeof(size_t) : 0;
    struct tlsf_block *block = find(tlsf, size + slack);
    if (!block)
        return NULL;
    list_remove(tlsf, block);
    mark_used(block);

    if (slack) {
        uintptr_t at = (uintptr_t)payload(block);
        uintptr_t aligned = (at + align - 1) & ~(uintptr_t)(align - 1);
        if (aligned != at && aligned - at < SIZE_MIN + sizeof(size_t))
            aligned += align;
        if (aligned != at)
            block = trim_front(tlsf, block, aligned - at);
    }
    trim(tlsf, block, size);
    tlsf->used += block_size(block);
    return payload(block);
}

int tlsf_free(struct tlsf *tlsf, void *memory)
{
    struct tlsf_block *block = block_of(memory);

    if ((uintptr_t)memory % ALIGN || (block->size & FREE) || block_size(block) < SIZE_MIN)
        return -EINVAL;
    tlsf->used -= block_size(block);
    mark_free(block);
    join_and_list(tlsf, block);
    return 0;
}

size_t tlsf_usable(const void *memory)
{
    return block_size(block_of(memory));
}
