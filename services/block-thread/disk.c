/* SPDX-License-Identifier: BSD-2-Clause */
/* block-thread/disk.c: requests to a virtio block device.
 *
 * A request is a header that the device reads, the data in one or more pieces, and a status byte
 * that it writes.  The calling fiber parks until the interrupt handler has found all its requests
 * in the used ring. A buffer whose physical addresses the task knows (rt/dma.h, rt/bulk.h: what
 * clients named, pages of kernel-thread when linked into it, channels) is read and written by the
 * device in place; others are copied. */
#include "disk.h"

#include <string.h>

#include <ds/bitmap.h>
#include <linux/errno.h>
#include <rt/bulk.h>
#include <rt/dma.h>
#include <rt/irq.h>
#include <rt/log.h>

enum {
    FEATURE_SEG_MAX = 2,
    FEATURE_RO = 5,
    FEATURE_BLK_SIZE = 6,
    FEATURE_FLUSH = 9,
    FEATURE_TOPOLOGY = 10,

    CONFIG_CAPACITY = 0,
    CONFIG_SEG_MAX = 12,
    CONFIG_BLK_SIZE = 20,
    CONFIG_PHYSICAL_EXP = 24,

    TYPE_IN = 0,
    TYPE_OUT = 1,
    TYPE_FLUSH = 4,
    TYPE_GET_ID = 8,

    STATUS_OK = 0,
    STATUS_UNSUPPORTED = 2,
    STATUS_NOT_WRITTEN = 0xff, /* what the driver puts there */

    HEADER_BYTES = 16,
    ID_BYTES = 20,
};

/* What one caller waits for: requests of its own, any number of them in flight. */
struct batch {
    struct rt_fiber *fiber;
    unsigned pending;
    int err; /* the first one's */
};

static int status_errno(uint8_t status)
{
    return status == STATUS_OK ? 0 : status == STATUS_UNSUPPORTED ? -EOPNOTSUPP : -EIO;
}

/* The device is done with a request: its record is free again, whoever waits for what. */
static void complete(struct disk_request *rq)
{
    struct batch *batch = rq->batch;
    int err = status_errno(((volatile struct disk_header *)rq->header)->status);
    if (rq->header->type == TYPE_OUT && --rq->disk->writes == 0)
        rt_waitq_wake_all(&rq->disk->quiet);
    rq->batch = NULL;
    if (err && !batch->err)
        batch->err = err;
    if (--batch->pending == 0)
        rt_unpark(batch->fiber, 0);
}

static void on_interrupt(void *ctx)
{
    struct disk *d = ctx;
    virtio_interrupt(&d->dev);
    uint32_t written;
    struct disk_request *rq = virtq_take(&d->queue, &written);
    bool any = rq != NULL;
    while (rq != NULL) {
        complete(rq);
        rq = virtq_take(&d->queue, &written);
    }
    if (any)
        rt_waitq_wake_all(&d->room);
    rt_irq_ack(d->irq);
}

static struct disk_request *free_request(struct disk *d)
{
    for (unsigned i = 0; i < DISK_REQUESTS; i++) {
        if (d->request[i].batch == NULL)
            return &d->request[i];
    }
    return NULL;
}

/* Sends one request for the batch; waits only for room.  The data lies where a device reaches it.
 */
static void submit(struct disk *d, struct batch *batch, uint32_t type, uint64_t sector,
                   const struct rt_dma_piece *piece, unsigned count)
{
    struct virtq_buffer buffers[RT_BULK_PIECES + 2];
    struct disk_request *rq = free_request(d);
    while (rq == NULL || d->queue.free_count < count + 2 || (type == TYPE_OUT && d->barriers)) {
        rt_wait(&d->room);
        rq = free_request(d);
    }
    *rq->header =
        (struct disk_header){.type = type, .sector = sector, .status = STATUS_NOT_WRITTEN};
    buffers[0] = (struct virtq_buffer){rq->header_paddr, HEADER_BYTES};
    for (unsigned i = 0; i < count; i++)
        buffers[1 + i] = (struct virtq_buffer){piece[i].paddr, piece[i].bytes};
    buffers[1 + count] =
        (struct virtq_buffer){rq->header_paddr + offsetof(struct disk_header, status), 1};

    unsigned out = 1 + (type == TYPE_OUT ? count : 0);
    rq->batch = batch;
    batch->pending++;
    d->stats.requests++;
    d->writes += type == TYPE_OUT;
    (void)virtq_add(&d->queue, buffers, out, count + 2 - out, rq); /* there is room */
    virtq_kick(&d->queue);
}

static struct batch batch_begin(void)
{
    return (struct batch){.fiber = rt_fiber_self()};
}

static int batch_wait(struct batch *batch)
{
    while (batch->pending != 0)
        rt_park();
    return batch->err;
}

/* One request with all its data in one piece, or none. */
static int request(struct disk *d, uint32_t type, uint64_t sector, uint64_t paddr, uint32_t bytes)
{
    struct batch batch = batch_begin();
    submit(d, &batch, type, sector, &(struct rt_dma_piece){paddr, bytes}, bytes != 0);
    return batch_wait(&batch);
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

/* Through memory of the driver's own. */
static int copy_read(struct disk *d, uint64_t sector, uint32_t bytes, void *buf)
{
    struct bounce *b = d->bounce;
    unsigned page = bounce_take(b, bytes);
    uint64_t offset = (uint64_t)page * BOUNCE_PAGE;
    int err = request(d, TYPE_IN, sector, b->paddr + offset, bytes);
    if (!err)
        err = rt_bulk_put(buf, b->vaddr + offset, bytes);
    bounce_give(b, page, bytes);
    return err;
}

static int copy_write(struct disk *d, uint64_t sector, uint32_t bytes, const void *buf)
{
    struct bounce *b = d->bounce;
    unsigned page = bounce_take(b, bytes);
    uint64_t offset = (uint64_t)page * BOUNCE_PAGE;
    int err = rt_bulk_get(b->vaddr + offset, buf, bytes);
    if (!err)
        err = request(d, TYPE_OUT, sector, b->paddr + offset, bytes);
    bounce_give(b, page, bytes);
    return err;
}

int disk_transfer(struct disk *d, bool write, const struct block_range *range, unsigned count,
                  void *buf)
{
    struct batch batch = batch_begin();
    int err = 0;
    for (unsigned i = 0; i < count && !err; i++) {
        struct rt_dma_piece piece[RT_BULK_PIECES];
        uint32_t bytes = range[i].count * BLOCK_SECTOR_SIZE;
        int pieces = rt_dma_pieces(buf, bytes, piece, d->pieces_max);
        *(write ? &d->stats.writes : &d->stats.reads) += 1;
        *(write ? &d->stats.write_sectors : &d->stats.read_sectors) += range[i].count;
        if (pieces > 0) {
            *(rt_bulk_is_named(buf) ? &d->stats.named_bytes : &d->stats.in_place_bytes) += bytes;
            submit(d, &batch, write ? TYPE_OUT : TYPE_IN, range[i].sector, piece, (unsigned)pieces);
        } else {
            d->stats.copied_bytes += bytes;
            err = write ? copy_write(d, range[i].sector, bytes, buf)
                        : copy_read(d, range[i].sector, bytes, buf);
        }
        buf = (char *)buf + bytes;
    }
    int waited = batch_wait(&batch);
    return err ? err : waited;
}

int disk_flush(struct disk *d)
{
    d->stats.flushes++;
    return d->can_flush ? request(d, TYPE_FLUSH, 0, 0, 0) : 0;
}

int disk_barrier(struct disk *d)
{
    d->barriers++;
    while (d->writes != 0)
        rt_wait(&d->quiet);
    d->barriers--;
    rt_waitq_wake_all(&d->room);
    return 0;
}

static int read_sector(void *ctx, uint64_t sector, void *buf)
{
    return disk_transfer(ctx, false, &(struct block_range){sector, 1}, 1, buf);
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
    int err = request(d, TYPE_GET_ID, 0, b->paddr + offset, ID_BYTES);
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
    d->pieces_max = 1; /* what a device takes that does not say */
    if (virtio_has(&d->dev, FEATURE_SEG_MAX))
        d->pieces_max = virtio_config32(&d->dev, CONFIG_SEG_MAX);
    if (d->pieces_max > RT_BULK_PIECES)
        d->pieces_max = RT_BULK_PIECES;
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
    int err =
        virtio_start(&d->dev, 1ul << FEATURE_SEG_MAX | 1ul << FEATURE_RO | 1ul << FEATURE_BLK_SIZE |
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
    if (d->pieces_max > d->queue.size - 2)
        d->pieces_max = d->queue.size - 2;
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
