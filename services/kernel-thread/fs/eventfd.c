/* SPDX-License-Identifier: BSD-2-Clause */
/* eventfd: a counter as a file. */
#include <linux/errno.h>
#include <linux/fcntl.h>
#include <linux/poll.h>
#include <linux/stat.h>
#include <stdlib.h>

#include "fs/anon.h"
#include "fs/eventfd.h"
#include "fs/file.h"
#include "fs/files.h"
#include "fs/poll.h"
#include "fs/text.h"
#include "mm/user.h"
#include "proc/proc.h"
#include "trace/syscalls.h"

struct eventfd {
    uint64_t count;       /* programs bring it to UINT64_MAX - 1 at most, the kernel one further */
    char semaphore;       /* a read takes one */
    struct rt_waitq readers, writers; /* woken when the count has grown, has shrunk */
};

static ssize_t event_read(struct file *f, struct uio *uio, uint64_t offset)
{
    struct eventfd *e = f->priv;

    (void)offset;
    if (uio->left < sizeof e->count)
        return -EINVAL;
    while (!e->count) {
        int err = f->flags & O_NONBLOCK ? -EAGAIN : wait_interruptible(&e->readers, RT_NEVER);
        if (err)
            return err;
    }
    uint64_t taken = e->semaphore ? 1 : e->count;
    e->count -= taken;
    rt_waitq_wake_all(&e->writers);
    return uio_copy_to(uio, &taken, sizeof taken);
}

static ssize_t event_write(struct file *f, struct uio *uio, uint64_t offset)
{
    struct eventfd *e = f->priv;
    uint64_t add;

    (void)offset;
    if (uio->left < sizeof add)
        return -EINVAL;
    ssize_t n = uio_copy_from(uio, &add, sizeof add);
    if (n < (ssize_t)sizeof add)
        return n < 0 ? n : -EFAULT;
    if (add == UINT64_MAX)
        return -EINVAL;
    while (e->count == UINT64_MAX || e->count > UINT64_MAX - 1 - add) {
        int err = f->flags & O_NONBLOCK ? -EAGAIN : wait_interruptible(&e->writers, RT_NEVER);
        if (err)
            return err;
    }
    e->count += add;
    rt_waitq_wake_all(&e->readers);
    return n;
}

static uint32_t event_poll(struct file *f, struct poll_table *pt)
{
    struct eventfd *e = f->priv;

    poll_wait_for(pt, &e->readers, POLLIN | POLLRDNORM);
    poll_wait_for(pt, &e->writers, POLLOUT | POLLWRNORM);
    return (e->count ? POLLIN : 0) | (e->count < UINT64_MAX - 1 ? POLLOUT : 0) | (e->count == UINT64_MAX ? POLLERR : 0);
}

static void event_release(struct file *f)
{
    free(f->priv);
}

static void event_describe(struct file *f, struct text *out)
{
    const struct eventfd *e = f->priv;

    text_printf(out, "eventfd-count: %16lx\n", (unsigned long)e->count);
}

static const struct file_ops ops = {
    .describe = event_describe,
    .read = event_read, .write = event_write, .poll = event_poll, .release = event_release, .seek = anon_seek,
};

int eventfd_is(const struct file *f)
{
    return f->ops == &ops;
}

void eventfd_signal(struct file *f)
{
    struct eventfd *e = f->priv;

    if (e->count < UINT64_MAX)
        e->count++;
    rt_waitq_wake_all(&e->readers);
}

long sys_eventfd2(struct thread *t, const uint64_t a[6])
{
    enum { EFD_SEMAPHORE = 1 };
    if (a[1] & ~(uint64_t)(EFD_SEMAPHORE | O_CLOEXEC | O_NONBLOCK))
        return -EINVAL;
    struct eventfd *e = calloc(1, sizeof *e);
    if (!e)
        return -ENOMEM;
    e->count = (uint32_t)a[0];
    e->semaphore = (a[1] & EFD_SEMAPHORE) != 0;
    return anon_fd(t, "anon_inode:[eventfd]", &ops, O_RDWR | (a[1] & ~(uint64_t)EFD_SEMAPHORE), e);
}
