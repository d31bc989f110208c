/* SPDX-License-Identifier: BSD-2-Clause */
/* readahead and fadvise64: what a program says about the pages it will want. */
#include <linux/errno.h>
#include <linux/fcntl.h>
#include <linux/stat.h>

#include "fs/file.h"
#include "fs/user_path.h"
#include "mm/page.h"
#include "proc/proc.h"
#include "trace/syscalls.h"

enum { ADVICE_NORMAL, ADVICE_RANDOM, ADVICE_SEQUENTIAL, ADVICE_WILLNEED, ADVICE_DONTNEED, ADVICE_NOREUSE };
enum { PAGES_MAX = 512 /* read at most in one call */ };

/* Brings pages into the cache; what cannot be read is told by the read that wants it. */
static void bring(struct inode *inode, uint64_t offset, uint64_t end)
{
    uint64_t first = offset / PAGE_BYTES, last = (end + PAGE_BYTES - 1) / PAGE_BYTES;

    if (last - first > PAGES_MAX)
        last = first + PAGES_MAX;
    for (uint64_t i = first; i < last && i * PAGE_BYTES < inode->size; i++) {
        struct page *p;
        if (pagecache_get(inode, i, &p))
            return;
        page_put(p);
    }
}

static int is_disk_file(const struct inode *inode)
{
    return (inode->flags & INODE_PAGES) && !(inode->flags & INODE_PAGES_HOME);
}

long sys_readahead(struct thread *t, const uint64_t a[6])
{
    struct file *f;
    int err = user_file(t, a[0], &f);

    if (err)
        return err;
    if (!file_readable(f))
        err = -EBADF;
    else if (!S_ISREG(f->inode->mode) && !S_ISBLK(f->inode->mode))
        err = -EINVAL;
    else if (is_disk_file(f->inode))
        bring(f->inode, a[1], a[1] + a[2] < a[1] ? UINT64_MAX - PAGE_BYTES : a[1] + a[2]);
    file_put(f);
    return err;
}

/* Whole pages of the range that are not needed: written, then dropped unless something maps them. */
static void forget(struct inode *inode, uint64_t offset, uint64_t end)
{
    uint64_t first = (offset + PAGE_BYTES - 1) / PAGE_BYTES, last = end == UINT64_MAX ? UINT64_MAX : end / PAGE_BYTES;

    if (pagecache_write_back(inode, first, last))
        return; /* they are kept, then */
    pagecache_wait(inode);
    pagecache_drop_clean(inode, first, last);
}

static long advise(struct file *f, uint64_t offset, int64_t len, int advice)
{
    uint64_t end = len == 0 || offset + (uint64_t)len < offset ? UINT64_MAX : offset + (uint64_t)len;

    if (S_ISFIFO(f->inode->mode))
        return -ESPIPE;
    if (len < 0 || advice < ADVICE_NORMAL || advice > ADVICE_NOREUSE)
        return -EINVAL;
    if (!is_disk_file(f->inode))
        return 0;
    if (advice == ADVICE_WILLNEED)
        bring(f->inode, offset, end > f->inode->size ? f->inode->size : end);
    if (advice == ADVICE_DONTNEED)
        forget(f->inode, offset, end);
    return 0; /* sequential readers are found out anyway */
}

long sys_fadvise64(struct thread *t, const uint64_t a[6])
{
    struct file *f;
    int err = user_file(t, a[0], &f);

    if (err)
        return err;
    long n = advise(f, a[1], (int64_t)a[2], (int)a[3]);
    file_put(f);
    return n;
}
