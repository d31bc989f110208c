/* SPDX-License-Identifier: BSD-2-Clause */
/* Pipes and FIFOs: one ring of 64 KiB an inode, in pages that come as it fills.
 *
 * A write of at most PIPE_BUF bytes goes in whole or waits.  As copying from a program may wait (a page
 * of a file), each direction has a mutex: two writers cannot take the same room. */
#include "fs/pipe.h"

#include <linux/errno.h>
#include <linux/fcntl.h>
#include <linux/ioctl.h>
#include <linux/poll.h>
#include <linux/stat.h>
#include <stdlib.h>

#include "fs/anon.h"
#include "fs/device.h"
#include "fs/file.h"
#include "fs/poll.h"
#include "mm/page.h"
#include "mm/user.h"
#include "proc/proc.h"

enum { PIPE_BYTES = 65536, PIPE_ATOMIC = 4096, PIPE_PAGES = PIPE_BYTES / PAGE_BYTES };

struct pipe {
    unsigned readers, writers; /* open ends */
    unsigned ever_writers, ever_readers; /* opens so far: who waits for the other end sees even a short one */
    uint32_t head, fill;       /* first byte, bytes in it */
    struct rt_mutex read_lock, write_lock;
    struct rt_waitq wait;      /* anything changed */
    char nameless;             /* made by pipe2: opening an end again through /proc waits for nobody */
    struct page *page[PIPE_PAGES]; /* owned; NULL: not needed yet */
};

static void changed(struct pipe *p)
{
    rt_waitq_wake_all(&p->wait);
}

/* The locks of transfers are waited for like data: a signal ends the wait. */
static int lock_transfer(struct pipe *p, struct rt_mutex *m, const struct file *f)
{
    while (!rt_mutex_trylock(m)) {
        if (f->flags & O_NONBLOCK)
            return -EAGAIN;
        int err = wait_interruptible(&p->wait, RT_NEVER);
        if (err)
            return err;
    }
    return 0;
}

static void unlock_transfer(struct pipe *p, struct rt_mutex *m)
{
    rt_mutex_unlock(m);
    changed(p);
}

/* How many bytes from `at` on lie in one page, at most `bytes`. */
static size_t contiguous(uint32_t at, uint32_t bytes)
{
    at %= PAGE_BYTES;
    return PAGE_BYTES - at < bytes ? PAGE_BYTES - at : bytes;
}

/* The address of a place in the ring; NULL: no memory for its page. */
static char *place(struct pipe *p, uint32_t at)
{
    struct page **page = &p->page[at % PIPE_BYTES / PAGE_BYTES];

    if (!*page)
        *page = page_alloc();
    return *page ? (char *)page_address(*page) + at % PAGE_BYTES : NULL;
}

static void pipe_free(struct pipe *p)
{
    for (unsigned i = 0; i < PIPE_PAGES; i++)
        if (p->page[i])
            page_put(p->page[i]);
    free(p);
}

/* Moves what is there, page by page. */
static ssize_t take(struct pipe *p, struct uio *uio)
{
    ssize_t done = 0;

    while (p->fill && uio->left) {
        size_t part = contiguous(p->head, p->fill);
        if (part > uio->left)
            part = uio->left;
        ssize_t n = uio_copy_to(uio, place(p, p->head), part);
        if (n < 0)
            return done ? done : n;
        p->head += (uint32_t)n;
        p->fill -= (uint32_t)n;
        done += n;
        if ((size_t)n < part)
            break;
    }
    return done;
}

static ssize_t pipe_read(struct file *f, struct uio *uio, uint64_t offset)
{
    struct pipe *p = f->inode->priv;

    (void)offset;
    if (!uio->left)
        return 0;
    int err = lock_transfer(p, &p->read_lock, f);
    if (err)
        return err;
    ssize_t n = 0;
    while (!p->fill && p->writers) {
        n = f->flags & O_NONBLOCK ? -EAGAIN : wait_interruptible(&p->wait, RT_NEVER);
        if (n)
            break;
    }
    if (!n)
        n = take(p, uio);
    unlock_transfer(p, &p->read_lock);
    if (n > 0)
        inode_touch(f->inode, FS_SET_ATIME);
    return n;
}

static ssize_t put(struct pipe *p, struct uio *uio)
{
    uint32_t room = PIPE_BYTES - p->fill;
    size_t part = contiguous(p->head + p->fill, room);

    if (part > uio->left)
        part = uio->left;
    char *to = place(p, p->head + p->fill);
    if (!to)
        return -ENOMEM;
    ssize_t n = uio_copy_from(uio, to, part);
    if (n > 0)
        p->fill += (uint32_t)n;
    return n;
}

static ssize_t broken(void)
{
    struct thread *t = current();

    if (t) {
        struct sig_info info = { .signo = SIGPIPE, .pid = t->proc->pid };
        signal_thread(t, &info);
    }
    return -EPIPE;
}

/* All of it goes in, with waits between; or -errno if nothing did. */
static ssize_t put_all(struct pipe *p, struct uio *uio, const struct file *f)
{
    uint32_t need = uio->left <= PIPE_ATOMIC ? (uint32_t)uio->left : 1;
    ssize_t done = 0, n = 0;

    while (uio->left) {
        if (!p->readers) {
            n = broken();
            break;
        }
        if (PIPE_BYTES - p->fill < need) {
            n = f->flags & O_NONBLOCK ? -EAGAIN : wait_interruptible(&p->wait, RT_NEVER);
            if (n)
                break;
            continue;
        }
        n = put(p, uio);
        if (n <= 0)
            break;
        done += n;
        need = need > (uint32_t)n ? need - (uint32_t)n : 1;
        changed(p);
    }
    return done ? done : n;
}

static ssize_t pipe_write(struct file *f, struct uio *uio, uint64_t offset)
{
    struct pipe *p = f->inode->priv;

    (void)offset;
    if (!uio->left)
        return 0;
    int err = lock_transfer(p, &p->write_lock, f);
    if (err)
        return err;
    ssize_t n = put_all(p, uio, f);
    unlock_transfer(p, &p->write_lock);
    if (n > 0)
        inode_touch(f->inode, FS_SET_MTIME | FS_SET_CTIME);
    return n;
}

static uint32_t pipe_poll(struct file *f, struct poll_table *pt)
{
    struct pipe *p = f->inode->priv;
    uint32_t mask = 0;

    poll_wait(pt, &p->wait);
    if (file_readable(f)) {
        if (p->fill)
            mask |= POLLIN | POLLRDNORM;
        if (!p->writers && p->ever_writers)
            mask |= POLLHUP;
    }
    if (file_writable(f)) {
        if (PIPE_BYTES - p->fill >= PIPE_ATOMIC)
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
    changed(p);
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
};

int file_is_pipe(const struct file *f)
{
    return f->ops == &pipe_ops || f->ops == &fifo_file_ops;
}

int pipe_size(const struct file *f)
{
    (void)f;
    return PIPE_BYTES;
}

int pipe_new(uint32_t flags, struct file *ends[2])
{
    struct inode *inode = anon_inode(S_IFIFO | 0600);
    struct pipe *p = calloc(1, sizeof *p);

    if (!inode || !p)
        goto no_memory;
    inode->priv = p;
    p->nameless = 1;
    int err = anon_file(inode, "pipe:", &pipe_ops, O_RDONLY | flags, &ends[0]);
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
    free(p);
    if (inode)
        inode_put(inode);
    return -ENOMEM;
}

/* Opening one end of a FIFO waits for the other. */
static int wait_for_other(struct pipe *p, const struct file *f)
{
    int reading = file_readable(f);
    unsigned seen = reading ? p->ever_writers : p->ever_readers;

    while (!(reading ? p->writers : p->readers) && seen == (reading ? p->ever_writers : p->ever_readers)) {
        int err = wait_interruptible(&p->wait, RT_NEVER);
        if (err)
            return err;
    }
    return 0;
}

static int fifo_open(struct inode *inode, struct file *f)
{
    if (!inode->priv)
        inode->priv = calloc(1, sizeof(struct pipe));
    struct pipe *p = inode->priv;
    if (!p)
        return -ENOMEM;
    int both = file_readable(f) && file_writable(f);
    if (!file_readable(f) && (f->flags & O_NONBLOCK) && !p->readers && !p->nameless)
        return -ENXIO;
    count_ends(p, f);
    changed(p);
    if (both || p->nameless || (f->flags & O_NONBLOCK))
        return 0;
    int err = wait_for_other(p, f);
    if (err)
        pipe_release(f);
    return err;
}

const struct file_ops fifo_file_ops = {
    .open = fifo_open,
    .read = pipe_read,
    .write = pipe_write,
    .poll = pipe_poll,
    .ioctl = pipe_ioctl,
    .release = pipe_release,
};
