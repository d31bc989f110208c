/* SPDX-License-Identifier: BSD-2-Clause */
/* Making files and directories, and taking their names away. */
#include "fat.h"

#include <ipc/fs.h>
#include <linux/errno.h>
#include <linux/stat.h>

static void stamp(uint8_t *slot)
{
    uint16_t date, time;

    fat_time_encode(fat_now_ns(), &date, &time, &slot[AT_BIRTH_10MS]);
    put16(slot + AT_BIRTH_DATE, date);
    put16(slot + AT_BIRTH_TIME, time);
    put16(slot + AT_ACCESS_DATE, date);
    put16(slot + AT_DATE, date);
    put16(slot + AT_TIME, time);
}

static void first_put(const struct volume *v, uint8_t *slot, uint32_t first)
{
    put16(slot + AT_FIRST, first);
    if (v->bits == 32)
        put16(slot + AT_FIRST_HIGH, first >> 16);
}

/* The directory has changed now. */
static int touch(struct node *dir)
{
    uint16_t date, time;

    fat_time_encode(fat_now_ns(), &date, &time, NULL);
    dir->mtime_ns = fat_time_decode(date, time, 0);
    return fat_node_store(dir);
}

/* A cluster with the entries . and .. */
static int dir_new(struct node *parent, uint32_t *cluster)
{
    struct volume *v = parent->v;
    uint8_t dots[2 * FAT_SLOT] = { 0 };
    int err = fat_alloc(v, 0, cluster);

    if (err)
        return err;
    memset(dots, ' ', 11);
    dots[0] = '.';
    dots[AT_ATTR] = FAT_DIR;
    stamp(dots);
    memcpy(dots + FAT_SLOT, dots, FAT_SLOT);
    dots[FAT_SLOT + 1] = '.';
    first_put(v, dots, *cluster);
    first_put(v, dots + FAT_SLOT, fat_dotdot_first(parent));
    err = fat_cache_zero(v, fat_cluster_at(v, *cluster), v->cluster_bytes);
    if (!err)
        err = fat_cache_write(v, fat_cluster_at(v, *cluster), dots, sizeof(dots));
    if (err)
        (void)fat_free_chain(v, *cluster); /* the first error counts */
    return err;
}

int fat_create(struct node *dir, const char *text, uint32_t mode, struct fs_attr *attr)
{
    bool is_dir = (mode & S_IFMT) == S_IFDIR;
    uint8_t slot[FAT_SLOT] = { 0 };
    struct dir_entry e;
    struct name name;
    struct node *n;
    uint32_t cluster = 0;
    uint64_t pos;

    if (!is_dir && (mode & S_IFMT) != S_IFREG && (mode & S_IFMT) != 0)
        return -EPERM;

    int err = fat_name_parse(text, &name);

    if (err)
        return err;
    err = fat_dir_find(dir, &name, &e);
    if (err != -ENOENT)
        return err ? err : -EEXIST;
    err = is_dir ? dir_new(dir, &cluster) : 0;
    if (err)
        return err;
    stamp(slot);
    slot[AT_ATTR] = is_dir ? FAT_DIR : FAT_ARCHIVE;
    first_put(dir->v, slot, cluster);
    err = fat_dir_add(dir, &name, slot, 0, &pos);
    if (err) {
        if (cluster)
            (void)fat_free_chain(dir->v, cluster); /* the first error counts */
        return err;
    }
    dir->subdirs += is_dir;
    err = fat_node_of(dir, pos, slot, &n);
    if (!err)
        err = touch(dir);
    if (!err)
        fat_attr_fill(n, attr);
    return err;
}

static int find(struct node *dir, const char *text, struct dir_entry *e, struct node **n)
{
    struct name name;
    int err = fat_name_parse(text, &name);

    if (!err)
        err = fat_dir_find(dir, &name, e);
    return err ? err : fat_node_of(dir, e->pos, e->slot, n);
}

int fat_unlink(struct node *dir, const char *text, struct fs_attr *attr)
{
    struct dir_entry e;
    struct node *n;
    int err = find(dir, text, &e, &n);

    if (!err && node_is_dir(n))
        err = -EISDIR;
    if (!err)
        err = fat_dir_remove(dir, &e);
    if (err)
        return err;
    fat_node_unlink(n);
    fat_attr_fill(n, attr);
    return touch(dir);
}

int fat_rmdir(struct node *dir, const char *text)
{
    struct dir_entry e;
    struct node *n;
    int err = find(dir, text, &e, &n);

    if (!err && !node_is_dir(n))
        err = -ENOTDIR;
    if (!err) {
        int empty = fat_dir_is_empty(n);

        err = empty < 0 ? empty : empty ? 0 : -ENOTEMPTY;
    }
    if (!err)
        err = fat_dir_remove(dir, &e);
    if (err)
        return err;
    dir->subdirs -= dir->subdirs > 0;
    fat_node_unlink(n);
    return touch(dir);
}
