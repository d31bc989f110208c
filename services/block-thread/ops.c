/* SPDX-License-Identifier: BSD-2-Clause */
/* block-thread/ops.c: the interface block over the virtio disks of the task. */
#include <stdlib.h>
#include <string.h>

#include <ipc/block_gen.h>
#include <linux/errno.h>
#include <rt/log.h>
#include <rt/task.h>

#include "disk.h"
#include "view.h"

enum { CLIENTS_MAX = 65 /* badges of tasks count from 1 */ };

#define DMA_NAME "dma:block-thread"

static struct {
    struct block_view all;
    struct disk disk[DISKS_MAX];
    unsigned count;
    struct bounce bounce;
    struct dma_area area;
} self;

static int ops_count(struct block *dev)
{
    (void)dev;
    return (int)self.count;
}

/* The disk and the part of it that a unit names; NULL and *err if there is no such thing, or it is
 * not the client's. */
static struct disk *find_unit(struct block *dev, uint32_t unit, struct partition *part, int *err)
{
    uint32_t number = unit % BLOCK_PARTITION, partition = unit / BLOCK_PARTITION;
    *err = -ENODEV;
    if (number >= self.count || partition > PARTITIONS_MAX)
        return NULL;
    struct disk *d = &self.disk[number];
    *part = d->partition[partition];
    if (partition != 0 && part->sectors == 0)
        return NULL;
    *err = -EPERM;
    return block_view_allows((const struct block_view *)dev, number, partition) ? d : NULL;
}

static int ops_info(struct block *dev, uint32_t unit, struct block_info *info)
{
    int err;
    struct partition part;
    const struct disk *d = find_unit(dev, unit, &part, &err);
    if (d == NULL)
        return err;
    *info = d->info;
    info->sectors = part.sectors;
    return 0;
}

/* Checks that the ranges lie in the unit and have `sectors` together; they become the disk's. */
static int place(const struct partition *part, struct block_vector *v, uint32_t sectors)
{
    uint64_t left = sectors;
    if (v->count == 0 || v->count > BLOCK_RANGES_MAX || sectors > BLOCK_MAX_SECTORS)
        return -EINVAL;
    for (unsigned i = 0; i < v->count; i++) {
        struct block_range *r = &v->range[i];
        if (r->count == 0 || r->count > left || r->sector > part->sectors ||
            r->count > part->sectors - r->sector)
            return -EINVAL;
        r->sector += part->first;
        left -= r->count;
    }
    return left == 0 ? 0 : -EINVAL;
}

static int transfer(struct block *dev, bool write, uint32_t unit, struct block_vector *v,
                    uint32_t sectors, void *buf)
{
    int err;
    struct partition part;
    struct disk *d = find_unit(dev, unit, &part, &err);
    if (d == NULL)
        return err;
    err = place(&part, v, sectors);
    if (!err && write && d->info.read_only)
        err = -EROFS;
    return err ? err : disk_transfer(d, write, v->range, (unsigned)v->count, buf);
}

static int ops_read(struct block *dev, uint32_t unit, uint64_t sector, uint32_t count, void *buf)
{
    struct block_vector v = {.count = 1, .range = {{sector, count}}};
    return transfer(dev, false, unit, &v, count, buf);
}

static int ops_write(struct block *dev, uint32_t unit, uint64_t sector, uint32_t count,
                     const void *buf)
{
    struct block_vector v = {.count = 1, .range = {{sector, count}}};
    return transfer(dev, true, unit, &v, count, (void *)buf);
}

static int ops_readv(struct block *dev, uint32_t unit, const struct block_vector *vector,
                     uint32_t sectors, void *buf)
{
    struct block_vector v = *vector;
    return transfer(dev, false, unit, &v, sectors, buf);
}

static int ops_writev(struct block *dev, uint32_t unit, const struct block_vector *vector,
                      uint32_t sectors, const void *buf)
{
    struct block_vector v = *vector;
    return transfer(dev, true, unit, &v, sectors, (void *)buf);
}

static int ops_barrier(struct block *dev, uint32_t unit)
{
    int err;
    struct partition part;
    struct disk *d = find_unit(dev, unit, &part, &err);
    return d != NULL ? disk_barrier(d) : err;
}

static int ops_flush(struct block *dev, uint32_t unit)
{
    int err;
    struct partition part;
    struct disk *d = find_unit(dev, unit, &part, &err);
    return d != NULL ? disk_flush(d) : err;
}

static int ops_stats(struct block *dev, uint32_t unit, struct block_stats *stats)
{
    int err;
    struct partition part;
    const struct disk *d = find_unit(dev, unit, &part, &err);
    if (d == NULL)
        return err;
    *stats = d->stats;
    return 0;
}

static const struct block_ops ops = {
    .count = ops_count,
    .info = ops_info,
    .read = ops_read,
    .write = ops_write,
    .readv = ops_readv,
    .writev = ops_writev,
    .barrier = ops_barrier,
    .flush = ops_flush,
    .stats = ops_stats,
};

struct block *block_thread_client(uint64_t badge)
{
    static struct block_view views[CLIENTS_MAX];
    char list[TASK_CFG_MAX];
    if (badge >= CLIENTS_MAX)
        return NULL;
    struct block_view *view = &views[badge];
    *view = (struct block_view){.base.ops = &ops};
    if (rt_task_option("disks", list, sizeof(list)))
        block_view_parse(view, list, badge);
    return &view->base;
}

static int take_dma(void)
{
    const struct task_mem *mem = rt_task_mem(DMA_NAME, 0);
    if (mem == NULL)
        return -ENOMEM;
    self.area =
        (struct dma_area){.vaddr = (char *)mem->vaddr, .paddr = mem->paddr, .bytes = mem->bytes};
    return 0;
}

/* What is left of the DMA area when the queues are made. */
static int make_bounce(void)
{
    size_t pages = (self.area.bytes - self.area.used) / BOUNCE_PAGE;
    if (pages > 0)
        pages--; /* alignment */
    if (pages > BOUNCE_PAGES_MAX)
        pages = BOUNCE_PAGES_MAX;
    if (pages * BOUNCE_PAGE < BLOCK_MAX_SECTORS * BLOCK_SECTOR_SIZE)
        return -ENOMEM; /* the largest request must fit */
    struct dma_piece memory = dma_take(&self.area, pages * BOUNCE_PAGE, BOUNCE_PAGE);
    self.bounce.vaddr = memory.vaddr;
    self.bounce.paddr = memory.paddr;
    self.bounce.pages = (unsigned)pages;
    return 0;
}

static void start_disks(void)
{
    for (unsigned index = 0; self.count < DISKS_MAX; index++) {
        struct disk *d = &self.disk[self.count];
        int err = virtio_find(&d->dev, "virtio,mmio:block", VIRTIO_ID_BLOCK, index);
        if (err == -ENODEV)
            return;
        if (err == 0 && disk_start(d, &self.area, &self.bounce) == 0)
            self.count++;
    }
}

struct block *block_thread_new(void);

/* Starts every disk; NULL only without memory.  No disk at all is no error: users see the count. */
struct block *block_thread_new(void)
{
    int err = take_dma();
    if (!err) {
        start_disks();
        err = make_bounce();
    }
    if (err) {
        log_error("block: DMA area %s is missing or too small (%zu bytes)", DMA_NAME,
                  self.area.bytes);
        return NULL;
    }
    for (unsigned i = 0; i < self.count; i++) {
        struct disk *d = &self.disk[i];
        log_info("disk %u: %lu sectors%s, virtio-mmio 0x%lx version %u", i,
                 (unsigned long)d->info.sectors, d->info.read_only ? ", read-only" : "",
                 (unsigned long)d->dev.paddr, d->dev.version);
        disk_identify(d);
    }
    self.all.base.ops = &ops;
    block_view_all(&self.all);
    return &self.all.base;
}
