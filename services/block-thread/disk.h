/* SPDX-License-Identifier: BSD-2-Clause */
/* A virtio block device (virtio 1.2, 5.2).  Data that the device cannot reach in place travels
 * through bounce memory of the driver's own, which all disks share. */
#pragma once
#include <ipc/block.h>
#include <rt/waitq.h>
#include <virtio/dma.h>
#include <virtio/queue.h>

#include "partition.h"

enum {
    DISK_REQUESTS = 32, /* in flight on one disk */
    BOUNCE_PAGE = 4096,
    BOUNCE_PAGES_MAX = 1024,
};

/* Memory for data on its way, given out in pages. */
struct bounce {
    char *vaddr;
    uint64_t paddr;
    unsigned pages;
    uint64_t used[BOUNCE_PAGES_MAX / 64];
    struct rt_waitq room; /* fibers that wait for pages */
};

/* What the device reads and writes besides the data. */
struct disk_header {
    uint32_t type, reserved;
    uint64_t sector;
    uint8_t status; /* written by the device */
    uint8_t pad[15];
};
_Static_assert(sizeof(struct disk_header) == 32, "status behind the 16 bytes the device reads");

struct disk_request {
    struct disk *disk;
    struct rt_fiber *fiber;     /* waits for it; NULL: free */
    struct disk_header *header; /* in DMA memory */
    uint64_t header_paddr;
    bool done;
};

struct disk {
    struct virtio_device dev;
    struct virtq queue;
    struct bounce *bounce;
    struct block_info info;
    struct partition partition[PARTITIONS_MAX + 1]; /* [0] is the whole disk */
    bool can_flush;                                 /* without it the device writes through */
    int irq;                                        /* handle */
    struct disk_request request[DISK_REQUESTS];
    struct rt_waitq room; /* fibers that wait for a request or descriptors */
};

/* Starts a device that virtio_find found.  Negative errno; the reason is logged. */
int disk_start(struct disk *d, struct dma_area *area, struct bounce *bounce);
/* What needs requests: fills info.serial and the partitions. */
void disk_identify(struct disk *d);

/* The operations of interfaces/ipc/block.h on one disk; the range has been checked.  They wait. */
int disk_read(struct disk *d, uint64_t sector, uint32_t count, void *buf);
int disk_write(struct disk *d, uint64_t sector, uint32_t count, const void *buf);
int disk_flush(struct disk *d);
