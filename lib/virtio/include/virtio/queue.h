/* SPDX-License-Identifier: BSD-2-Clause */
/* A split virtqueue (virtio 1.2, 2.7).  What the driver must know of its own requests it keeps in
 * private memory; the rings are only written, and of the used ring only numbers are taken, checked.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "device.h"

enum { VIRTQ_SIZE_MAX = 128 };

struct virtq_desc;
struct virtq_avail;
struct virtq_used;

struct virtq {
    struct virtio_device *dev;
    unsigned index, size;             /* number of the queue; of its descriptors */
    volatile struct virtq_desc *desc; /* shared with the device */
    volatile struct virtq_avail *avail;
    volatile struct virtq_used *used;
    uint16_t avail_idx, used_idx;   /* next to fill, next to take */
    uint16_t free_head, free_count; /* list of free descriptors through next[] */
    uint16_t next[VIRTQ_SIZE_MAX];
    uint16_t chain[VIRTQ_SIZE_MAX]; /* descriptors of the request that begins here; 0: none */
    uint32_t
        in_bytes[VIRTQ_SIZE_MAX]; /* bytes the device may write to the request that begins here */
    void *token[VIRTQ_SIZE_MAX];  /* the driver's name for it */
    uint32_t bad;                 /* used entries that named no request in flight */
};

/* A piece of a request. */
struct virtq_buffer {
    uint64_t paddr;
    uint32_t bytes;
};

/* Sets queue `index` up with at most `size` descriptors (rounded down to what the device has),
 * memory from the area.  -ENODEV if the device has no such queue, -ENOMEM. */
int virtq_init(struct virtq *q, struct virtio_device *dev, unsigned index, unsigned size,
               struct dma_area *area);
/* Adds a request: `out` buffers that the device reads, then `in` buffers that it writes.  -EAGAIN
 * when there are not enough descriptors.  token (not NULL) comes back from virtq_take. */
int virtq_add(struct virtq *q, const struct virtq_buffer *buffers, unsigned out, unsigned in,
              void *token);
/* Tells the device about what was added. */
void virtq_kick(struct virtq *q);
/* The next request the device is done with, and how much it says it wrote (at most what it could);
 * NULL: none. */
void *virtq_take(struct virtq *q, uint32_t *written);
/* Asks the device not to interrupt for this queue, or to do so (a hint). */
void virtq_interrupts(struct virtq *q, bool on);
