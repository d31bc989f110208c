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

struct batch;

struct disk_request {
    struct disk *disk;
    struct batch *batch;        /* of whom it is; NULL: free */
    struct disk_header *header; /* in DMA memory */
    uint64_t header_paddr;
};

struct disk {
    struct virtio_device dev;
    struct virtq queue;
    struct bounce *bounce;
    struct block_info info;
    struct block_stats stats;
    struct partition partition[PARTITIONS_MAX + 1]; /* [0] is the whole disk */
    bool can_flush;                                 /* without it the device writes through */
    unsigned pieces_max;                            /* of data in a request */
    int irq;                                        /* handle */
    struct disk_request request[DISK_REQUESTS];
    unsigned writes,
        barriers;          /* in flight; that wait until there are none, and hold new ones back */
    struct rt_waitq room;  /* fibers that wait for a request, descriptors or a barrier's end */
    struct rt_waitq quiet; /* barriers */
};

/* Starts a device that virtio_find found.  Negative errno; the reason is logged. */
int disk_start(struct disk *d, struct dma_area *area, struct bounce *bounce);
/* What needs requests: fills info.serial and the partitions. */
void disk_identify(struct disk *d);

/* The operations of interfaces/ipc/block.h on one disk; the ranges have been checked.  They wait.
 */
int disk_transfer(struct disk *d, bool write, const struct block_range *range, unsigned count,
                  void *buf);
int disk_flush(struct disk *d);
int disk_barrier(struct disk *d);
