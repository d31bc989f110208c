/* SPDX-License-Identifier: BSD-2-Clause */
/* Renaming: a replaced name's entry is taken over; otherwise the new entry is there before the old one goes. */
#include "fat.h"

#include <ipc/fs.h>
#include <linux/errno.h>

enum { NOREPLACE = 1, EXCHANGE = 2, DOTDOT = 1 };

/* One side: where it is, and what. */
struct side {
    struct node *dir, *node; /* node NULL: no such name */
    struct name name;
    struct dir_entry entry;
};

static int side_find(struct side *s, struct node *dir, const char *text)
{
    int err = fat_name_parse(text, &s->name);

    s->dir = dir;
    s->node = NULL;
    if (!err)
        err = fat_dir_find(dir, &s->name, &s->entry);
    return err ? err : fat_node_of(dir, s->entry.pos, s->entry.slot, &s->node);
}

static bool is_inside(const struct node *dir, const struct node *top)
{
    for (; dir; dir = dir->parent)
        if (dir == top)
            return true;
    return false;
}

static int may_replace(struct node *moved, struct node *old)
{
    if (node_is_dir(moved) && !node_is_dir(old))
        return -ENOTDIR;
    if (!node_is_dir(moved) && node_is_dir(old))
        return -EISDIR;
    if (!node_is_dir(old))
        return 0;

    int empty = fat_dir_is_empty(old);

    return empty < 0 ? empty : empty ? 0 : -ENOTEMPTY;
}

/* The moved node's values under the target's name. */
static int take_over(const struct side *from, const struct side *to)
{
    uint8_t slot[FAT_SLOT];

    memcpy(slot, from->entry.slot, sizeof(slot));
    memcpy(slot, to->entry.slot, AT_ATTR);
    slot[AT_CASE] = to->entry.slot[AT_CASE];
    fat_node_fill_slot(from->node, slot);
    return fat_cache_write(to->dir->v, to->entry.pos * FAT_SLOT, slot, sizeof(slot));
}

/* The new name gets an entry of its own. */
static int add(const struct side *from, const struct side *to, uint64_t *pos)
{
    uint64_t except = from->dir == to->dir ? from->entry.pos : 0;
    uint8_t slot[FAT_SLOT];

    memcpy(slot, from->entry.slot, sizeof(slot));
    fat_node_fill_slot(from->node, slot);
    return fat_dir_add(to->dir, &to->name, slot, except, pos);
}

/* `..` of a directory leads elsewhere. */
static int parent_changed(struct node *moved, struct node *from_dir, struct node *to_dir)
{
    uint8_t slot[FAT_SLOT];
    uint64_t at;
    int err;

    if (!node_is_dir(moved))
        return 0;
    from_dir->subdirs -= from_dir->subdirs > 0;
    to_dir->subdirs++;
    if (from_dir == to_dir)
        return 0;
    err = fat_slot_at(moved, DOTDOT, &at);
    if (!err && !at)
        err = -EIO;
    if (!err)
        err = fat_cache_read(moved->v, at, slot, sizeof(slot));
    if (err || slot[0] != '.' || slot[1] != '.')
        return err;
    put16(slot + AT_FIRST, fat_dotdot_first(to_dir));
    if (moved->v->bits == 32)
        put16(slot + AT_FIRST_HIGH, fat_dotdot_first(to_dir) >> 16);
    return fat_cache_write(moved->v, at, slot, sizeof(slot));
}

static int stamp(struct node *dir)
{
    uint16_t date, time;

    fat_time_encode(fat_now_ns(), &date, &time, NULL);
    dir->mtime_ns = fat_time_decode(date, time, 0);
    return fat_node_store(dir);
}

static int move(struct side *from, struct side *to, struct node *old)
{
    uint64_t pos = old ? to->entry.pos : 0;
    int err = old ? take_over(from, to) : add(from, to, &pos);

    if (!err)
        err = fat_dir_remove(from->dir, &from->entry);
    if (err)
        return err;
    if (old) {
        if (node_is_dir(old))
            to->dir->subdirs -= to->dir->subdirs > 0;
        fat_node_unlink(old);
    }
    fat_node_move(from->node, to->dir, pos);
    err = parent_changed(from->node, from->dir, to->dir);
    if (!err)
        err = stamp(from->dir);
    return err ? err : stamp(to->dir);
}

/* Each keeps its name and gets what the other stands for. */
static int exchange(struct side *from, struct side *to)
{
    int err = take_over(from, to);

    if (!err)
        err = take_over(to, from);
    if (err)
        return err;

    uint64_t from_pos = from->node->pos;

    fat_node_unlink(from->node); /* so that no two are at one place */
    fat_node_move(to->node, from->dir, from_pos);
    fat_node_relink(from->node, to->dir, to->entry.pos);
    err = parent_changed(from->node, from->dir, to->dir);
    if (!err)
        err = parent_changed(to->node, to->dir, from->dir);
    if (!err)
        err = stamp(from->dir);
    return err ? err : stamp(to->dir);
}

static int exchange_checked(struct side *from, struct side *to)
{
    if (!to->node)
        return -ENOENT;
    if (from->node == to->node)
        return 0;
    if ((node_is_dir(from->node) && is_inside(to->dir, from->node)) ||
        (node_is_dir(to->node) && is_inside(from->dir, to->node)))
        return -EINVAL;
    return exchange(from, to);
}

int fat_rename(struct node *from_dir, const char *from_text, struct node *to_dir, const char *to_text,
               uint32_t flags, uint64_t *replaced)
{
    struct side from, to;
    struct node *old;
    int err = side_find(&from, from_dir, from_text);

    *replaced = 0;
    if (flags & ~(NOREPLACE | EXCHANGE) || flags == (NOREPLACE | EXCHANGE))
        return -EINVAL;
    if (err)
        return err;
    err = side_find(&to, to_dir, to_text);
    if (err && err != -ENOENT)
        return err;
    if (err && to.name.count == 0)
        return err; /* nothing but dots */
    if (flags & EXCHANGE)
        return exchange_checked(&from, &to);
    old = to.node;
    if (old == from.node) {
        if (from_dir == to_dir && !strcmp(from_text, to_text))
            return flags & NOREPLACE ? -EEXIST : 0;
        old = NULL; /* the same name in other letters */
    }
    if (old && (flags & NOREPLACE))
        return -EEXIST;
    if (node_is_dir(from.node) && is_inside(to_dir, from.node))
        return -EINVAL;
    err = old ? may_replace(from.node, old) : 0;
    if (!err)
        err = move(&from, &to, old);
    if (!err && old)
        *replaced = old->ino;
    return err;
}
