/* SPDX-License-Identifier: BSD-2-Clause */
/* fs: a file system that keeps named inodes on a disk.
 *
 * Nodes are named by (mount, inode number); walking a path is the caller's work, one fs_lookup a
 * component.  Names are bytes without '/' and NUL, at most 255.  A node whose last link goes stays
 * until fs_release says that nobody has it open.  Times are nanoseconds since 1970. */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "annot.h"

IFACE(fs)
struct fs;

enum {
    FS_NAME_MAX = 255,
    FS_MAX_BYTES = 128 * 1024, /* of data in one request */
    FS_MOUNT_RDONLY = 1,
    FS_XATTR_MAX = 65536,      /* bytes of the value of an extended attribute, and of a list of names */
};

struct fs_attr {
    uint64_t ino, size, blocks; /* blocks of 512 bytes */
    uint32_t mode;              /* type and permissions as in Linux' st_mode */
    uint32_t nlink, uid, gid;
    uint32_t rdev;              /* major << 20 | minor, device nodes only */
    uint32_t blksize;
    uint32_t flags;             /* as lsattr shows them; FS_ATTR_XATTRS: it may have extended attributes */
    int64_t atime_ns, mtime_ns, ctime_ns;
    int64_t btime_ns;           /* birth; 0: not kept.  Cannot be set */
};

enum fs_set { FS_SET_MODE = 1, FS_SET_UID = 2, FS_SET_GID = 4, FS_SET_ATIME = 8, FS_SET_MTIME = 16,
              FS_SET_SIZE = 32, FS_SET_CTIME = 64, FS_SET_FLAGS = 128 };
#define FS_ATTR_XATTRS 0x80000000u

/* What fs_allocate does with a range; values and combinations as fallocate's mode. */
enum fs_allocate { FS_KEEP_SIZE = 1, FS_PUNCH_HOLE = 2, FS_COLLAPSE_RANGE = 8, FS_ZERO_RANGE = 16,
                   FS_INSERT_RANGE = 32 };
/* fs_setxattr, as setxattr's flags: the name must not, or must, be there. */
enum fs_xattr { FS_XATTR_CREATE = 1, FS_XATTR_REPLACE = 2 };

struct fs_statfs {
    uint64_t type, bsize, blocks, bfree, bavail, files, ffree, fsid;
    uint32_t namelen, flags;
    uint64_t file_max; /* bytes of the largest file */
};

/* One record of fs_readdir; records follow each other, each reclen bytes, multiples of 8. */
struct fs_dirent {
    uint64_t ino;
    uint64_t cookie; /* give it to fs_readdir to go on behind this record */
    uint16_t reclen;
    uint8_t type;    /* DT_ value */
    uint8_t namelen;
    char name[];     /* namelen bytes and a NUL */
};

/* Mounts disk `unit`; *mount names it in later calls, *root is its root directory.  A number of no mount is -ENOTCONN in
 * all of them: after the service was made again, that of each mount there was. */
int fs_mount(struct fs *fs, uint32_t unit, uint32_t flags, uint32_t *mount OUT, struct fs_attr *root OUT);
/* Flags of a mount from now on: FS_MOUNT_RDONLY writes everything first, -EBUSY while a node without a name is open;
 * without it -EROFS if the disk cannot be written, or must not be before it was checked. */
int fs_remount(struct fs *fs, uint32_t mount, uint32_t flags);
/* Writes everything and forgets the mount; nodes without a name that were not released are freed. */
int fs_unmount(struct fs *fs, uint32_t mount);
int fs_statfs(struct fs *fs, uint32_t mount, struct fs_statfs *st OUT);
/* Everything of the mount is durable when this returns 0. */
int fs_sync(struct fs *fs, uint32_t mount);
/* The node's data and metadata are durable when this returns 0. */
int fs_fsync(struct fs *fs, uint32_t mount, uint64_t ino);

int fs_lookup(struct fs *fs, uint32_t mount, uint64_t dir, const char *name, struct fs_attr *attr OUT);
int fs_getattr(struct fs *fs, uint32_t mount, uint64_t ino, struct fs_attr *attr OUT);
/* Sets what `set` names of *want; *attr is the node afterwards. */
int fs_setattr(struct fs *fs, uint32_t mount, uint64_t ino, uint32_t set, const struct fs_attr *want IN,
               struct fs_attr *attr OUT);
/* Makes a node of any type (mode says which; rdev for devices); directories get . and .. */
int fs_create(struct fs *fs, uint32_t mount, uint64_t dir, const char *name, uint32_t mode, uint32_t uid,
              uint32_t gid, uint32_t rdev, struct fs_attr *attr OUT);
int fs_symlink(struct fs *fs, uint32_t mount, uint64_t dir, const char *name, uint32_t uid, uint32_t gid,
               const void *target IN_BYTES(len), uint32_t len, struct fs_attr *attr OUT);
/* Returns the length of the target, not terminated. */
ssize_t fs_readlink(struct fs *fs, uint32_t mount, uint64_t ino, void *buf OUT_BYTES(size), uint32_t size);
/* A node that lost its last name and was not released gets one again. */
int fs_link(struct fs *fs, uint32_t mount, uint64_t ino, uint64_t dir, const char *name,
            struct fs_attr *attr OUT);
/* Removes a name that is not a directory; *attr is the node afterwards (nlink may be 0). */
int fs_unlink(struct fs *fs, uint32_t mount, uint64_t dir, const char *name, struct fs_attr *attr OUT);
int fs_rmdir(struct fs *fs, uint32_t mount, uint64_t dir, const char *name);
/* As renameat2; flags RENAME_NOREPLACE 1, RENAME_EXCHANGE 2.  *replaced is 0 or the node that lost its name. */
int fs_rename(struct fs *fs, uint32_t mount, uint64_t from_dir, const char *from, uint64_t to_dir,
              const char *to, uint32_t flags, uint64_t *replaced OUT);
/* Nobody has the node open any more: if its link count is 0 it is freed. */
int fs_release(struct fs *fs, uint32_t mount, uint64_t ino);
/* Fills buf with whole records from cookie on (0: the start); returns bytes, 0 at the end. */
ssize_t fs_readdir(struct fs *fs, uint32_t mount, uint64_t dir, uint64_t cookie, void *buf OUT_BYTES(size),
                   uint32_t size);
/* Returns bytes read, less than count only at the end of the file. */
ssize_t fs_read(struct fs *fs, uint32_t mount, uint64_t ino, uint64_t offset, void *buf OUT_BULK(count),
                uint32_t count);
/* Returns bytes written; extends the file. */
ssize_t fs_write(struct fs *fs, uint32_t mount, uint64_t ino, uint64_t offset,
                 const void *buf IN_BULK(count), uint32_t count);
/* As fallocate, mode of enum fs_allocate: 0 gives blocks to the range; they read as zeros.  What the node
 * held of the range in the caller's cache is the caller's to write before or drop after. -EOPNOTSUPP if the
 * file system or the way the file is kept cannot do it. */
int fs_allocate(struct fs *fs, uint32_t mount, uint64_t ino, uint32_t mode, uint64_t offset, uint64_t length);
/* Where data (hole 0) or a hole (1) begins, from offset on, as the disk has it; the end of the file counts as
 * a hole.  Never allocated and allocated but never written both are holes.  -ENXIO behind the end, and if
 * no data follows. */
int64_t fs_seek(struct fs *fs, uint32_t mount, uint64_t ino, uint64_t offset, uint32_t hole);
/* Extended attributes, by full names ("user.x"); who may do what is the caller's to check.  Values of
 * system.posix_acl_access and _default are those of the system calls.  -EOPNOTSUPP: a prefix that cannot be
 * kept here, -ENODATA: no such name, -ERANGE: the buffer is too small (one of FS_XATTR_MAX never is).  Returns
 * the length. */
ssize_t fs_getxattr(struct fs *fs, uint32_t mount, uint64_t ino, const char *name,
                    void *value OUT_BYTES(size), uint32_t size);
/* -ENOSPC: no room for it, -E2BIG: larger than FS_XATTR_MAX.  system.posix_acl_access also changes the
 * permissions in the mode as the list says, and is not kept if it says no more than them; an empty value
 * removes a list. */
int fs_setxattr(struct fs *fs, uint32_t mount, uint64_t ino, const char *name,
                const void *value IN_BYTES(size), uint32_t size, uint32_t flags);
/* All names, each with its NUL, in the order of the disk. */
ssize_t fs_listxattr(struct fs *fs, uint32_t mount, uint64_t ino, void *names OUT_BYTES(size), uint32_t size);
int fs_removexattr(struct fs *fs, uint32_t mount, uint64_t ino, const char *name);
/* What time it is now, in nanoseconds since 1970: stamps that the file system makes count on from here. */
int fs_set_time(struct fs *fs, int64_t now_ns);
