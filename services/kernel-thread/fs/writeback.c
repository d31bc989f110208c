/* SPDX-License-Identifier: BSD-2-Clause */
/* Write-back: dirty pages and inodes to their disks.
 *
 * A dirty inode is on its super's list, which holds a reference.  One fiber writes all lists every few
 * seconds while there is anything; fsync, sync and writers that are ahead of the disk do it themselves.
 * A page that is written while it changes again stays dirty. */
#include <limits.h>
#include <linux/errno.h>
#include <linux/mount.h>
#include <rt/fiber.h>
#include <rt/timer.h>
#include <rt/waitq.h>

#include "fs/inode.h"
#include "fs/pagecache.h"
#include "fs/pagecache_int.h"
#include "fs/pagetree.h"
#include "fs/vfs.h"
#include "mm/page.h"
#include "proc/proc.h"

enum { WRITE_BACK_SECONDS = 3 };

static struct rt_waitq flush_wait;     /* the write-back fiber, while there is nothing to do */
static struct rt_waitq writeback_wait; /* who waits for pages in flight */

void inode_mark_dirty(struct inode *inode, uint32_t flags)
{
    if (inode->flags & INODE_PAGES_HOME || !inode->ops->fsync)
        return; /* lives in memory */
    inode->flags |= flags;
    if (inode->flags & INODE_DIRTY)
        return;
    inode->flags |= INODE_DIRTY;
    inode_get(inode);
    TAILQ_INSERT_TAIL(&inode->super->dirty, inode, in_dirty);
    rt_waitq_wake_all(&flush_wait);
}

void pagecache_dirty(struct page *page)
{
    struct inode *inode = page->inode;

    if (!inode || (page->flags & PAGE_DIRTY))
        return;
    if (inode->flags & INODE_PAGES_HOME)
        return;
    page->flags |= PAGE_DIRTY;
    inode->pages.dirty++;
    inode->super->dirty_pages++;
    pagecache_counters()->dirty++;
    inode_mark_dirty(inode, 0);
    if (current())
        current()->proc->io.to_disk += PAGE_BYTES; /* as Linux: counted when it is changed */
}

/* Up to FILL_MAX neighbouring dirty pages from *index on, marked as being written; returns how many. */
static unsigned take_run(struct inode *inode, uint64_t *index, uint64_t end, struct page **run)
{
    unsigned n = 0;
    uint64_t at = *index;
    struct page *p;

    while (n < FILL_MAX && (p = pagetree_next(&inode->pages, &at)) && at < end) {
        int take = (p->flags & PAGE_DIRTY) && !(p->flags & PAGE_WRITEBACK);
        if (n && (!take || at != *index + n))
            break;
        if (take) {
            if (n == 0)
                *index = at;
            run[n++] = p;
        }
        at++;
    }
    for (unsigned i = 0; i < n; i++) {
        page_get(run[i]);
        page_write_protect_all(run[i]);
        cache_clean(run[i]);
        run[i]->flags |= PAGE_WRITEBACK;
        pagecache_counters()->writeback++;
    }
    return n;
}

static void finish_run(struct page **run, unsigned n, int err)
{
    for (unsigned i = 0; i < n; i++) {
        run[i]->flags &= ~PAGE_WRITEBACK;
        pagecache_counters()->writeback--;
        if (err && run[i]->inode)
            pagecache_dirty(run[i]); /* tried again later */
        page_put(run[i]);
    }
    rt_waitq_wake_all(&writeback_wait);
}

static int write_run(struct inode *inode, uint64_t index, struct page **run, unsigned n)
{
    uint64_t start = index * PAGE_BYTES;
    uint64_t bytes = (uint64_t)n * PAGE_BYTES;

    if (start >= inode->size)
        return 0; /* cut off meanwhile */
    if (bytes > inode->size - start)
        bytes = inode->size - start;
    return inode->ops->write_pages(inode, index, run, bytes);
}

/* Counted, as pages in flight may have left the tree. */
void pagecache_wait(struct inode *inode)
{
    while (inode->in_flight)
        (void)rt_wait(&writeback_wait);
}

int pagecache_write_back(struct inode *inode, uint64_t first, uint64_t end)
{
    struct page *run[FILL_MAX];
    uint64_t index = first;
    int result = 0;

    if (!inode->ops->write_pages)
        return 0;
    while (index < end && inode->pages.dirty) {
        unsigned n = take_run(inode, &index, end, run);
        if (n == 0)
            break;
        inode->in_flight += n;
        int err = write_run(inode, index, run, n);
        inode->in_flight -= n;
        finish_run(run, n, err);
        if (err && !result)
            result = err;
        inode->flags |= INODE_BLOCKS_OLD | INODE_TIMES;
        index += n;
    }
    pagecache_wait(inode); /* another fiber may be writing some of the range */
    return result;
}

int inode_write_back(struct inode *inode)
{
    if (!(inode->flags & INODE_DIRTY))
        return 0;
    inode->writing++;
    int err = pagecache_write_back(inode, 0, UINT64_MAX);

    if (inode->flags & INODE_TIMES) {
        struct fs_attr want = { .atime_ns = inode->atime_ns, .mtime_ns = inode->mtime_ns,
                                .ctime_ns = inode->ctime_ns };
        inode->flags &= ~INODE_TIMES;
        if (inode->ops->setattr && inode->nlink) {
            int e = inode->ops->setattr(inode, FS_SET_ATIME | FS_SET_MTIME | FS_SET_CTIME, &want);
            err = err ? err : e;
        }
    }
    inode->writing--;
    if ((inode->flags & (INODE_DIRTY | INODE_TIMES)) == INODE_DIRTY && !inode->pages.dirty) {
        inode->flags &= ~INODE_DIRTY;
        TAILQ_REMOVE(&inode->super->dirty, inode, in_dirty);
        inode_put(inode);
    }
    return err;
}

/* Every inode that is on the list now; those that stay dirty go to its end and are not tried twice. */
static int write_back_super(struct super *super)
{
    struct inode *inode;
    unsigned count = 0;
    int result = 0;

    TAILQ_FOREACH(inode, &super->dirty, in_dirty)
        count++;
    while (count-- > 0 && (inode = TAILQ_FIRST(&super->dirty))) {
        TAILQ_REMOVE(&super->dirty, inode, in_dirty);
        TAILQ_INSERT_TAIL(&super->dirty, inode, in_dirty);
        inode_get(inode);
        int err = inode_write_back(inode);
        inode_put(inode);
        result = result ? result : err;
    }
    return result;
}

int super_sync(struct super *super)
{
    int err = write_back_super(super);
    int e = super->ops->sync ? super->ops->sync(super) : 0;

    return err ? err : e;
}

int write_back_all(unsigned level)
{
    int result = 0;
    struct super *next;

    for (struct super *s = super_next(NULL); s; s = next) {
        super_get(s);
        int err = s->level <= level ? write_back_super(s) : 0;
        result = result ? result : err;
        next = super_next(s);
        super_put(s);
    }
    return result;
}

int vfs_sync(void)
{
    int result = 0;
    struct super *next;

    for (struct super *s = super_next(NULL); s; s = next) {
        super_get(s);
        int err = super_sync(s);
        result = result ? result : err;
        next = super_next(s);
        super_put(s);
    }
    return result;
}

/* Asking how much memory there is takes a message: only when so many more pages are dirty. */
enum { DIRTY_ALWAYS = 1024, DIRTY_STEP = 256 };
static uint64_t ask_at = DIRTY_ALWAYS;

int write_back_needed(void)
{
    uint64_t dirty = pagecache_counters()->dirty;
    struct page_stats st;

    if (dirty <= ask_at) {
        if (dirty < DIRTY_ALWAYS / 2)
            ask_at = DIRTY_ALWAYS;
        return 0;
    }
    page_stats(&st);
    if (dirty > (st.free + st.possible) / 8 + DIRTY_ALWAYS)
        return 1;
    ask_at = dirty + DIRTY_STEP;
    return 0;
}

static int anything_dirty(void)
{
    for (struct super *s = super_next(NULL); s; s = super_next(s))
        if (!TAILQ_EMPTY(&s->dirty))
            return 1;
    return 0;
}

/* Names and attributes that the file systems' services have are on the disks for good, in whatever order they need: Linux
 * does that every five seconds too. */
static void commit_all(void)
{
    struct super *next;

    for (struct super *s = super_next(NULL); s; s = next) {
        super_get(s);
        if (s->ops->sync && s->root->ops->fsync && !(s->flags & MS_RDONLY))
            (void)s->root->ops->fsync(s->root); /* fsync reports what is wrong */
        next = super_next(s);
        super_put(s);
    }
}

static void flusher(void *arg)
{
    (void)arg;
    for (;;) {
        while (!anything_dirty())
            (void)rt_wait(&flush_wait);
        (void)rt_sleep_until(rt_now_ns() + WRITE_BACK_SECONDS * 1000000000ull, false);
        (void)write_back_all(UINT_MAX); /* errors stay with the pages, which stay dirty; fsync reports them */
        commit_all();
    }
}

int pagecache_init(void)
{
    return rt_fiber_start(flusher, NULL);
}
