/* SPDX-License-Identifier: BSD-2-Clause */
/* AF_UNIX connections: listen, connect, accept. */
#include <linux/errno.h>

#include "net/unix.h"
#include "proc/proc.h"

static struct linux_ucred cred_of(struct thread *t)
{
    return (struct linux_ucred){ t->proc->pid, thread_cred(t)->euid, thread_cred(t)->egid };
}

int usock_listen(struct thread *t, struct usock *s, int backlog)
{
    enum { BACKLOG_MAX = 4096 };

    if (s->type == SOCK_DGRAM)
        return -EOPNOTSUPP;
    if (!s->name.len || s->state == USOCK_CONNECTED)
        return -EINVAL;
    s->state = USOCK_LISTENING;
    s->backlog = backlog < 0 || backlog > BACKLOG_MAX ? BACKLOG_MAX : (unsigned)backlog;
    s->cred = cred_of(t);
    rt_waitq_wake_all(&s->senders); /* the backlog may have grown */
    return 0;
}

/* A place among those who wait to be accepted. */
static int wait_backlog(struct usock *s, struct usock *to, int nonblock)
{
    uint64_t deadline = usock_deadline(s->send_timeout_ns);

    for (;;) {
        if (to->closed || to->state != USOCK_LISTENING || (to->shut & SHUT_RECEIVE))
            return -ECONNREFUSED;
        if (to->npending <= to->backlog)
            return 0;
        int err = nonblock ? -EAGAIN : usock_wait(&to->senders, deadline);
        if (err)
            return err;
    }
}

static int connect_stream(struct thread *t, struct usock *s, struct usock *to, int nonblock)
{
    int err = wait_backlog(s, to, nonblock);

    if (!err && s->state != USOCK_IDLE)
        err = s->state == USOCK_CONNECTED ? -EISCONN : -EINVAL;
    if (err)
        return err;
    struct usock *end = usock_new(t, s->type);
    if (!end)
        return -ENOMEM;
    end->cred = to->cred;
    end->name = to->name;
    usock_pair(s, end);
    s->cred = cred_of(t);
    TAILQ_INSERT_TAIL(&to->pending, end, in_pending);
    to->npending++;
    rt_waitq_wake_all(&to->wait);
    rt_waitq_wake_all(&s->room);
    return 0;
}

int usock_may_send(const struct usock *s, const struct usock *to)
{
    return s->type != SOCK_DGRAM || !to->peer || to->peer == s;
}

/* Takes the reference of a new peer; NULL: none from now on. */
static void set_peer(struct usock *s, struct usock *to)
{
    struct usock *old = s->peer;

    s->peer = to;
    s->state = to ? USOCK_CONNECTED : USOCK_IDLE;
    if (old)
        usock_put(old);
    rt_waitq_wake_all(&s->room);
}

int usock_connect(struct thread *t, struct usock *s, const struct usock_name *n, int nonblock)
{
    struct usock *to;

    if (s->type == SOCK_DGRAM && n->sun.family != AF_UNIX) {
        set_peer(s, NULL);
        return 0;
    }
    if (s->pass_cred && !s->name.len)
        usock_bind_any(s);
    int err = usock_find(t, n, s->type, &to);
    if (err)
        return err;
    if (s->type == SOCK_DGRAM && usock_may_send(s, to)) {
        set_peer(s, to);
        return 0;
    }
    err = s->type == SOCK_DGRAM ? -EPERM : connect_stream(t, s, to, nonblock);
    usock_put(to);
    return err;
}

int usock_accept(struct usock *s, int nonblock, struct usock **out)
{
    uint64_t deadline = usock_deadline(s->receive_timeout_ns);

    if (s->type == SOCK_DGRAM)
        return -EOPNOTSUPP;
    if (s->state != USOCK_LISTENING)
        return -EINVAL;
    while (TAILQ_EMPTY(&s->pending)) {
        if (s->shut & SHUT_RECEIVE)
            return -EINVAL;
        int err = nonblock ? -EAGAIN : usock_wait(&s->wait, deadline);
        if (err)
            return err;
    }
    *out = TAILQ_FIRST(&s->pending);
    TAILQ_REMOVE(&s->pending, *out, in_pending);
    s->npending--;
    rt_waitq_wake_all(&s->senders);
    return 0;
}
