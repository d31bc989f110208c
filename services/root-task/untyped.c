/* SPDX-License-Identifier: BSD-2-Clause */
/* Buddy allocation over untyped capabilities.
 *
 * Splitting retypes an untyped into two of half the size; joining deletes both halves, after which the kernel
 * lets the parent be used again.  RAM lies in free lists by size; device memory is found by address, walking
 * down from the boot entries. */
#include "untyped.h"

#include <stdlib.h>


#include "cspace.h"

enum { BITS_MIN = 12, BITS_MAX = 48, GROUP_BITS = 21 };

static struct {
    struct untyped_list free[UNTYPED_GROUPS][BITS_MAX]; /* RAM, by bits; from GROUP_BITS up all are in the first */
    struct untyped_list device;         /* boot entries of device memory */
    uint64_t total, available;          /* bytes of RAM */
} self;

/* Where the node is while it is free. */
static struct untyped_list *list_of(const struct untyped *node)
{
    return &self.free[node->bits < GROUP_BITS ? node->group : UNTYPED_STAYS][node->bits];
}

static struct untyped *node_new(cptr_t cap, uint64_t paddr, unsigned bits, bool device)
{
    struct untyped *node = calloc(1, sizeof(*node));

    if (node)
        *node = (struct untyped){
            .cap = cap, .paddr = paddr, .bits = (uint8_t)bits, .device = device, .state = UNTYPED_FREE};
    return node;
}

void untyped_init(const seL4_BootInfo *bootinfo)
{
    for (unsigned i = 0; i < BITS_MAX; i++)
        for (unsigned group = 0; group < UNTYPED_GROUPS; group++)
            TAILQ_INIT(&self.free[group][i]);
    TAILQ_INIT(&self.device);

    for (seL4_Word i = 0; i < bootinfo->untyped.end - bootinfo->untyped.start; i++) {
        const seL4_UntypedDesc *desc = &bootinfo->untypedList[i];
        if (desc->sizeBits < BITS_MIN || desc->sizeBits >= BITS_MAX)
            continue;
        struct untyped *node = node_new(bootinfo->untyped.start + i, desc->paddr, desc->sizeBits,
                                        desc->isDevice);
        if (!node)
            return; /* the rest stays unused */
        if (desc->isDevice) {
            TAILQ_INSERT_TAIL(&self.device, node, link);
            continue;
        }
        TAILQ_INSERT_TAIL(list_of(node), node, link);
        self.total += 1ull << desc->sizeBits;
        self.available += 1ull << desc->sizeBits;
    }
}

/* Splits a node that is in no list; its halves are in none either. */
static bool split(struct untyped *node)
{
    unsigned bits = node->bits - 1u;
    cptr_t caps = slot_alloc_range(2);
    struct untyped *low = node_new(caps, node->paddr, bits, node->device);
    struct untyped *high = node_new(caps + 1, node->paddr + (1ull << bits), bits, node->device);

    if (caps && low && high && retype(node->cap, seL4_UntypedObject, bits, caps, 2) == seL4_NoError) {
        low->parent = high->parent = node;
        low->group = high->group = node->group;
        node->half[0] = low;
        node->half[1] = high;
        node->state = UNTYPED_SPLIT;
        return true;
    }
    free(low);
    free(high);
    if (caps)
        slot_free_range(caps, 2);
    return false;
}

/* The smallest free node of at least so many bits, below `end` or of the first group; NULL: none. */
static struct untyped *smallest(unsigned bits, unsigned end, enum untyped_group group)
{
    for (unsigned at = bits; at < end; at++)
        if (!TAILQ_EMPTY(&self.free[group][at]))
            return TAILQ_FIRST(&self.free[group][at]);
    return NULL;
}

/* A free node to take or to cut the memory from: of the group, or large; when there is none, of another group. */
static struct untyped *find(unsigned bits, enum untyped_group group)
{
    struct untyped *node = smallest(bits, GROUP_BITS, group);

    if (!node)
        node = smallest(bits < GROUP_BITS ? GROUP_BITS : bits, BITS_MAX, UNTYPED_STAYS);
    for (unsigned other = 0; !node && other < UNTYPED_GROUPS; other++)
        node = smallest(bits, GROUP_BITS, other);
    return node;
}

struct untyped *untyped_alloc(unsigned bits, enum untyped_group group)
{
    if (bits < BITS_MIN)
        bits = BITS_MIN;

    struct untyped *node = find(bits, group);
    if (!node)
        return NULL;
    TAILQ_REMOVE(list_of(node), node, link);
    if (node->bits >= GROUP_BITS)
        node->group = group;
    while (node->bits > bits) {
        if (!split(node)) {
            TAILQ_INSERT_HEAD(list_of(node), node, link);
            return NULL;
        }
        struct untyped *rest = node->half[1];
        TAILQ_INSERT_HEAD(list_of(rest), rest, link);
        node = node->half[0];
    }
    node->state = UNTYPED_USED;
    node->given = false;
    self.available -= 1ull << bits;
    return node;
}

struct untyped *untyped_alloc_device(uint64_t paddr, unsigned bits)
{
    struct untyped *node;

    TAILQ_FOREACH (node, &self.device, link)
        if (paddr >= node->paddr && paddr - node->paddr < 1ull << node->bits)
            break;
    while (node && node->bits > bits) {
        if (node->state == UNTYPED_USED || (node->state == UNTYPED_FREE && !split(node)))
            return NULL;
        node = node->half[paddr >> (node->bits - 1) & 1];
    }
    if (!node || node->bits != bits || node->state != UNTYPED_FREE || node->paddr != paddr)
        return NULL;
    node->state = UNTYPED_USED;
    return node;
}

void untyped_free(struct untyped *node)
{
    cap_revoke(node->cap);
    node->state = UNTYPED_FREE;
    if (node->device)
        return;

    self.available += 1ull << node->bits;
    for (struct untyped *parent = node->parent; parent; parent = node->parent) {
        struct untyped *buddy = parent->half[node == parent->half[0]];
        if (buddy->state != UNTYPED_FREE)
            break;
        TAILQ_REMOVE(list_of(buddy), buddy, link);
        slot_delete(node->cap);
        slot_delete(buddy->cap);
        free(node);
        free(buddy);
        parent->state = UNTYPED_FREE;
        node = parent;
    }
    TAILQ_INSERT_HEAD(list_of(node), node, link);
}

uint64_t untyped_total_bytes(void)
{
    return self.total;
}

uint64_t untyped_free_bytes(void)
{
    return self.available;
}
