/* SPDX-License-Identifier: BSD-2-Clause */
/* Attributes: what FAT has no room for comes from the defaults of a mount, as Linux' vfat does with
 * uid=0,gid=0,umask=022. */
#include "fat.h"

#include <ipc/fs.h>
#include <linux/errno.h>
#include <linux/stat.h>

enum { MASK = 022, ALL_R_X = 0555, ALL_W = 0222 };

static uint32_t mode_of(const struct node *n)
{
    if (node_is_dir(n))
        return S_IFDIR | (0777 & ~MASK);
    return S_IFREG | (0777 & ~MASK & ~(n->attr & FAT_RDONLY ? ALL_W : 0));
}

void fat_attr_fill(struct node *n, struct fs_attr *attr)
{
    uint64_t cluster = n->v->cluster_bytes;

    *attr = (struct fs_attr){
        .ino = n->ino,
        .size = n->size,
        .blocks = (n->size + cluster - 1) / cluster * cluster / 512,
        .mode = mode_of(n),
        .nlink = n->unlinked ? 0 : node_is_dir(n) ? n->subdirs + 2 : 1,
        .blksize = cluster,
        .atime_ns = n->atime_ns,
        .mtime_ns = n->mtime_ns,
        .ctime_ns = n->mtime_ns,
        .btime_ns = n->btime_ns,
    };
}

/* Of the permissions only "nobody may write" can be kept, on files; what cannot be is not an error. */
static void mode_set(struct node *n, uint32_t mode)
{
    uint32_t could = 0777 & ~MASK, perm = mode & could;

    if (node_is_dir(n) || (perm & ALL_R_X) != (could & ALL_R_X))
        return;
    if ((perm & ALL_W) == 0)
        n->attr |= FAT_RDONLY;
    else if ((perm & ALL_W) == (could & ALL_W))
        n->attr &= ~FAT_RDONLY;
}

static int allowed(const struct node *n, uint32_t set, const struct fs_attr *want)
{
    if (((set & FS_SET_UID) && want->uid != 0) || ((set & FS_SET_GID) && want->gid != 0))
        return -EPERM;
    if ((set & FS_SET_MODE) && (want->mode & 07777 & ~0777))
        return -EPERM;
    if ((set & FS_SET_SIZE) && node_is_dir(n))
        return -EISDIR;
    return 0;
}

int fat_attr_set(struct node *n, uint32_t set, const struct fs_attr *want)
{
    uint16_t date, time;
    int err = allowed(n, set, want);

    if (!err && (set & FS_SET_SIZE) && want->size != n->size) {
        err = fat_file_resize(n, want->size);
        if (!err && !(set & FS_SET_MTIME)) {
            fat_time_encode(fat_now_ns(), &date, &time, NULL);
            n->mtime_ns = fat_time_decode(date, time, 0);
        }
    }
    if (err)
        return err;
    if (set & FS_SET_MODE)
        mode_set(n, want->mode);
    if (set & FS_SET_MTIME) {
        fat_time_encode(want->mtime_ns, &date, &time, NULL);
        n->mtime_ns = fat_time_decode(date, time, 0);
    }
    if (set & FS_SET_ATIME) {
        fat_time_encode(want->atime_ns, &date, &time, NULL);
        n->atime_ns = fat_time_decode(date, 0, 0);
    }
    return fat_node_store(n);
}
