/* SPDX-License-Identifier: BSD-2-Clause */
/* Blocks of files without extents, as ext2 and ext3 keep them: 12 pointers in the inode, then one to a block of
 * pointers, one to a block of such blocks, and one more level.  Pointers are set by libext2fs; it cannot skip
 * holes, nor take out a part of a file. */
#include "ext4.h"

#include <linux/errno.h>

/* Finds the array of pointers that lblk's is in; level 0: it is in the inode. */
struct place {
    uint32_t root;      /* index in i_block */
    uint32_t level;     /* blocks of pointers on the way */
    uint64_t index;     /* of lblk among those that the root leads to */
};

static bool place_of(const struct mount *m, uint32_t lblk, struct place *p)
{
    uint64_t pointers = m->block_size / sizeof(uint32_t), index = lblk, span = pointers;

    if (lblk < EXT2_NDIR_BLOCKS) {
        *p = (struct place){ .root = lblk };
        return true;
    }
    index -= EXT2_NDIR_BLOCKS;
    for (uint32_t level = 1; level <= 3; level++) {
        if (index < span) {
            *p = (struct place){ EXT2_NDIR_BLOCKS + level - 1, level, index };
            return true;
        }
        index -= span;
        span *= pointers;
    }
    return false;
}

/* The run that starts at list[0]: neighbours on the disk, or a hole. */
static uint32_t run_of(const uint32_t *list, uint32_t most)
{
    uint32_t count = 1;

    while (count < most && list[count] == (list[0] ? list[0] + count : 0))
        count++;
    return count;
}

static int outside(struct node *n)
{
    ext4_mount_fail(n->mount, "block outside the disk in inode", n->ino);
    return -EIO;
}

int ext4_indirect_map(struct node *n, uint32_t lblk, uint32_t want, struct mapping *map)
{
    struct mount *m = n->mount;
    uint32_t pointers = m->block_size / sizeof(uint32_t);
    struct place p;

    *map = (struct mapping){ .lblk = lblk, .count = want };
    if (!place_of(m, lblk, &p))
        return 0;
    if (p.level == 0) {
        uint32_t room = EXT2_NDIR_BLOCKS - p.root;

        map->pblk = n->inode.i_block[p.root];
        map->count = run_of(&n->inode.i_block[p.root], want < room ? want : room);
    }

    uint64_t block = n->inode.i_block[p.root], span = 1;

    for (uint32_t i = 0; i < p.level; i++)
        span *= pointers;
    for (uint32_t level = p.level; level > 0; level--) {
        uint64_t hole = span - p.index % span;
        struct buf *buf;

        if (!block) { /* all that it would lead to */
            map->count = hole < want ? hole : want;
            return 0;
        }
        if (!ext4_block_valid(m, block))
            return outside(n);

        int err = ext4_cache_get(&m->cache, block, &buf);

        if (err)
            return err;
        span /= pointers;

        const uint32_t *list = (const void *)buf->data;
        uint32_t at = p.index / span % pointers, room = pointers - at;

        block = list[at];
        if (level == 1) {
            map->pblk = block;
            map->count = run_of(&list[at], want < room ? want : room);
        }
        ext4_cache_put(&m->cache, buf);
    }
    if (map->pblk && (!ext4_block_valid(m, map->pblk) || !ext4_block_valid(m, map->pblk + map->count - 1)))
        return outside(n);
    return 0;
}

static int set(struct node *n, uint32_t lblk, uint64_t pblk, int flags)
{
    blk64_t block = pblk;

    ext4_node_dirty(n);
    return ext4_errno(ext2fs_bmap2(n->mount->fs, n->ino, node_inode(n), NULL, BMAP_SET | flags, lblk,
                                   NULL, &block));
}

/* All or nothing, but for blocks of pointers, which may stay for later. */
int ext4_indirect_add(struct node *n, uint32_t lblk, uint64_t pblk, uint32_t count)
{
    uint32_t done = 0;
    int err = 0;

    while (!err && done < count) {
        err = set(n, lblk + done, pblk + done, BMAP_ALLOC);
        done += !err;
    }
    if (!err) {
        ext2fs_iblk_add_blocks(n->mount->fs, node_inode(n), count);
        return 0;
    }
    while (done > 0)
        (void)set(n, lblk + --done, 0, 0); /* the pointers are in memory: cannot fail */
    return err;
}

/* What is taken out of a file. */
struct removal {
    struct node *n;
    uint64_t from, to;  /* file blocks [from, to) */
};

static int remove_below(struct removal *r, uint32_t block, uint32_t level, uint64_t start, bool *empty);

/* Takes what lies in the range out of a list of pointers, whose first leads to file block `start`; *changed: the
 * list is not as it was. */
static int remove_from(struct removal *r, uint32_t *list, uint32_t count, uint32_t level, uint64_t start,
                       bool *changed)
{
    struct mount *m = r->n->mount;
    uint64_t span = 1;
    int err = 0;

    for (uint32_t i = 0; i < level; i++)
        span *= m->block_size / sizeof(uint32_t);
    for (uint32_t i = 0; !err && i < count; i++, start += span) {
        bool empty = true;

        if (!list[i] || start >= r->to || start + span <= r->from)
            continue;
        if (level > 0)
            err = remove_below(r, list[i], level - 1, start, &empty);
        if (err || !empty)
            continue;
        err = ext4_blocks_free(m, list[i], 1);
        ext2fs_iblk_sub_blocks(m->fs, node_inode(r->n), 1);
        list[i] = 0;
        *changed = true;
        if (!err && ext4_txn_is_long(m))
            err = -EAGAIN;
    }
    return err;
}

/* ... of a block of pointers. */
static int remove_below(struct removal *r, uint32_t block, uint32_t level, uint64_t start, bool *empty)
{
    struct mount *m = r->n->mount;
    uint32_t pointers = m->block_size / sizeof(uint32_t);
    bool changed = false;
    struct buf *buf;

    if (!ext4_block_valid(m, block))
        return outside(r->n);

    int err = ext4_cache_get(&m->cache, block, &buf);

    if (err)
        return err;

    uint32_t *list = (void *)buf->data;

    err = remove_from(r, list, pointers, level, start, &changed);
    if (changed) {
        buf_claim(buf);
        ext4_cache_dirty(&m->cache, buf);
    }
    *empty = !list[0] && run_of(list, pointers) == pointers;
    ext4_cache_put(&m->cache, buf);
    return err;
}

int ext4_indirect_remove(struct node *n, uint32_t from, uint32_t to)
{
    uint64_t pointers = n->mount->block_size / sizeof(uint32_t), start = EXT2_NDIR_BLOCKS, span = pointers;
    struct removal r = { .n = n, .from = from, .to = to == MAP_END ? UINT64_MAX : to };
    bool changed = false;
    int err = remove_from(&r, n->inode.i_block, EXT2_NDIR_BLOCKS, 0, 0, &changed);

    for (uint32_t level = 1; !err && level <= 3; level++) {
        err = remove_from(&r, &n->inode.i_block[EXT2_NDIR_BLOCKS + level - 1], 1, level, start, &changed);
        start += span;
        span *= pointers;
    }
    ext4_node_dirty(n);
    return err;
}
