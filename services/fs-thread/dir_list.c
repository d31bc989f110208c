/* SPDX-License-Identifier: BSD-2-Clause */
/* Listing a directory, from a cookie on.
 *
 * Without an index the cookie is a byte offset.  A directory that has an index, or would get one when it
 * grows, is listed by hash: the cookie is 31 bits of the major hash, then 32 of the minor.  So an
 * entry keeps its place when leaves are split and when the directory gets its index, and what is there during
 * the whole listing comes exactly once.  Of names equal in all 63 bits, which is one pair in many billions
 * of entries, the later ones take the next numbers. */
#include "dir.h"
#include "inline.h"

#include <ipc/fs.h>
#include <linux/errno.h>
#include <stdlib.h>

enum { RECORD_ALIGN = 8, DOTS_COOKIES = 2 };

/* By EXT2_FT_ value: the DT_ value. */
static const uint8_t dt_of_type[EXT2_FT_MAX] = {
    [EXT2_FT_FIFO] = LINUX_S_IFIFO >> 12,   [EXT2_FT_CHRDEV] = LINUX_S_IFCHR >> 12,
    [EXT2_FT_DIR] = LINUX_S_IFDIR >> 12,    [EXT2_FT_BLKDEV] = LINUX_S_IFBLK >> 12,
    [EXT2_FT_REG_FILE] = LINUX_S_IFREG >> 12, [EXT2_FT_SYMLINK] = LINUX_S_IFLNK >> 12,
    [EXT2_FT_SOCK] = LINUX_S_IFSOCK >> 12,
};

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
    for (uint32_t offset = 0; offset < ext4_dir_end(m, buf);) {
        const struct ext2_dir_entry_2 *e = dir_entry_at(buf, offset);
        uint32_t next = offset + dir_length(m, e);
        /* The next block starts behind the checksum. */
        uint64_t cookie = start + (next < ext4_dir_end(m, buf) ? next : m->block_size);

        if (offset >= from && e->inode && !put_out(out, e, cookie))
            return false;
        offset = next;
    }
    return true;
}

static ssize_t list_linear(struct node *dir, uint64_t cookie, struct output *out)
{
    struct mount *m = dir->mount;
    uint32_t from = cookie & (m->block_size - 1);

    for (uint64_t lblk = cookie >> m->block_bits; lblk < dir_blocks(dir); lblk++, from = 0) {
        struct buf *buf;
        int err = ext4_dir_block(dir, lblk, &buf);

        if (err)
            return out->used > 0 ? (ssize_t)out->used : err;
        if (!buf)
            continue;

        bool more = put_out_block(m, buf, lblk << m->block_bits, from, out);

        ext4_cache_put(&m->cache, buf);
        if (!more)
            return out->used > 0 ? (ssize_t)out->used : -EINVAL;
    }
    return out->used;
}

/* An entry of a leaf, and its place in the listing. */
struct place {
    uint64_t at;
    uint32_t lblk, offset;
};

struct places {
    struct place *list; /* owned */
    uint32_t count, room;
};

static int place_order(const void *a, const void *b)
{
    const struct place *x = a, *y = b;

    if (x->at != y->at)
        return x->at < y->at ? -1 : 1;
    if (x->lblk != y->lblk)
        return x->lblk < y->lblk ? -1 : 1;
    return x->offset < y->offset ? -1 : x->offset > y->offset;
}

static uint64_t place_of(const struct mount *m, int version, const struct ext2_dir_entry_2 *e)
{
    struct dir_hash hash;
    uint64_t at;

    if (dir_is_dots(e))
        return e->name_len - 1;
    ext4_dir_hash(m, version, e->name, e->name_len, &hash);
    at = (uint64_t)(hash.major >> 1) << 32 | hash.minor;
    return at < DOTS_COOKIES ? DOTS_COOKIES : at;
}

/* Adds the block's entries. */
static int places_add(const struct mount *m, int version, const struct buf *buf, uint32_t lblk,
                      struct places *places)
{
    for (uint32_t offset = 0; offset < ext4_dir_end(m, buf);) {
        const struct ext2_dir_entry_2 *e = dir_entry_at(buf, offset);

        if (e->inode) {
            if (places->count == places->room) {
                uint32_t room = places->room * 2 + 128;
                struct place *list = realloc(places->list, room * sizeof(*list));

                if (!list)
                    return -ENOMEM;
                places->list = list;
                places->room = room;
            }
            places->list[places->count++] = (struct place){ place_of(m, version, e), lblk, offset };
        }
        offset += dir_length(m, e);
    }
    return 0;
}

/* Puts out what is not before the cookie, in order; `only`: the one block they are in, or NULL.  1: all of it, 0: the output is full. */
static int places_put(struct node *dir, struct places *places, struct buf *only, uint64_t cookie,
                      struct output *out)
{
    struct mount *m = dir->mount;
    int more = 1;

    if (places->count > 0)
        qsort(places->list, places->count, sizeof(*places->list), place_order);
    for (uint32_t i = 0; more == 1 && i < places->count; i++) {
        struct place *p = &places->list[i];
        struct buf *buf = only;

        if (i > 0 && p->at <= p[-1].at)
            p->at = p[-1].at + 1;
        if (p->at < cookie)
            continue;

        int err = only ? 0 : ext4_dir_block(dir, p->lblk, &buf);

        if (err || !buf)
            return err ? err : -EIO;
        if (!put_out(out, dir_entry_at(buf, p->offset), p->at + 1 <= INT64_MAX ? p->at + 1 : INT64_MAX))
            more = 0;
        if (!only)
            ext4_cache_put(&m->cache, buf);
    }
    places->count = 0;
    return more;
}

/* A block that is not a leaf of the index: the root, or the only block. */
static int list_first(struct node *dir, int version, uint64_t cookie, struct places *places,
                      struct output *out)
{
    struct buf *buf;
    int err = ext4_dir_block(dir, 0, &buf);

    if (err || !buf)
        return err ? err : 1;
    err = places_add(dir->mount, version, buf, 0, places);
    ext4_cache_put(&dir->mount->cache, buf);
    return err ? err : places_put(dir, places, NULL, cookie, out);
}

/* All leaves from the cookie on; those that share a hash are put out together. */
static int list_leaves(struct node *dir, int version, uint64_t cookie, struct places *places,
                       struct output *out)
{
    struct index_path path;
    uint64_t major = (cookie >> 32) << 1;
    int more = ext4_path_find(dir, major > UINT32_MAX ? UINT32_MAX - 1 : major, &path), next = 1;

    if (more < 0)
        return more;
    more = 1;
    for (uint32_t left = dir_blocks(dir); more == 1 && next == 1 && left > 0; left--) {
        uint32_t lblk, boundary = 0;
        struct buf *leaf;
        int err = ext4_path_leaf(&path, &lblk, &leaf);

        if (!err) {
            err = places_add(dir->mount, version, leaf, lblk, places);
            ext4_cache_put(&dir->mount->cache, leaf);
        }
        next = err ? err : ext4_path_next(&path, &boundary);
        if (next < 0)
            more = next;
        else if (next == 0 || !(boundary & INDEX_SAME_HASH))
            more = places_put(dir, places, NULL, cookie, out);
    }
    ext4_path_put(&path);
    return more;
}

/* A directory in its inode, as the one block it would have. */
static ssize_t list_inline(struct node *dir, uint64_t cookie, struct output *out)
{
    struct mount *m = dir->mount;
    struct buf buf = { .data = malloc(m->block_size), .kind = BUF_DIR };
    struct places places = { 0 };
    int version, more = buf.data ? ext4_inline_dir_image(dir, buf.data) : -ENOMEM;

    if (!more && ext4_dir_hash_version(dir, &version)) {
        more = places_add(m, version, &buf, 0, &places);
        if (!more)
            more = places_put(dir, &places, &buf, cookie, out);
    } else if (!more && cookie < m->block_size) {
        more = put_out_block(m, &buf, 0, cookie, out);
    } else if (!more) {
        more = 1;
    }
    free(places.list);
    free(buf.data);
    if (out->used > 0)
        return out->used;
    return more < 0 ? more : more == 0 ? -EINVAL : 0;
}

ssize_t ext4_dir_read(struct node *dir, uint64_t cookie, void *data, uint32_t size)
{
    struct output out = { .data = data, .size = size };
    struct places places = { 0 };
    int version, more = 1;

    if (cookie >= INT64_MAX)
        return 0;
    if (node_is_inline(dir))
        return list_inline(dir, cookie, &out);
    if (!ext4_dir_hash_version(dir, &version))
        return list_linear(dir, cookie, &out);

    bool hashed = ext4_dir_is_hashed(dir);

    if (!hashed || cookie < DOTS_COOKIES)
        more = list_first(dir, version, cookie, &places, &out);
    if (hashed && more == 1)
        more = list_leaves(dir, version, cookie, &places, &out);
    free(places.list);
    if (out.used > 0)
        return out.used;
    return more < 0 ? more : more == 0 ? -EINVAL : 0;
}
