/* SPDX-License-Identifier: BSD-2-Clause */
/* Stream devices that are no terminals. */
#include "io/vport.h"

#include <linux/errno.h>
#include <linux/fcntl.h>
#include <linux/ioctl.h>
#include <linux/poll.h>
#include <linux/stat.h>
#include <stddef.h>

#include "fs/device.h"
#include "fs/file.h"
#include "fs/poll.h"
#include "io/stream.h"
#include "mm/user.h"
#include "proc/proc.h"

enum { VPORT_MAJOR = 250 };

static struct stream *streams[VPORTS];

static int vport_open(struct inode *inode, struct file *f)
{
    f->priv = streams[RDEV_MINOR(inode->rdev) - 1];
    f->kind |= FILE_STREAM;
    return 0;
}

static ssize_t vport_read(struct file *f, struct uio *uio, uint64_t offset)
{
    (void)offset;
    return stream_read(f->priv, uio, (f->flags & O_NONBLOCK) != 0);
}

static ssize_t vport_write(struct file *f, struct uio *uio, uint64_t offset)
{
    (void)offset;
    ssize_t n = stream_write(f->priv, uio, (f->flags & O_NONBLOCK) != 0);

    if (n == -EPIPE && current()) {
        struct sig_info info = { .signo = SIGPIPE, .pid = current()->proc->pid };
        signal_thread(current(), &info);
    }
    return n;
}

static uint32_t vport_poll(struct file *f, struct poll_table *pt)
{
    poll_wait(pt, stream_waitq(f->priv));
    return stream_events(f->priv);
}

static const struct file_ops ops = {
    .open = vport_open,
    .read = vport_read,
    .write = vport_write,
    .poll = vport_poll,
    .splice = FILE_SPLICE_OUT,
};

static const char *const names[VPORTS] = { "vport0p1", "vport0p2", "vport0p3" };

int vport_register(enum vport which, struct stream *s)
{
    streams[which] = s;
    return device_register(names[which], S_IFCHR | 0600, RDEV(VPORT_MAJOR, which + 1), &ops);
}

int vport_file(enum vport which, struct file **out)
{
    static const char *const paths[VPORTS] = { "/dev/vport0p1", "/dev/vport0p2", "/dev/vport0p3" };

    return vfs_open(NULL, AT_FDCWD, paths[which], which == VPORT_STDIN ? O_RDONLY : O_WRONLY, 0, out);
}
