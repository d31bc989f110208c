/* SPDX-License-Identifier: BSD-2-Clause */
/* The inode cache.
 *
 * An inode lives while somebody references it: dentries, open files, mappings, and its super's dirty
 * list.  As the dentry cache keeps names that were used, it keeps their inodes and pages too.  When the
 * last reference goes, there is nothing left to write, or the node has no name and its data is void. */
#include "fs/inode.h"

#include <linux/errno.h>
#include <linux/stat.h>
#include <stdlib.h>

#include "fs/acl.h"
#include "fs/lease.h"
#include "fs/lock.h"
#include "fs/xattr.h"
#include "time/clock.h"

enum { HASH_SIZE = 1024 };

LIST_HEAD(inode_bucket, inode);
static struct inode_bucket buckets[HASH_SIZE];

static struct inode_bucket *bucket_of(const struct super *super, uint64_t ino)
{
    uint64_t h = (ino ^ ((uint64_t)super->dev << 20)) * 0x9e3779b97f4a7c15u;

    return &buckets[h >> 54];
}

struct inode *inode_new(struct super *super, uint64_t ino, int hashed)
{
    struct inode *inode = calloc(1, sizeof *inode);

    if (!inode)
        return NULL;
    inode->refs = 1;
    inode->super = super;
    inode->ino = ino;
    inode->blksize = 4096;
    inode->nlink = 1;
    if (hashed)
        LIST_INSERT_HEAD(bucket_of(super, ino), inode, in_hash);
    inode->hashed = hashed != 0;
    return inode;
}

struct inode *inode_find(struct super *super, uint64_t ino)
{
    struct inode *inode;

    LIST_FOREACH(inode, bucket_of(super, ino), in_hash) {
        if (inode->ino == ino && inode->super == super) {
            inode_get(inode);
            return inode;
        }
    }
    return NULL;
}

unsigned inodes_of(struct super *super, struct inode **list, unsigned max)
{
    struct inode *inode;
    unsigned count = 0;

    for (unsigned i = 0; i < HASH_SIZE; i++)
        LIST_FOREACH(inode, &buckets[i], in_hash) {
            if (inode->super != super)
                continue;
            if (count < max) {
                inode_get(inode);
                list[count] = inode;
            }
            count++;
        }
    return count;
}

void inode_unhash(struct inode *inode)
{
    if (inode->hashed)
        LIST_REMOVE(inode, in_hash);
    inode->hashed = 0;
}

void inode_get(struct inode *inode)
{
    inode->refs++;
}

static void inode_free(struct inode *inode)
{
    inode_unhash(inode);
    pagecache_drop(inode, 0, UINT64_MAX);
    stub_sets_free(inode);
    locks_free(inode);
    leases_free(inode);
    inode_acl_changed(inode);
    memory_xattrs_free(inode);
    if (inode->super->ops->evict)
        inode->super->ops->evict(inode);
    free(inode);
}

/* A node without names and users keeps nothing worth writing. */
static int only_dirty_list_left(const struct inode *inode)
{
    return inode->refs == 1 && (inode->flags & INODE_DIRTY) && inode->nlink == 0 && !inode->writing;
}

void inode_put(struct inode *inode)
{
    if (--inode->refs == 0) {
        inode_free(inode);
        return;
    }
    if (only_dirty_list_left(inode)) {
        pagecache_drop(inode, 0, UINT64_MAX);
        inode->flags &= ~(INODE_DIRTY | INODE_TIMES);
        TAILQ_REMOVE(&inode->super->dirty, inode, in_dirty);
        inode->refs = 0;
        inode_free(inode);
    }
}

void inode_touch(struct inode *inode, uint32_t times)
{
    int64_t now = (int64_t)clock_realtime_ns();

    if (times & FS_SET_ATIME)
        inode->atime_ns = now;
    if (times & FS_SET_MTIME)
        inode->mtime_ns = now;
    if (times & FS_SET_CTIME)
        inode->ctime_ns = now;
    inode_mark_dirty(inode, INODE_TIMES);
}

void inode_from_attr(struct inode *inode, const struct fs_attr *attr)
{
    inode->mode = attr->mode;
    inode->nlink = attr->nlink;
    inode->uid = attr->uid;
    inode->gid = attr->gid;
    inode->rdev = attr->rdev;
    inode->blksize = attr->blksize ? attr->blksize : 4096;
    inode->blocks = attr->blocks;
    inode->btime_ns = attr->btime_ns;
    inode->fsflags = attr->flags & ~FS_ATTR_XATTRS;
    if (attr->flags & FS_ATTR_XATTRS)
        inode->flags |= INODE_XATTRS;
    if (!inode->pages.dirty)
        inode->size = attr->size;
    if (inode->flags & INODE_TIMES)
        return;
    inode->atime_ns = attr->atime_ns;
    inode->mtime_ns = attr->mtime_ns;
    inode->ctime_ns = attr->ctime_ns;
}

/* Pages behind the new end must be gone, also those on their way to the disk, before the file system
 * cuts: a late write would make the file long again. */
int inode_truncate(struct inode *inode, uint64_t size)
{
    struct fs_attr want = { .size = size };
    uint64_t old = inode->size;
    int nothing = size == old && (inode->flags & INODE_PAGES_HOME) && !inode->pages.count; /* tmpfs sees no change then */

    if (size < old) {
        inode->size = size;
        pagecache_truncate(inode, size);
        pagecache_wait(inode);
    }
    int err = inode->ops->setattr ? inode->ops->setattr(inode, FS_SET_SIZE, &want) : 0;
    if (err) {
        inode->size = old;
        return err;
    }
    inode->size = size;
    inode->flags |= INODE_BLOCKS_OLD;
    if (!nothing)
        inode_touch(inode, FS_SET_MTIME | FS_SET_CTIME);
    return 0;
}

int inode_get_write(struct inode *inode)
{
    if (inode->writers < 0)
        return -ETXTBSY;
    inode->writers++;
    inode->super->writers++;
    return 0;
}

void inode_put_write(struct inode *inode)
{
    inode->super->writers--;
    inode->writers--;
}

int inode_deny_write(struct inode *inode)
{
    if (inode->writers > 0)
        return -ETXTBSY;
    inode->writers--;
    return 0;
}

void inode_allow_write(struct inode *inode)
{
    inode->writers++;
}
