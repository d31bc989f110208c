/* SPDX-License-Identifier: BSD-2-Clause */
/* libext2fs' view of the disk: an io_manager whose channel is the mount's cache.
 *
 * libext2fs names a device by a string only, so the mount that is being opened is handed over in a
 * variable; operations of the service do not overlap. */
#include "io.h"

#include "ext4.h"

#include <linux/errno.h>
#include <stdlib.h>
#include <string.h>

static struct mount *opening; /* between ext4_io_prepare and io_open */

void ext4_io_prepare(struct mount *m)
{
    opening = m;
}

static struct mount *mount_of(io_channel channel)
{
    return channel->private_data;
}

static errcode_t io_open(const char *name, int flags, io_channel *result)
{
    io_channel channel = calloc(1, sizeof(*channel));

    (void)flags;
    if (!channel)
        return EXT2_ET_NO_MEMORY;
    channel->magic = EXT2_ET_MAGIC_IO_CHANNEL;
    channel->manager = &ext4_io_manager;
    channel->block_size = EXT2_MIN_BLOCK_SIZE;
    channel->refcount = 1;
    channel->private_data = opening;
    channel->name = strdup(name);
    if (!channel->name) {
        free(channel);
        return EXT2_ET_NO_MEMORY;
    }
    *result = channel;
    return 0;
}

static errcode_t io_close(io_channel channel)
{
    if (--channel->refcount > 0)
        return 0;
    free(channel->name);
    free(channel);
    return 0;
}

/* Asked for only while the superblock is looked for: nothing can be dirty. */
static errcode_t io_set_blksize(io_channel channel, int size)
{
    struct mount *m = mount_of(channel);

    if (channel->block_size == size)
        return 0;
    ext4_cache_fini(&m->cache);
    channel->block_size = size;

    int err = ext4_cache_init(&m->cache, &m->disk, size);

    m->cache.seal = ext4_seal;
    return -err;
}

/* A count below zero is in bytes; such a piece starts at a block's start. */
static size_t bytes_of(io_channel channel, int count)
{
    return count < 0 ? (size_t)-(long)count : (size_t)count * channel->block_size;
}

static errcode_t io_read(io_channel channel, unsigned long long block, int count, void *data)
{
    struct cache *cache = &mount_of(channel)->cache;
    size_t left = bytes_of(channel, count);
    uint8_t *to = data;

    if (count > 1)
        ext4_cache_readahead(cache, block, count);
    for (; left > 0; block++) {
        size_t piece = left < cache->block_size ? left : cache->block_size;
        struct buf *buf;
        int err = ext4_cache_get(cache, block, &buf);

        if (err)
            return -err;
        memcpy(to, buf->data, piece);
        ext4_cache_put(cache, buf);
        to += piece;
        left -= piece;
    }
    return 0;
}

static errcode_t io_write(io_channel channel, unsigned long long block, int count, const void *data)
{
    struct cache *cache = &mount_of(channel)->cache;
    size_t left = bytes_of(channel, count);
    const uint8_t *from = data;

    for (; left > 0; block++) {
        size_t piece = left < cache->block_size ? left : cache->block_size;
        struct buf *buf;
        int err = piece < cache->block_size ? ext4_cache_get(cache, block, &buf)
                                            : ext4_cache_get_new(cache, block, &buf);

        if (err)
            return -err;
        buf_claim(buf);
        memcpy(buf->data, from, piece);
        ext4_cache_dirty(cache, buf);
        ext4_cache_put(cache, buf);
        from += piece;
        left -= piece;
    }
    return 0;
}

static errcode_t io_read32(io_channel channel, unsigned long block, int count, void *data)
{
    return io_read(channel, block, count, data);
}

static errcode_t io_write32(io_channel channel, unsigned long block, int count, const void *data)
{
    return io_write(channel, block, count, data);
}

/* Writing is the commit's work (txn.c). */
static errcode_t io_flush(io_channel channel)
{
    (void)channel;
    return 0;
}

static errcode_t io_readahead(io_channel channel, unsigned long long block, unsigned long long count)
{
    ext4_cache_readahead(&mount_of(channel)->cache, block, count);
    return 0;
}

struct struct_io_manager ext4_io_manager = {
    .magic = EXT2_ET_MAGIC_IO_MANAGER,
    .name = "block service",
    .open = io_open,
    .close = io_close,
    .set_blksize = io_set_blksize,
    .read_blk = io_read32,
    .write_blk = io_write32,
    .flush = io_flush,
    .read_blk64 = io_read,
    .write_blk64 = io_write,
    .cache_readahead = io_readahead,
};
