/* SPDX-License-Identifier: BSD-2-Clause */
/* renameat2: an entry changes its name or directory, may replace another, or change places with it. */
#include "ext4.h"

#include <linux/errno.h>
#include <string.h>

enum {
    NOREPLACE = 1,
    EXCHANGE = 2,
    RENAME_BLOCKS = 4, /* a block and extent nodes for the target directory */
};

/* One end of the move. */
struct end {
    struct node *dir;   /* + reference */
    const char *name;
    size_t len;
    struct dir_pos pos;
    struct node *node;  /* what the name leads to, + reference; NULL: nothing (target only) */
};

static void end_put(struct end *e)
{
    if (e->node)
        ext4_node_put(e->node);
    if (e->dir)
        ext4_node_put(e->dir);
}

static int end_get(struct mount *m, uint64_t dir, const char *name, struct end *e)
{
    *e = (struct end){ .name = name };

    int err = ext4_name_check(name, &e->len);

    if (!err && ext4_name_is_dots(name))
        err = -EBUSY;
    if (!err)
        err = ext4_dir_get(m, dir, &e->dir);
    if (!err)
        err = ext4_dir_find(e->dir, name, e->len, &e->pos);
    if (!err)
        err = ext4_node_get(m, e->pos.ino, &e->node);
    return err;
}

/* 1 if `n` is `dir` or above it. */
static int is_above(struct node *n, struct node *dir)
{
    struct mount *m = n->mount;
    uint32_t at = dir->ino, left = m->fs->super->s_inodes_count;

    while (at != n->ino) {
        struct node *d;
        uint32_t parent;

        if (at == EXT2_ROOT_INO)
            return 0;

        int err = left-- == 0 ? -EIO : ext4_node_get(m, at, &d);

        if (err)
            return err;
        err = ext4_dir_parent(d, &parent);
        ext4_node_put(d);
        if (err)
            return err;
        at = parent;
    }
    return 1;
}

static int check_loops(const struct end *from, const struct end *to, uint32_t flags)
{
    int above = 0;

    if (from->dir == to->dir)
        return 0;
    if (node_is_dir(from->node))
        above = is_above(from->node, to->dir);
    if (!above && (flags & EXCHANGE) && node_is_dir(to->node))
        above = is_above(to->node, from->dir);
    return above < 0 ? above : above ? -EINVAL : 0;
}

static int check_replace(const struct end *from, const struct end *to)
{
    if (!to->node)
        return 0;
    if (!node_is_dir(to->node))
        return node_is_dir(from->node) ? -ENOTDIR : 0;
    if (!node_is_dir(from->node))
        return -EISDIR;

    int empty = ext4_dir_is_empty(to->node);

    return empty < 0 ? empty : empty ? 0 : -ENOTEMPTY;
}

/* All that can be wrong with the request; changes nothing.  1: there is nothing to do. */
static int check(const struct end *from, const struct end *to, uint32_t flags)
{
    if ((flags & EXCHANGE) && !to->node)
        return -ENOENT;
    if ((flags & NOREPLACE) && to->node)
        return -EEXIST;

    int err = check_loops(from, to, flags);

    if (err)
        return err;
    if (to->node == from->node)
        return 1;
    if (!(flags & EXCHANGE))
        err = check_replace(from, to);
    if (!err && !to->node && from->dir != to->dir && node_is_dir(from->node) &&
        !ext4_dir_link_room(to->dir))
        err = -EMLINK;
    return err;
}

static int do_move(struct end *from, struct end *to)
{
    bool moved = from->dir != to->dir;
    int err;

    if (to->node)
        err = ext4_dir_replace(to->dir, &to->pos, from->node->ino, from->node->inode.i_mode);
    else
        err = ext4_dir_add(to->dir, to->name, to->len, from->node->ino, from->node->inode.i_mode);
    if (err)
        return err;

    /* The new entry may have come between the old one and the one before it: look again. */
    err = ext4_dir_find(from->dir, from->name, from->len, &from->pos);
    if (!err)
        err = ext4_dir_remove(from->dir, &from->pos);
    if (!err && moved && node_is_dir(from->node))
        err = ext4_dir_set_parent(from->node, to->dir->ino);
    if (err)
        return err;

    if (node_is_dir(from->node)) {
        if (moved || to->node)
            ext4_dir_link_drop(from->dir);
        if (moved && !to->node)
            ext4_dir_link_add(to->dir);
    }
    if (to->node)
        ext4_link_drop(to->node);
    return 0;
}

static int do_exchange(struct end *from, struct end *to)
{
    struct node *a = from->node, *b = to->node;
    int err = ext4_dir_replace(from->dir, &from->pos, b->ino, b->inode.i_mode);

    if (!err)
        err = ext4_dir_replace(to->dir, &to->pos, a->ino, a->inode.i_mode);
    if (!err && from->dir != to->dir) {
        if (node_is_dir(a))
            err = ext4_dir_set_parent(a, to->dir->ino);
        if (!err && node_is_dir(b))
            err = ext4_dir_set_parent(b, from->dir->ino);
        if (!err && node_is_dir(a) != node_is_dir(b)) {
            ext4_dir_link_drop(node_is_dir(a) ? from->dir : to->dir);
            ext4_dir_link_add(node_is_dir(a) ? to->dir : from->dir);
        }
    }
    if (!err)
        ext4_touch(b, TIME_C);
    return err;
}

static int rename_ends(struct mount *m, struct end *from, struct end *to, uint32_t flags,
                       uint64_t *replaced)
{
    int err = check(from, to, flags);

    if (!err)
        err = ext4_txn_begin(m, RENAME_BLOCKS);
    if (err)
        return err > 0 ? 0 : err;

    err = flags & EXCHANGE ? do_exchange(from, to) : do_move(from, to);
    if (!err) {
        ext4_touch(from->node, TIME_C);
        ext4_touch(from->dir, TIME_M | TIME_C);
        ext4_touch(to->dir, TIME_M | TIME_C);
        if (to->node && !(flags & EXCHANGE))
            *replaced = to->node->ino;
    }
    return ext4_txn_end_whole(m, err);
}

int ext4_rename(struct mount *m, uint64_t from_dir, const char *from_name, uint64_t to_dir,
                const char *to_name, uint32_t flags, uint64_t *replaced)
{
    struct end from, to = { 0 };

    if (flags & ~(NOREPLACE | EXCHANGE) || flags == (NOREPLACE | EXCHANGE))
        return -EINVAL;
    *replaced = 0;

    int err = end_get(m, from_dir, from_name, &from);

    if (!err) {
        err = end_get(m, to_dir, to_name, &to);
        if (err == -ENOENT && to.dir)
            err = 0; /* no such name: the usual case */
    }
    if (!err)
        err = rename_ends(m, &from, &to, flags, replaced);
    end_put(&to);
    end_put(&from);
    return err;
}
