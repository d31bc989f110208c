/* SPDX-License-Identifier: BSD-2-Clause */
/* Buddy allocation over untyped capabilities.
 *
 * Splitting retypes an untyped into two of half the size; joining deletes both halves, after which the kernel
 * lets the parent be used again.  RAM lies in free lists by size; device memory is found by address, walking
 * down from the boot entries. */
#include "untyped.h"

#include <stdlib.h>


#include "cspace.h"

enum { BITS_MIN = 12, BITS_MAX = 48 };

static struct {
    struct untyped_list free[BITS_MAX]; /* RAM, by bits */
    struct untyped_list device;         /* boot entries of device memory */
    uint64_t total, available;          /* bytes of RAM */
} self;

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
        TAILQ_INIT(&self.free[i]);
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
        TAILQ_INSERT_TAIL(&self.free[desc->sizeBits], node, link);
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

struct untyped *untyped_alloc(unsigned bits)
{
    if (bits < BITS_MIN)
        bits = BITS_MIN;

    unsigned at = bits;
    while (at < BITS_MAX && TAILQ_EMPTY(&self.free[at]))
        at++;
    if (at >= BITS_MAX)
        return NULL;

    struct untyped *node = TAILQ_FIRST(&self.free[at]);
    TAILQ_REMOVE(&self.free[at], node, link);
    while (node->bits > bits) {
        if (!split(node)) {
            TAILQ_INSERT_HEAD(&self.free[node->bits], node, link);
            return NULL;
        }
        struct untyped *rest = node->half[1];
        TAILQ_INSERT_HEAD(&self.free[rest->bits], rest, link);
        node = node->half[0];
    }
    node->state = UNTYPED_USED;
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
        TAILQ_REMOVE(&self.free[buddy->bits], buddy, link);
        slot_delete(node->cap);
        slot_delete(buddy->cap);
        free(node);
        free(buddy);
        parent->state = UNTYPED_FREE;
        node = parent;
    }
    TAILQ_INSERT_HEAD(&self.free[node->bits], node, link);
}

uint64_t untyped_total_bytes(void)
{
    return self.total;
}

uint64_t untyped_free_bytes(void)
{
    return self.available;
}
