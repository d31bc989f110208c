/* SPDX-License-Identifier: BSD-2-Clause */
/* Handlers that make and name sockets. */
#include <linux/errno.h>
#include <linux/fcntl.h>
#include <stddef.h>

#include "fs/file.h"
#include "fs/files.h"
#include "fs/user_path.h"
#include "mm/user.h"
#include "net/socket.h"
#include "net/unix.h"
#include "proc/proc.h"
#include "trace/syscalls.h"

int user_socket(struct thread *t, uint64_t fd, struct file **f, struct usock **s)
{
    int err = user_file(t, fd, f);

    if (err)
        return err;
    *s = file_socket(*f);
    if (*s)
        return 0;
    file_put(*f);
    return -ENOTSOCK;
}

int user_name_in(struct thread *t, uint64_t uaddr, uint64_t len, struct usock_name *n)
{
    if ((int)len < 2 || len > SUN_BYTES)
        return -EINVAL;
    int err = copy_in(t->proc->mm, &n->sun, uaddr, len);
    if (err)
        return err;
    if (n->sun.family != AF_UNIX)
        return -EAFNOSUPPORT;
    n->len = (uint32_t)len;
    if (n->sun.path[0] && len > 2) { /* a path ends at its NUL */
        n->len = 2;
        while (n->len < len && n->sun.path[n->len - 2])
            n->len++;
    }
    return 0;
}

int user_name_out(struct thread *t, uint64_t uaddr, uint64_t len_addr, const struct usock_name *n)
{
    struct linux_sockaddr_un sun = n->sun;
    uint32_t room, len = n->len ? n->len : 2;

    sun.family = AF_UNIX;
    int err = copy_in(t->proc->mm, &room, len_addr, sizeof room);
    if (err)
        return err;
    if ((int32_t)room < 0)
        return -EINVAL;
    if (len > 2 && sun.path[0] && len < SUN_BYTES)
        sun.path[len++ - 2] = 0; /* paths are shown with their NUL */
    err = copy_out(t->proc->mm, uaddr, &sun, room < len ? room : len);
    return err ? err : copy_out(t->proc->mm, len_addr, &len, sizeof len);
}

static int check_kind(uint64_t family, uint64_t type, uint64_t protocol)
{
    int kind = (int)type & SOCK_TYPE_MASK;

    if (type & ~(uint64_t)(SOCK_TYPE_MASK | SOCK_NONBLOCK | SOCK_CLOEXEC))
        return -EINVAL;
    if (family != AF_UNIX)
        return -EAFNOSUPPORT;
    if (kind != SOCK_STREAM && kind != SOCK_DGRAM && kind != SOCK_SEQPACKET)
        return -ESOCKTNOSUPPORT;
    return protocol && protocol != AF_UNIX ? -EPROTONOSUPPORT : 0;
}

/* A descriptor for a socket, whose reference it takes always. */
static int socket_fd(struct thread *t, struct usock *s, uint64_t flags)
{
    struct file *f;
    int err = socket_file(s, (uint32_t)flags & SOCK_NONBLOCK ? O_NONBLOCK : 0, &f);

    if (err) {
        usock_close(s);
        return err;
    }
    int fd = fd_install(t, f, flags & SOCK_CLOEXEC ? O_CLOEXEC : 0, 0);
    if (fd < 0)
        file_put(f);
    return fd;
}

long sys_socket(struct thread *t, const uint64_t a[6])
{
    int err = check_kind(a[0], a[1], a[2]);

    if (err)
        return err;
    struct usock *s = usock_new(t, (int)a[1] & SOCK_TYPE_MASK);
    return s ? socket_fd(t, s, a[1]) : -ENOMEM;
}

long sys_socketpair(struct thread *t, const uint64_t a[6])
{
    int fds[2];
    int err = check_kind(a[0], a[1], a[2]);

    if (err)
        return err == -EAFNOSUPPORT && a[0] < AF_MAX ? -EOPNOTSUPP : err;
    struct usock *x = usock_new(t, (int)a[1] & SOCK_TYPE_MASK), *y = usock_new(t, (int)a[1] & SOCK_TYPE_MASK);
    if (!x || !y) {
        if (x)
            usock_put(x);
        if (y)
            usock_put(y);
        return -ENOMEM;
    }
    usock_pair(x, y);
    fds[0] = socket_fd(t, x, a[1]);
    fds[1] = socket_fd(t, y, a[1]);
    err = fds[0] < 0 ? fds[0] : fds[1] < 0 ? fds[1] : copy_out(t->proc->mm, a[3], fds, sizeof fds);
    for (int i = 0; err && i < 2; i++)
        if (fds[i] >= 0)
            (void)fd_close(t, fds[i]); /* it was just made */
    return err;
}

long sys_bind(struct thread *t, const uint64_t a[6])
{
    struct usock_name n = { 0 };
    struct file *f;
    struct usock *s;
    int err = user_socket(t, a[0], &f, &s);

    if (err)
        return err;
    err = user_name_in(t, a[1], (uint32_t)a[2], &n);
    if (!err)
        err = usock_bind(t, s, &n);
    file_put(f);
    return err;
}

long sys_listen(struct thread *t, const uint64_t a[6])
{
    struct file *f;
    struct usock *s;
    int err = user_socket(t, a[0], &f, &s);

    if (err)
        return err;
    err = usock_listen(t, s, (int)a[1]);
    file_put(f);
    return err;
}

long sys_connect(struct thread *t, const uint64_t a[6])
{
    struct usock_name n = { 0 };
    struct file *f;
    struct usock *s;
    int err = user_socket(t, a[0], &f, &s);

    if (err)
        return err;
    err = user_name_in(t, a[1], (uint32_t)a[2], &n);
    if (!err)
        err = usock_connect(t, s, &n, (f->flags & O_NONBLOCK) != 0);
    file_put(f);
    return err;
}

static const struct usock_name *peer_name(const struct usock *s)
{
    return &s->peer->name;
}

static long accept_one(struct thread *t, const uint64_t a[6], uint64_t flags)
{
    struct file *f;
    struct usock *s, *end;

    if (flags & ~(uint64_t)(SOCK_NONBLOCK | SOCK_CLOEXEC))
        return -EINVAL;
    int err = user_socket(t, a[0], &f, &s);
    if (err)
        return err;
    err = usock_accept(s, (f->flags & O_NONBLOCK) != 0, &end);
    file_put(f);
    if (err)
        return err;
    if (a[1]) {
        err = user_name_out(t, a[1], a[2], peer_name(end));
        if (err) {
            usock_close(end);
            return err;
        }
    }
    return socket_fd(t, end, flags);
}

long sys_accept(struct thread *t, const uint64_t a[6])
{
    return accept_one(t, a, 0);
}

long sys_accept4(struct thread *t, const uint64_t a[6])
{
    return accept_one(t, a, a[3]);
}

long sys_getsockname(struct thread *t, const uint64_t a[6])
{
    struct file *f;
    struct usock *s;
    int err = user_socket(t, a[0], &f, &s);

    if (err)
        return err;
    err = user_name_out(t, a[1], a[2], &s->name);
    file_put(f);
    return err;
}

long sys_getpeername(struct thread *t, const uint64_t a[6])
{
    struct file *f;
    struct usock *s;
    int err = user_socket(t, a[0], &f, &s);

    if (err)
        return err;
    err = s->peer ? user_name_out(t, a[1], a[2], peer_name(s)) : -ENOTCONN;
    file_put(f);
    return err;
}

long sys_shutdown(struct thread *t, const uint64_t a[6])
{
    struct file *f;
    struct usock *s;
    int err = user_socket(t, a[0], &f, &s);

    if (err)
        return err;
    err = usock_shutdown(s, (int)a[1]);
    file_put(f);
    return err;
}
