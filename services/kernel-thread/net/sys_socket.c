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

enum { STORAGE_BYTES = 128 /* struct sockaddr_storage */ };

long with_socket(struct thread *t, const uint64_t a[6], socket_handler handler)
{
    struct file *f;
    int err = user_file(t, a[0], &f);

    if (err)
        return err;
    struct usock *s = file_socket(f);
    long n = s ? handler(t, f, s, a) : -ENOTSOCK;
    file_put(f);
    return n;
}

int user_name_in(struct thread *t, uint64_t uaddr, uint64_t len, struct usock_name *n)
{
    if ((int)len < 0 || len > STORAGE_BYTES)
        return -EINVAL;
    int err = copy_in(t->proc->mm, &n->sun, uaddr, len < SUN_BYTES ? len : SUN_BYTES);
    if (err)
        return err;
    if (len < 2 || len > SUN_BYTES)
        return -EINVAL;
    n->len = (uint32_t)len;
    if (n->sun.path[0] && len > 2) { /* a path ends at its NUL, which counts; without one behind the last byte */
        n->len = 2;
        while (n->len < len && n->sun.path[n->len - 2])
            n->len++;
        if (n->len < SUN_BYTES)
            n->sun.path[n->len - 2] = 0;
        n->len++;
    }
    return 0;
}

int user_name_out(struct thread *t, uint64_t uaddr, uint64_t len_addr, const struct usock_name *n)
{
    struct { struct linux_sockaddr_un sun; char end; } name = { .sun = n->sun };
    uint32_t room, len = n->len;

    name.sun.family = AF_UNIX;
    int err = copy_in(t->proc->mm, &room, len_addr, sizeof room);
    if (err)
        return err;
    if ((int32_t)room < 0)
        return -EINVAL;
    err = copy_out(t->proc->mm, uaddr, &name, room < len ? room : len);
    return err ? err : copy_out(t->proc->mm, len_addr, &len, sizeof len);
}

/* The name that getsockname and its kin show: at least the family. */
static int show_name(struct thread *t, uint64_t uaddr, uint64_t len_addr, const struct usock *s)
{
    static const struct usock_name nameless = { .len = 2 };

    return user_name_out(t, uaddr, len_addr, s->name.len ? &s->name : &nameless);
}

static int check_kind(uint64_t family, uint64_t *type, uint64_t protocol)
{
    int kind = (int)*type & SOCK_TYPE_MASK;

    if (*type & ~(uint64_t)(SOCK_TYPE_MASK | SOCK_NONBLOCK | SOCK_CLOEXEC))
        return -EINVAL;
    if (family >= AF_MAX)
        return -EAFNOSUPPORT;
    if (kind >= SOCK_MAX)
        return -EINVAL;
    if (family != AF_UNIX)
        return -EAFNOSUPPORT;
    if (protocol && protocol != AF_UNIX)
        return -EPROTONOSUPPORT;
    if (kind == SOCK_RAW) /* as Linux: another name for datagrams */
        *type = (*type & ~(uint64_t)SOCK_TYPE_MASK) | SOCK_DGRAM;
    else if (kind != SOCK_STREAM && kind != SOCK_DGRAM && kind != SOCK_SEQPACKET)
        return -ESOCKTNOSUPPORT;
    return 0;
}

/* Families that Linux knows but has no pairs of. */
static int of_network(uint32_t family)
{
    return family == AF_INET || family == AF_INET6 || family == AF_NETLINK || family == AF_PACKET;
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
    enum { NETLINK_ROUTE = 0 };
    uint64_t type = (uint32_t)a[1];
    uint32_t family = (uint32_t)a[0], kind = (uint32_t)type & SOCK_TYPE_MASK;
    int netlink = family == AF_NETLINK && (uint32_t)a[2] == NETLINK_ROUTE && (kind == SOCK_RAW || kind == SOCK_DGRAM);
    int err = check_kind(netlink ? AF_UNIX : family, &type, (uint32_t)a[2]);

    if (err)
        return err;
    struct usock *s = usock_new(t, (int)type & SOCK_TYPE_MASK);
    if (!s)
        return -ENOMEM;
    s->netlink = (char)netlink;
    return socket_fd(t, s, type);
}

long sys_socketpair(struct thread *t, const uint64_t a[6])
{
    uint64_t type = (uint32_t)a[1];
    int fds[2];
    int err = check_kind((uint32_t)a[0], &type, (uint32_t)a[2]);

    if (err)
        return err == -EAFNOSUPPORT && of_network((uint32_t)a[0]) ? -EOPNOTSUPP : err;
    struct usock *x = usock_new(t, (int)type & SOCK_TYPE_MASK), *y = usock_new(t, (int)type & SOCK_TYPE_MASK);
    if (!x || !y) {
        if (x)
            usock_put(x);
        if (y)
            usock_put(y);
        return -ENOMEM;
    }
    usock_pair(x, y);
    fds[0] = socket_fd(t, x, type);
    fds[1] = socket_fd(t, y, type);
    err = fds[0] < 0 ? fds[0] : fds[1] < 0 ? fds[1] : copy_out(t->proc->mm, a[3], fds, sizeof fds);
    for (int i = 0; err && i < 2; i++)
        if (fds[i] >= 0)
            (void)fd_close(t, fds[i]); /* it was just made */
    return err;
}

static long do_bind(struct thread *t, struct file *f, struct usock *s, const uint64_t a[6])
{
    struct usock_name n = { 0 };

    (void)f;
    int err = user_name_in(t, a[1], (uint32_t)a[2], &n);
    if (!err)
        err = n.sun.family == AF_UNIX ? usock_bind(t, s, &n) : -EINVAL;
    return err;
}

long sys_bind(struct thread *t, const uint64_t a[6])
{
    return with_socket(t, a, do_bind);
}

static long do_listen(struct thread *t, struct file *f, struct usock *s, const uint64_t a[6])
{
    (void)f;
    return usock_listen(t, s, (int)a[1]);
}

long sys_listen(struct thread *t, const uint64_t a[6])
{
    return with_socket(t, a, do_listen);
}

static long do_connect(struct thread *t, struct file *f, struct usock *s, const uint64_t a[6])
{
    enum { AF_UNSPEC = 0 };
    struct usock_name n = { 0 };

    int err = user_name_in(t, a[1], (uint32_t)a[2], &n);
    if (!err && n.sun.family != AF_UNIX && !(n.sun.family == AF_UNSPEC && s->type == SOCK_DGRAM))
        err = -EINVAL;
    return err ? err : usock_connect(t, s, &n, (f->flags & O_NONBLOCK) != 0);
}

long sys_connect(struct thread *t, const uint64_t a[6])
{
    return with_socket(t, a, do_connect);
}

static long do_accept(struct thread *t, struct file *f, struct usock *s, const uint64_t a[6])
{
    struct usock *end;

    int err = usock_accept(s, (f->flags & O_NONBLOCK) != 0, &end);
    if (err)
        return err;
    if (a[1]) {
        err = show_name(t, a[1], a[2], end->peer);
        if (err) {
            usock_close(end);
            return err;
        }
    }
    return socket_fd(t, end, a[3]);
}

long sys_accept4(struct thread *t, const uint64_t a[6])
{
    if (a[3] & ~(uint64_t)(SOCK_NONBLOCK | SOCK_CLOEXEC))
        return -EINVAL;
    return with_socket(t, a, do_accept);
}

long sys_accept(struct thread *t, const uint64_t a[6])
{
    const uint64_t plain[6] = { a[0], a[1], a[2] };

    return with_socket(t, plain, do_accept);
}

static long do_getsockname(struct thread *t, struct file *f, struct usock *s, const uint64_t a[6])
{
    (void)f;
    return show_name(t, a[1], a[2], s);
}

long sys_getsockname(struct thread *t, const uint64_t a[6])
{
    return with_socket(t, a, do_getsockname);
}

static long do_getpeername(struct thread *t, struct file *f, struct usock *s, const uint64_t a[6])
{
    (void)f;
    return s->peer ? show_name(t, a[1], a[2], s->peer) : -ENOTCONN;
}

long sys_getpeername(struct thread *t, const uint64_t a[6])
{
    return with_socket(t, a, do_getpeername);
}

static long do_shutdown(struct thread *t, struct file *f, struct usock *s, const uint64_t a[6])
{
    (void)t;
    (void)f;
    return usock_shutdown(s, (int)a[1]);
}

long sys_shutdown(struct thread *t, const uint64_t a[6])
{
    return with_socket(t, a, do_shutdown);
}
