/* SPDX-License-Identifier: BSD-2-Clause */
/* Directories: blocks of entries.  Those with a hash index are searched with it (dir_hash.c), others, and
 * those with an index of a kind we do not know, one block after the other.
 *
 * Without an index an entry never moves while it exists: removing one adds its bytes to the entry before it,
 * a new one takes bytes that nobody uses.  With checksums, the last 12 bytes of a leaf look like an empty
 * entry and hold the checksum. */
#include "dir.h"
#include "inline.h"

#include <linux/errno.h>

enum {
    TAIL_BYTES = sizeof(struct ext2_dir_entry_tail),
};

/* By type bits of the mode, which are also the DT_ values. */
static const uint8_t type_of_mode[16] = {
    [LINUX_S_IFIFO >> 12] = EXT2_FT_FIFO,   [LINUX_S_IFCHR >> 12] = EXT2_FT_CHRDEV,
    [LINUX_S_IFDIR >> 12] = EXT2_FT_DIR,    [LINUX_S_IFBLK >> 12] = EXT2_FT_BLKDEV,
    [LINUX_S_IFREG >> 12] = EXT2_FT_REG_FILE, [LINUX_S_IFLNK >> 12] = EXT2_FT_SYMLINK,
    [LINUX_S_IFSOCK >> 12] = EXT2_FT_SOCK,
};

uint32_t ext4_dir_usable(const struct mount *m)
{
    return m->block_size - (ext2fs_has_feature_metadata_csum(m->fs->super) ? TAIL_BYTES : 0);
}

static uint8_t type_for(const struct mount *m, uint32_t mode)
{
    return ext2fs_has_feature_filetype(m->fs->super) ? type_of_mode[mode >> 12 & 15] : 0;
}

uint32_t ext4_dir_end(const struct mount *m, const struct buf *buf)
{
    return buf->kind == BUF_DIR ? ext4_dir_usable(m) : m->block_size;
}

bool ext4_dir_is_index(const struct node *dir, uint32_t lblk, const struct buf *buf)
{
    const struct ext2_dir_entry_2 *first = dir_entry_at(buf, 0);

    if (!(dir->inode.i_flags & EXT2_INDEX_FL))
        return false;
    return lblk == 0 || (first->inode == 0 && dir_length(dir->mount, first) == dir->mount->block_size);
}

bool ext4_entries_good(const struct mount *m, const uint8_t *data, uint32_t end)
{
    uint32_t offset = 0;

    while (offset < end) {
        const struct ext2_dir_entry_2 *e = (const void *)(data + offset);
        uint32_t length = end - offset < DIR_DOT_BYTES ? 0 : dir_length(m, e);

        if (length < DIR_DOT_BYTES || length % 4 || length > end - offset ||
            DIR_ENTRY_FIXED + (uint32_t)e->name_len > length || e->inode > m->fs->super->s_inodes_count)
            return false;
        offset += length;
    }
    return true;
}

/* Checks a block that was read, and finds out of which kind it is. */
static bool block_good(struct node *dir, uint32_t lblk, struct buf *buf)
{
    struct mount *m = dir->mount;
    bool index = ext4_dir_is_index(dir, lblk, buf);

    buf->kind = index ? BUF_PLAIN : BUF_DIR;
    if (!ext4_entries_good(m, buf->data, ext4_dir_end(m, buf)))
        return false;
    if (!index)
        return ext4_dir_csum_good(m, buf);
    if (!ext4_index_good(m, buf, lblk == 0)) /* of no known layout; without checksums also an empty leaf */
        return !ext2fs_has_feature_metadata_csum(m->fs->super);
    buf->kind = BUF_INDEX;
    return ext4_index_csum_good(m, buf);
}

int ext4_dir_block(struct node *dir, uint32_t lblk, struct buf **result)
{
    struct mount *m = dir->mount;
    struct mapping map;
    struct buf *buf;
    int err = ext4_map(dir, lblk, 1, &map);

    *result = NULL;
    if (err || !map.pblk)
        return err;
    err = ext4_cache_get(&m->cache, map.pblk, &buf);
    if (err)
        return err;
    if (!buf->checked || (buf->kind != BUF_DIR && buf->kind != BUF_INDEX)) {
        buf->seed = dir->csum_seed;
        if (!block_good(dir, lblk, buf)) {
            buf->kind = BUF_PLAIN;
            ext4_cache_put(&m->cache, buf);
            ext4_mount_fail(m, "damaged block of directory", dir->ino);
            return -EIO;
        }
        buf->checked = true;
    }
    *result = buf;
    return 0;
}

bool ext4_dir_find_in(const struct mount *m, const struct buf *buf, const char *name, size_t len,
                    struct dir_pos *pos)
{
    uint32_t end = ext4_dir_end(m, buf), before = 0;

    for (uint32_t offset = 0; offset < end;) {
        const struct ext2_dir_entry_2 *e = dir_entry_at(buf, offset);

        if (e->inode && e->name_len == len && !memcmp(e->name, name, len)) {
            pos->offset = offset;
            pos->before = before;
            pos->ino = e->inode;
            pos->type = e->file_type;
            return true;
        }
        before = offset;
        offset += dir_length(m, e);
    }
    return false;
}

int ext4_dir_find(struct node *dir, const char *name, size_t len, struct dir_pos *pos)
{
    struct mount *m = dir->mount;

    if (node_is_inline(dir))
        return ext4_inline_dir_find(dir, name, len, pos);
    if (ext4_dir_is_hashed(dir))
        return ext4_hash_find(dir, name, len, pos);

    for (uint32_t lblk = 0; lblk < dir_blocks(dir); lblk++) {
        struct buf *buf;
        int err = ext4_dir_block(dir, lblk, &buf);

        if (err)
            return err;
        if (!buf)
            continue;

        bool found = ext4_dir_find_in(m, buf, name, len, pos);

        ext4_cache_put(&m->cache, buf);
        if (found) {
            pos->lblk = lblk;
            return 0;
        }
    }
    return -ENOENT;
}

static void entry_fill(struct ext2_dir_entry_2 *e, const char *name, size_t len, uint32_t ino,
                       uint8_t type)
{
    e->inode = ino;
    e->name_len = len;
    e->file_type = type;
    memcpy(e->name, name, len);
}

bool ext4_entries_add(const struct mount *m, uint8_t *data, uint32_t end, const char *name, size_t len,
                      uint32_t ino, uint8_t type)
{
    uint32_t need = dir_bytes_for(len);

    for (uint32_t offset = 0; offset < end;) {
        struct ext2_dir_entry_2 *e = (void *)(data + offset);
        uint32_t length = dir_length(m, e), used = e->inode ? dir_bytes_for(e->name_len) : 0;

        if (length - used >= need) {
            struct ext2_dir_entry_2 *fresh = (void *)(data + offset + used);

            dir_length_set(fresh, length - used);
            if (used > 0)
                dir_length_set(e, used);
            entry_fill(fresh, name, len, ino, type);
            return true;
        }
        offset += length;
    }
    return false;
}

bool ext4_dir_add_in(const struct mount *m, struct buf *buf, const char *name, size_t len, uint32_t ino,
                     uint8_t type)
{
    return ext4_entries_add(m, buf->data, ext4_dir_end(m, buf), name, len, ino, type);
}

bool ext4_entries_empty(const struct mount *m, const uint8_t *data, uint32_t end)
{
    for (uint32_t offset = 0; offset < end;) {
        const struct ext2_dir_entry_2 *e = (const void *)(data + offset);

        if (e->inode && !dir_is_dots(e))
            return false;
        offset += dir_length(m, e);
    }
    return true;
}

void ext4_dir_block_empty(const struct mount *m, struct buf *buf)
{
    memset(buf->data, 0, m->block_size);
    dir_length_set(dir_entry_at(buf, 0), ext4_dir_usable(m));
    if (ext4_dir_usable(m) < m->block_size) {
        struct ext2_dir_entry_tail *tail = (void *)(buf->data + ext4_dir_usable(m));

        tail->det_rec_len = TAIL_BYTES;
        tail->det_reserved_name_len = EXT2_DIR_NAME_LEN_CSUM;
    }
    buf->kind = BUF_DIR;
    buf->checked = true;
}

int ext4_dir_grow(struct node *dir, struct buf **result)
{
    struct mount *m = dir->mount;
    uint32_t lblk = dir_blocks(dir), count;
    uint64_t block;
    struct buf *buf;
    int err = ext4_blocks_alloc(m, ext4_map_goal(dir, lblk), 1, &block, &count);

    if (err)
        return err;
    err = ext4_map_add(dir, lblk, block, 1);
    if (err) {
        ext4_blocks_unalloc(m, block, 1);
        return err;
    }
    ext4_size_set(dir, (uint64_t)(lblk + 1) << m->block_bits);
    err = ext4_cache_get_new(&m->cache, block, &buf);
    if (err) {
        ext4_mount_fail(m, "no memory for a block of directory", dir->ino);
        return err;
    }
    ext4_dir_block_empty(m, buf);
    buf->seed = dir->csum_seed;
    *result = buf;
    return 0;
}

/* Puts the entry into a block that has room for it.  -ENOSPC: none has. */
static int add_to_some(struct node *dir, const char *name, size_t len, uint32_t ino, uint8_t type)
{
    struct mount *m = dir->mount;

    for (uint32_t lblk = dir->room_hint; lblk < dir_blocks(dir); lblk++) {
        struct buf *buf;
        int err = ext4_dir_block(dir, lblk, &buf);

        if (err)
            return err;
        if (!buf)
            continue;

        bool added = ext4_dir_add_in(m, buf, name, len, ino, type);

        if (added) {
            ext4_cache_dirty(&m->cache, buf);
            dir->room_hint = lblk;
        }
        ext4_cache_put(&m->cache, buf);
        if (added)
            return 0;
    }
    return -ENOSPC;
}

int ext4_dir_add(struct node *dir, const char *name, size_t len, uint32_t ino, uint32_t mode)
{
    struct mount *m = dir->mount;
    uint8_t type = type_for(m, mode);
    struct buf *buf;
    int err = 0;

    if (node_is_inline(dir)) {
        err = ext4_inline_dir_add(dir, name, len, ino, type);
        if (err == -ENOSPC)
            err = ext4_inline_dir_out(dir);
        else
            return err;
        if (err)
            return err;
    }
    if (ext4_dir_is_hashed(dir))
        return ext4_hash_add(dir, name, len, ino, type);
    if (dir->inode.i_flags & EXT2_INDEX_FL)
        err = ext4_dir_index_remove(dir);
    if (!err)
        err = add_to_some(dir, name, len, ino, type);
    if (err != -ENOSPC)
        return err;

    int made = ext4_hash_make(dir);

    if (made)
        return made < 0 ? made : ext4_hash_add(dir, name, len, ino, type);
    err = ext4_dir_grow(dir, &buf);
    if (err)
        return err;
    ext4_dir_add_in(m, buf, name, len, ino, type);
    dir->room_hint = dir_blocks(dir) - 1;
    ext4_cache_put(&m->cache, buf);
    return 0;
}

/* The block of an entry that was found. */
static int pos_block(struct node *dir, const struct dir_pos *pos, struct buf **buf)
{
    int err = ext4_dir_block(dir, pos->lblk, buf);

    if (!err && !*buf)
        err = -EIO;
    return err;
}

int ext4_dir_remove(struct node *dir, const struct dir_pos *pos)
{
    struct mount *m = dir->mount;
    struct buf *buf;

    if (node_is_inline(dir))
        return ext4_inline_dir_remove(dir, pos);

    int err = pos_block(dir, pos, &buf);

    if (err)
        return err;

    struct ext2_dir_entry_2 *e = dir_entry_at(buf, pos->offset);

    if (pos->before != pos->offset) {
        struct ext2_dir_entry_2 *before = dir_entry_at(buf, pos->before);

        dir_length_set(before, dir_length(m, before) + dir_length(m, e));
    }
    e->inode = 0;
    ext4_cache_dirty(&m->cache, buf);
    ext4_cache_put(&m->cache, buf);
    if (pos->lblk < dir->room_hint)
        dir->room_hint = pos->lblk;
    return 0;
}

int ext4_dir_replace(struct node *dir, const struct dir_pos *pos, uint32_t ino, uint32_t mode)
{
    struct mount *m = dir->mount;
    struct buf *buf;

    if (node_is_inline(dir))
        return ext4_inline_dir_replace(dir, pos, ino, type_for(m, mode));

    int err = pos_block(dir, pos, &buf);

    if (err)
        return err;

    struct ext2_dir_entry_2 *e = dir_entry_at(buf, pos->offset);

    e->inode = ino;
    e->file_type = type_for(m, mode);
    ext4_cache_dirty(&m->cache, buf);
    ext4_cache_put(&m->cache, buf);
    return 0;
}

int ext4_dir_init(struct node *dir, uint32_t parent)
{
    struct mount *m = dir->mount;
    struct buf *buf;

    if (node_is_inline(dir))
        return ext4_inline_dir_init(dir, parent);

    int err = ext4_dir_grow(dir, &buf);

    if (err)
        return err;

    struct ext2_dir_entry_2 *dot = dir_entry_at(buf, 0), *dotdot = dir_entry_at(buf, DIR_DOT_BYTES);

    entry_fill(dot, ".", 1, dir->ino, type_for(m, LINUX_S_IFDIR));
    dir_length_set(dot, DIR_DOT_BYTES);
    entry_fill(dotdot, "..", 2, parent, type_for(m, LINUX_S_IFDIR));
    dir_length_set(dotdot, ext4_dir_usable(m) - DIR_DOT_BYTES);
    ext4_cache_put(&m->cache, buf);
    return 0;
}

int ext4_dir_is_empty(struct node *dir)
{
    struct mount *m = dir->mount;

    if (node_is_inline(dir))
        return ext4_inline_dir_is_empty(dir);
    for (uint32_t lblk = 0; lblk < dir_blocks(dir); lblk++) {
        struct buf *buf;
        int err = ext4_dir_block(dir, lblk, &buf);

        if (err)
            return err;
        if (!buf)
            continue;

        bool empty = ext4_entries_empty(m, buf->data, ext4_dir_end(m, buf));

        ext4_cache_put(&m->cache, buf);
        if (!empty)
            return 0;
    }
    return 1;
}

int ext4_dir_parent(struct node *dir, uint32_t *parent)
{
    struct dir_pos pos;
    int err = ext4_dir_find(dir, "..", 2, &pos);

    if (!err)
        *parent = pos.ino;
    return err;
}

int ext4_dir_set_parent(struct node *dir, uint32_t parent)
{
    struct dir_pos pos;
    int err = ext4_dir_find(dir, "..", 2, &pos);

    if (!err)
        err = ext4_dir_replace(dir, &pos, parent, LINUX_S_IFDIR);
    return err;
}
