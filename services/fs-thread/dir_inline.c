/* SPDX-License-Identifier: BSD-2-Clause */
/* Directories inside their inodes.  Entries stay in their part: a part's entries fill it, as those of a block do. */
#include "dir.h"
#include "inline.h"

#include <linux/errno.h>
#include <stdlib.h>

enum {
    PARENT_BYTES = sizeof(uint32_t),
    HEAD_ENTRIES = INLINE_HEAD - PARENT_BYTES,
    HEAD_AT = 2 * DIR_DOT_BYTES,            /* in the image, behind . and .. */
    TAIL_AT = HEAD_AT + HEAD_ENTRIES,
};

/* A part's entries. */
struct part {
    uint8_t *data;
    uint32_t end;
};

static int damaged(struct node *dir)
{
    ext4_mount_fail(dir->mount, "damaged directory in inode", dir->ino);
    return -EIO;
}

static struct part head_of(const struct inline_data *data)
{
    return (struct part){ data->head + PARENT_BYTES, HEAD_ENTRIES };
}

static struct part tail_of(const struct inline_data *data)
{
    return (struct part){ data->tail, data->tail_size };
}

static bool part_good(const struct mount *m, struct part part)
{
    return part.end == 0 || ext4_entries_good(m, part.data, part.end);
}

static int get(struct node *dir, struct inline_data *data)
{
    int err = ext4_inline_get(dir, data);

    if (err)
        return err;
    if (data->tail_size % 4 || TAIL_AT + data->tail_size > ext4_dir_usable(dir->mount) ||
        !part_good(dir->mount, head_of(data)) || !part_good(dir->mount, tail_of(data)))
        return damaged(dir);
    return 0;
}

int ext4_inline_dir_init(struct node *dir, uint32_t parent)
{
    struct inline_data data;
    int err = ext4_inline_get(dir, &data);

    if (err)
        return err;
    memcpy(data.head, &parent, PARENT_BYTES);
    dir_length_set((void *)(data.head + PARENT_BYTES), HEAD_ENTRIES);
    ext4_size_set(dir, INLINE_HEAD);
    return 0;
}

static struct ext2_dir_entry_2 *at(uint8_t *image, uint32_t offset)
{
    return (void *)(image + offset);
}

static void dot_put(const struct mount *m, struct ext2_dir_entry_2 *e, uint32_t ino, uint32_t dots)
{
    e->inode = ino;
    e->name_len = dots;
    e->file_type = ext2fs_has_feature_filetype(m->fs->super) ? EXT2_FT_DIR : 0;
    memset(e->name, '.', dots);
    dir_length_set(e, DIR_DOT_BYTES);
}

int ext4_inline_dir_image(struct node *dir, uint8_t *image)
{
    struct mount *m = dir->mount;
    struct buf buf = { .data = image };
    struct inline_data data;
    uint32_t parent, last = HEAD_AT;
    int err = get(dir, &data);

    if (err)
        return err;
    ext4_dir_block_empty(m, &buf);
    memcpy(&parent, data.head, PARENT_BYTES);
    dot_put(m, at(image, 0), dir->ino, 1);
    dot_put(m, at(image, DIR_DOT_BYTES), parent, 2);
    memcpy(image + HEAD_AT, head_of(&data).data, HEAD_ENTRIES);
    if (data.tail_size)
        memcpy(image + TAIL_AT, data.tail, data.tail_size);

    uint32_t end = TAIL_AT + data.tail_size;

    while (last + dir_length(m, at(image, last)) < end)
        last += dir_length(m, at(image, last));
    dir_length_set(at(image, last), ext4_dir_usable(m) - last);
    return 0;
}

int ext4_inline_dir_find(struct node *dir, const char *name, size_t len, struct dir_pos *pos)
{
    uint8_t *image = malloc(dir->mount->block_size);
    struct buf buf = { .data = image, .kind = BUF_DIR };
    int err = image ? ext4_inline_dir_image(dir, image) : -ENOMEM;

    if (!err)
        err = ext4_dir_find_in(dir->mount, &buf, name, len, pos) ? 0 : -ENOENT;
    pos->lblk = 0;
    free(image);
    return err;
}

int ext4_inline_dir_is_empty(struct node *dir)
{
    struct inline_data data;
    int err = get(dir, &data);

    if (err)
        return err;
    return ext4_entries_empty(dir->mount, head_of(&data).data, HEAD_ENTRIES) &&
           ext4_entries_empty(dir->mount, data.tail, data.tail_size);
}

/* More room at the end of the tail, all that there is. */
static int tail_grow(struct node *dir)
{
    struct mount *m = dir->mount;
    struct inline_data data;
    uint32_t most = ext4_inline_most(dir) & ~3u, last = 0;
    int err = get(dir, &data);

    if (err)
        return err;

    uint32_t old = data.tail_size;

    if (most < old + DIR_DOT_BYTES || TAIL_AT + most > ext4_dir_usable(m))
        return -ENOSPC;
    err = ext4_inline_resize(dir, most);
    if (!err)
        err = ext4_inline_get(dir, &data);
    if (err)
        return err;
    while (old > 0 && last + dir_length(m, at(data.tail, last)) < old)
        last += dir_length(m, at(data.tail, last));
    dir_length_set(at(data.tail, last), most - last);
    ext4_size_set(dir, INLINE_HEAD + most);
    return 0;
}

int ext4_inline_dir_add(struct node *dir, const char *name, size_t len, uint32_t ino, uint8_t type)
{
    for (int grown = 0; grown < 2; grown++) {
        struct inline_data data;
        int err = get(dir, &data);

        if (err)
            return err;
        if (ext4_entries_add(dir->mount, head_of(&data).data, HEAD_ENTRIES, name, len, ino, type) ||
            ext4_entries_add(dir->mount, data.tail, data.tail_size, name, len, ino, type)) {
            ext4_node_dirty(dir);
            return 0;
        }
        if (grown)
            break;
        err = tail_grow(dir);
        if (err)
            return err;
    }
    return -ENOSPC;
}

/* The entry at a position of the image; *first: there is none before it in its part. */
static int entry_of(struct node *dir, const struct dir_pos *pos, struct ext2_dir_entry_2 **e, bool *first,
                    struct ext2_dir_entry_2 **before)
{
    struct inline_data data;
    int err = get(dir, &data);

    if (err)
        return err;

    bool tail = pos->offset >= TAIL_AT;
    struct part part = tail ? tail_of(&data) : head_of(&data);
    uint32_t start = tail ? TAIL_AT : HEAD_AT;

    if (pos->offset < HEAD_AT || pos->offset - start + DIR_DOT_BYTES > part.end)
        return damaged(dir);
    *e = at(part.data, pos->offset - start);
    *first = pos->before == pos->offset || pos->before < start;
    *before = *first ? NULL : at(part.data, pos->before - start);
    return 0;
}

int ext4_inline_dir_remove(struct node *dir, const struct dir_pos *pos)
{
    struct mount *m = dir->mount;
    struct ext2_dir_entry_2 *e, *before;
    bool first;
    int err = entry_of(dir, pos, &e, &first, &before);

    if (err)
        return err;
    if (!first)
        dir_length_set(before, dir_length(m, before) + dir_length(m, e));
    e->inode = 0;
    ext4_node_dirty(dir);
    return 0;
}

int ext4_inline_dir_replace(struct node *dir, const struct dir_pos *pos, uint32_t ino, uint8_t type)
{
    struct ext2_dir_entry_2 *e, *before;
    bool first;
    int err;

    if (pos->offset == DIR_DOT_BYTES) {
        memcpy(dir->inode.i_block, &ino, PARENT_BYTES);
        ext4_node_dirty(dir);
        return 0;
    }
    err = entry_of(dir, pos, &e, &first, &before);
    if (err)
        return err;
    e->inode = ino;
    e->file_type = type;
    ext4_node_dirty(dir);
    return 0;
}

int ext4_inline_dir_out(struct node *dir)
{
    struct mount *m = dir->mount;
    struct node *copy = malloc(sizeof(*copy) + m->inode_size);
    uint8_t *image = malloc(m->block_size);
    struct buf *buf;
    int err = copy && image ? ext4_inline_dir_image(dir, image) : -ENOMEM;

    if (!err) {
        memcpy(&copy->inode, &dir->inode, m->inode_size);
        err = ext4_inline_clear(dir);
        if (!err) {
            ext4_size_set(dir, 0);
            err = ext4_dir_grow(dir, &buf);
        }
        if (!err) {
            memcpy(buf->data, image, m->block_size);
            ext4_cache_put(&m->cache, buf);
        } else {
            memcpy(&dir->inode, &copy->inode, m->inode_size); /* as it was */
        }
    }
    free(image);
    free(copy);
    return err;
}
