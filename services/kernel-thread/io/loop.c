/* SPDX-License-Identifier: BSD-2-Clause */
/* Loop devices: which there are, and their sectors out of files.
 *
 * A bound device has a fiber that does its transfers one after the other, so that a file system on a file on a file
 * system ... needs no deeper stack than one on a disk. */
#include "io/loop.h"

#include <ipc/block_gen.h>
#include <linux/errno.h>
#include <linux/stat.h>
#include <rt/bulk.h>
#include <rt/fiber.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fs/device.h"
#include "fs/file.h"
#include "mm/user.h"
#include "proc/proc.h"

enum { LOOP_MAJOR = 7, LOOPS_AT_START = 8, BOUNCE_BYTES = 64 * 1024 };

enum loop_op { LOOP_READ, LOOP_WRITE, LOOP_FLUSH, LOOP_STOP };

/* Lives in the frame of who waits for it. */
struct loop_request {
    struct loop_request *next;
    enum loop_op op;
    uint64_t sector;
    uint32_t count;
    void *buf;
    int result;
    char done;
    struct rt_waitq finished;
};

static struct loop *loops[LOOPS_MAX];

struct loop *loop_find(int number)
{
    return number >= 0 && number < LOOPS_MAX ? loops[number] : NULL;
}

struct loop *loop_of(const struct file *f)
{
    if (!S_ISBLK(f->inode->mode) || RDEV_MAJOR(f->inode->rdev) != LOOP_MAJOR)
        return NULL;
    return loop_find((int)RDEV_MINOR(f->inode->rdev));
}

/* The buffer's bytes of a read, in pieces through `bounce` if the buffer has no address here. */
static int read_file(struct loop *lo, const struct loop_request *r, char *bounce, size_t piece)
{
    size_t bytes = (size_t)r->count * BLOCK_SECTOR_SIZE;

    for (size_t at = 0; at < bytes; at += piece) {
        size_t part = bytes - at < piece ? bytes - at : piece;
        char *to = bounce ? bounce : (char *)r->buf + at;
        ssize_t n = file_read_at(lo->file, to, part, lo->offset + r->sector * BLOCK_SECTOR_SIZE + at);
        if (n < 0)
            return (int)n;
        memset(to + n, 0, part - (size_t)n); /* the file became shorter */
        int err = bounce ? rt_bulk_put((char *)r->buf + at, bounce, part) : 0;
        if (err)
            return err;
    }
    return 0;
}

static int write_file(struct loop *lo, const struct loop_request *r, char *bounce, size_t piece)
{
    size_t bytes = (size_t)r->count * BLOCK_SECTOR_SIZE;

    for (size_t at = 0; at < bytes; at += piece) {
        size_t part = bytes - at < piece ? bytes - at : piece;
        int err = bounce ? rt_bulk_get(bounce, (const char *)r->buf + at, part) : 0;
        struct uio uio;
        if (err)
            return err;
        uio_from_kernel(&uio, bounce ? bounce : (char *)r->buf + at, part);
        ssize_t n = file_pwrite(lo->file, &uio, lo->offset + r->sector * BLOCK_SECTOR_SIZE + at);
        if (n != (ssize_t)part)
            return n < 0 ? (int)n : -EIO;
    }
    return lo->flags & LO_FLAGS_DIRECT_IO && lo->file->ops->fsync ? lo->file->ops->fsync(lo->file, 1) : 0;
}

static int move(struct loop *lo, const struct loop_request *r)
{
    char *bounce = rt_bulk_is_named(r->buf) ? malloc(BOUNCE_BYTES) : NULL;

    if (rt_bulk_is_named(r->buf) && !bounce)
        return -ENOMEM;
    size_t piece = bounce ? BOUNCE_BYTES : (size_t)r->count * BLOCK_SECTOR_SIZE;
    int err = r->op == LOOP_READ ? read_file(lo, r, bounce, piece) : write_file(lo, r, bounce, piece);
    free(bounce);
    return err;
}

static int perform(struct loop *lo, const struct loop_request *r)
{
    switch (r->op) {
    case LOOP_READ:
    case LOOP_WRITE: return move(lo, r);
    case LOOP_FLUSH: return lo->file->ops->fsync ? lo->file->ops->fsync(lo->file, 0) : 0;
    default: return 0;
    }
}

static void worker(void *arg)
{
    struct loop *lo = arg;
    enum loop_op op = LOOP_READ;

    while (op != LOOP_STOP) {
        while (!lo->first)
            (void)rt_wait(&lo->work);
        struct loop_request *r = lo->first;
        r->result = perform(lo, r);
        op = r->op;
        lo->first = r->next;
        if (!lo->first)
            lo->last = &lo->first;
        r->done = 1;
        rt_waitq_wake_all(&r->finished);
    }
}

static int submit(struct loop *lo, struct loop_request *r)
{
    *lo->last = r;
    lo->last = &r->next;
    rt_waitq_wake_all(&lo->work);
    while (!r->done)
        (void)rt_wait(&r->finished);
    return r->result;
}

static int request(uint32_t unit, enum loop_op op, uint64_t sector, uint32_t count, void *buf)
{
    struct loop *lo = loop_find((int)unit);
    struct loop_request r = { .op = op, .sector = sector, .count = count, .buf = buf };

    if (!lo || !lo->file || lo->stopping)
        return -EIO;
    if (sector > lo->bd.sectors || count > lo->bd.sectors - sector)
        return -EINVAL;
    if (op == LOOP_WRITE && (lo->flags & LO_FLAGS_READ_ONLY))
        return -EROFS;
    return submit(lo, &r);
}

static int op_count(struct block *dev)
{
    (void)dev;
    return LOOPS_MAX;
}

static int op_info(struct block *dev, uint32_t unit, struct block_info *info)
{
    struct loop *lo = loop_find((int)unit);

    (void)dev;
    if (!lo || !lo->file)
        return -ENODEV;
    *info = (struct block_info){ .sectors = lo->bd.sectors, .read_only = lo->bd.read_only,
                                 .physical_block_bytes = lo->bd.physical };
    return 0;
}

static int op_read(struct block *dev, uint32_t unit, uint64_t sector, uint32_t count, void *buf)
{
    (void)dev;
    return request(unit, LOOP_READ, sector, count, buf);
}

static int op_write(struct block *dev, uint32_t unit, uint64_t sector, uint32_t count, const void *buf)
{
    (void)dev;
    return request(unit, LOOP_WRITE, sector, count, (void *)buf);
}

static int several(uint32_t unit, enum loop_op op, const struct block_vector *vector, uint32_t sectors, void *buf)
{
    uint32_t done = 0;
    int err = vector->count > BLOCK_RANGES_MAX ? -EINVAL : 0;

    for (uint64_t i = 0; !err && i < vector->count; i++) {
        if (vector->range[i].count > sectors - done)
            return -EINVAL;
        uint32_t count = (uint32_t)vector->range[i].count;
        err = request(unit, op, vector->range[i].sector, count, (char *)buf + (size_t)done * BLOCK_SECTOR_SIZE);
        done += count;
    }
    return err;
}

static int op_readv(struct block *dev, uint32_t unit, const struct block_vector *vector, uint32_t sectors, void *buf)
{
    (void)dev;
    return several(unit, LOOP_READ, vector, sectors, buf);
}

static int op_writev(struct block *dev, uint32_t unit, const struct block_vector *vector, uint32_t sectors,
                     const void *buf)
{
    (void)dev;
    return several(unit, LOOP_WRITE, vector, sectors, (void *)buf);
}

/* Transfers are done in the order they come. */
static int op_barrier(struct block *dev, uint32_t unit)
{
    (void)dev;
    return loop_find((int)unit) ? 0 : -ENODEV;
}

static int op_flush(struct block *dev, uint32_t unit)
{
    struct loop *lo = loop_find((int)unit);

    (void)dev;
    return lo && !lo->file ? 0 : request(unit, LOOP_FLUSH, 0, 0, NULL);
}

static int op_stats(struct block *dev, uint32_t unit, struct block_stats *stats)
{
    (void)dev, (void)unit;
    *stats = (struct block_stats){ 0 };
    return 0;
}

static const struct block_ops ops = {
    .count = op_count,
    .info = op_info,
    .read = op_read,
    .write = op_write,
    .readv = op_readv,
    .writev = op_writev,
    .barrier = op_barrier,
    .flush = op_flush,
    .stats = op_stats,
};

static struct block service = { .ops = &ops };

static uint64_t bytes_of(const struct file *f)
{
    const struct blockdev *bd = S_ISBLK(f->inode->mode) ? f->priv : NULL;

    return bd ? bd->sectors * BLOCK_SECTOR_SIZE : f->inode->size;
}

static uint64_t sectors_of(const struct loop *lo, const struct file *f)
{
    uint64_t bytes = bytes_of(f);

    bytes = bytes > lo->offset ? bytes - lo->offset : 0;
    if (lo->limit && lo->limit < bytes)
        bytes = lo->limit;
    return bytes / BLOCK_SECTOR_SIZE;
}

void loop_resize(struct loop *lo)
{
    lo->bd.sectors = sectors_of(lo, lo->file);
}

/* May the file lie below the device? */
static int check_file(const struct loop *lo, struct file *f)
{
    for (struct loop *below; (below = loop_of(f)); f = below->file) {
        if (below == lo)
            return -EBADF;
        if (!below->file)
            return -EINVAL;
    }
    return S_ISREG(f->inode->mode) || S_ISBLK(f->inode->mode) ? 0 : -EINVAL;
}

static void set_level(struct loop *lo, struct file *f)
{
    const struct blockdev *bd = S_ISBLK(f->inode->mode) ? f->priv : NULL;

    lo->bd.level = (bd ? bd->level : f->inode->super->level) + 1;
}

int loop_bind(struct loop *lo, struct file *file)
{
    if (lo->file)
        return -EBUSY;
    int err = check_file(lo, file);
    if (err)
        return err;
    err = rt_fiber_start(worker, lo);
    if (err)
        return err;
    file_get(file);
    lo->file = file;
    lo->stopping = 0;
    set_level(lo, file);
    lo->bd.logical = lo->bd.physical = BLOCK_SECTOR_SIZE;
    loop_resize(lo);
    return 0;
}

int loop_change(struct loop *lo, struct file *file)
{
    struct file *old = lo->file;
    int err = check_file(lo, file);

    if (err)
        return err;
    if (!(lo->flags & LO_FLAGS_READ_ONLY) || sectors_of(lo, file) != sectors_of(lo, old))
        return -EINVAL;
    file_get(file);
    lo->file = file;
    set_level(lo, file);
    file_put(old);
    return 0;
}

void loop_unbind(struct loop *lo)
{
    struct loop_request stop = { .op = LOOP_STOP };
    struct file *file = lo->file;

    lo->stopping = 1;
    (void)submit(lo, &stop);
    lo->file = NULL;
    lo->offset = lo->limit = 0;
    lo->flags = 0;
    memset(lo->file_name, 0, sizeof lo->file_name);
    memset(lo->crypt_name, 0, sizeof lo->crypt_name);
    lo->bd.sectors = 0;
    lo->bd.read_only = 0;
    lo->bd.logical = lo->bd.physical = BLOCK_SECTOR_SIZE;
    file_put(file);
}

int loop_make(int number)
{
    if (number == -1)
        for (number = 0; number < LOOPS_MAX && loops[number]; number++)
            ;
    if (number < 0 || number >= LOOPS_MAX)
        return number < 0 ? -EINVAL : -ENOSPC;
    if (loops[number])
        return -EEXIST;
    struct loop *lo = calloc(1, sizeof *lo);
    if (!lo)
        return -ENOMEM;
    lo->number = number;
    lo->last = &lo->first;
    lo->bd.service = &service;
    lo->bd.unit = (uint32_t)number;
    lo->bd.rdev = RDEV(LOOP_MAJOR, number);
    lo->bd.logical = lo->bd.physical = BLOCK_SECTOR_SIZE;
    lo->bd.kind = &loop_kind;
    snprintf(lo->bd.name, sizeof lo->bd.name, "loop%d", number);
    loops[number] = lo;
    int err = blockdev_add(&lo->bd);
    if (!err)
        return number;
    loops[number] = NULL;
    free(lo);
    return err;
}

int loop_drop(int number)
{
    struct loop *lo = loop_find(number);

    if (number < 0)
        return -EINVAL;
    if (!lo)
        return -ENODEV;
    if (lo->file || lo->bd.openers)
        return -EBUSY;
    blockdev_remove(&lo->bd);
    loops[number] = NULL;
    free(lo);
    return 0;
}

int loop_free_number(void)
{
    for (int i = 0; i < LOOPS_MAX; i++)
        if (loops[i] && !loops[i]->file)
            return i;
    return loop_make(-1);
}

int loop_init(void)
{
    int err = device_register("loop-control", S_IFCHR | 0600, RDEV(10, 237), &loop_control_ops);

    for (int i = 0; i < LOOPS_AT_START && err >= 0; i++)
        err = loop_make(i);
    return err < 0 ? err : 0;
}
