/* SPDX-License-Identifier: BSD-2-Clause */
/* What a process has open: descriptors, and its root, current directory and umask. */
#pragma once
#include <stdint.h>

#include "fs/file.h"
#include "fs/vfs.h"

struct file;
struct files;
struct thread;

enum { FILES_MAX = 65536 /* descriptors, whatever RLIMIT_NOFILE says */ };

struct fd_slot {
    struct file *file; /* counted; NULL: free */
    char cloexec;
};

struct files {
    unsigned refs;
    unsigned size;        /* slots */
    unsigned used;
    unsigned lowest;      /* no slot below is free */
    struct fd_slot *slot; /* owned */
};

/* Counted tables; shared by CLONE_FILES. */
struct files *files_new(void);
struct files *files_copy(struct files *files);  /* fork: NULL when out of memory */
void files_get(struct files *files);
void files_put(struct files *files);            /* closes all with the last; may park */
void files_close_on_exec(struct files *files);  /* may park */

/* The lowest free descriptor >= min and < the limit for a file, whose reference it takes on success.
 * -EMFILE.  flags: O_CLOEXEC or 0. */
int fd_install(struct thread *t, struct file *file, unsigned flags, int min);
/* Is there one?  0 or -EMFILE: so that a call fails before it does anything. */
int fd_room(struct thread *t);
/* Descriptors that the table has room for, a power of two of at least 64 as Linux makes tables. */
int files_span(const struct files *files);
/* The file of a descriptor, NULL if none: with a reference, or borrowed until the next call that may park. */
static inline struct file *fd_borrow(const struct files *files, int fd)
{
    return (unsigned)fd < files->size ? files->slot[fd].file : NULL;
}
static inline struct file *fd_get(const struct files *files, int fd)
{
    struct file *f = fd_borrow(files, fd);
    if (f)
        file_get(f);
    return f;
}
int fd_close(struct thread *t, int fd);         /* may park */
/* Puts a file (reference taken always) at exactly fd, closing what was there. */
int fd_replace(struct thread *t, int fd, struct file *file, unsigned flags);
/* The same for a new table, without a thread: 0 or -ENOMEM. */
int fd_place(struct files *files, int fd, struct file *file);
/* For /proc: the first descriptor in use >= fd, -1 if none. */
int fd_next(struct files *files, int fd);
unsigned files_count(struct files *files);
int fd_get_cloexec(struct files *files, int fd);
void fd_set_cloexec(struct files *files, int fd, int on);

struct mnt_ns;
struct fs_ctx {
    struct mnt_ns *ns; /* counted; where root and cwd are, unless they were moved elsewhere */
    unsigned refs;
    struct path root, cwd;
    uint32_t umask;
};
struct fs_ctx *fs_ctx_new(void);                /* root and cwd at the system's root, umask 022 */
struct fs_ctx *fs_ctx_copy(const struct fs_ctx *fs);
void fs_ctx_get(struct fs_ctx *fs);
void fs_ctx_put(struct fs_ctx *fs);             /* may park */
/* The name of the path as the thread sees it (its root); as path_string. */
char *fs_path_string(struct thread *t, const struct path *p, char *buf, size_t size);
