/* SPDX-License-Identifier: BSD-2-Clause */
/* Sockets as files. */
#include <linux/errno.h>
#include <linux/fcntl.h>
#include <linux/ioctl.h>
#include <linux/poll.h>
#include <linux/stat.h>

#include "fs/file.h"
#include "fs/poll.h"
#include "mm/user.h"
#include "net/unix.h"
#include "proc/proc.h"

static ssize_t socket_read(struct file *f, struct uio *uio, uint64_t offset)
{
    struct usock_message m = { .nonblock = (f->flags & O_NONBLOCK) != 0 };

    (void)offset;
    if (!uio->left)
        return 0;
    ssize_t n = usock_receive(f->priv, uio, &m);
    files_drop(&m);
    return n;
}

static ssize_t socket_write(struct file *f, struct uio *uio, uint64_t offset)
{
    struct usock_message m = { .nonblock = (f->flags & O_NONBLOCK) != 0 };

    (void)offset;
    return usock_send(current(), f->priv, uio, &m);
}

static uint32_t socket_poll(struct file *f, struct poll_table *pt)
{
    struct usock *s = f->priv;

    poll_wait_for(pt, &s->wait, POLLIN | POLLRDNORM | POLLRDHUP | POLLHUP | POLLERR);
    poll_wait_for(pt, &s->room, POLLOUT | POLLWRNORM | POLLWRBAND);
    if (s->peer && s->type == SOCK_DGRAM)
        poll_wait_for(pt, &s->peer->senders, POLLOUT | POLLWRNORM | POLLWRBAND);
    return usock_events(s);
}

/* Stream sockets have a mark of urgent data, which there never is. */
static long at_mark(const struct usock *s, uint64_t argument)
{
    const int no = 0;

    return s->type == SOCK_STREAM ? copy_out(current()->proc->mm, argument, &no, sizeof no) : -EOPNOTSUPP;
}

static long socket_ioctl(struct file *f, uint32_t command, uint64_t argument)
{
    struct usock *s = f->priv;
    const struct packet *first = TAILQ_FIRST(&s->queue);
    int bytes = s->type != SOCK_DGRAM ? (int)s->queued : first ? (int)first->len : 0;

    if (command == SIOCATMARK)
        return at_mark(s, argument);
    if (command == TIOCOUTQ) /* SIOCOUTQ: what was sent and not read */
        bytes = (int)s->wmem;
    else if (command != FIONREAD)
        return -ENOTTY;
    else if (s->state == USOCK_LISTENING)
        return -EINVAL;
    return copy_out(current()->proc->mm, argument, &bytes, sizeof bytes);
}

static void socket_release(struct file *f)
{
    usock_close(f->priv);
}

static const struct file_ops ops = {
    .read = socket_read,
    .write = socket_write,
    .poll = socket_poll,
    .async = ASYNC_BOTH,
    .ioctl = socket_ioctl,
    .release = socket_release,
    .splice = FILE_SPLICE,
};

int socket_file(struct usock *s, uint32_t flags, struct file **out)
{
    int err = file_anonymous("socket:", &ops, S_IFSOCK | 0777, O_RDWR | (flags & O_NONBLOCK), s, out);

    if (!err) {
        (*out)->kind |= FILE_STREAM;
        s->file_inode = (*out)->inode;
        s->file = *out;
    }
    return err;
}

struct usock *file_socket(const struct file *f)
{
    return f->ops == &ops ? f->priv : NULL;
}
