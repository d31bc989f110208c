/* SPDX-License-Identifier: BSD-2-Clause */
/* Options of sockets.  Those that make sense for networks only are kept and told, as Linux does for AF_UNIX. */
#include <linux/capability.h>
#include <linux/capability.h>
#include <linux/errno.h>
#include <linux/time.h>

#include "fs/file.h"
#include "mm/user.h"
#include "net/socket.h"
#include "net/unix.h"
#include "proc/proc.h"
#include "time/clock.h"
#include "trace/syscalls.h"

#define BIT(option) (1ull << (option))
/* Only set and read back. */
#define PLAIN_FLAGS (BIT(SO_DEBUG) | BIT(SO_REUSEADDR) | BIT(SO_DONTROUTE) | BIT(SO_BROADCAST) | BIT(SO_KEEPALIVE) | \
                     BIT(SO_OOBINLINE) | BIT(SO_TIMESTAMP) | BIT(SO_NO_CHECK) | BIT(SO_RXQ_OVFL) | BIT(SO_WIFI_STATUS) | \
                     BIT(SO_NOFCS) | BIT(SO_SELECT_ERR_QUEUE))

enum { SO_RCVTIMEO_NEW = 66, SO_SNDTIMEO_NEW = 67, BUFFER_MAX = 212992, SNDBUF_MIN = 4608, RCVBUF_MIN = 2304 };

struct timeval {
    int64_t sec, usec;
};

/* Linux's numbers of options that mean nothing to local sockets. */
enum { SO_NO_CHECK = 11, SO_BSDCOMPAT = 14, SO_MARK = 36, SO_RXQ_OVFL = 40, SO_WIFI_STATUS = 41, SO_NOFCS = 43,
       SO_SELECT_ERR_QUEUE = 45, SO_BUSY_POLL = 46, SO_BPF_EXTENSIONS = 48, SO_INCOMING_NAPI = 56 };

static int is_plain(int option)
{
    return option > 0 && option < 64 && (PLAIN_FLAGS & BIT(option));
}

/* An option's value as an integer; -ENOPROTOOPT. */
static int option_value(struct usock *s, int option, int *value)
{
    if (is_plain(option)) {
        *value = (s->flags_set & BIT(option)) != 0;
        return 0;
    }
    switch (option) {
    case SO_TYPE: *value = s->type; return 0;
    case SO_DOMAIN: *value = AF_UNIX; return 0;
    case SO_PROTOCOL: *value = 0; return 0;
    case SO_ACCEPTCONN: *value = s->state == USOCK_LISTENING; return 0;
    case SO_SNDBUF: *value = (int)s->sndbuf; return 0;
    case SO_RCVBUF: *value = (int)s->rcvbuf; return 0;
    case SO_PASSCRED: *value = s->pass_cred; return 0;
    case SO_RCVLOWAT: *value = (int)s->lowat; return 0;
    case SO_SNDLOWAT: *value = 1; return 0;
    case SO_REUSEPORT: *value = 0; return 0;
    case SO_PRIORITY: *value = (int)s->priority; return 0;
    case SO_MARK: *value = (int)s->mark; return 0;
    case SO_BUSY_POLL: *value = (int)s->busy_poll; return 0;
    case SO_BSDCOMPAT:
    case SO_INCOMING_NAPI: *value = 0; return 0;
    case SO_BPF_EXTENSIONS: *value = 64; return 0; /* as many as Linux has */
    case SO_ERROR:
        *value = s->error;
        s->error = 0;
        return 0;
    default: return -ENOPROTOOPT;
    }
}

union value {
    int number;
    struct linux_ucred cred;
    struct linux_linger linger;
    struct timeval time;
};

static struct timeval time_of(uint64_t ns)
{
    return (struct timeval){ (int64_t)(ns / NS_PER_SEC), (int64_t)(ns % NS_PER_SEC / 1000) };
}

static int option_get(struct usock *s, int option, union value *v, uint32_t *size)
{
    static const struct linux_ucred nobody = { 0, UINT32_MAX, UINT32_MAX };

    switch (option) {
    case SO_PEERCRED:
        v->cred = s->peer ? s->peer->cred : s->state == USOCK_LISTENING ? s->cred : nobody;
        *size = sizeof v->cred;
        return 0;
    case SO_LINGER:
        v->linger = s->linger;
        *size = sizeof v->linger;
        return 0;
    case SO_RCVTIMEO:
    case SO_RCVTIMEO_NEW:
    case SO_SNDTIMEO:
    case SO_SNDTIMEO_NEW:
        v->time = time_of(option == SO_RCVTIMEO || option == SO_RCVTIMEO_NEW ? s->receive_timeout_ns : s->send_timeout_ns);
        *size = sizeof v->time;
        return 0;
    default:
        *size = sizeof v->number;
        return option_value(s, option, &v->number);
    }
}

static long do_getsockopt(struct thread *t, struct file *f, struct usock *s, const uint64_t a[6])
{
    union value v;
    uint32_t size, room;

    (void)f;
    if ((int)a[1] != SOL_SOCKET)
        return -EOPNOTSUPP;
    int err = copy_in(t->proc->mm, &room, a[4], sizeof room);
    if (err)
        return err;
    if ((int32_t)room < 0)
        return -EINVAL;
    err = option_get(s, (int)a[2], &v, &size);
    if (err)
        return err;
    size = room < size ? room : size;
    err = copy_out(t->proc->mm, a[3], &v, size);
    return err ? err : copy_out(t->proc->mm, a[4], &size, sizeof size);
}

long sys_getsockopt(struct thread *t, const uint64_t a[6])
{
    return with_socket(t, a, do_getsockopt);
}

/* Twice what is asked for, as Linux counts its own records, too. */
static uint32_t buffer_size(int value, uint32_t least, int force)
{
    uint32_t bytes = (uint32_t)value;

    if (!force && bytes > BUFFER_MAX)
        bytes = BUFFER_MAX;
    if (bytes > INT32_MAX / 2)
        bytes = value < 0 ? 0 : INT32_MAX / 2;
    return bytes * 2 < least ? least : bytes * 2;
}

static int set_timeout(struct thread *t, const uint64_t a[6], uint64_t *ns)
{
    struct timeval tv;

    if (a[4] < sizeof tv)
        return -EINVAL;
    int err = copy_in(t->proc->mm, &tv, a[3], sizeof tv);
    if (err)
        return err;
    if (tv.usec < 0 || tv.usec >= 1000000)
        return -EDOM;
    if (tv.sec < 0) {
        *ns = 1; /* over at once */
        return 0;
    }
    *ns = tv.sec > 1000000000 ? 0 : (uint64_t)tv.sec * NS_PER_SEC + (uint64_t)tv.usec * 1000;
    return 0;
}

static int set_linger(struct thread *t, const uint64_t a[6], struct usock *s)
{
    struct linux_linger linger;

    if (a[4] < sizeof linger)
        return -EINVAL;
    int err = copy_in(t->proc->mm, &linger, a[3], sizeof linger);
    if (!err)
        s->linger = (struct linux_linger){ linger.onoff != 0, linger.onoff ? linger.seconds : s->linger.seconds };
    return err;
}

/* A number that only an administrator of networks sets, or makes larger. */
static int set_counted(struct thread *t, uint32_t *number, int only_more, int value)
{
    if (!cred_has(t, CAP_NET_ADMIN) && (!only_more || value > (int)*number))
        return -EPERM;
    if (only_more && value < 0)
        return -EINVAL;
    *number = (uint32_t)value;
    return 0;
}

static int set_number(struct thread *t, struct usock *s, int option, int value)
{
    if (is_plain(option)) {
        if (option == SO_DEBUG && value && !cred_has(t, CAP_NET_ADMIN))
            return -EACCES;
        s->flags_set = value ? s->flags_set | BIT(option) : s->flags_set & ~BIT(option);
        return 0;
    }
    switch (option) {
    case SO_SNDBUFFORCE:
    case SO_SNDBUF:
        if (option == SO_SNDBUFFORCE && !cred_has(t, CAP_NET_ADMIN))
            return -EPERM;
        s->sndbuf = buffer_size(value, SNDBUF_MIN, option == SO_SNDBUFFORCE);
        rt_waitq_wake_all(&s->room);
        return 0;
    case SO_RCVBUFFORCE:
    case SO_RCVBUF:
        if (option == SO_RCVBUFFORCE && !cred_has(t, CAP_NET_ADMIN))
            return -EPERM;
        s->rcvbuf = buffer_size(value, RCVBUF_MIN, option == SO_RCVBUFFORCE);
        return 0;
    case SO_REUSEPORT: return -EOPNOTSUPP;
    case SO_PASSCRED: s->pass_cred = value != 0; return 0;
    case SO_RCVLOWAT: s->lowat = value < 0 ? INT32_MAX : value ? (uint32_t)value : 1; return 0;
    case SO_PRIORITY:
        if ((value < 0 || value > 6) && !cred_has(t, CAP_NET_ADMIN))
            return -EPERM;
        s->priority = (uint32_t)value;
        return 0;
    case SO_BSDCOMPAT: return 0; /* Linux has forgotten it */
    case SO_MARK:
    case SO_BUSY_POLL:
        return set_counted(t, option == SO_MARK ? &s->mark : &s->busy_poll, option == SO_BUSY_POLL, value);
    default: return -ENOPROTOOPT;
    }
}

static long do_setsockopt(struct thread *t, struct file *f, struct usock *s, const uint64_t a[6])
{
    int value;

    (void)f;
    if ((int)a[4] < 0)
        return -EINVAL;
    if ((int)a[1] != SOL_SOCKET)
        return -EOPNOTSUPP;
    if (a[4] < sizeof value)
        return -EINVAL;
    int err = copy_in(t->proc->mm, &value, a[3], sizeof value);
    if (err)
        return err;
    switch ((int)a[2]) {
    case SO_RCVTIMEO:
    case SO_RCVTIMEO_NEW: return set_timeout(t, a, &s->receive_timeout_ns);
    case SO_SNDTIMEO:
    case SO_SNDTIMEO_NEW: return set_timeout(t, a, &s->send_timeout_ns);
    case SO_LINGER: return set_linger(t, a, s);
    default: return set_number(t, s, (int)a[2], value);
    }
}

long sys_setsockopt(struct thread *t, const uint64_t a[6])
{
    return with_socket(t, a, do_setsockopt);
}
