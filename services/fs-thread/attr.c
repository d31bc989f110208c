/* SPDX-License-Identifier: BSD-2-Clause */
/* Attributes of a node: what stat shows and what chmod, chown, utimes change. */
#include "inline.h"

#include <ipc/fs.h>
#include <linux/errno.h>

/* Flags that Linux shows, lets be changed, and hands down to what is made in a directory. */
#define FLAGS_SHOWN 0x725bdfffu
#define FLAGS_CHANGED 0x2043c0ffu
#define FLAGS_INHERITED                                                                                     \
    (EXT2_SECRM_FL | EXT2_UNRM_FL | EXT2_COMPR_FL | EXT2_SYNC_FL | EXT2_NODUMP_FL | EXT2_NOATIME_FL |        \
     EXT3_JOURNAL_DATA_FL | EXT2_NOTAIL_FL | EXT2_DIRSYNC_FL | EXT4_PROJINHERIT_FL)
#define FLAGS_OF_DIRECTORIES (EXT2_DIRSYNC_FL | EXT2_TOPDIR_FL | EXT4_PROJINHERIT_FL)

enum { NS_PER_S = 1000000000, MODE_BITS = 07777, BLOCK_UNIT = 512 };

/* Times on the disk: 32-bit seconds, and 2 more bits of them below the nanoseconds. */
static int64_t time_get(uint32_t seconds, uint32_t extra)
{
    int64_t s = (int32_t)seconds + ((int64_t)(extra & EXT4_EPOCH_MASK) << 32);
    int64_t most = INT64_MAX / NS_PER_S - 1; /* the year 2262; the disk could go on to 2446 */

    return (s < most ? s : most) * NS_PER_S + (extra >> EXT4_EPOCH_BITS) % NS_PER_S;
}

static void time_set(uint32_t *seconds, uint32_t *extra, int64_t ns)
{
    int64_t s = ns / NS_PER_S, rest = ns % NS_PER_S;

    if (rest < 0) {
        rest += NS_PER_S;
        s--;
    }
    if (s < INT32_MIN)
        s = INT32_MIN;
    if (!extra && s > INT32_MAX)
        s = INT32_MAX;
    *seconds = (uint32_t)s;
    if (extra)
        *extra = ((s - (int32_t)s) >> 32 & EXT4_EPOCH_MASK) | (uint32_t)rest << EXT4_EPOCH_BITS;
}

/* Has the inode the field? Small inodes have no nanoseconds. */
#define HAS(n, field)                                                                                  \
    ((n)->mount->inode_size > EXT2_GOOD_OLD_INODE_SIZE &&                                              \
     inode_includes(EXT2_GOOD_OLD_INODE_SIZE + (uint32_t)(n)->inode.i_extra_isize, field))

/* struct fs_attr: major << 20 | minor.  The disk: 16 bits in i_block[0], or 32 with 20 of minor in [1]. */
static uint32_t rdev_get(const struct ext2_inode_large *inode)
{
    uint32_t old = inode->i_block[0], new = inode->i_block[1];

    if (old)
        return (old >> 8 & 0xff) << 20 | (old & 0xff);
    return (new >> 8 & 0xfff) << 20 | (new >> 12 & 0xfff00) | (new & 0xff);
}

void ext4_rdev_set(struct node *n, uint32_t rdev)
{
    uint32_t major = rdev >> 20, minor = rdev & 0xfffff;

    n->inode.i_block[0] = n->inode.i_block[1] = 0;
    if (major < 256 && minor < 256)
        n->inode.i_block[0] = major << 8 | minor;
    else
        n->inode.i_block[1] = (minor & 0xff) | major << 8 | (minor & 0xfff00) << 12;
    ext4_node_dirty(n);
}

static bool is_device(const struct node *n)
{
    return node_type(n) == LINUX_S_IFCHR || node_type(n) == LINUX_S_IFBLK;
}

void ext4_attr_fill(struct node *n, struct fs_attr *attr)
{
    const struct ext2_inode_large *i = &n->inode;

    *attr = (struct fs_attr){
        .ino = n->ino,
        .size = node_size(n),
        .blocks = ext2fs_get_stat_i_blocks(n->mount->fs, node_inode(n)) +
                  (node_is_inline(n) ? (node_size(n) + BLOCK_UNIT - 1) / BLOCK_UNIT : 0), /* as Linux shows it */
        .mode = i->i_mode,
        .nlink = i->i_links_count,
        .uid = inode_uid(*i),
        .gid = inode_gid(*i),
        .rdev = is_device(n) ? rdev_get(i) : 0,
        .blksize = n->mount->block_size,
        .flags = (i->i_flags & FLAGS_SHOWN) | (ext4_xattr_any(n) ? FS_ATTR_XATTRS : 0),
        .atime_ns = time_get(i->i_atime, HAS(n, i_atime_extra) ? i->i_atime_extra : 0),
        .mtime_ns = time_get(i->i_mtime, HAS(n, i_mtime_extra) ? i->i_mtime_extra : 0),
        .ctime_ns = time_get(i->i_ctime, HAS(n, i_ctime_extra) ? i->i_ctime_extra : 0),
        .btime_ns = HAS(n, i_crtime_extra) ? time_get(i->i_crtime, i->i_crtime_extra) : 0,
    };
}

static void times_set(struct node *n, int which, int64_t a, int64_t m, int64_t c)
{
    struct ext2_inode_large *i = &n->inode;

    if (which & TIME_A)
        time_set(&i->i_atime, HAS(n, i_atime_extra) ? &i->i_atime_extra : NULL, a);
    if (which & TIME_M)
        time_set(&i->i_mtime, HAS(n, i_mtime_extra) ? &i->i_mtime_extra : NULL, m);
    if (which & TIME_C)
        time_set(&i->i_ctime, HAS(n, i_ctime_extra) ? &i->i_ctime_extra : NULL, c);
    ext4_node_dirty(n);
}

void ext4_touch(struct node *n, int which)
{
    int64_t now = ext4_now_ns();

    times_set(n, which, now, now, now);
}

void ext4_birth(struct node *n)
{
    struct ext2_inode_large *i = &n->inode;
    uint32_t most = n->mount->inode_size - EXT2_GOOD_OLD_INODE_SIZE;
    uint32_t extra = sizeof(*i) - EXT2_GOOD_OLD_INODE_SIZE;
    int64_t now = ext4_now_ns();

    if (most > 0)
        i->i_extra_isize = extra < most ? extra : most;
    times_set(n, TIME_A | TIME_M | TIME_C, now, now, now);
    if (HAS(n, i_crtime_extra))
        time_set(&i->i_crtime, &i->i_crtime_extra, now);
}

void ext4_size_set(struct node *n, uint64_t size)
{
    n->inode.i_size = (uint32_t)size;
    n->inode.i_size_high = size >> 32;
    if (size > INT32_MAX && !ext2fs_has_feature_large_file(n->mount->fs->super))
        ext2fs_set_feature_large_file(n->mount->fs->super);
    ext4_node_dirty(n);
}

void ext4_owner_set(struct node *n, uint32_t uid, uint32_t gid)
{
    n->inode.i_uid = uid;
    ext2fs_set_i_uid_high(n->inode, uid >> 16);
    n->inode.i_gid = gid;
    ext2fs_set_i_gid_high(n->inode, gid >> 16);
    ext4_node_dirty(n);
}

uint64_t ext4_file_max(const struct mount *m, bool extents)
{
    uint64_t pointers = m->block_size / sizeof(uint32_t);

    if (extents)
        return ((uint64_t)UINT32_MAX - 1) << m->block_bits;

    uint64_t blocks = EXT2_NDIR_BLOCKS + pointers + pointers * pointers + pointers * pointers * pointers;
    uint64_t counted = UINT32_MAX / (m->block_size / BLOCK_UNIT); /* i_blocks has 32 bits */

    return (blocks < counted ? blocks : counted) << m->block_bits;
}

uint64_t ext4_max_size(const struct node *n)
{
    return ext4_file_max(n->mount, node_has_extents(n));
}

void ext4_flags_inherit(struct node *n, const struct node *dir)
{
    uint32_t flags = dir->inode.i_flags & FLAGS_INHERITED;

    if (node_type(n) == LINUX_S_IFREG)
        flags &= ~FLAGS_OF_DIRECTORIES;
    else if (!node_is_dir(n))
        flags &= EXT2_NODUMP_FL | EXT2_NOATIME_FL;
    n->inode.i_flags |= flags;
}

/* How the node is kept cannot be changed; other flags that only show something must come as they are. */
static int flags_set(struct node *n, uint32_t flags)
{
    uint32_t now = n->inode.i_flags;

    if ((flags & ~FLAGS_SHOWN) || ((flags ^ now) & EXT4_EXTENTS_FL))
        return -EOPNOTSUPP;
    if (!node_is_dir(n) && (flags & FLAGS_OF_DIRECTORIES))
        return -EOPNOTSUPP;
    n->inode.i_flags = (now & ~FLAGS_CHANGED) | (flags & FLAGS_CHANGED);
    return 0;
}

int ext4_attr_set(struct node *n, uint32_t set, const struct fs_attr *want)
{
    int times = (set & FS_SET_ATIME ? TIME_A : 0) | (set & FS_SET_MTIME ? TIME_M : 0) | TIME_C;

    if (set & FS_SET_SIZE) {
        if (node_type(n) != LINUX_S_IFREG)
            return node_is_dir(n) ? -EISDIR : -EINVAL;
        if (want->size > ext4_max_size(n))
            return -EFBIG;
    }
    if (set & FS_SET_FLAGS) {
        int err = flags_set(n, want->flags);

        if (err)
            return err;
    }
    if (set & FS_SET_SIZE) {
        int err = ext4_file_truncate(n, want->size);

        if (err)
            return err;
    }
    if ((set & FS_SET_SIZE) && !(set & FS_SET_MTIME))
        ext4_touch(n, TIME_M);
    if (set & FS_SET_MODE)
        n->inode.i_mode = node_type(n) | (want->mode & MODE_BITS);
    if (set & (FS_SET_UID | FS_SET_GID))
        ext4_owner_set(n, set & FS_SET_UID ? want->uid : inode_uid(n->inode),
                       set & FS_SET_GID ? want->gid : inode_gid(n->inode));
    times_set(n, times, want->atime_ns, want->mtime_ns,
              set & FS_SET_CTIME ? want->ctime_ns : ext4_now_ns());
    return 0;
}
