/* SPDX-License-Identifier: BSD-2-Clause */
/* Handlers that send and receive. */
#include <linux/errno.h>
#include <linux/fcntl.h>
#include <linux/time.h>
#include <rt/timer.h>

#include "fs/file.h"
#include "mm/user.h"
#include "net/socket.h"
#include "net/unix.h"
#include "proc/proc.h"
#include "time/clock.h"
#include "trace/syscalls.h"

enum { MESSAGES_MAX = 1024 /* of one sendmmsg or recvmmsg */ };

/* Sends to an address if there is one. */
static ssize_t send_to(struct thread *t, struct file *f, struct usock *s, struct uio *uio, uint64_t name,
                       uint64_t namelen, struct usock_message *m)
{
    struct usock_name n = { 0 };

    m->nonblock = (f->flags & O_NONBLOCK) != 0;
    int err = name ? user_name_in(t, name, namelen, &n) : 0;
    if (!err && n.len && s->type == SOCK_STREAM)
        err = s->state == USOCK_CONNECTED ? -EISCONN : -EOPNOTSUPP;
    if (!err && n.len && s->type == SOCK_DGRAM)
        err = n.sun.family == AF_UNIX ? usock_find(t, &n, s->type, &m->to) : -EINVAL;
    if (err)
        return err;
    ssize_t sent = usock_send(t, s, uio, m);
    if (m->to)
        usock_put(m->to);
    return sent;
}

static long do_sendto(struct thread *t, struct file *f, struct usock *s, const uint64_t a[6])
{
    struct usock_message m = { .flags = (uint32_t)a[3] };
    struct uio uio;

    uio_from_user(&uio, t->proc->mm, a[1], a[2] < INT32_MAX ? a[2] : INT32_MAX);
    long n = send_to(t, f, s, &uio, a[4], (uint32_t)a[5], &m);
    uio_fini(&uio);
    return n;
}

long sys_sendto(struct thread *t, const uint64_t a[6])
{
    return with_socket(t, a, do_sendto);
}

static long do_recvfrom(struct thread *t, struct file *f, struct usock *s, const uint64_t a[6])
{
    struct usock_message m = { .flags = (uint32_t)a[3], .nonblock = (f->flags & O_NONBLOCK) != 0 };
    struct uio uio;

    uio_from_user(&uio, t->proc->mm, a[1], a[2] < INT32_MAX ? a[2] : INT32_MAX);
    long n = usock_receive(s, &uio, &m);
    uio_fini(&uio);
    files_drop(&m);
    if (n >= 0 && a[4]) {
        int err = user_name_out(t, a[4], a[5], &m.from);
        n = err ? err : n;
    }
    return n;
}

long sys_recvfrom(struct thread *t, const uint64_t a[6])
{
    return with_socket(t, a, do_recvfrom);
}

static long send_message(struct thread *t, struct file *f, struct usock *s, uint64_t uaddr, uint32_t flags)
{
    struct usock_message m = { .flags = flags };
    struct linux_msghdr h;
    struct uio uio;

    long n = copy_in(t->proc->mm, &h, uaddr, sizeof h);
    if (!n)
        n = h.iovlen > 1024 ? -EMSGSIZE : uio_from_iovec(t, &uio, h.iov, h.iovlen);
    if (n)
        return n;
    n = h.control && h.controllen ? control_in(t, h.control, h.controllen, &m) : 0;
    if (!n)
        n = send_to(t, f, s, &uio, h.name, h.namelen, &m);
    uio_fini(&uio);
    files_drop(&m); /* what was not sent along */
    return n;
}

static long do_sendmsg(struct thread *t, struct file *f, struct usock *s, const uint64_t a[6])
{
    return send_message(t, f, s, a[1], (uint32_t)a[2]);
}

long sys_sendmsg(struct thread *t, const uint64_t a[6])
{
    return with_socket(t, a, do_sendmsg);
}

static uint64_t message_at(uint64_t vector, uint32_t i)
{
    return vector + i * sizeof(struct linux_mmsghdr);
}

static int put_length(struct thread *t, uint64_t message, uint32_t len)
{
    return copy_out(t->proc->mm, message + sizeof(struct linux_msghdr), &len, sizeof len);
}

static long do_sendmmsg(struct thread *t, struct file *f, struct usock *s, const uint64_t a[6])
{
    uint32_t count = (uint32_t)a[2] < MESSAGES_MAX ? (uint32_t)a[2] : MESSAGES_MAX, i;
    long n = 0;

    for (i = 0; i < count && n >= 0; i++) {
        n = send_message(t, f, s, message_at(a[1], i), (uint32_t)a[3]);
        if (n >= 0)
            n = put_length(t, message_at(a[1], i), (uint32_t)n);
        if (n < 0)
            break;
    }
    return i ? (long)i : n;
}

long sys_sendmmsg(struct thread *t, const uint64_t a[6])
{
    return with_socket(t, a, do_sendmmsg);
}

/* The fields of a message that receiving changes. */
static int header_out(struct thread *t, uint64_t uaddr, const struct linux_msghdr *h)
{
    struct mm *mm = t->proc->mm;
    int err = h->name ? copy_out(mm, uaddr + offsetof(struct linux_msghdr, namelen), &h->namelen, sizeof h->namelen) : 0;

    if (!err)
        err = copy_out(mm, uaddr + offsetof(struct linux_msghdr, flags), &h->flags, sizeof h->flags);
    if (!err)
        err = copy_out(mm, uaddr + offsetof(struct linux_msghdr, controllen), &h->controllen, sizeof h->controllen);
    return err;
}

static long received(struct thread *t, struct usock *s, struct linux_msghdr *h, uint64_t uaddr,
                     struct usock_message *m)
{
    struct mm *mm = t->proc->mm;

    h->flags = (m->flags & MSG_CMSG_CLOEXEC) | (m->truncated ? MSG_TRUNC : 0);
    int err = control_out(t, s, h->control, &h->controllen, &h->flags, m);
    if (!err && h->name) {
        struct { struct linux_sockaddr_un sun; char end; } name = { .sun = m->from.sun };
        if ((int32_t)h->namelen < 0)
            return -EINVAL;
        err = copy_out(mm, h->name, &name, m->from.len < h->namelen ? m->from.len : h->namelen);
        h->namelen = m->from.len;
    }
    return err ? err : header_out(t, uaddr, h);
}

static long receive_message(struct thread *t, struct file *f, struct usock *s, uint64_t uaddr, uint32_t flags)
{
    struct usock_message m = { .flags = flags, .nonblock = (f->flags & O_NONBLOCK) != 0 };
    struct linux_msghdr h;
    struct uio uio;

    long n = copy_in(t->proc->mm, &h, uaddr, sizeof h);
    if (!n)
        n = h.iovlen > 1024 ? -EMSGSIZE : uio_from_iovec(t, &uio, h.iov, h.iovlen);
    if (n)
        return n;
    n = usock_receive(s, &uio, &m);
    uio_fini(&uio);
    if (n >= 0) {
        long err = received(t, s, &h, uaddr, &m);
        n = err ? err : n;
    }
    files_drop(&m);
    return n;
}

static long do_recvmsg(struct thread *t, struct file *f, struct usock *s, const uint64_t a[6])
{
    return receive_message(t, f, s, a[1], (uint32_t)a[2]);
}

long sys_recvmsg(struct thread *t, const uint64_t a[6])
{
    return with_socket(t, a, do_recvmsg);
}

/* As Linux: the timeout is looked at behind each message only. */
static long receive_many(struct thread *t, struct file *f, struct usock *s, const uint64_t a[6], uint64_t deadline)
{
    uint32_t flags = (uint32_t)a[3] & ~(uint32_t)MSG_WAITFORONE, i = 0;
    long n = 0;

    while (i < (uint32_t)a[2] && i < MESSAGES_MAX) {
        n = receive_message(t, f, s, message_at(a[1], i), flags);
        if (n >= 0)
            n = put_length(t, message_at(a[1], i), (uint32_t)n);
        if (n < 0)
            break;
        i++;
        if (a[3] & MSG_WAITFORONE)
            flags |= MSG_DONTWAIT;
        if (rt_now_ns() >= deadline)
            break;
    }
    if (i && n < 0 && n != -EAGAIN && n != -ERESTARTSYS && n != -EINTR)
        s->error = (int)-n; /* told by the next call */
    return i ? (long)i : n;
}

static long do_recvmmsg(struct thread *t, struct file *f, struct usock *s, const uint64_t a[6])
{
    struct linux_timespec ts;
    uint64_t deadline = RT_NEVER;

    if (a[4]) {
        int err = copy_in(t->proc->mm, &ts, a[4], sizeof ts);
        if (err)
            return err;
        if (ts.sec < 0 || ts.nsec < 0 || ts.nsec >= NS_PER_SEC)
            return -EINVAL;
        if (ts.sec < 1000000000)
            deadline = rt_now_ns() + (uint64_t)timespec_ns(&ts);
    }
    if (s->error) {
        int err = -s->error;
        s->error = 0;
        return err;
    }
    long n = receive_many(t, f, s, a, deadline);
    if (n > 0 && a[4] && deadline != RT_NEVER) {
        uint64_t now = rt_now_ns();
        ts = ns_timespec(deadline > now ? (int64_t)(deadline - now) : 0);
        int err = copy_out(t->proc->mm, a[4], &ts, sizeof ts);
        n = err ? err : n;
    }
    return n;
}

long sys_recvmmsg(struct thread *t, const uint64_t a[6])
{
    return with_socket(t, a, do_recvmmsg);
}
