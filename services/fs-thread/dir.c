/* SPDX-License-Identifier: BSD-2-Clause */
/* Directories: blocks of entries, searched one after the other.
 *
 * An entry never moves while it exists: removing one adds its bytes to the entry before it, a new one
 * takes bytes that nobody uses.  So the byte offset of an entry is a cookie for readdir that stays valid.
 * With checksums, the last 12 bytes of a block look like an empty entry and hold the checksum.
 *
 * A directory with a hash index is read like any other (its index blocks look empty); before an entry is
 * added the index is taken away: dir_index.c. */
#include "dir.h"

#include <ipc/fs.h>
#include <linux/errno.h>
#include <string.h>

enum {
    FIXED = offsetof(struct ext2_dir_entry_2, name),
    DOT_BYTES = 12, /* an entry for "." or ".." */
    TAIL_BYTES = sizeof(struct ext2_dir_entry_tail),
    RECORD_ALIGN = 8,
    LONG_BLOCK = 65536, /* whose length does not fit rec_len */
};

/* By type bits of the mode, which are also the DT_ values. */
static const uint8_t type_of_mode[16] = {
    [LINUX_S_IFIFO >> 12] = EXT2_FT_FIFO,   [LINUX_S_IFCHR >> 12] = EXT2_FT_CHRDEV,
    [LINUX_S_IFDIR >> 12] = EXT2_FT_DIR,    [LINUX_S_IFBLK >> 12] = EXT2_FT_BLKDEV,
    [LINUX_S_IFREG >> 12] = EXT2_FT_REG_FILE, [LINUX_S_IFLNK >> 12] = EXT2_FT_SYMLINK,
    [LINUX_S_IFSOCK >> 12] = EXT2_FT_SOCK,
};
static const uint8_t dt_of_type[EXT2_FT_MAX] = {
    [EXT2_FT_FIFO] = LINUX_S_IFIFO >> 12,   [EXT2_FT_CHRDEV] = LINUX_S_IFCHR >> 12,
    [EXT2_FT_DIR] = LINUX_S_IFDIR >> 12,    [EXT2_FT_BLKDEV] = LINUX_S_IFBLK >> 12,
    [EXT2_FT_REG_FILE] = LINUX_S_IFREG >> 12, [EXT2_FT_SYMLINK] = LINUX_S_IFLNK >> 12,
    [EXT2_FT_SOCK] = LINUX_S_IFSOCK >> 12,
};

uint32_t ext4_dir_usable(const struct mount *m)
{
    return m->block_size - (ext2fs_has_feature_metadata_csum(m->fs->super) ? TAIL_BYTES : 0);
}

static struct ext2_dir_entry_2 *entry_at(const struct buf *buf, uint32_t offset)
{
    return (void *)(buf->data + offset);
}

static uint32_t length_get(const struct mount *m, const struct ext2_dir_entry_2 *e)
{
    if (m->block_size == LONG_BLOCK && (e->rec_len == 0 || e->rec_len == UINT16_MAX))
        return LONG_BLOCK;
    return e->rec_len;
}

static void length_set(struct ext2_dir_entry_2 *e, uint32_t length)
{
    e->rec_len = length == LONG_BLOCK ? UINT16_MAX : length;
}

static uint32_t bytes_for(size_t name_len)
{
    return (FIXED + name_len + 3) & ~3u;
}

static uint32_t blocks_of(const struct node *dir)
{
    return node_size(dir) >> dir->mount->block_bits;
}

static uint8_t type_for(const struct mount *m, uint32_t mode)
{
    return ext2fs_has_feature_filetype(m->fs->super) ? type_of_mode[mode >> 12 & 15] : 0;
}

/* Where the entries of a block end. */
static uint32_t end_of(const struct mount *m, const struct buf *buf)
{
    return buf->kind == BUF_DIR ? ext4_dir_usable(m) : m->block_size;
}

bool ext4_dir_is_index(const struct node *dir, uint32_t lblk, const struct buf *buf)
{
    const struct ext2_dir_entry_2 *first = entry_at(buf, 0);

    if (!(dir->inode.i_flags & EXT2_INDEX_FL))
        return false;
    return lblk == 0 || (first->inode == 0 && length_get(dir->mount, first) == dir->mount->block_size);
}

static bool entries_good(const struct mount *m, const struct buf *buf, uint32_t end)
{
    uint32_t offset = 0;

    while (offset < end) {
        const struct ext2_dir_entry_2 *e = entry_at(buf, offset);
        uint32_t length = length_get(m, e);

        if (length < DOT_BYTES || length % 4 || length > end - offset ||
            FIXED + (uint32_t)e->name_len > length || e->inode > m->fs->super->s_inodes_count)
            return false;
        offset += length;
    }
    return true;
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
    if (!buf->checked) {
        bool index = ext4_dir_is_index(dir, lblk, buf);

        buf->kind = index ? BUF_PLAIN : BUF_DIR;
        buf->seed = dir->csum_seed;
        if (!entries_good(m, buf, end_of(m, buf)) || (!index && !ext4_dir_csum_good(m, buf))) {
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

/* Searches one block. */
static bool find_in(const struct mount *m, const struct buf *buf, const char *name, size_t len,
                    struct dir_pos *pos)
{
    uint32_t end = end_of(m, buf), before = 0;

    for (uint32_t offset = 0; offset < end;) {
        const struct ext2_dir_entry_2 *e = entry_at(buf, offset);

        if (e->inode && e->name_len == len && !memcmp(e->name, name, len)) {
            pos->offset = offset;
            pos->before = before;
            pos->ino = e->inode;
            pos->type = e->file_type;
            return true;
        }
        before = offset;
        offset += length_get(m, e);
    }
    return false;
}

int ext4_dir_find(struct node *dir, const char *name, size_t len, struct dir_pos *pos)
{
    struct mount *m = dir->mount;

    for (uint32_t lblk = 0; lblk < blocks_of(dir); lblk++) {
        struct buf *buf;
        int err = ext4_dir_block(dir, lblk, &buf);

        if (err)
            return err;
        if (!buf)
            continue;

        bool found = find_in(m, buf, name, len, pos);

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

/* Puts the entry into the block if there is room. */
static bool add_in(const struct mount *m, struct buf *buf, const char *name, size_t len, uint32_t ino,
                   uint8_t type)
{
    uint32_t end = end_of(m, buf), need = bytes_for(len);

    for (uint32_t offset = 0; offset < end;) {
        struct ext2_dir_entry_2 *e = entry_at(buf, offset);
        uint32_t length = length_get(m, e), used = e->inode ? bytes_for(e->name_len) : 0;

        if (length - used >= need) {
            struct ext2_dir_entry_2 *fresh = entry_at(buf, offset + used);

            length_set(fresh, length - used);
            if (used > 0)
                length_set(e, used);
            entry_fill(fresh, name, len, ino, type);
            return true;
        }
        offset += length;
    }
    return false;
}

void ext4_dir_block_empty(const struct mount *m, struct buf *buf)
{
    memset(buf->data, 0, m->block_size);
    length_set(entry_at(buf, 0), ext4_dir_usable(m));
    if (ext4_dir_usable(m) < m->block_size) {
        struct ext2_dir_entry_tail *tail = (void *)(buf->data + ext4_dir_usable(m));

        tail->det_rec_len = TAIL_BYTES;
        tail->det_reserved_name_len = EXT2_DIR_NAME_LEN_CSUM;
    }
    buf->kind = BUF_DIR;
    buf->checked = true;
}

/* Gives the directory one more block, empty and pinned. */
static int grow(struct node *dir, struct buf **result)
{
    struct mount *m = dir->mount;
    uint32_t lblk = blocks_of(dir), count;
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

int ext4_dir_add(struct node *dir, const char *name, size_t len, uint32_t ino, uint32_t mode)
{
    struct mount *m = dir->mount;
    uint8_t type = type_for(m, mode);
    struct buf *buf;
    int err = 0;

    if (dir->inode.i_flags & EXT2_INDEX_FL)
        err = ext4_dir_index_remove(dir);

    for (uint32_t lblk = dir->room_hint; !err && lblk < blocks_of(dir); lblk++) {
        err = ext4_dir_block(dir, lblk, &buf);
        if (err || !buf)
            continue;

        bool added = add_in(m, buf, name, len, ino, type);

        if (added) {
            ext4_cache_dirty(&m->cache, buf);
            dir->room_hint = lblk;
        }
        ext4_cache_put(&m->cache, buf);
        if (added)
            return 0;
    }
    if (!err)
        err = grow(dir, &buf);
    if (err)
        return err;
    add_in(m, buf, name, len, ino, type);
    dir->room_hint = blocks_of(dir) - 1;
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
    int err = pos_block(dir, pos, &buf);

    if (err)
        return err;

    struct ext2_dir_entry_2 *e = entry_at(buf, pos->offset);

    if (pos->before != pos->offset) {
        struct ext2_dir_entry_2 *before = entry_at(buf, pos->before);

        length_set(before, length_get(m, before) + length_get(m, e));
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
    int err = pos_block(dir, pos, &buf);

    if (err)
        return err;

    struct ext2_dir_entry_2 *e = entry_at(buf, pos->offset);

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
    int err = grow(dir, &buf);

    if (err)
        return err;

    struct ext2_dir_entry_2 *dot = entry_at(buf, 0), *dotdot = entry_at(buf, DOT_BYTES);

    entry_fill(dot, ".", 1, dir->ino, type_for(m, LINUX_S_IFDIR));
    length_set(dot, DOT_BYTES);
    entry_fill(dotdot, "..", 2, parent, type_for(m, LINUX_S_IFDIR));
    length_set(dotdot, ext4_dir_usable(m) - DOT_BYTES);
    ext4_cache_put(&m->cache, buf);
    return 0;
}

static bool is_dots(const struct ext2_dir_entry_2 *e)
{
    return e->name[0] == '.' && (e->name_len == 1 || (e->name_len == 2 && e->name[1] == '.'));
}

int ext4_dir_is_empty(struct node *dir)
{
    struct mount *m = dir->mount;

    for (uint32_t lblk = 0; lblk < blocks_of(dir); lblk++) {
        struct buf *buf;
        int err = ext4_dir_block(dir, lblk, &buf);
        bool empty = true;

        if (err)
            return err;
        if (!buf)
            continue;
        for (uint32_t offset = 0; empty && offset < end_of(m, buf);) {
            const struct ext2_dir_entry_2 *e = entry_at(buf, offset);

            empty = e->inode == 0 || is_dots(e);
            offset += length_get(m, e);
        }
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
    int err = 0;

    /* The entry lies in the root of the index, which has a checksum of another kind. */
    if (dir->inode.i_flags & EXT2_INDEX_FL)
        err = ext4_dir_index_remove(dir);
    if (!err)
        err = ext4_dir_find(dir, "..", 2, &pos);
    if (!err)
        err = ext4_dir_replace(dir, &pos, parent, LINUX_S_IFDIR);
    return err;
}

/* What one call of ext4_dir_read has put out. */
struct output {
    uint8_t *data;
    uint32_t size, used;
};

static bool put_out(struct output *out, const struct ext2_dir_entry_2 *e, uint64_t cookie)
{
    uint32_t bytes = offsetof(struct fs_dirent, name) + e->name_len + 1;
    uint32_t length = (bytes + RECORD_ALIGN - 1) & ~(RECORD_ALIGN - 1);
    struct fs_dirent record = {
        .ino = e->inode,
        .cookie = cookie,
        .reclen = length,
        .type = e->file_type < EXT2_FT_MAX ? dt_of_type[e->file_type] : 0,
        .namelen = e->name_len,
    };
    uint8_t *to = out->data + out->used; /* of any alignment */

    if (length > out->size - out->used)
        return false;
    memset(to, 0, length);
    memcpy(to, &record, offsetof(struct fs_dirent, name));
    memcpy(to + offsetof(struct fs_dirent, name), e->name, e->name_len);
    out->used += length;
    return true;
}

/* Puts out the block's entries from offset `from` on; false: the output is full. */
static bool put_out_block(const struct mount *m, const struct buf *buf, uint64_t start, uint32_t from,
                          struct output *out)
{
    for (uint32_t offset = 0; offset < end_of(m, buf);) {
        const struct ext2_dir_entry_2 *e = entry_at(buf, offset);
        uint32_t next = offset + length_get(m, e);
        /* The next block starts behind the checksum. */
        uint64_t cookie = start + (next < end_of(m, buf) ? next : m->block_size);

        if (offset >= from && e->inode && !put_out(out, e, cookie))
            return false;
        offset = next;
    }
    return true;
}

ssize_t ext4_dir_read(struct node *dir, uint64_t cookie, void *data, uint32_t size)
{
    struct mount *m = dir->mount;
    struct output out = { .data = data, .size = size };
    uint32_t from = cookie & (m->block_size - 1);

    for (uint64_t lblk = cookie >> m->block_bits; lblk < blocks_of(dir); lblk++, from = 0) {
        struct buf *buf;
        int err = ext4_dir_block(dir, lblk, &buf);

        if (err)
            return out.used > 0 ? (ssize_t)out.used : err;
        if (!buf)
            continue;

        bool more = put_out_block(m, buf, lblk << m->block_bits, from, &out);

        ext4_cache_put(&m->cache, buf);
        if (!more)
            return out.used > 0 ? (ssize_t)out.used : -EINVAL;
    }
    return out.used;
}
