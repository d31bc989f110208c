/* SPDX-License-Identifier: BSD-2-Clause */
/* Open files. */
#pragma once
#include <stdint.h>
#include <sys/types.h>

#include <rt/waitq.h>

#include "fs/vfs.h"

struct file;
struct poll_table;
struct text;
struct uio;

/* What a readdir gives each entry to; returns 0, or not 0 when there is no room: stop, do not count it. */
struct dir_sink {
    int (*emit)(struct dir_sink *sink, const char *name, size_t len, uint64_t ino, unsigned type,
                uint64_t next_pos);
};

/* How a file can be mapped. */
enum mmap_kind { MMAP_PAGES /* the inode's page cache */, MMAP_ZERO /* as anonymous memory */ };

struct file_ops {
    int (*open)(struct inode *inode, struct file *file);
    void (*release)(struct file *file); /* the last reference went; may park */
    /* offset is the position for files that have one.  -ERESTARTSYS when a signal comes first. */
    ssize_t (*read)(struct file *file, struct uio *uio, uint64_t offset);
    ssize_t (*write)(struct file *file, struct uio *uio, uint64_t offset);
    /* Calls sink from file->pos on and leaves pos behind the last entry taken. */
    int (*readdir)(struct file *file, struct dir_sink *sink);
    /* What is possible now (EPOLLIN ...); registers the caller with poll_wait if pt is not NULL. */
    uint32_t (*poll)(struct file *file, struct poll_table *pt);
    long (*ioctl)(struct file *file, uint32_t command, uint64_t argument);
    int (*mmap)(struct file *file); /* enum mmap_kind or -ENODEV */
    int (*fsync)(struct file *file, int data_only);
    int64_t (*seek)(struct file *file, int64_t offset, int whence);
    char async;                         /* O_ASYNC works: ASYNC_INPUT or ASYNC_BOTH */
    int (*truncate)(struct file *file, uint64_t size); /* NULL: the inode's */
    void (*describe)(struct file *file, struct text *out); /* lines of /proc/PID/fdinfo about it; or NULL */
    void (*flush)(struct file *file);   /* a descriptor was closed */
    uint8_t splice;                     /* FILE_SPLICE_*: what splice and sendfile may do; pipes always may */
};

enum { ASYNC_INPUT = 1, ASYNC_BOTH };
enum { FILE_SPLICE_IN = 1 /* read for a pipe */, FILE_SPLICE_OUT = 2 /* written from one */,
       FILE_SPLICE = FILE_SPLICE_IN | FILE_SPLICE_OUT };

enum { FILE_STREAM = 1 /* no position: pread and lseek give ESPIPE */ };

struct file {
    unsigned refs;
    uint32_t flags;              /* O_ACCMODE O_APPEND O_NONBLOCK O_PATH ... */
    uint32_t kind;               /* FILE_STREAM */
    const struct file_ops *ops;
    struct path path;            /* counted; of the opened name */
    struct inode *inode;         /* borrowed from path */
    uint64_t pos;
    uint64_t append_end;         /* where the last O_APPEND write ended */
    uint32_t opening_flags;      /* all O_* flags of the open, for ops->open */
    struct rt_mutex pos_lock;    /* held over a read or write that uses pos */
    char write_counted;          /* holds inode_get_write and counts in its mount */
    char read_counted;           /* counts in inode->readers */
    char leased;                 /* holds a lease on its inode */
    struct async *async;         /* owned; O_ASYNC: whom input is told.  NULL: nobody */
    LIST_HEAD(, dnotify) dnotify; /* owned: F_NOTIFY */
    void *priv;                  /* of the ops */
    int owner;                   /* F_SETOWN: a pid, a thread or a group; 0: nobody */
    uint32_t owner_uid, owner_euid; /* of who set it */
    uint8_t owner_type, owner_signal; /* F_OWNER_*; F_SETSIG */
    LIST_HEAD(, epoll_watch) watches; /* of epolls that watch it; gone with it */
};

static inline int file_readable(const struct file *f)
{
    return (f->flags & 3) == 0 || (f->flags & 3) == 2;
}
static inline int file_writable(const struct file *f)
{
    return (f->flags & 3) == 1 || (f->flags & 3) == 2;
}

extern long file_count; /* open files, whoever holds them */
extern const struct file_ops path_file_ops; /* O_PATH: nothing can be done */

/* May it be opened, or set, O_DIRECT?  Transfers then go by DIRECT_UNIT bytes. */
int inode_can_be_direct(const struct inode *inode);
enum { DIRECT_UNIT = 512 };
/* Reads and writes at places: not a terminal, pipe or socket. */
int file_has_position(const struct file *f);
/* A file on a path (takes its own references), not yet opened by ops->open. */
struct file *file_new(const struct path *path, const struct file_ops *ops, uint32_t flags);
/* Opens the inode of a path that permission checks have passed. */
int file_open_path(const struct path *path, uint32_t flags, struct file **out);
/* A file without a name in any directory (pipe, eventfd); `label` is shown by /proc as label:[ino]. */
int file_anonymous(const char *label, const struct file_ops *ops, uint32_t mode, uint32_t flags, void *priv,
                   struct file **out);
void file_free(struct file *f); /* nobody has a reference any more */
static inline void file_get(struct file *f)
{
    f->refs++;
}
static inline void file_put(struct file *f) /* may park when it is the last */
{
    if (--f->refs == 0)
        file_free(f);
}

ssize_t file_read(struct file *f, struct uio *uio);   /* at and past pos */
ssize_t file_write(struct file *f, struct uio *uio);
ssize_t file_pread(struct file *f, struct uio *uio, uint64_t offset);
ssize_t file_pwrite(struct file *f, struct uio *uio, uint64_t offset);
/* Into kernel memory; for execve.  Returns bytes, short only at the end of the file.  May park. */
ssize_t file_read_at(struct file *f, void *buf, size_t size, uint64_t offset);
/* Can it be mapped with this protection (PROT_*) shared or privately?  enum mmap_kind, or -EACCES, -ENODEV. */
int file_mmap_check(struct file *f, int prot, int shared);
