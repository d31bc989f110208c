/* SPDX-License-Identifier: BSD-2-Clause */
/* Pipes and FIFOs.
 *
 * A write of at most PIPE_BUF bytes goes in whole or waits.  As copying from a program may wait (a page
 * of a file), each direction has a mutex: two writers cannot take the same room. */
#include "fs/pipe.h"

#include <linux/capability.h>
#include <linux/errno.h>
#include <linux/fcntl.h>
#include <linux/ioctl.h>
#include <linux/poll.h>
#include <linux/stat.h>
#include <stdlib.h>

#include "fs/anon.h"
#include "fs/device.h"
#include "fs/file.h"
#include "fs/pipe_int.h"
#include "fs/poll.h"
#include "mm/page.h"
#include "mm/user.h"
#include "proc/oom.h"
#include "proc/proc.h"

/* Moves what is there, page by page; a packet ends the read, and what does not fit of it is lost. */
static ssize_t take(struct pipe *p, struct uio *uio)
{
    ssize_t done = 0;

    while (p->used && uio->left) {
        struct pipe_slot *s = pipe_slot(p, 0);
        size_t part = s->len < uio->left ? s->len : uio->left;
        int packet = s->flags & SLOT_PACKET;

        ssize_t n = uio_copy_to(uio, (char *)page_address(s->page) + s->at, part);
        if (n < 0)
            return done ? done : n;
        pipe_consume(p, packet ? pipe_slot(p, 0)->len : (uint32_t)n);
        done += n;
        if ((size_t)n < part || packet)
            break;
    }
    return done;
}

ssize_t pipe_read_to(struct pipe *p, struct uio *uio, int nonblock)
{
    if (!uio->left)
        return 0;
    int err = pipe_lock_read(p, nonblock);
    if (err)
        return err;
    ssize_t n = pipe_wait_data(p, nonblock);
    if (n > 0)
        n = take(p, uio);
    pipe_unlock_read(p);
    return n;
}

static ssize_t pipe_read(struct file *f, struct uio *uio, uint64_t offset)
{
    (void)offset;
    ssize_t n = pipe_read_to(f->inode->priv, uio, (f->flags & O_NONBLOCK) != 0);
    if (n > 0)
        inode_touch(f->inode, FS_SET_ATIME);
    return n;
}

/* The rest that is less than a page goes behind the last bytes, if it fits into their page: bytes or -EFAULT. */
static ssize_t merge(struct pipe *p, struct uio *uio)
{
    struct pipe_slot *s = p->used ? pipe_slot(p, p->used - 1) : NULL;
    size_t part = uio->left % PAGE_BYTES;

    if (!s || !part || s->flags || s->at + s->len + part > PAGE_BYTES)
        return 0;
    struct page *page = s->page;
    uint32_t at = s->at + s->len;
    page_get(page); /* a reader may be done with it meanwhile */
    ssize_t n = uio_copy_from(uio, (char *)page_address(page) + at, part);
    s = p->used ? pipe_slot(p, p->used - 1) : NULL;
    if (n < (ssize_t)part) {
        page_put(page);
    } else if (s && s->page == page) {
        s->len = (uint16_t)(s->len + n);
        p->fill += (uint32_t)n;
        page_put(page);
    } else {
        pipe_push(p, page, at, (uint32_t)n, 0);
    }
    return n < 0 || (size_t)n == part ? n : -EFAULT;
}

/* One page more. */
static ssize_t add(struct pipe *p, struct uio *uio, unsigned flags)
{
    struct page *page;
    while ((page = pipe_page(p)) == NULL && oom_relieve())
        ;
    size_t part = uio->left < PAGE_BYTES ? uio->left : PAGE_BYTES;

    if (!page)
        return -ENOMEM;
    ssize_t n = uio_copy_from(uio, page_address(page), part);
    if (n == (ssize_t)part) {
        pipe_push(p, page, 0, (uint32_t)n, flags);
        return n;
    }
    page_put(page); /* part of a page does not go */
    return n < 0 ? n : -EFAULT;
}

/* All of it goes in, with waits between; or -errno if nothing did. */
static ssize_t put_all(struct pipe *p, struct uio *uio, unsigned flags, int nonblock)
{
    ssize_t done = 0, n = 0;

    while (uio->left) {
        n = !done && !flags && p->readers ? merge(p, uio) : 0;
        if (!n) {
            n = pipe_wait_room(p, nonblock);
            if (!n)
                n = add(p, uio, flags);
        }
        if (n <= 0)
            break;
        done += n;
        rt_waitq_wake_all(&p->data);
    }
    return done ? done : n;
}

ssize_t pipe_write_from(struct pipe *p, struct uio *uio, unsigned flags, int nonblock)
{
    if (!uio->left)
        return 0;
    int err = pipe_lock_write(p, nonblock);
    if (err)
        return err;
    ssize_t n = put_all(p, uio, flags, nonblock);
    pipe_unlock_write(p);
    return n;
}

static ssize_t pipe_write(struct file *f, struct uio *uio, uint64_t offset)
{
    unsigned flags = f->flags & O_DIRECT ? SLOT_PACKET : 0;

    (void)offset;
    ssize_t n = pipe_write_from(f->inode->priv, uio, flags, (f->flags & O_NONBLOCK) != 0);
    if (n > 0)
        inode_touch(f->inode, FS_SET_MTIME | FS_SET_CTIME);
    return n;
}

static uint32_t pipe_poll(struct file *f, struct poll_table *pt)
{
    struct pipe *p = f->inode->priv;
    uint32_t mask = 0;

    if (file_readable(f)) {
        poll_wait_for(pt, &p->data, POLLIN | POLLRDNORM | POLLHUP);
        if (p->used)
            mask |= POLLIN | POLLRDNORM;
        if (!p->writers && p->ever_writers != (uintptr_t)f->priv)
            mask |= POLLHUP;
    }
    if (file_writable(f)) {
        poll_wait_for(pt, &p->room, POLLOUT | POLLWRNORM | POLLERR);
        if (!pipe_full(p))
            mask |= POLLOUT | POLLWRNORM;
        if (!p->readers)
            mask |= POLLERR;
    }
    return mask;
}

static long pipe_ioctl(struct file *f, uint32_t command, uint64_t argument)
{
    struct pipe *p = f->inode->priv;
    int fill = (int)p->fill;

    if (command != FIONREAD)
        return -ENOTTY;
    return copy_out(current()->proc->mm, argument, &fill, sizeof fill);
}

/* An end was opened or closed. */
static void ends_changed(struct pipe *p)
{
    rt_waitq_wake_all(&p->data);
    rt_waitq_wake_all(&p->room);
}

static void count_ends(struct pipe *p, const struct file *f)
{
    if (file_readable(f)) {
        p->readers++;
        p->ever_readers++;
    }
    if (file_writable(f)) {
        p->writers++;
        p->ever_writers++;
    }
}

static void pipe_release(struct file *f)
{
    struct pipe *p = f->inode->priv;

    if (file_readable(f))
        p->readers--;
    if (file_writable(f))
        p->writers--;
    ends_changed(p);
    if (p->readers || p->writers)
        return;
    f->inode->priv = NULL;
    pipe_free(p);
}

static const struct file_ops pipe_ops = {
    .read = pipe_read,
    .write = pipe_write,
    .poll = pipe_poll,
    .ioctl = pipe_ioctl,
    .release = pipe_release,
    .async = ASYNC_BOTH,
};

int file_is_pipe(const struct file *f)
{
    return f->ops == &pipe_ops || f->ops == &fifo_file_ops;
}

struct pipe *file_pipe(const struct file *f)
{
    return file_is_pipe(f) ? f->inode->priv : NULL;
}

long pipe_size(const struct file *f)
{
    const struct pipe *p = f->inode->priv;

    return (long)p->size * PAGE_BYTES;
}

long pipe_resize(struct file *f, uint64_t bytes)
{
    enum { SLOTS_MOST = 65536 }; /* Linux' kmalloc gives no larger table */
    struct pipe *p = f->inode->priv;
    uint64_t slots = 1;

    if (bytes > 1u << 31)
        return -EINVAL;
    while (slots * PAGE_BYTES < bytes)
        slots *= 2;
    if (slots > SLOTS_MOST)
        return -ENOMEM;
    int err = slots > p->size ? pipe_may_grow(p->uid, p->size, (uint32_t)slots) : 0;
    if (err)
        return err;
    err = pipe_lock_write(p, 0); /* a writer has its room for sure */
    if (err)
        return err;
    err = pipe_set_slots(p, (uint32_t)slots);
    pipe_unlock_write(p);
    return err ? err : pipe_size(f);
}

int pipe_new(uint32_t flags, struct file *ends[2])
{
    struct inode *inode = anon_inode(S_IFIFO | 0600);
    struct pipe *p = pipe_alloc();

    int err = -ENFILE; /* says Linux */
    if (!inode || !p)
        goto no_memory;
    inode->priv = p;
    p->nameless = 1;
    err = anon_file(inode, "pipe:", &pipe_ops, O_RDONLY | (flags & O_NONBLOCK), &ends[0]);
    if (err)
        goto no_memory;
    count_ends(p, ends[0]);
    ends[1] = file_new(&ends[0]->path, &pipe_ops, O_WRONLY | flags);
    if (!ends[1]) {
        file_put(ends[0]);
        return -ENOMEM;
    }
    count_ends(p, ends[1]);
    return 0;

no_memory:
    if (p)
        pipe_free(p);
    if (inode)
        inode_put(inode);
    return err;
}

/* Opening one end of a FIFO waits for the other. */
static int wait_for_other(struct pipe *p, const struct file *f)
{
    int reading = file_readable(f);
    unsigned seen = reading ? p->ever_writers : p->ever_readers;

    while (!(reading ? p->writers : p->readers) && seen == (reading ? p->ever_writers : p->ever_readers)) {
        int err = wait_interruptible(reading ? &p->data : &p->room, RT_NEVER);
        if (err)
            return err;
    }
    return 0;
}

static int fifo_open(struct inode *inode, struct file *f)
{
    if (!inode->priv)
        inode->priv = pipe_alloc();
    struct pipe *p = inode->priv;
    if (!p)
        return -ENOMEM;
    int both = file_readable(f) && file_writable(f);
    if (!file_readable(f) && (f->flags & O_NONBLOCK) && !p->readers && !p->nameless) {
        if (!p->writers) {
            inode->priv = NULL;
            pipe_free(p);
        }
        return -ENXIO;
    }
    if (!p->writers && (f->flags & O_NONBLOCK))
        f->priv = (void *)(uintptr_t)p->ever_writers; /* nobody has hung up on this reader yet */
    count_ends(p, f);
    ends_changed(p);
    if (both || p->nameless || (f->flags & O_NONBLOCK))
        return 0;
    int err = wait_for_other(p, f);
    if (err)
        pipe_release(f);
    return err;
}

const struct file_ops fifo_file_ops = {
    .open = fifo_open,
    .async = ASYNC_BOTH,
    .read = pipe_read,
    .write = pipe_write,
    .poll = pipe_poll,
    .ioctl = pipe_ioctl,
    .release = pipe_release,
};
