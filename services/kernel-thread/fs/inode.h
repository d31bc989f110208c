/* SPDX-License-Identifier: BSD-2-Clause */
/* Inodes and the file systems (supers) they live in.
 *
 * A file system below implements inode_ops and super_ops; what it does not set gives the error that
 * Linux gives (-EPERM for creating things, -EINVAL for readlink ...).  Directory operations are called
 * with the directory's lock held (rename: both), after permission checks. */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <sys/queue.h>
#include <sys/types.h>

#include <ipc/fs.h>
#include <rt/waitq.h>

#include "fs/pagecache.h"
#include "mm/code.h"
#include "mm/page.h"

struct acl;
struct dir_sink;
struct dentry;
struct file_ops;
struct inode;
struct path;
struct statfs_data;
struct text;
struct thread;

struct inode_ops {
    /* Returns 0 and an owned inode, or -ENOENT. */
    int (*lookup)(struct inode *dir, const char *name, struct inode **out);
    /* Makes a node of any type but a link; mode carries type and permissions. */
    int (*create)(struct inode *dir, const char *name, uint32_t mode, uint32_t uid, uint32_t gid,
                  uint32_t rdev, struct inode **out);
    int (*symlink)(struct inode *dir, const char *name, const char *target, uint32_t uid, uint32_t gid,
                   struct inode **out);
    int (*link)(struct inode *inode, struct inode *dir, const char *name);
    int (*unlink)(struct inode *dir, const char *name, struct inode *victim);
    int (*rmdir)(struct inode *dir, const char *name, struct inode *victim);
    int (*rename)(struct inode *from_dir, const char *from, struct inode *from_inode, struct inode *to_dir,
                  const char *to, struct inode *to_inode, unsigned flags);
    /* Returns the length of the target (not terminated), at most size. */
    ssize_t (*readlink)(struct inode *inode, char *buf, size_t size);
    /* A link that names an object, not a path (/proc/1/fd/0): gives the place itself. */
    int (*jump)(struct inode *inode, struct path *out);
    /* May it be read or searched for a reason of its own, though mode and owner say no?  NULL: never. */
    int (*allows)(struct inode *inode, struct thread *t, unsigned mask);
    /* Sets attributes of enum fs_set in the file system; the generic code then updates the inode. */
    int (*setattr)(struct inode *inode, uint32_t set, const struct fs_attr *want);
    /* Brings size, blocks, times up to date before they are shown. */
    int (*refresh)(struct inode *inode);
    /* Page cache: fills whole pages from `index`, zeroes behind the end; count >= 1.  May park. */
    int (*read_pages)(struct inode *inode, uint64_t index, struct page **pages, unsigned count);
    /* Page cache: writes one run of pages; bytes ends at the end of the file at most.  May park. */
    int (*write_pages)(struct inode *inode, uint64_t index, struct page **pages, size_t bytes);
    int (*fsync)(struct inode *inode);
    /* Extended attributes, names and errors as in ipc/fs.h; NULL: there are none. */
    ssize_t (*getxattr)(struct inode *inode, const char *name, void *value, size_t size);
    int (*setxattr)(struct inode *inode, const char *name, const void *value, size_t size, unsigned flags);
    ssize_t (*listxattr)(struct inode *inode, char *names, size_t size);
    int (*removexattr)(struct inode *inode, const char *name);
    /* fallocate, mode of enum fs_allocate: the page cache follows, size and times are the caller's. */
    int (*allocate)(struct inode *inode, unsigned mode, uint64_t offset, uint64_t len);
    /* SEEK_DATA (hole 0) and SEEK_HOLE; NULL: no holes. */
    int64_t (*seek)(struct inode *inode, uint64_t offset, int hole);
    /* A regular file without a name (O_TMPFILE); NULL: -EOPNOTSUPP. */
    int (*tmpfile)(struct inode *dir, uint32_t mode, uint32_t uid, uint32_t gid, struct inode **out);
};

enum inode_flags {
    INODE_PAGES = 1,      /* contents are in the page cache (regular files of disks and tmpfs) */
    INODE_PAGES_HOME = 2, /* the page cache is the only place: pages are never dropped (tmpfs) */
    INODE_NO_CACHE = 4,   /* do not keep names of this directory in the dentry cache */
    INODE_DIRTY = 8,      /* on super->dirty, which holds a reference */
    INODE_TIMES = 16,     /* times differ from the disk's */
    INODE_BLOCKS_OLD = 32,/* ask the file system for blocks before showing them */
    INODE_LINKABLE = 128, /* without a name, but may be given one (O_TMPFILE) */
    INODE_ANY_CASE = 64,  /* a directory that finds names in any case: what is kept of one spelling may be out of date */
    INODE_ACL_KNOWN = 256, /* `acl` is what the file system has */
    INODE_NO_FILE_CAPS = 1024, /* it has no security.capability */
    INODE_ASK_AFTER = 2048, /* of FAT: not every attribute that is set is kept; refresh says which */
    INODE_XATTRS = 512,    /* of a disk: it may have extended attributes */
};

struct inode {
    unsigned refs;
    uint32_t flags;              /* enum inode_flags */
    struct super *super;         /* borrowed: outlives its inodes */
    const struct inode_ops *ops;
    const struct file_ops *fops; /* of files opened on it */
    uint64_t ino, size, blocks;  /* blocks of 512 bytes */
    uint32_t mode, nlink, uid, gid, blksize;
    uint32_t rdev;               /* major << 20 | minor */
    int64_t atime_ns, mtime_ns, ctime_ns;
    int64_t btime_ns;            /* birth; 0: not kept */
    unsigned readers;            /* files open for reading only */
    int writers;                 /* files open for writing; negative: that many run it (ETXTBSY) */
    unsigned in_flight;          /* pages being written */
    char hashed;                 /* in the inode hash */
    char writing;                /* the write-back fiber is at it */
    struct rt_mutex lock;        /* directories: names; regular files: size and writes */
    struct pagecache pages;
    struct region_list mappings; /* of mm: all regions that map it */
    SLIST_HEAD(, stub_set) stubs; /* of mm: where system calls of its code go (mm/stub.h) */
    struct code_range code;      /* of mm: what of it is code */
    struct leases *leases;       /* owned; NULL: none ever */
    LIST_HEAD(, dnotify) dnotify; /* F_NOTIFY, of directories */
    struct locks *locks;         /* advisory locks, owned; NULL: none ever */
    LIST_HEAD(, watch) watches;  /* of inotify */
    uint32_t seals;              /* F_SEAL_*, of files in memory */
    struct memory_xattr *xattrs; /* of files in memory, owned */
    struct acl *acl;             /* owned; with INODE_ACL_KNOWN.  NULL: none */
    uint8_t write_hint;          /* F_SET_RW_HINT */
    uint32_t fsflags;            /* FS_*_FL: immutable, append-only ... */
    void *priv;                  /* of the file system or of the special file (pipe, device) */
    struct dentry *alias;        /* a dentry that names it, borrowed; NULL: none */
    LIST_ENTRY(inode) in_hash;
    TAILQ_ENTRY(inode) in_dirty;
};
TAILQ_HEAD(inode_list, inode);

struct super_ops {
    /* The last reference went; pages are already dropped.  May park. */
    void (*evict)(struct inode *inode);
    int (*statfs)(struct super *super, struct fs_statfs *st);
    int (*sync)(struct super *super);
    int (*unmount)(struct super *super); /* frees super->priv */
    int (*remount)(struct super *super, uint32_t flags); /* MS_RDONLY or not, before super->flags says so */
    int (*options)(struct super *super, const char *data); /* those of a remount: 0 or -EINVAL; NULL: there are none */
    void (*show_options)(const struct super *super, struct text *out); /* ",name=value" ..., for /proc/mounts */
    /* One more page of a file is about to hold data that has no place below yet: 0 or -ENOSPC.  Sets
     * super->write_through when answers are no longer certain.  May park. */
    int (*reserve)(struct super *super);
};

struct super {
    unsigned refs;
    const char *type;            /* name in /proc/mounts */
    const struct super_ops *ops;
    struct inode *root;          /* counted */
    struct dentry *root_dentry;  /* counted */
    uint32_t dev;                /* st_dev */
    uint32_t flags;              /* MS_RDONLY */
    uint32_t device;             /* rdev of the disk it is on; 0: none */
    unsigned level;              /* 0, or on a loop device: one more than what holds its file */
    struct inode_list dirty;     /* counted members */
    uint64_t attributes;         /* STATX_ATTR_* that its files may have; 0: no flags (FS_*_FL) either */
    unsigned writers;            /* files open for writing */
    uint64_t max_bytes;          /* of a file */
    int64_t time_min_ns;         /* the earliest time an inode can have */
    uint64_t dirty_pages;
    uint64_t home_pages;         /* pages of INODE_PAGES_HOME inodes */
    char write_through;          /* nearly full: each write goes to the disk at once */
    void *priv;
    LIST_ENTRY(super) link;
};

/* A new inode with one reference, all zero but super and ino, in the hash if `hashed`; NULL: no memory. */
struct inode *inode_new(struct super *super, uint64_t ino, int hashed);
/* Finds a live hashed inode and takes a reference; NULL if there is none. */
struct inode *inode_find(struct super *super, uint64_t ino);
/* Those of a super that are hashed, each with a reference: how many there are, at most `max` of them in `list`. */
unsigned inodes_of(struct super *super, struct inode **list, unsigned max);
/* Nobody finds it by its number any more. */
void inode_unhash(struct inode *inode);
void inode_get(struct inode *inode);
void inode_put(struct inode *inode); /* may park when it is the last */
/* The times changed (or pages became dirty): written back later. */
void inode_mark_dirty(struct inode *inode, uint32_t flags);
/* Updates times to now and marks them dirty; mask of FS_SET_ATIME MTIME CTIME. */
void inode_touch(struct inode *inode, uint32_t times);
/* Worth asking for one? */
static inline int inode_may_have_xattrs(const struct inode *inode)
{
    return inode->xattrs != NULL || (inode->flags & INODE_XATTRS);
}
/* Copies attributes from the file system's answer, not touching size while pages are dirty. */
void inode_from_attr(struct inode *inode, const struct fs_attr *attr);
/* Writes dirty pages and times of one inode.  May park. */
int inode_write_back(struct inode *inode);
/* Everything of one file system, durable.  May park. */
int super_sync(struct super *super);
int inode_truncate(struct inode *inode, uint64_t size); /* caller holds inode->lock; may park */

/* ETXTBSY bookkeeping: 0 or -ETXTBSY.  put_* undo. */
int inode_get_write(struct inode *inode);
void inode_put_write(struct inode *inode);
int inode_deny_write(struct inode *inode); /* execve */
void inode_allow_write(struct inode *inode);

struct super *super_new(const char *type, const struct super_ops *ops);
/* Undoes super_new for a mount that failed: nothing of ops is called. */
void super_discard(struct super *super);
void super_get(struct super *super);
void super_put(struct super *super); /* may park */
struct super *super_next(struct super *super); /* NULL: the first; one that is just being mounted is left out */
