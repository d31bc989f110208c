/* SPDX-License-Identifier: BSD-2-Clause */
/* The page cache: finding, filling and dropping pages.
 *
 * A page enters the tree before its contents are there (no PAGE_READY); others who want it wait on one
 * queue for all fills.  When a fill fails the page leaves the tree again, and those who waited try for
 * themselves, so everybody gets an error of their own. */
#include "fs/pagecache.h"

#include <linux/errno.h>
#include <string.h>

#include "fs/inode.h"
#include "fs/pagecache_int.h"
#include "fs/pagetree.h"
#include "mm/page.h"
#include "proc/proc.h"

enum { READ_AHEAD_FIRST = 8, READ_AHEAD_MAX = FILL_MAX };

TAILQ_HEAD(page_list, page);
static struct page_list lru = TAILQ_HEAD_INITIALIZER(lru); /* pages that may be dropped, oldest first */
static struct rt_waitq fill_wait;
static struct pagecache_stats stats;

void pagecache_stats(struct pagecache_stats *st)
{
    *st = stats;
}

struct pagecache_stats *pagecache_counters(void)
{
    return &stats;
}

static int is_home(const struct inode *inode)
{
    return (inode->flags & INODE_PAGES_HOME) != 0;
}

void cache_touch(struct page *p)
{
    if (is_home(p->inode))
        return;
    TAILQ_REMOVE(&lru, p, lru);
    TAILQ_INSERT_TAIL(&lru, p, lru);
}

int cache_insert(struct inode *inode, uint64_t index, struct page *p)
{
    int err = pagetree_insert(&inode->pages, index, p);

    if (err)
        return err;
    p->inode = inode;
    p->index = index;
    p->flags |= PAGE_CACHED;
    stats.cached++;
    if (is_home(inode)) {
        inode->super->home_pages++;
        inode->blocks += PAGE_BYTES / 512;
        stats.home++;
    } else {
        TAILQ_INSERT_TAIL(&lru, p, lru);
    }
    return 0;
}

/* Clears the dirty mark and its counts. */
void cache_clean(struct page *p)
{
    if (!(p->flags & PAGE_DIRTY))
        return;
    p->flags &= ~PAGE_DIRTY;
    p->inode->pages.dirty--;
    p->inode->super->dirty_pages--;
    stats.dirty--;
}

/* Takes a page out of its file: mappings keep it as long as they want, but it is no file's any more. */
void cache_remove(struct page *p)
{
    struct inode *inode = p->inode;

    cache_clean(p);
    (void)pagetree_remove(&inode->pages, p->index);
    stats.cached--;
    if (is_home(inode)) {
        inode->super->home_pages--;
        inode->blocks -= PAGE_BYTES / 512;
        stats.home--;
    } else {
        TAILQ_REMOVE(&lru, p, lru);
    }
    p->flags &= ~PAGE_CACHED;
    p->inode = NULL;
    page_put(p);
}

struct page *cache_page_new(const struct inode *inode)
{
    struct page *p = page_alloc();

    if (p)
        return p;
    /* Only dirty pages are left: write them, then some can be dropped. */
    (void)write_back_all(inode->super->level); /* best effort: the next try tells */
    return page_alloc();
}

bool pagecache_droppable(const struct page *p)
{
    return (p->flags & (PAGE_CACHED | PAGE_READY | PAGE_DIRTY | PAGE_WRITEBACK)) == (PAGE_CACHED | PAGE_READY) &&
           !is_home(p->inode) && p->refs == 1 + p->maps;
}

bool pagecache_drop_page(struct page *p)
{
    if (!pagecache_droppable(p))
        return false;
    if (p->maps)
        page_unmap_all(p);
    if (p->refs > 1)
        return false;
    cache_remove(p);
    return true;
}

size_t pagecache_shrink(size_t want)
{
    size_t freed = 0;
    struct page *next;

    for (struct page *p = TAILQ_FIRST(&lru); p && freed < want; p = next) {
        next = TAILQ_NEXT(p, lru);
        freed += pagecache_drop_page(p);
    }
    return freed;
}

static unsigned fill_window(struct inode *inode, uint64_t index)
{
    struct pagecache *pc = &inode->pages;
    uint64_t pages = (inode->size + PAGE_BYTES - 1) / PAGE_BYTES;

    if (index == pc->next_read && pc->window)
        pc->window = pc->window * 2 > READ_AHEAD_MAX ? READ_AHEAD_MAX : pc->window * 2;
    else
        pc->window = READ_AHEAD_FIRST;
    if (index + pc->window > pages)
        return pages > index ? (unsigned)(pages - index) : 1;
    return pc->window;
}

/* New pages from index on into the tree, as far as there are none and memory lasts; returns how many. */
static int add_run(struct inode *inode, uint64_t index, struct page **run, unsigned want)
{
    unsigned n = 0;

    for (; n < want; n++) {
        if (n && pagetree_find(&inode->pages, index + n))
            break;
        struct page *p = n ? page_alloc() : cache_page_new(inode);
        if (!p)
            break;
        if (n == 0 && pagetree_find(&inode->pages, index)) { /* getting the page may have waited */
            page_put(p);
            return -EAGAIN;
        }
        int err = cache_insert(inode, index + n, p);
        if (err) {
            page_put(p);
            break;
        }
        page_get(p); /* for the fill */
        run[n] = p;
    }
    return n ? (int)n : -ENOMEM;
}

/* Reads pages from index on; 0 or the error of the first page. */
static int fill(struct inode *inode, uint64_t index)
{
    struct page *run[FILL_MAX];
    int n = add_run(inode, index, run, fill_window(inode, index));

    if (n < 0)
        return n == -EAGAIN ? 0 : n;
    inode->pages.next_read = index + (unsigned)n;
    if (current() && inode->ops->read_pages && !(inode->flags & INODE_PAGES_HOME))
        current()->proc->io.from_disk += (unsigned long)n * PAGE_BYTES;
    int err = inode->ops->read_pages ? inode->ops->read_pages(inode, index, run, (unsigned)n) : 0;

    for (int i = 0; i < n; i++) {
        if (!err)
            run[i]->flags |= PAGE_READY;
        else if (run[i]->flags & PAGE_CACHED)
            cache_remove(run[i]);
        page_put(run[i]);
    }
    rt_waitq_wake_all(&fill_wait);
    return err;
}

int pagecache_get(struct inode *inode, uint64_t index, struct page **out)
{
    for (;;) {
        if (index >= (inode->size + PAGE_BYTES - 1) / PAGE_BYTES)
            return -ENXIO;

        struct page *p = pagetree_find(&inode->pages, index);
        if (p && (p->flags & PAGE_READY)) {
            page_get(p);
            cache_touch(p);
            *out = p;
            return 0;
        }
        if (p) {
            (void)rt_wait(&fill_wait);
            continue;
        }
        int err = is_home(inode) && inode->super->ops->reserve ? inode->super->ops->reserve(inode->super) : 0;
        if (!err)
            err = fill(inode, index);
        if (err)
            return err;
    }
}

struct page *pagecache_peek(struct inode *inode, uint64_t index)
{
    struct page *p = pagetree_find(&inode->pages, index);

    if (!p || !(p->flags & PAGE_READY))
        return NULL;
    page_get(p);
    return p;
}

void pagecache_drop(struct inode *inode, uint64_t first, uint64_t end)
{
    uint64_t index = first;
    struct page *p;

    while ((p = pagetree_next(&inode->pages, &index)) && index < end) {
        page_unmap_all(p);
        cache_remove(p);
        if (++index == 0)
            break;
    }
}

void pagecache_drop_clean(struct inode *inode, uint64_t first, uint64_t end)
{
    uint64_t index = first;
    struct page *p;

    while ((p = pagetree_next(&inode->pages, &index)) && index < end) {
        if ((p->flags & (PAGE_READY | PAGE_DIRTY | PAGE_WRITEBACK)) == PAGE_READY && !p->maps && p->refs == 1)
            cache_remove(p);
        if (++index == 0)
            break;
    }
}

void pagecache_truncate(struct inode *inode, uint64_t size)
{
    uint64_t first = (size + PAGE_BYTES - 1) / PAGE_BYTES;
    size_t keep = size % PAGE_BYTES;

    if (keep) {
        struct page *p = pagetree_find(&inode->pages, size / PAGE_BYTES);
        if (p && (p->flags & PAGE_READY))
            {
            memset((char *)page_address(p) + keep, 0, PAGE_BYTES - keep);
            page_contents_changed(p);
        }
    }
    pagecache_drop(inode, first, UINT64_MAX);
}
