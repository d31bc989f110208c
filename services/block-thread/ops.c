/* SPDX-License-Identifier: BSD-2-Clause */
/* block-thread/ops.c: the interface block over the virtio disks of the task. */
#include <string.h>

#include <ipc/block_gen.h>
#include <linux/errno.h>
#include <rt/log.h>
#include <rt/task.h>

#include "disk.h"

enum { DISKS_MAX = 8 };

#define DMA_NAME "dma:block-thread"

static struct {
    struct block base;
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

/* The disk and the part of it that a unit names; NULL if there is no such thing. */
static struct disk *find_unit(uint32_t unit, struct partition *part)
{
    uint32_t number = unit % BLOCK_PARTITION, partition = unit / BLOCK_PARTITION;
    if (number >= self.count || partition > PARTITIONS_MAX)
        return NULL;
    struct disk *d = &self.disk[number];
    *part = d->partition[partition];
    return partition == 0 || part->sectors != 0 ? d : NULL;
}

static int ops_info(struct block *dev, uint32_t unit, struct block_info *info)
{
    (void)dev;
    struct partition part;
    const struct disk *d = find_unit(unit, &part);
    if (d == NULL)
        return -ENODEV;
    *info = d->info;
    info->sectors = part.sectors;
    return 0;
}

/* The disk, when the sectors all lie in the unit; *sector becomes the disk's.  Else NULL and *err.
 */
static struct disk *find_range(uint32_t unit, uint64_t *sector, uint32_t count, int *err)
{
    struct partition part;
    struct disk *d = find_unit(unit, &part);
    *err = -ENODEV;
    if (d == NULL)
        return NULL;
    *err = -EINVAL;
    if (count == 0 || count > BLOCK_MAX_SECTORS || *sector > part.sectors ||
        count > part.sectors - *sector)
        return NULL;
    *sector += part.first;
    return d;
}

static int ops_read(struct block *dev, uint32_t unit, uint64_t sector, uint32_t count, void *buf)
{
    (void)dev;
    int err;
    struct disk *d = find_range(unit, &sector, count, &err);
    return d != NULL ? disk_read(d, sector, count, buf) : err;
}

static int ops_write(struct block *dev, uint32_t unit, uint64_t sector, uint32_t count,
                     const void *buf)
{
    (void)dev;
    int err;
    struct disk *d = find_range(unit, &sector, count, &err);
    if (d == NULL)
        return err;
    return d->info.read_only ? -EROFS : disk_write(d, sector, count, buf);
}

static int ops_flush(struct block *dev, uint32_t unit)
{
    (void)dev;
    struct partition part;
    struct disk *d = find_unit(unit, &part);
    return d != NULL ? disk_flush(d) : -ENODEV;
}

static const struct block_ops ops = {
    .count = ops_count,
    .info = ops_info,
    .read = ops_read,
    .write = ops_write,
    .flush = ops_flush,
};

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
    self.base.ops = &ops;
    return &self.base;
}
