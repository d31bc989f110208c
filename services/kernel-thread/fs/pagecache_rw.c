/* SPDX-License-Identifier: BSD-2-Clause */
/* read and write through the page cache.
 *
 * No lock is held over a transfer with user memory but the writer's inode->lock, which page faults
 * never take; so a program may read a file into a mapping of the same file.  Data for a page that is not
 * in the cache is taken from the user before the page enters it: a fault on that very page finds no
 * half-made one. */
#include <linux/errno.h>
#include <stdlib.h>
#include <string.h>

#include "fs/inode.h"
#include "fs/pagecache.h"
#include "fs/pagecache_int.h"
#include "fs/pagetree.h"
#include "mm/page.h"
#include "mm/user.h"

static size_t min_size(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* One page's part of a read. */
static ssize_t read_part(struct inode *inode, struct uio *uio, uint64_t offset, size_t size)
{
    struct page *p;

    if ((inode->flags & INODE_PAGES_HOME) && !pagetree_find(&inode->pages, offset / PAGE_BYTES))
        return uio_zero(uio, size); /* a hole */
    int err = pagecache_get(inode, offset / PAGE_BYTES, &p);
    if (err)
        return err;
    ssize_t n = uio_copy_to(uio, (char *)page_address(p) + offset % PAGE_BYTES, size);
    page_put(p);
    return n;
}

ssize_t pagecache_read(struct inode *inode, struct uio *uio, uint64_t offset)
{
    size_t done = 0;

    while (uio->left && offset + done < inode->size) {
        uint64_t at = offset + done;
        size_t part = min_size(PAGE_BYTES - at % PAGE_BYTES, uio->left);
        if (part > inode->size - at)
            part = inode->size - at;

        ssize_t n = read_part(inode, uio, at, part);
        if (n == -ENXIO)
            break; /* truncated meanwhile */
        if (n < 0)
            return done ? (ssize_t)done : n;
        done += (size_t)n;
        if ((size_t)n < part)
            break; /* bad address */
    }
    return (ssize_t)done;
}

/* The page for a write of [at, at + size), present in the cache with a reference.  Its old contents are
 * read only if some of them stay. */
static int page_for_write(struct inode *inode, uint64_t at, size_t size, struct page **out)
{
    uint64_t index = at / PAGE_BYTES;
    uint64_t start = index * PAGE_BYTES;
    struct page *p = pagetree_find(&inode->pages, index);

    int covers = at == start && (size == PAGE_BYTES || at + size >= inode->size);
    if (p || (start < inode->size && !covers && !(inode->flags & INODE_PAGES_HOME)))
        return pagecache_get(inode, index, out);

    int err = inode->super->ops->reserve ? inode->super->ops->reserve(inode->super) : 0;
    if (err)
        return err;
    p = cache_page_new(inode);
    if (!p)
        return -ENOMEM;
    if (pagetree_find(&inode->pages, index)) { /* a reader was first while this waited */
        page_put(p);
        return pagecache_get(inode, index, out);
    }
    err = cache_insert(inode, index, p);
    if (err) {
        page_put(p);
        return err;
    }
    p->flags |= PAGE_READY;
    page_get(p);
    *out = p;
    return 0;
}

int pagecache_fill(struct inode *inode, uint64_t first, uint64_t end)
{
    for (uint64_t index = first; index < end; index++) {
        struct page *p = pagetree_find(&inode->pages, index);
        if (p)
            continue;
        int err = inode->super->ops->reserve ? inode->super->ops->reserve(inode->super) : 0;
        p = err ? NULL : cache_page_new(inode);
        if (p)
            err = cache_insert(inode, index, p);
        else if (!err)
            err = -ENOMEM;
        if (err && p)
            page_put(p);
        if (err) {
            pagecache_truncate(inode, inode->size); /* those behind the end */
            return err;
        }
        p->flags |= PAGE_READY;
    }
    return 0;
}

/* Nearly full disk: the data must reach it now, so that the writer learns of ENOSPC. */
static int write_through(struct inode *inode, struct page *p, uint64_t old_size)
{
    uint64_t index = p->index;
    int err = pagecache_write_back(inode, index, index + 1);

    if (!err)
        return 0;
    if (inode->size > old_size) {
        inode->size = old_size;
        pagecache_truncate(inode, old_size);
    } else if (p->inode == inode) {
        page_unmap_all(p);
        cache_remove(p);
    }
    return err;
}

/* The user's data is in buf: into the page with it. */
static int put_part(struct inode *inode, const void *buf, uint64_t at, size_t size)
{
    struct page *p;
    uint64_t old_size = inode->size;

    int err = page_for_write(inode, at, size, &p);
    if (err)
        return err;
    memcpy((char *)page_address(p) + at % PAGE_BYTES, buf, size);
    page_contents_changed(p);
    if (at + size > inode->size)
        inode->size = at + size;
    pagecache_dirty(p);
    if (inode->super->write_through && !(inode->flags & INODE_PAGES_HOME))
        err = write_through(inode, p, old_size);
    page_put(p);
    return err;
}

/* Straight into a page that is there; -EAGAIN if it is not. */
static ssize_t write_in_place(struct inode *inode, struct uio *uio, uint64_t at, size_t size)
{
    if (at + size > inode->size || inode->super->write_through)
        return -EAGAIN;
    struct page *p = pagecache_peek(inode, at / PAGE_BYTES);
    if (!p)
        return -EAGAIN;

    ssize_t n = uio_copy_from(uio, (char *)page_address(p) + at % PAGE_BYTES, size);
    if (n > 0) {
        page_contents_changed(p);
        pagecache_dirty(p);
    }
    page_put(p);
    return n;
}

static ssize_t write_part(struct inode *inode, struct uio *uio, uint64_t at, size_t size, void **bounce)
{
    ssize_t n = write_in_place(inode, uio, at, size);

    if (n != -EAGAIN)
        return n;
    if (!*bounce)
        *bounce = malloc(PAGE_BYTES);
    if (!*bounce)
        return -ENOMEM;
    n = uio_copy_from(uio, *bounce, size);
    if (n <= 0)
        return n;
    int err = put_part(inode, *bounce, at, (size_t)n);
    return err ? err : n;
}

ssize_t pagecache_write(struct inode *inode, struct uio *uio, uint64_t offset)
{
    void *bounce = NULL;
    size_t done = 0;
    ssize_t n = 0;

    while (uio->left) {
        uint64_t at = offset + done;
        size_t part = min_size(PAGE_BYTES - at % PAGE_BYTES, uio->left);

        n = write_part(inode, uio, at, part, &bounce);
        if (n < 0)
            break;
        done += (size_t)n;
        if ((size_t)n < part)
            break; /* bad address */
    }
    free(bounce);
    if (done && write_back_needed())
        (void)pagecache_write_back(inode, 0, UINT64_MAX); /* fsync reports errors; this only makes room */
    return done ? (ssize_t)done : n;
}
