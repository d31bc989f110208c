/* SPDX-License-Identifier: BSD-2-Clause */
/* Data of files: straight between the caller's buffer and the disk, a run of clusters a request.
 *
 * A buffer that only the disk's driver can reach (rt/bulk.h) is read and written in whole sectors; what cannot be is left or
 * refused (-EREMOTE) before anything changes.
 *
 * A file has exactly the clusters its size needs; FAT knows no holes.  Behind the end of a file the last cluster
 * may hold anything: who extends the file writes zeros first. */
#include "fat.h"

#include <ipc/block.h>
#include <ipc/fs.h>
#include <linux/errno.h>
#include <rt/bulk.h>
#include <stdlib.h>

enum { ZEROS = 32768, SECTOR = BLOCK_SECTOR_SIZE };

static uint32_t clusters_for(const struct volume *v, uint64_t bytes)
{
    return (bytes + v->cluster_bytes - 1) / v->cluster_bytes;
}

/* The bytes at offset are *bytes in a row (at most `want`) at *at on the disk. */
static int run_at(struct node *n, uint64_t offset, uint32_t want, uint64_t *at, uint32_t *bytes)
{
    struct volume *v = n->v;
    uint32_t index = offset / v->cluster_bytes, inside = offset % v->cluster_bytes, last;
    uint64_t room = v->cluster_bytes - inside;
    int err = fat_chain_at(n, index, &last);

    if (err || !last)
        return err ? err : -EIO; /* the chain is shorter than the size says */
    *at = fat_cluster_at(v, last) + inside;
    while (room < want) {
        uint32_t next;

        err = fat_chain_at(n, ++index, &next);
        if (err || next != last + 1)
            break; /* who needs that cluster will see the error */
        last = next;
        room += v->cluster_bytes;
    }
    *bytes = room < want ? room : want;
    return 0;
}

ssize_t fat_file_read(struct node *n, uint64_t offset, void *data, uint32_t count)
{
    uint32_t done = 0;

    if (offset >= n->size)
        return 0;

    uint32_t result = count < n->size - offset ? count : n->size - offset;
    uint32_t whole = (result + SECTOR - 1) & ~(SECTOR - 1);

    count = rt_bulk_is_here(data) || whole > count ? result : whole;
    while (done < count) {
        uint64_t at;
        uint32_t piece;
        int err = run_at(n, offset + done, count - done, &at, &piece);

        if (!err)
            err = disk_read(&n->v->disk, at, (uint8_t *)data + done, piece);
        if (err)
            return err;
        done += piece;
    }
    return result;
}

static int write_runs(struct node *n, uint64_t offset, const uint8_t *data, uint32_t count)
{
    while (count > 0) {
        uint64_t at;
        uint32_t piece;
        int err = run_at(n, offset, count, &at, &piece);

        if (!err)
            err = disk_write(&n->v->disk, at, data, piece);
        if (err)
            return err;
        offset += piece;
        data += piece;
        count -= piece;
    }
    return 0;
}

static int write_zeros(struct node *n, uint64_t from, uint64_t to)
{
    uint8_t *zeros = from < to ? calloc(1, ZEROS) : NULL;
    int err = from < to && !zeros ? -ENOMEM : 0;

    while (from < to && !err) {
        uint32_t piece = to - from < ZEROS ? to - from : ZEROS;

        err = write_runs(n, from, zeros, piece);
        from += piece;
    }
    free(zeros);
    return err;
}

/* Takes clusters for a file that ends at `end`; *end is less when the disk is full and that is behind
 * `least`. */
static int reserve(struct node *n, uint64_t least, uint64_t *end)
{
    struct volume *v = n->v;
    uint32_t have = clusters_for(v, n->size), want = clusters_for(v, *end);
    uint64_t most = ((uint64_t)have + v->free) * v->cluster_bytes;

    if (want > have && most < *end) {
        if (most <= least)
            return -ENOSPC;
        *end = most;
        want = clusters_for(v, most);
    }
    return fat_chain_grow(n, have, want);
}

static int extended(struct node *n, int err, uint64_t end)
{
    int stored;

    if (err) {
        (void)fat_chain_cut(n, clusters_for(n->v, n->size)); /* the first error counts */
    } else {
        if (end > n->size)
            n->size = end;
        n->attr |= FAT_ARCHIVE;
    }
    stored = fat_node_store(n);
    return err ? err : stored;
}

ssize_t fat_file_write(struct node *n, uint64_t offset, const void *data, uint32_t count)
{
    uint64_t end = offset + count;

    if (count == 0)
        return 0;
    if (offset >= FAT_SIZE_MAX)
        return -EFBIG;
    if (end > FAT_SIZE_MAX)
        end = FAT_SIZE_MAX;
    if (!rt_bulk_is_here(data)) {
        end -= end % SECTOR; /* the caller sends the rest */
        if (offset % SECTOR || end <= offset)
            return -EREMOTE;
    }

    int err = reserve(n, offset, &end);

    if (err)
        return err;
    count = end - offset;
    err = write_zeros(n, n->size, offset);
    if (!err)
        err = write_runs(n, offset, data, count);
    err = extended(n, err, end);
    return err ? err : (ssize_t)count;
}

int fat_file_resize(struct node *n, uint64_t size)
{
    int err;

    if (size > FAT_SIZE_MAX)
        return -EFBIG;
    if (size < n->size) {
        err = fat_chain_cut(n, clusters_for(n->v, size));
        n->size = size;
        n->attr |= FAT_ARCHIVE;

        int stored = fat_node_store(n);

        return err ? err : stored;
    }

    uint64_t end = size;

    err = reserve(n, size, &end);
    if (err)
        return err;
    return extended(n, write_zeros(n, n->size, size), size);
}

int fat_file_allocate(struct node *n, uint32_t mode, uint64_t offset, uint64_t length)
{
    if (mode & ~FS_KEEP_SIZE)
        return -EOPNOTSUPP;
    if (length == 0)
        return -EINVAL;
    if (offset > FAT_SIZE_MAX || length > FAT_SIZE_MAX - offset)
        return -EFBIG;
    if (offset + length <= n->size)
        return 0;
    return mode & FS_KEEP_SIZE ? -EOPNOTSUPP : fat_file_resize(n, offset + length);
}
