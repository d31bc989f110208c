/* SPDX-License-Identifier: BSD-2-Clause */
/* The virtual file system: names to inodes, mounts, permissions.
 *
 * Everything runs on fibers of one native thread, so no field needs a lock while nothing parks.  Calls
 * marked "may park" wait for a disk; borrowed pointers are dead after them unless referenced.
 * All results are 0 or more, or a negative errno. */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <sys/queue.h>

#include "fs/inode.h"

struct file;
struct fs_ctx;
struct proc;
struct thread;

enum { NAME_BYTES = 256 /* a component with its NUL */, PATH_BYTES = 4096 /* a path with its NUL */ };

/* One name in a directory; inode NULL: known not to exist.  A dentry holds its parent and its inode. */
struct dentry {
    unsigned refs;
    uint32_t hash;
    struct dentry *parent;      /* itself for the root of a file system */
    struct inode *inode;        /* counted; NULL: negative */
    struct super *super;        /* borrowed: a mounted super outlives its dentries */
    unsigned mounts;            /* how many mounts sit on this dentry */
    char hashed;                /* can be found by name (0 after unlink and for uncached supers) */
    char removed;               /* its name was unlinked: shown as " (deleted)" */
    LIST_ENTRY(dentry) in_hash;
    LIST_HEAD(, dentry) children; /* all that name this as their parent */
    LIST_ENTRY(dentry) sibling;
    TAILQ_ENTRY(dentry) in_lru; /* while refs is 0 */
    uint8_t name_len;
    char *name;                 /* NUL-terminated; short_name or owned */
    char short_name[32];
};

/* One mounted file system at one place. */
struct mount {
    unsigned refs;
    struct super *super;        /* counted */
    struct dentry *root;        /* counted; what is shown there */
    struct mount *parent;       /* counted; NULL for the root of all */
    struct dentry *mountpoint;  /* counted; in the parent; NULL for the root of all */
    uint32_t flags;             /* MOUNT_KEPT_FLAGS */
    unsigned writers;           /* regular files opened through it for writing */
    int id;                     /* for statx and /proc/self/mountinfo */
    char expiring;              /* MNT_EXPIRE has been asked for once, and nobody was here since */
    char unbindable;
    char *source;               /* owned; as given to mount(2) */
    struct mnt_ns *ns;          /* whose tree it is in; NULL: of none yet, or no more */
    struct peer_group *group, *master; /* fs/propagate.h; NULL: not shared; no slave */
    LIST_ENTRY(mount) in_group, in_slaves;
    struct mount *chain;        /* of a list that somebody makes */
    struct mount *copied;       /* its copy, while a namespace is copied */
    TAILQ_ENTRY(mount) link;    /* in mount_list, oldest first */
};
TAILQ_HEAD(mount_list, mount);

/* A place in the tree of mounts; both counted, or both NULL. */
struct path {
    struct mount *mount;
    struct dentry *dentry;
};

void path_get(struct path *p);
void path_put(struct path *p); /* may park; clears *p */
static inline struct inode *path_inode(const struct path *p)
{
    return p->dentry->inode;
}

enum walk_flags {
    WALK_FOLLOW = 1,      /* follow a symbolic link in the last component */
    WALK_EMPTY = 2,       /* an empty path names dirfd itself (AT_EMPTY_PATH) */
    WALK_DIRECTORY = 4,   /* the result must be a directory */
    WALK_NEGATIVE_OK = 8, /* the last component may not exist: dentry->inode is NULL then */
};

/* Finds a path for a thread (NULL: as root from the system's root).  dirfd as in openat.  *out is counted.
 * May park. */
int path_lookup(struct thread *t, int dirfd, const char *name, unsigned flags, struct path *out);

/* The last component of a path and the directory it is in. */
struct path_last {
    struct path dir;         /* counted */
    char name[NAME_BYTES];
    char trailing_slash;     /* the path ended in '/' */
    char kind;               /* LAST_NORM, or the path ended in ".", ".." or was "/" */
};
enum { LAST_NORM, LAST_DOT, LAST_DOTDOT, LAST_ROOT };
int path_lookup_parent(struct thread *t, int dirfd, const char *name, struct path_last *out);

/* Absolute path as seen from `root` (NULL: the system's root), written at the end of buf; returns a
 * pointer into buf.  " (deleted)" is appended for a name that is gone.  NULL if it does not fit. */
char *path_string(const struct path *p, const struct path *root, char *buf, size_t size);

/* Does one come to `root` on the way up? */
int path_is_below(const struct path *p, const struct path *root);

/* Opens a file for a thread: flags are O_*, mode is used for O_CREAT (umask applied).  *out is counted,
 * with no descriptor.  dirfd may be AT_FDCWD.  t NULL: as root.  May park. */
int vfs_open(struct thread *t, int dirfd, const char *name, int flags, uint32_t mode, struct file **out);
/* The same with rules of openat2 for the walk (enum walk_resolve). */
int vfs_open_how(struct thread *t, int dirfd, const char *name, int flags, uint32_t mode, uint32_t resolve,
                 struct file **out);
/* Opens what is at a place; flags as for open, but nothing is made. */
int vfs_open_place(struct thread *t, const struct path *p, int flags, struct file **out);
/* For execve: follows links, wants a regular file with execute permission (-EACCES), not on a noexec mount. */
int vfs_open_exec(struct thread *t, int dirfd, const char *name, int at_flags, struct file **out);

/* May the thread read (4), write (2), execute or search (1) the inode?  0 or -EACCES, -EROFS, -EPERM (immutable).
 * May park. */
int inode_permission(struct thread *t, struct inode *inode, unsigned mask);

/* Registered by each file system at start. */
struct fs_type {
    const char *name;
    char needs_device;       /* source names a block device */
    char single;             /* there is one super, however often it is mounted */
    int (*check)(const char *data); /* are the options good?  0 or -EINVAL; NULL: mount says */
    /* Makes the super with its root inode; data are mount(2)'s options. */
    int (*mount)(const struct fs_type *type, uint32_t device, uint32_t flags, const char *data,
                 struct super **super);
    LIST_ENTRY(fs_type) link;
};
void fs_type_register(struct fs_type *type);
const struct fs_type *fs_type_find(const char *name);
const struct fs_type *fs_type_next(const struct fs_type *type); /* NULL: the first */

/* A super of a kind, new or (a disk that is mounted already) the same; *out is counted. */
int super_for(const char *type_name, uint32_t device, uint32_t flags, const char *data, struct super **out);

extern struct mount_list mount_list;
extern struct mount *root_mount;
/* Mounts a file system at a path, which it covers; the first mount must be at "/". */
/* The first mount, of the disk `device` (rdev; 0 for file systems without). */
int vfs_mount_root(const char *source, const char *type, uint32_t device, uint32_t flags);
int vfs_mount(struct thread *t, const char *source, const char *target, const char *type, uint32_t flags,
              const char *data);
int vfs_umount(struct thread *t, const char *target, int flags);
/* Writes everything that is dirty, everywhere.  May park. */
int vfs_sync(void);

/* Starts the file side on the disk service: registers the file systems, mounts the root disk and the standard trees
 * (/dev /proc /tmp /run).  Called once from a system fiber, before the first process. */
int vfs_init(struct fs *disk);
/* How the mount of the root disk went: 0, or why there is none (then nothing may be looked up). */
int vfs_root_status(void);
/* When vfs_init began and ended (rt_now_ns), for the boot banner. */
void vfs_init_times(uint64_t *from_ns, uint64_t *to_ns);
