/* SPDX-License-Identifier: BSD-2-Clause */
/* Handlers that send and receive; socket options. */
#include <linux/errno.h>
#include <linux/fcntl.h>

#include "fs/file.h"
#include "mm/user.h"
#include "net/socket.h"
#include "net/unix.h"
#include "proc/proc.h"
#include "trace/syscalls.h"

/* Sends to an address if there is one. */
static ssize_t send_to(struct thread *t, struct file *f, struct usock *s, struct uio *uio, uint64_t name,
                       uint64_t namelen, struct usock_message *m)
{
    struct usock_name n = { 0 };

    m->nonblock = (f->flags & O_NONBLOCK) != 0;
    if (name && s->type != SOCK_STREAM) {
        int err = user_name_in(t, name, namelen, &n);
        if (!err)
            err = usock_find(t, &n, s->type, &m->to);
        if (err)
            return err;
    } else if (name) {
        return s->state == USOCK_CONNECTED ? -EISCONN : -EOPNOTSUPP;
    }
    ssize_t sent = usock_send(s, uio, m);
    if (m->to)
        usock_put(m->to);
    return sent;
}

long sys_sendto(struct thread *t, const uint64_t a[6])
{
    struct usock_message m = { .flags = (uint32_t)a[3] };
    struct file *f;
    struct usock *s;
    struct uio uio;
    int err = user_socket(t, a[0], &f, &s);

    if (err)
        return err;
    uio_from_user(&uio, t->proc->mm, a[1], a[2] < INT32_MAX ? a[2] : INT32_MAX);
    long n = send_to(t, f, s, &uio, a[4], (uint32_t)a[5], &m);
    uio_fini(&uio);
    file_put(f);
    return n;
}

long sys_recvfrom(struct thread *t, const uint64_t a[6])
{
    struct usock_message m = { .flags = (uint32_t)a[3] };
    struct file *f;
    struct usock *s;
    struct uio uio;
    int err = user_socket(t, a[0], &f, &s);

    if (err)
        return err;
    m.nonblock = (f->flags & O_NONBLOCK) != 0;
    uio_from_user(&uio, t->proc->mm, a[1], a[2] < INT32_MAX ? a[2] : INT32_MAX);
    long n = usock_receive(s, &uio, &m);
    uio_fini(&uio);
    rights_drop(&m);
    if (n >= 0 && a[4] && s->type == SOCK_DGRAM) {
        err = user_name_out(t, a[4], a[5], &m.from);
        n = err ? err : n;
    }
    file_put(f);
    return n;
}

static long send_message(struct thread *t, struct file *f, struct usock *s, const struct linux_msghdr *h,
                         uint32_t flags)
{
    struct usock_message m = { .flags = flags };
    struct uio uio;

    int err = h->control && h->controllen ? rights_in(t, h->control, h->controllen, &m) : 0;
    if (err)
        return err;
    long n = uio_from_iovec(t, &uio, h->iov, h->iovlen);
    if (!n) {
        n = send_to(t, f, s, &uio, h->name, h->namelen, &m);
        uio_fini(&uio);
    }
    rights_drop(&m); /* what was not sent along */
    return n;
}

long sys_sendmsg(struct thread *t, const uint64_t a[6])
{
    struct linux_msghdr h;
    struct file *f;
    struct usock *s;
    int err = user_socket(t, a[0], &f, &s);

    if (err)
        return err;
    long n = copy_in(t->proc->mm, &h, a[1], sizeof h);
    if (!n)
        n = send_message(t, f, s, &h, (uint32_t)a[2]);
    file_put(f);
    return n;
}

static long receive_message(struct thread *t, struct file *f, struct usock *s, struct linux_msghdr *h,
                            uint32_t flags)
{
    struct usock_message m = { .flags = flags, .nonblock = (f->flags & O_NONBLOCK) != 0 };
    struct uio uio;

    long n = uio_from_iovec(t, &uio, h->iov, h->iovlen);
    if (n)
        return n;
    n = usock_receive(s, &uio, &m);
    uio_fini(&uio);
    if (n < 0)
        return n;
    h->flags = m.flags & MSG_TRUNC && s->type != SOCK_STREAM ? MSG_TRUNC : 0;
    m.flags = flags;
    int err = rights_out(t, h->control, &h->controllen, &h->flags, &m);
    if (!err && h->name && s->type == SOCK_DGRAM) {
        uint32_t len = m.from.len ? m.from.len : 0;
        err = copy_out(t->proc->mm, h->name, &m.from.sun, len < h->namelen ? len : h->namelen);
        h->namelen = len;
    } else {
        h->namelen = 0;
    }
    return err ? err : n;
}

long sys_recvmsg(struct thread *t, const uint64_t a[6])
{
    struct linux_msghdr h;
    struct file *f;
    struct usock *s;
    int err = user_socket(t, a[0], &f, &s);

    if (err)
        return err;
    long n = copy_in(t->proc->mm, &h, a[1], sizeof h);
    if (!n)
        n = receive_message(t, f, s, &h, (uint32_t)a[2]);
    if (n >= 0) {
        err = copy_out(t->proc->mm, a[1], &h, sizeof h);
        n = err ? err : n;
    }
    file_put(f);
    return n;
}

/* An option's value as an integer; -ENOPROTOOPT. */
static int option_value(const struct usock *s, int option, int *value)
{
    switch (option) {
    case SO_TYPE: *value = s->type; return 0;
    case SO_DOMAIN: *value = AF_UNIX; return 0;
    case SO_ACCEPTCONN: *value = s->state == USOCK_LISTENING; return 0;
    case SO_SNDBUF:
    case SO_RCVBUF: *value = USOCK_QUEUE_BYTES; return 0;
    case SO_ERROR:
    case SO_PROTOCOL:
    case SO_REUSEADDR:
    case SO_KEEPALIVE:
    case SO_PASSCRED: *value = 0; return 0;
    default: return -ENOPROTOOPT;
    }
}

static long get_option(struct thread *t, struct usock *s, const uint64_t a[6])
{
    struct linux_ucred nobody = { 0, UINT32_MAX, UINT32_MAX };
    const void *from;
    uint32_t size, room;
    int value, err;

    if ((int)a[1] != SOL_SOCKET)
        return -EOPNOTSUPP;
    if ((int)a[2] == SO_PEERCRED) {
        from = s->peer ? &s->peer->cred : &nobody;
        size = sizeof nobody;
    } else {
        err = option_value(s, (int)a[2], &value);
        if (err)
            return err;
        from = &value;
        size = sizeof value;
    }
    err = copy_in(t->proc->mm, &room, a[4], sizeof room);
    if (err)
        return err;
    if ((int32_t)room < 0)
        return -EINVAL;
    size = room < size ? room : size;
    err = copy_out(t->proc->mm, a[3], from, size);
    return err ? err : copy_out(t->proc->mm, a[4], &size, sizeof size);
}

long sys_getsockopt(struct thread *t, const uint64_t a[6])
{
    struct file *f;
    struct usock *s;
    int err = user_socket(t, a[0], &f, &s);

    if (err)
        return err;
    long n = get_option(t, s, a);
    file_put(f);
    return n;
}

/* Sizes of queues are fixed; the options that only advise are taken. */
static int set_option(struct thread *t, const uint64_t a[6])
{
    int value;

    if ((int)a[1] != SOL_SOCKET)
        return -EOPNOTSUPP;
    if (a[4] < sizeof value)
        return -EINVAL;
    int err = copy_in(t->proc->mm, &value, a[3], sizeof value);
    if (err)
        return err;
    switch ((int)a[2]) {
    case SO_SNDBUF:
    case SO_RCVBUF:
    case SO_SNDBUFFORCE:
    case SO_RCVBUFFORCE:
    case SO_REUSEADDR:
    case SO_KEEPALIVE: return 0;
    default: return -ENOPROTOOPT;
    }
}

long sys_setsockopt(struct thread *t, const uint64_t a[6])
{
    struct file *f;
    struct usock *s;
    int err = user_socket(t, a[0], &f, &s);

    if (err)
        return err;
    err = set_option(t, a);
    file_put(f);
    return err;
}
