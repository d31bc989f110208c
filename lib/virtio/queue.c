/* SPDX-License-Identifier: BSD-2-Clause */
/* virtio/queue.c: split virtqueues in the legacy layout (one block of memory, the used ring on a
 * page of its own), which a modern device takes as well because it is told each part's address. */
#include <virtio/queue.h>

#include <stdatomic.h>
#include <stddef.h>
#include <string.h>

#include <linux/errno.h>

#include "regs.h"

struct virtq_desc {
    uint64_t addr;
    uint32_t len;
    uint16_t flags;
    uint16_t next;
};
_Static_assert(sizeof(struct virtq_desc) == 16, "virtio 1.2, 2.7.5");

struct virtq_avail {
    uint16_t flags;
    uint16_t idx;
    uint16_t ring[];
};

struct virtq_used_elem {
    uint32_t id;
    uint32_t len;
};

struct virtq_used {
    uint16_t flags;
    uint16_t idx;
    struct virtq_used_elem ring[];
};

enum {
    DESC_NEXT = 1,
    DESC_WRITE = 2,
    AVAIL_NO_INTERRUPT = 1,
};

static size_t page_up(size_t bytes)
{
    return (bytes + VIRTIO_PAGE - 1) & ~(size_t)(VIRTIO_PAGE - 1);
}

static void set_address(struct virtio_device *dev, enum virtio_reg low, uint64_t paddr)
{
    reg_write(dev, low, (uint32_t)paddr);
    reg_write(dev, low + 4, (uint32_t)(paddr >> 32));
}

/* Tells the device where the queue lies. */
static void announce(struct virtq *q, uint64_t paddr, size_t avail_at, size_t used_at)
{
    struct virtio_device *dev = q->dev;
    reg_write(dev, REG_QUEUE_NUM, q->size);
    if (dev->version == VIRTIO_LEGACY) {
        reg_write(dev, REG_QUEUE_ALIGN, VIRTIO_PAGE);
        reg_write(dev, REG_QUEUE_PFN, (uint32_t)(paddr / VIRTIO_PAGE));
        return;
    }
    set_address(dev, REG_QUEUE_DESC_LOW, paddr);
    set_address(dev, REG_QUEUE_DRIVER_LOW, paddr + avail_at);
    set_address(dev, REG_QUEUE_DEVICE_LOW, paddr + used_at);
    reg_write(dev, REG_QUEUE_READY, 1);
}

int virtq_init(struct virtq *q, struct virtio_device *dev, unsigned index, unsigned size,
               struct dma_area *area)
{
    reg_write(dev, REG_QUEUE_SEL, index);
    uint32_t max = reg_read(dev, REG_QUEUE_NUM_MAX);
    if (max == 0)
        return -ENODEV;
    if (size > VIRTQ_SIZE_MAX)
        size = VIRTQ_SIZE_MAX;
    while (size > max)
        size /= 2; /* stays a power of two */

    size_t avail_at = size * sizeof(struct virtq_desc);
    size_t used_at = page_up(avail_at + sizeof(struct virtq_avail) + (size + 1) * sizeof(uint16_t));
    size_t bytes = used_at + page_up(sizeof(struct virtq_used) +
                                     size * sizeof(struct virtq_used_elem) + sizeof(uint16_t));
    struct dma_piece memory = dma_take(area, bytes, VIRTIO_PAGE);
    if (memory.vaddr == NULL)
        return -ENOMEM;

    memset(q, 0, sizeof(*q));
    q->dev = dev;
    q->index = index;
    q->size = size;
    q->desc = memory.vaddr;
    q->avail = (void *)((char *)memory.vaddr + avail_at);
    q->used = (void *)((char *)memory.vaddr + used_at);
    q->free_count = (uint16_t)size;
    for (unsigned i = 0; i < size; i++)
        q->next[i] = (uint16_t)(i + 1);
    announce(q, memory.paddr, avail_at, used_at);
    return 0;
}

int virtq_add(struct virtq *q, const struct virtq_buffer *buffers, unsigned out, unsigned in,
              void *token)
{
    unsigned count = out + in;
    if (count == 0 || count > q->free_count)
        return -EAGAIN;

    uint16_t head = q->free_head, at = head;
    uint32_t in_bytes = 0;
    for (unsigned i = 0; i < count; i++) {
        bool last = i + 1 == count;
        volatile struct virtq_desc *d = &q->desc[at];
        d->addr = buffers[i].paddr;
        d->len = buffers[i].bytes;
        d->flags = (uint16_t)((i >= out ? DESC_WRITE : 0) | (last ? 0 : DESC_NEXT));
        d->next = last ? 0 : q->next[at];
        in_bytes += i >= out ? buffers[i].bytes : 0;
        at = q->next[at];
    }
    q->free_head = at;
    q->free_count = (uint16_t)(q->free_count - count);
    q->chain[head] = (uint16_t)count;
    q->in_bytes[head] = in_bytes;
    q->token[head] = token;

    q->avail->ring[q->avail_idx % q->size] = head;
    q->avail_idx++;
    /* descriptors and ring entry before the index; the device reads the index first */
    atomic_thread_fence(memory_order_seq_cst);
    q->avail->idx = q->avail_idx;
    return 0;
}

void virtq_kick(struct virtq *q)
{
    /* the index is written before the device is told to look at it */
    atomic_thread_fence(memory_order_seq_cst);
    reg_write(q->dev, REG_QUEUE_NOTIFY, q->index);
}

/* Puts the descriptors of the request that begins at head back on the free list. */
static void free_chain(struct virtq *q, uint16_t head)
{
    uint16_t last = head;
    for (unsigned i = 1; i < q->chain[head]; i++)
        last = q->next[last];
    q->next[last] = q->free_head;
    q->free_head = head;
    q->free_count = (uint16_t)(q->free_count + q->chain[head]);
    q->chain[head] = 0;
}

void *virtq_take(struct virtq *q, uint32_t *written)
{
    while (q->used_idx != q->used->idx) {
        /* the index before the entry it covers; pairs with the device's write order */
        atomic_thread_fence(memory_order_seq_cst);
        volatile struct virtq_used_elem *e = &q->used->ring[q->used_idx % q->size];
        uint32_t id = e->id, len = e->len;
        q->used_idx++;
        if (id >= q->size || q->chain[id] == 0) {
            q->bad++;
            continue;
        }
        *written = len < q->in_bytes[id] ? len : q->in_bytes[id];
        free_chain(q, (uint16_t)id);
        return q->token[id];
    }
    return NULL;
}

void virtq_interrupts(struct virtq *q, bool on)
{
    q->avail->flags = on ? 0 : AVAIL_NO_INTERRUPT;
    atomic_thread_fence(memory_order_seq_cst);
}
