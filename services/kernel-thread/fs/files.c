/* SPDX-License-Identifier: BSD-2-Clause */
/* Descriptor tables, and the root, current directory and umask of a process. */
#include "fs/files.h"

#include <linux/errno.h>
#include <linux/fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "fs/file.h"
#include "fs/async.h"
#include "fs/lock.h"
#include "fs/mnt_ns.h"
#include "proc/proc.h"

struct files *files_new(void)
{
    struct files *files = calloc(1, sizeof *files);

    if (files)
        files->refs = 1;
    return files;
}

/* At least `size` slots: 0 or -ENOMEM. */
static int resize(struct files *files, unsigned size)
{
    if (size <= files->size)
        return 0;
    unsigned want = files->size ? files->size : 32;
    while (want < size)
        want *= 2;
    struct fd_slot *slot = realloc(files->slot, want * sizeof *slot);
    if (!slot)
        return -ENOMEM;
    memset(slot + files->size, 0, (want - files->size) * sizeof *slot);
    files->slot = slot;
    files->size = want;
    return 0;
}

struct files *files_copy(struct files *from)
{
    struct files *files = files_new();

    if (!files)
        return NULL;
    if (resize(files, from->size)) {
        free(files);
        return NULL;
    }
    for (unsigned i = 0; i < from->size; i++) {
        files->slot[i] = from->slot[i];
        if (from->slot[i].file)
            file_get(from->slot[i].file);
    }
    files->used = from->used;
    files->lowest = from->lowest;
    return files;
}

void files_get(struct files *files)
{
    files->refs++;
}

/* Takes a file out of its slot; the caller has its reference now. */
static struct file *take(struct files *files, unsigned fd)
{
    struct file *f = files->slot[fd].file;

    files->slot[fd] = (struct fd_slot){ 0 };
    files->used--;
    if (fd < files->lowest)
        files->lowest = fd;
    return f;
}

/* What close does to a file beyond its reference. */
static void closed(struct proc *p, struct file *f)
{
    if (f->inode->locks && p)
        locks_release(f->inode, p);
    if (!LIST_EMPTY(&f->dnotify))
        dnotify_end(f);
    if (f->ops->flush)
        f->ops->flush(f);
    file_put(f);
}

static struct proc *current_proc(void)
{
    struct thread *t = current();

    return t ? t->proc : NULL;
}

void files_put(struct files *files)
{
    if (--files->refs)
        return;
    for (unsigned i = 0; i < files->size; i++)
        if (files->slot[i].file)
            closed(current_proc(), take(files, i));
    free(files->slot);
    free(files);
}

void files_close_on_exec(struct files *files)
{
    for (unsigned i = 0; i < files->size; i++)
        if (files->slot[i].file && files->slot[i].cloexec)
            closed(current_proc(), take(files, i));
}

static unsigned limit_of(struct thread *t)
{
    uint64_t limit = proc_rlimit(t->proc, RLIMIT_NOFILE);

    return limit > FILES_MAX ? FILES_MAX : (unsigned)limit;
}

int fd_install(struct thread *t, struct file *file, unsigned flags, int min)
{
    struct files *files = t->proc->files;
    unsigned limit = limit_of(t);
    unsigned fd = (unsigned)min > files->lowest ? (unsigned)min : files->lowest;

    while (fd < files->size && files->slot[fd].file)
        fd++;
    if (fd >= limit)
        return -EMFILE;
    if (resize(files, fd + 1))
        return -ENOMEM;
    if ((unsigned)min <= files->lowest)
        files->lowest = fd + 1;
    files->slot[fd].file = file;
    files->slot[fd].cloexec = (flags & O_CLOEXEC) != 0;
    files->used++;
    return (int)fd;
}

int fd_room(struct thread *t)
{
    struct files *files = t->proc->files;

    while (files->lowest < files->size && files->slot[files->lowest].file)
        files->lowest++;
    return files->lowest >= limit_of(t) ? -EMFILE : 0;
}

int files_span(const struct files *files)
{
    return files->size < 64 ? 64 : (int)files->size;
}

int fd_close(struct thread *t, int fd)
{
    struct files *files = t->proc->files;

    if (fd < 0 || (unsigned)fd >= files->size || !files->slot[fd].file)
        return -EBADF;
    closed(t->proc, take(files, (unsigned)fd));
    return 0;
}

int fd_replace(struct thread *t, int fd, struct file *file, unsigned flags)
{
    struct files *files = t->proc->files;
    int err = fd < 0 || (unsigned)fd >= limit_of(t) ? -EBADF : resize(files, (unsigned)fd + 1);

    if (err) {
        file_put(file);
        return err;
    }
    struct file *old = files->slot[fd].file ? take(files, (unsigned)fd) : NULL;
    files->slot[fd].file = file;
    files->slot[fd].cloexec = (flags & O_CLOEXEC) != 0;
    files->used++;
    if (old)
        closed(t->proc, old);
    return fd;
}

int fd_place(struct files *files, int fd, struct file *file)
{
    int err = resize(files, (unsigned)fd + 1);

    if (err) {
        file_put(file);
        return err;
    }
    files->slot[fd].file = file;
    files->used++;
    if (files->lowest == (unsigned)fd)
        files->lowest++;
    return 0;
}

int fd_next(struct files *files, int fd)
{
    for (unsigned i = fd < 0 ? 0 : (unsigned)fd; i < files->size; i++)
        if (files->slot[i].file)
            return (int)i;
    return -1;
}

unsigned files_count(struct files *files)
{
    return files->used;
}

int fd_get_cloexec(struct files *files, int fd)
{
    return fd >= 0 && (unsigned)fd < files->size && files->slot[fd].cloexec;
}

void fd_set_cloexec(struct files *files, int fd, int on)
{
    if (fd >= 0 && (unsigned)fd < files->size && files->slot[fd].file)
        files->slot[fd].cloexec = on != 0;
}

struct fs_ctx *fs_ctx_new(void)
{
    struct fs_ctx *fs = calloc(1, sizeof *fs);

    if (!fs)
        return NULL;
    fs->refs = 1;
    fs->umask = 022;
    fs->ns = first_mnt_ns;
    mnt_ns_get(fs->ns);
    fs->root = (struct path){ root_mount, root_mount->root };
    fs->cwd = fs->root;
    path_get(&fs->root);
    path_get(&fs->cwd);
    return fs;
}

struct fs_ctx *fs_ctx_copy(const struct fs_ctx *from)
{
    struct fs_ctx *fs = malloc(sizeof *fs);

    if (!fs)
        return NULL;
    *fs = *from;
    fs->refs = 1;
    mnt_ns_get(fs->ns);
    path_get(&fs->root);
    path_get(&fs->cwd);
    return fs;
}

void fs_ctx_get(struct fs_ctx *fs)
{
    fs->refs++;
}

void fs_ctx_put(struct fs_ctx *fs)
{
    if (--fs->refs)
        return;
    path_put(&fs->root);
    path_put(&fs->cwd);
    mnt_ns_put(fs->ns);
    free(fs);
}

char *fs_path_string(struct thread *t, const struct path *p, char *buf, size_t size)
{
    return path_string(p, t ? &t->proc->fs->root : NULL, buf, size);
}
