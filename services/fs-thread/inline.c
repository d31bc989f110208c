/* SPDX-License-Identifier: BSD-2-Clause */
/* Data inside an inode: the two parts of it, and files.  A file that outgrows its inode gets blocks and keeps them. */
#include "inline.h"

#include "xattr.h"

#include <linux/errno.h>
#include <rt/bulk.h>
#include <stdlib.h>
#include <string.h>

static const struct xattr data_key = { .index = XATTR_SYSTEM, .name = "data", .name_len = 4 };

/* The attribute with another value, in the inode only. */
static int tail_set(struct node *n, const void *value, uint32_t size)
{
    struct xattr item = data_key;

    item.value = value;
    item.size = size;
    return ext4_xattr_inode_set(n, &item);
}

bool ext4_inline_init(struct node *n)
{
    if (!ext2fs_has_feature_inline_data(n->mount->fs->super) || tail_set(n, "", 0))
        return false;
    memset(n->inode.i_block, 0, sizeof(n->inode.i_block));
    n->inode.i_flags |= EXT4_INLINE_DATA_FL;
    ext4_node_dirty(n);
    return true;
}

int ext4_inline_get(struct node *n, struct inline_data *data)
{
    *data = (struct inline_data){ .head = (uint8_t *)n->inode.i_block };

    int err = ext4_xattr_inode_find(n, &data_key, &data->tail, &data->tail_size);

    if (err) {
        ext4_mount_fail(n->mount, "damaged data in inode", n->ino);
        err = -EIO;
    }
    return err;
}

int ext4_inline_resize(struct node *n, uint32_t tail_size)
{
    struct inline_data data;
    int err = ext4_inline_get(n, &data);

    if (err)
        return err;

    uint8_t *value = calloc(1, tail_size + 1);

    if (!value)
        return -ENOMEM;
    memcpy(value, data.tail, data.tail_size < tail_size ? data.tail_size : tail_size);
    err = tail_set(n, value, tail_size);
    free(value);
    return err;
}

uint32_t ext4_inline_most(struct node *n)
{
    return ext4_xattr_inode_most(n, &data_key);
}

int ext4_inline_clear(struct node *n)
{
    int err = tail_set(n, NULL, 0);

    if (err)
        return err;
    n->inode.i_flags &= ~EXT4_INLINE_DATA_FL;
    memset(n->inode.i_block, 0, sizeof(n->inode.i_block));
    if (ext2fs_has_feature_extents(n->mount->fs->super))
        ext4_extent_init(n);
    n->last.count = 0;
    ext4_node_dirty(n);
    return 0;
}

/* The piece at offset that is in one part: returns where, *count is cut to it. */
static uint8_t *piece_at(const struct inline_data *data, uint64_t offset, uint32_t *count)
{
    bool head = offset < INLINE_HEAD;
    uint32_t inside = head ? offset : offset - INLINE_HEAD, room = (head ? INLINE_HEAD : data->tail_size) - inside;

    if (*count > room)
        *count = room;
    return (head ? data->head : data->tail) + inside;
}

static uint64_t room_of(const struct inline_data *data)
{
    return INLINE_HEAD + (uint64_t)data->tail_size;
}

<<<<<<< HEAD
/* Copies to the inode, what is inside of it; from NULL: zeros. */
=======
/* Copies to the inode, what is inside of it; from NULL: zeros, which cannot fail. */
>>>>>>> wip-ext4
static int put(const struct inline_data *data, uint64_t offset, const void *from, uint32_t count)
{
    const uint8_t *bytes = from;
    int err = 0;

    while (!err && count > 0) {
        uint32_t piece = count;
        uint8_t *to = piece_at(data, offset, &piece);

        int err = 0;

        if (bytes)
            err = rt_bulk_get(to, bytes, piece);
        else
            memset(to, 0, piece);
        if (err)
            return err;
        bytes = bytes ? bytes + piece : NULL;
        offset += piece;
        count -= piece;
    }
<<<<<<< HEAD
    return 0;
=======
    return err;
>>>>>>> wip-ext4
}

ssize_t ext4_inline_read(struct node *n, uint64_t offset, void *to, uint32_t count)
{
    struct inline_data data;
    uint64_t size = node_size(n);
    uint32_t done = 0;
    int err = ext4_inline_get(n, &data);

    if (err)
        return err;
    if (offset >= size)
        return 0;
    if (count > size - offset)
        count = size - offset;
<<<<<<< HEAD
    if (size > room_of(&data)) /* the rest was never written */
        err = rt_bulk_zero(to, count);
    if (err)
        return err;
    while (done < count && offset + done < room_of(&data)) {
=======
    while (!err && done < count && offset + done < room_of(&data)) {
>>>>>>> wip-ext4
        uint32_t piece = count - done;
        const uint8_t *from = piece_at(&data, offset + done, &piece);

        err = rt_bulk_put((uint8_t *)to + done, from, piece);
<<<<<<< HEAD
        if (err)
            return err;
=======
>>>>>>> wip-ext4
        done += piece;
    }
    if (!err && done < count) /* the rest was never written */
        err = rt_bulk_zero((uint8_t *)to + done, count - done);
    return err ? err : (ssize_t)count;
}

ssize_t ext4_inline_write(struct node *n, uint64_t offset, const void *from, uint32_t count)
{
    struct inline_data data;
    uint64_t size = node_size(n), end = offset + count;
    int err = ext4_inline_get(n, &data);

    if (err)
        return err;
    if (end > room_of(&data)) {
        if (end - INLINE_HEAD > ext4_inline_most(n))
            return -ENOSPC;
        err = ext4_inline_resize(n, end - INLINE_HEAD);
        if (!err)
            err = ext4_inline_get(n, &data);
        if (err)
            return err;
    }
    if (offset > size)
<<<<<<< HEAD
        (void)put(&data, size, NULL, offset - size); /* zeros cannot fail */
=======
        (void)put(&data, size, NULL, offset - size);
>>>>>>> wip-ext4
    err = put(&data, offset, from, count);
    ext4_node_dirty(n);
    return err ? err : (ssize_t)count;
}

int ext4_inline_truncate(struct node *n, uint64_t size)
{
    struct inline_data data;
    int err = ext4_inline_get(n, &data);

    if (err)
        return err;
    if (size > room_of(&data))
        return -ENOSPC;
<<<<<<< HEAD
    (void)put(&data, size, NULL, room_of(&data) - size); /* zeros cannot fail */
=======
    (void)put(&data, size, NULL, room_of(&data) - size);
>>>>>>> wip-ext4
    ext4_node_dirty(n);
    return ext4_inline_resize(n, size > INLINE_HEAD ? size - INLINE_HEAD : 0);
}

/* The data of a file to a fresh block; the node does not know of it yet. */
static int data_to_block(struct node *n, uint64_t *block)
{
    struct mount *m = n->mount;
    uint8_t *data = calloc(1, m->block_size);
    uint32_t count;

    if (!data)
        return -ENOMEM;

    ssize_t got = ext4_inline_read(n, 0, data, m->block_size);
    int err = got < 0 ? got : 0;

    if (!err)
        err = ext4_blocks_alloc(m, ext2fs_group_first_block2(m->fs, ext2fs_group_of_ino(m->fs, n->ino)), 1, block,
                                &count);
    if (!err) {
        err = disk_write(&m->disk, *block << m->block_bits, data, m->block_size);
        if (err)
            ext4_blocks_unalloc(m, *block, 1);
    }
    free(data);
    return err;
}

int ext4_inline_out(struct node *n)
{
    uint64_t block = 0;
    int err = node_size(n) > 0 ? data_to_block(n, &block) : 0;

    if (!err) {
        err = ext4_inline_clear(n);
        if (!err && block)
            err = ext4_map_add(n, 0, block, 1); /* the map is empty: there is room */
        if (err && block)
            ext4_blocks_unalloc(n->mount, block, 1);
    }
    return err;
}
