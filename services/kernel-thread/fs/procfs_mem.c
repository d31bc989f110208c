/* SPDX-License-Identifier: BSD-2-Clause */
/* /proc/PID/mem and pagemap: files whose places are addresses of a process. */
#include <linux/errno.h>
#include <linux/fcntl.h>
#include <stdlib.h>

#include "fs/file.h"
#include "fs/procfs_int.h"
#include "mm/mm.h"
#include "mm/usage.h"
#include "mm/user.h"
#include "proc/proc.h"
#include "trace/ptrace.h"

enum { PIECE = 4096, WORD = 8 };

/* The memory that the process had at open: it is not kept for the file, and a program executed later is not looked into. */
struct opened {
    int pid;
    uint64_t mm; /* mm_serial */
};

static int mem_open(struct inode *inode, struct file *f)
{
    struct proc *p;

    (void)inode;
    int err = procfs_file_proc(f, &p);
    if (!err)
        err = procfs_may_look(p);
    if (err)
        return err;
    struct opened *o = malloc(sizeof *o);
    if (!o)
        return -ENOMEM;
    *o = (struct opened){ p->pid, p->mm ? mm_serial(p->mm) : 0 };
    f->priv = o;
    return 0;
}

static void mem_release(struct file *f)
{
    free(f->priv);
}

/* With a reference for the caller; NULL: it is gone. */
static struct mm *mem_of(const struct file *f)
{
    const struct opened *o = f->priv;
    struct proc *p = procfs_find(o->pid);

    if (!p || !p->mm || mm_serial(p->mm) != o->mm)
        return NULL;
    mm_get(p->mm);
    return p->mm;
}

static ssize_t mem_move(struct file *f, struct uio *uio, uint64_t addr, int write)
{
    struct mm *mm = mem_of(f);
    char *buffer = mm ? malloc(PIECE) : NULL;
    ssize_t done = 0, n = mm && !buffer ? -ENOMEM : 0;

    while (buffer && uio->left) {
        size_t want = PIECE - (addr & (PIECE - 1));
        if (want > uio->left)
            want = uio->left;
        n = write ? uio_copy_from(uio, buffer, want) : copy_in_forced(mm, buffer, addr, want);
        if (n > 0)
            n = write ? copy_out_forced(mm, addr, buffer, (size_t)n) : uio_copy_to(uio, buffer, (size_t)n);
        if (n <= 0)
            break;
        done += n;
        addr += (uint64_t)n;
        if ((size_t)n < want)
            break;
    }
    free(buffer);
    if (mm)
        mm_put(mm);
    return done ? done : n;
}

static ssize_t mem_read(struct file *f, struct uio *uio, uint64_t offset)
{
    return mem_move(f, uio, offset, 0);
}

static ssize_t mem_write(struct file *f, struct uio *uio, uint64_t offset)
{
    return mem_move(f, uio, offset, 1);
}

/* Addresses may be anything. */
static int64_t mem_seek(struct file *f, int64_t offset, int whence)
{
    if (whence == LINUX_SEEK_CUR)
        offset += (int64_t)f->pos;
    else if (whence != LINUX_SEEK_SET)
        return -EINVAL;
    f->pos = (uint64_t)offset;
    return offset;
}

/* A word for each page; numbers of pages are for administrators. */
static ssize_t pagemap_read(struct file *f, struct uio *uio, uint64_t offset)
{
    int numbers = current() && cred_capable(current());
    ssize_t done = 0, n = 0;

    if (offset % WORD || uio->left % WORD)
        return -EINVAL;
    struct mm *mm = mem_of(f);
    while (mm && uio->left && offset / WORD < MM_TOP / PAGE_BYTES) {
        uint64_t word = memory_pagemap(mm, offset / WORD * PAGE_BYTES, numbers);
        n = uio_copy_to(uio, &word, sizeof word);
        if (n <= 0)
            break;
        done += n;
        offset += WORD;
    }
    if (mm)
        mm_put(mm);
    return done ? done : n;
}

const struct file_ops procfs_mem_ops = {
    .open = mem_open, .release = mem_release, .read = mem_read, .write = mem_write, .seek = mem_seek,
};
const struct file_ops procfs_pagemap_ops = {
    .open = mem_open, .release = mem_release, .read = pagemap_read, .seek = mem_seek,
};
