/* SPDX-License-Identifier: BSD-2-Clause */
/* Data of disk files: runs of pages to and from the fs service, and the room for them.
 *
 * Pages that lie side by side in memory are given as they are, others gathered into one named buffer (rt/bulk.h): in both
 * cases the disk writes into the pages themselves, whatever tasks lie between.  Free
 * space is asked for seldom: a budget counts pages that may need new blocks.  When it is used up,
 * everything is written and the disk asked again; nearly full, each write goes through at once, so that
 * the program that writes gets its ENOSPC. */
#include <linux/errno.h>
#include <linux/mount.h>
#include <rt/bulk.h>
#include <string.h>

#include "fs/diskfs_int.h"
#include "fs/pagecache_int.h"
#include "mm/page.h"

enum {
    MARGIN_PAGES = 256,   /* kept back for metadata before writes go through at once */
    ASK_EVERY = 32,       /* writes between looks at the free space when nearly full */
};

_Static_assert(FILL_MAX * PAGE_BYTES <= FS_MAX_BYTES, "a run of pages fits in one request");

static int side_by_side(struct page **pages, unsigned count)
{
    const char *first = page_address(pages[0]);

    for (unsigned i = 1; i < count; i++)
        if ((const char *)page_address(pages[i]) != first + (size_t)i * PAGE_BYTES)
            return 0;
    return 1;
}

/* The pages as one buffer for the fs service; NULL without memory.  run_end() gives it back. */
static void *run_begin(struct page **pages, unsigned count)
{
    void *parts[FILL_MAX];

    if (side_by_side(pages, count))
        return page_address(pages[0]);
    for (unsigned i = 0; i < count; i++)
        parts[i] = page_address(pages[i]);
    return rt_bulk_gather(parts, count, PAGE_BYTES);
}

static void run_end(void *buf)
{
    if (rt_bulk_is_named(buf))
        rt_bulk_drop(buf);
}

/* Reads up to the file's end on disk. */
static int read_bytes(struct inode *inode, uint64_t offset, void *buf, size_t bytes)
{
    struct diskfs *d = inode->super->priv;
    ssize_t n = ON_DISK(d, fs_read, inode->ino, offset, buf, (uint32_t)bytes);

    if (n < 0)
        return (int)n;
    return (size_t)n > bytes ? -EIO : (int)n;
}

int diskfs_read_pages(struct inode *inode, uint64_t index, struct page **pages, unsigned count)
{
    void *buf = run_begin(pages, count);

    if (!buf)
        return -ENOMEM;
    int n = read_bytes(inode, index * PAGE_BYTES, buf, (size_t)count * PAGE_BYTES);
    run_end(buf);
    if (n < 0)
        return n;
    /* pages come zeroed, but the disk's last sector may have gone on behind the file's end */
    if (n % PAGE_BYTES)
        memset((char *)page_address(pages[n / PAGE_BYTES]) + n % PAGE_BYTES, 0, PAGE_BYTES - n % PAGE_BYTES);
    return 0;
}

static int write_bytes(struct inode *inode, uint64_t offset, const char *buf, size_t bytes)
{
    struct diskfs *d = inode->super->priv;

    while (bytes) {
        ssize_t n = ON_DISK(d, fs_write, inode->ino, offset, buf, (uint32_t)bytes);
        if (n < 0)
            return (int)n;
        if (n == 0 || (size_t)n > bytes)
            return -EIO;
        buf += n;
        offset += (size_t)n;
        bytes -= (size_t)n;
    }
    return 0;
}

static int write_run(struct inode *inode, uint64_t offset, struct page **pages, size_t bytes)
{
    void *buf = run_begin(pages, (unsigned)((bytes + PAGE_BYTES - 1) / PAGE_BYTES));

    if (!buf)
        return -ENOMEM;
    int err = write_bytes(inode, offset, buf, bytes);
    run_end(buf);
    return err;
}

int diskfs_write_pages(struct inode *inode, uint64_t index, struct page **pages, size_t bytes)
{
    struct diskfs *d = inode->super->priv;
    int err = write_run(inode, index * PAGE_BYTES, pages, bytes);

    if (err == -ENOSPC) { /* the budget was wrong: from now on each writer is told itself */
        d->budget_pages = 0;
        inode->super->write_through = 1;
    }
    return err;
}

/* Asks the disk what is free now. */
static int ask_free(struct super *super)
{
    struct diskfs *d = super->priv;
    struct fs_statfs st;
    int err = ON_DISK(d, fs_statfs, &st);

    if (err)
        return err;
    d->budget_pages = (int64_t)(st.bfree * st.bsize / PAGE_BYTES) - MARGIN_PAGES;
    d->asked = 0;
    super->write_through = d->budget_pages <= 0;
    return 0;
}

int diskfs_reserve(struct super *super)
{
    struct diskfs *d = super->priv;

    if (super->flags & MS_RDONLY)
        return -EROFS;
    if (--d->budget_pages > 0)
        return 0;
    if (super->write_through && ++d->asked < ASK_EVERY)
        return 0;
    if (super->dirty_pages)
        (void)write_back_all(super->level); /* what fails stays dirty; the write itself will tell */
    return ask_free(super);
}
