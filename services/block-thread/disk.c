/* SPDX-License-Identifier: BSD-2-Clause */
/* block-thread/disk.c: requests to a virtio block device.
 *
 * A request is three pieces: a header that the device reads, the data, a status byte that it
 * writes.  The calling fiber parks until the interrupt handler finds its request in the used ring.
 * A buffer whose physical address the task knows (rt/dma.h: pages of kernel-thread when linked into
 * it, channels of clients) is read and written by the device in place; other buffers are copied. */
#include "disk.h"

#include <string.h>

#include <ds/bitmap.h>
#include <linux/errno.h>
#include <rt/dma.h>
#include <rt/irq.h>
#include <rt/log.h>

enum {
    FEATURE_RO = 5,
    FEATURE_BLK_SIZE = 6,
    FEATURE_FLUSH = 9,
    FEATURE_TOPOLOGY = 10,

    CONFIG_CAPACITY = 0,
    CONFIG_BLK_SIZE = 20,
    CONFIG_PHYSICAL_EXP = 24,

    TYPE_IN = 0,
    TYPE_OUT = 1,
    TYPE_FLUSH = 4,
    TYPE_GET_ID = 8,

    STATUS_OK = 0,
    STATUS_NOT_WRITTEN = 0xff, /* what the driver puts there */

    HEADER_BYTES = 16,
    ID_BYTES = 20,
};

static void on_interrupt(void *ctx)
{
    struct disk *d = ctx;
    virtio_interrupt(&d->dev);
    uint32_t written;
    struct disk_request *rq = virtq_take(&d->queue, &written);
    while (rq != NULL) {
        rq->done = true;
        rt_unpark(rq->fiber, 0);
        rq = virtq_take(&d->queue, &written);
    }
    rt_irq_ack(d->irq);
}

static struct disk_request *free_request(struct disk *d)
{
    for (unsigned i = 0; i < DISK_REQUESTS; i++) {
        if (d->request[i].fiber == NULL)
            return &d->request[i];
    }
    return NULL;
}

static struct disk_request *request_take(struct disk *d, uint32_t type, uint64_t sector)
{
    struct disk_request *rq = free_request(d);
    while (rq == NULL) {
        rt_wait(&d->room);
        rq = free_request(d);
    }
    rq->fiber = rt_fiber_self();
    rq->done = false;
    *rq->header =
        (struct disk_header){.type = type, .sector = sector, .status = STATUS_NOT_WRITTEN};
    return rq;
}

static int status_errno(uint8_t status)
{
    return status == STATUS_OK ? 0 : -EIO;
}

/* Sends one request and waits for it.  The data lies in DMA memory; 0 bytes: there is none. */
static int submit(struct disk *d, uint32_t type, uint64_t sector, uint64_t data_paddr,
                  uint32_t bytes)
{
    struct disk_request *rq = request_take(d, type, sector);
    struct virtq_buffer buffers[3];
    unsigned out = 0, in = 0;

    buffers[out++] = (struct virtq_buffer){rq->header_paddr, HEADER_BYTES};
    if (bytes != 0 && type == TYPE_OUT)
        buffers[out++] = (struct virtq_buffer){data_paddr, bytes};
    else if (bytes != 0)
        buffers[out + in++] = (struct virtq_buffer){data_paddr, bytes};
    buffers[out + in++] =
        (struct virtq_buffer){rq->header_paddr + offsetof(struct disk_header, status), 1};

    /* cannot fail for long: the queue has three descriptors a request, or less and then fewer run
     */
    while (virtq_add(&d->queue, buffers, out, in, rq) != 0)
        rt_wait(&d->room);
    virtq_kick(&d->queue);
    while (!rq->done)
        rt_park();

    uint8_t status = ((volatile struct disk_header *)rq->header)->status;
    rq->fiber = NULL;
    rt_waitq_wake_all(&d->room);
    return status_errno(status);
}

static unsigned pages_of(uint32_t bytes)
{
    return (bytes + BOUNCE_PAGE - 1) / BOUNCE_PAGE;
}

/* First page of a run for so many bytes; waits for it. */
static unsigned bounce_take(struct bounce *b, uint32_t bytes)
{
    long page = bitmap_take(b->used, b->pages, pages_of(bytes));
    while (page < 0) {
        rt_wait(&b->room);
        page = bitmap_take(b->used, b->pages, pages_of(bytes));
    }
    return (unsigned)page;
}

static void bounce_give(struct bounce *b, unsigned page, uint32_t bytes)
{
    bitmap_give(b->used, page, pages_of(bytes));
    rt_waitq_wake_all(&b->room);
}

int disk_read(struct disk *d, uint64_t sector, uint32_t count, void *buf)
{
    struct bounce *b = d->bounce;
    uint32_t bytes = count * BLOCK_SECTOR_SIZE;
    uint64_t paddr = rt_dma_address(buf, bytes);
    if (paddr != RT_DMA_NONE)
        return submit(d, TYPE_IN, sector, paddr, bytes);

    unsigned page = bounce_take(b, bytes);
    uint64_t offset = (uint64_t)page * BOUNCE_PAGE;
    int err = submit(d, TYPE_IN, sector, b->paddr + offset, bytes);
    if (!err)
        memcpy(buf, b->vaddr + offset, bytes);
    bounce_give(b, page, bytes);
    return err;
}

int disk_write(struct disk *d, uint64_t sector, uint32_t count, const void *buf)
{
    struct bounce *b = d->bounce;
    uint32_t bytes = count * BLOCK_SECTOR_SIZE;
    uint64_t paddr = rt_dma_address(buf, bytes);
    if (paddr != RT_DMA_NONE)
        return submit(d, TYPE_OUT, sector, paddr, bytes);

    unsigned page = bounce_take(b, bytes);
    uint64_t offset = (uint64_t)page * BOUNCE_PAGE;
    memcpy(b->vaddr + offset, buf, bytes);
    int err = submit(d, TYPE_OUT, sector, b->paddr + offset, bytes);
    bounce_give(b, page, bytes);
    return err;
}

int disk_flush(struct disk *d)
{
    return d->can_flush ? submit(d, TYPE_FLUSH, 0, 0, 0) : 0;
}

static int read_sector(void *ctx, uint64_t sector, void *buf)
{
    return disk_read(ctx, sector, 1, buf);
}

static void read_partitions(struct disk *d)
{
    int last = partition_scan(d->partition, d->info.sectors, read_sector, d);
    if (last < 0)
        log_warn("disk at 0x%lx: its partitions cannot be read: error %d",
                 (unsigned long)d->dev.paddr, last);
    d->partition[0] = (struct partition){0, d->info.sectors};
    for (int i = 1; i <= last; i++) {
        if (d->partition[i].sectors != 0)
            log_info("partition %d: %lu sectors from %lu", i,
                     (unsigned long)d->partition[i].sectors, (unsigned long)d->partition[i].first);
    }
}

static void read_serial(struct disk *d)
{
    struct bounce *b = d->bounce;
    unsigned page = bounce_take(b, ID_BYTES);
    uint64_t offset = (uint64_t)page * BOUNCE_PAGE;
    memset(b->vaddr + offset, 0, ID_BYTES);
    int err = submit(d, TYPE_GET_ID, 0, b->paddr + offset, ID_BYTES);
    if (!err)
        memcpy(d->info.serial, b->vaddr + offset,
               ID_BYTES); /* info.serial has room for a NUL behind */
    bounce_give(b, page, ID_BYTES);
}

void disk_identify(struct disk *d)
{
    read_serial(d);
    read_partitions(d);
}

static void read_config(struct disk *d)
{
    uint32_t physical = BLOCK_SECTOR_SIZE;
    if (virtio_has(&d->dev, FEATURE_BLK_SIZE))
        physical = virtio_config32(&d->dev, CONFIG_BLK_SIZE);
    if (virtio_has(&d->dev, FEATURE_TOPOLOGY))
        physical <<= virtio_config8(&d->dev, CONFIG_PHYSICAL_EXP) & 7;
    d->info = (struct block_info){
        .sectors = virtio_config64(&d->dev, CONFIG_CAPACITY),
        .read_only = virtio_has(&d->dev, FEATURE_RO),
        .physical_block_bytes = physical,
    };
    d->can_flush = virtio_has(&d->dev, FEATURE_FLUSH);
}

static int init_requests(struct disk *d, struct dma_area *area)
{
    struct dma_piece headers =
        dma_take(area, DISK_REQUESTS * sizeof(struct disk_header), sizeof(struct disk_header));
    if (headers.vaddr == NULL)
        return -ENOMEM;
    for (unsigned i = 0; i < DISK_REQUESTS; i++) {
        d->request[i] = (struct disk_request){
            .disk = d,
            .header = (struct disk_header *)headers.vaddr + i,
            .header_paddr = headers.paddr + i * sizeof(struct disk_header),
        };
    }
    return 0;
}

int disk_start(struct disk *d, struct dma_area *area, struct bounce *bounce)
{
    d->bounce = bounce;
    int err = virtio_start(&d->dev, 1ul << FEATURE_RO | 1ul << FEATURE_BLK_SIZE |
                                        1ul << FEATURE_FLUSH | 1ul << FEATURE_TOPOLOGY);
    if (err)
        goto out;
    read_config(d);
    err = init_requests(d, area);
    if (!err)
        err = virtq_init(&d->queue, &d->dev, 0, VIRTQ_SIZE_MAX, area);
    if (err)
        goto fail;
    if (d->queue.size < 3) {
        err = -EIO; /* no request would ever fit */
        goto fail;
    }
    d->irq = rt_irq_attach(d->dev.irq, on_interrupt, d);
    if (d->irq < 0) {
        err = d->irq;
        goto fail;
    }
    virtio_ready(&d->dev);
    return 0;

fail:
    virtio_fail(&d->dev);
out:
    log_error("disk at 0x%lx does not start: error %d", (unsigned long)d->dev.paddr, err);
    return err;
}
