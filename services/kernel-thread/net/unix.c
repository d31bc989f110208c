/* SPDX-License-Identifier: BSD-2-Clause */
/* AF_UNIX sockets: life, sending and receiving. */
#include "net/unix.h"

#include <linux/errno.h>
#include <linux/poll.h>
#include <rt/timer.h>
#include <stdlib.h>

#include "fs/file.h"
#include "mm/user.h"
#include "proc/proc.h"

static LIST_HEAD(, usock) all = LIST_HEAD_INITIALIZER(all);

void usock_each(void (*fn)(struct usock *s, void *ctx), void *ctx)
{
    struct usock *s;

    LIST_FOREACH(s, &all, in_all)
        fn(s, ctx);
}

struct usock *usock_new(struct thread *t, int type)
{
    struct usock *s = calloc(1, sizeof *s);

    if (!s)
        return NULL;
    s->refs = 1;
    s->type = type;
    s->sndbuf = s->rcvbuf = USOCK_BUFFER_BYTES;
    s->lowat = 1;
    s->cred = (struct linux_ucred){ t->proc->pid, thread_cred(t)->euid, thread_cred(t)->egid };
    TAILQ_INIT(&s->queue);
    TAILQ_INIT(&s->pending);
    LIST_INSERT_HEAD(&all, s, in_all);
    return s;
}

void usock_get(struct usock *s)
{
    s->refs++;
}

void usock_put(struct usock *s)
{
    if (--s->refs)
        return;
    while (s->senders.head) /* polls of sockets that sent here */
        rt_waitq_remove(s->senders.head);
    if (s->peer)
        usock_put(s->peer);
    LIST_REMOVE(s, in_all);
    free(s);
}

static void wake(struct usock *s)
{
    rt_waitq_wake_all(&s->wait);
    rt_waitq_wake_all(&s->room);
    if (s->state == USOCK_LISTENING || s->packets > USOCK_DATAGRAMS)
        rt_waitq_wake_all(&s->senders);
}

/* The other end of a connection learns that nothing will come or go any more. */
static void hang_up(struct usock *peer, int reset)
{
    peer->shut = SHUT_BOTH;
    if (reset)
        peer->error = ECONNRESET;
    wake(peer);
}

void usock_close(struct usock *s)
{
    s->file_inode = NULL;
    s->file = NULL;
    struct usock *p, *peer = s->peer;
    struct packet *packet;
    int unread = !TAILQ_EMPTY(&s->queue);

    s->closed = 1;
    s->shut = SHUT_BOTH;
    wake(s);
    usock_unbind(s);
    while ((p = TAILQ_FIRST(&s->pending))) { /* connected, never accepted */
        TAILQ_REMOVE(&s->pending, p, in_pending);
        p->peer->error = ECONNRESET;
        usock_close(p);
    }
    while ((packet = TAILQ_FIRST(&s->queue))) {
        packet_take_out(s, packet);
        packet_free(packet);
    }
    s->peer = NULL;
    if (peer && s->type != SOCK_DGRAM)
        hang_up(peer, unread || peer->error);
    if (peer)
        usock_put(peer);
    usock_put(s);
    usock_collect();
}

void usock_pair(struct usock *a, struct usock *b)
{
    usock_get(a);
    usock_get(b);
    a->peer = b;
    b->peer = a;
    a->state = b->state = USOCK_CONNECTED;
}

int usock_shutdown(struct usock *s, int how)
{
    if (how < SHUT_RD || how > SHUT_RDWR)
        return -EINVAL;
    unsigned mask = (unsigned)how + 1;
    s->shut |= mask;
    wake(s);
    if (s->peer && s->type != SOCK_DGRAM) {
        s->peer->shut |= (mask & SHUT_RECEIVE ? SHUT_SEND : 0) | (mask & SHUT_SEND ? SHUT_RECEIVE : 0);
        wake(s->peer);
    }
    return 0;
}

static int dgram_full(const struct usock *s, const struct usock *to)
{
    return to->peer != s && to->packets > USOCK_DATAGRAMS;
}

uint32_t usock_events(const struct usock *s)
{
    uint32_t events = s->error ? POLLERR : 0;
    int writable = s->wmem * 4 <= s->sndbuf;

    if (s->shut == SHUT_BOTH)
        events |= POLLHUP;
    if (s->shut & SHUT_RECEIVE)
        events |= POLLRDHUP | POLLIN | POLLRDNORM;
    if (!TAILQ_EMPTY(&s->queue) || !TAILQ_EMPTY(&s->pending))
        events |= POLLIN | POLLRDNORM;
    if (s->type != SOCK_DGRAM && s->state == USOCK_IDLE)
        events |= POLLHUP;
    if (s->type != SOCK_STREAM && s->peer && dgram_full(s, s->peer) && s->type == SOCK_DGRAM)
        writable = 0;
    if (writable && s->state != USOCK_LISTENING)
        events |= POLLOUT | POLLWRNORM | POLLWRBAND;
    return events;
}

uint64_t usock_deadline(uint64_t timeout_ns)
{
    return timeout_ns ? rt_now_ns() + timeout_ns : RT_NEVER;
}

int usock_wait(struct rt_waitq *q, uint64_t deadline_ns)
{
    int err = wait_interruptible(q, deadline_ns);

    if (err == -ETIMEDOUT)
        return -EAGAIN;
    return err == -ERESTARTSYS && deadline_ns != RT_NEVER ? -EINTR : err;
}

static int broken(const struct usock *s, const struct usock_message *m)
{
    struct thread *t = current();

    if (t && s->type == SOCK_STREAM && !(m->flags & MSG_NOSIGNAL)) {
        struct sig_info info = { .signo = SIGPIPE, .pid = t->proc->pid };
        signal_thread(t, &info);
    }
    return -EPIPE;
}

static int nonblocking(const struct usock_message *m)
{
    return m->nonblock || (m->flags & MSG_DONTWAIT);
}

static int take_error(struct usock *s)
{
    int err = -s->error;

    s->error = 0;
    return err;
}

/* May a message go to `to` now?  0, 1: not yet, or -errno. */
static int check_receiver(struct usock *s, struct usock *to, const struct usock_message *m)
{
    if (s->shut & SHUT_SEND)
        return broken(s, m);
    if (s->type != SOCK_STREAM && s->wmem >= s->sndbuf)
        return 1; /* memory comes before the receiver is looked at */
    if (to->closed && s->type == SOCK_DGRAM) {
        if (s->peer == to) {
            s->peer = NULL;
            s->state = USOCK_IDLE;
            usock_put(to);
        }
        return -ECONNREFUSED;
    }
    if (to->closed || (to->shut & SHUT_RECEIVE))
        return broken(s, m);
    return s->wmem >= s->sndbuf || (s->type == SOCK_DGRAM && dgram_full(s, to));
}

/* Waits until a message may go to `to`: 0 or -errno. */
static int wait_room(struct usock *s, struct usock *to, const struct usock_message *m)
{
    uint64_t deadline = usock_deadline(s->send_timeout_ns);

    for (;;) {
        int n = check_receiver(s, to, m);
        if (n <= 0)
            return n;
        if (nonblocking(m))
            return -EAGAIN;
        n = usock_wait(s->wmem >= s->sndbuf ? &s->room : &to->senders, deadline);
        if (n)
            return n;
    }
}

static ssize_t send_packet(struct thread *t, struct usock *s, struct usock *to, struct uio *uio, size_t size,
                           struct usock_message *m)
{
    struct packet *p;

    int err = wait_room(s, to, m);
    if (!err)
        err = packet_new(t, s, to, uio, size, m, &p);
    if (err)
        return err;
    ssize_t n = (ssize_t)p->len;
    if (to->closed || (s->type != SOCK_DGRAM && (to->shut & SHUT_RECEIVE))) { /* while it was copied */
        packet_free(p);
        return s->type == SOCK_DGRAM ? -ECONNREFUSED : broken(s, m);
    }
    packet_queue(to, p);
    return n;
}

static ssize_t send_stream(struct thread *t, struct usock *s, struct usock *to, struct uio *uio,
                           struct usock_message *m)
{
    size_t most = s->sndbuf / 2 - 64 < USOCK_PIECE_BYTES ? s->sndbuf / 2 - 64 : USOCK_PIECE_BYTES;
    ssize_t done = 0;

    if (!uio->left && (s->shut & SHUT_SEND))
        return broken(s, m);
    while (uio->left) {
        size_t piece = uio->left < most ? uio->left : most;
        ssize_t n = send_packet(t, s, to, uio, piece, m);
        if (n < 0)
            return done ? done : n;
        done += n;
        if ((size_t)n < piece)
            break;
    }
    return done;
}

ssize_t usock_send(struct thread *t, struct usock *s, struct uio *uio, struct usock_message *m)
{
    if (m->nfiles)
        usock_collect();
    struct usock *to = m->to ? m->to : s->peer;

    if (m->flags & MSG_OOB)
        return -EOPNOTSUPP;
    if (s->pass_cred && !s->name.len)
        usock_bind_any(s);
    if (!to)
        return s->type != SOCK_STREAM && (s->shut & SHUT_SEND) ? -EPIPE : -ENOTCONN;
    if (s->type != SOCK_STREAM && uio->left > s->sndbuf - 32)
        return -EMSGSIZE;
    if (!usock_may_send(s, to))
        return -EPERM;
    usock_get(to);
    ssize_t n = s->type == SOCK_STREAM ? send_stream(t, s, to, uio, m) : send_packet(t, s, to, uio, uio->left, m);
    usock_put(to);
    return n;
}

static ssize_t receive_whole(struct usock *s, struct uio *uio, struct usock_message *m)
{
    struct packet *p = TAILQ_FIRST(&s->queue);
    size_t part = p->len < uio->left ? p->len : uio->left;
    int peek = (m->flags & MSG_PEEK) != 0;

    if (!peek)
        packet_take_out(s, p); /* it is this reader's, whatever the copying waits for */
    ssize_t n = part ? uio_copy_to(uio, p->data, part) : 0;
    if (n >= 0) {
        m->from = p->from;
        m->cred = p->cred;
        m->truncated = part < p->len;
        n = m->flags & MSG_TRUNC ? (ssize_t)p->len : n;
        packet_give_files(p, m);
    }
    if (!peek)
        packet_free(p);
    return n;
}

/* May the bytes of a packet follow others that one call has read? */
static int may_follow(const struct usock *s, const struct packet *p, const struct usock_message *m)
{
    if (m->nfiles)
        return 0;
    return !s->pass_cred || (p->cred.pid == m->cred.pid && p->cred.uid == m->cred.uid && p->cred.gid == m->cred.gid);
}

/* As much as there is, but not past files. */
static ssize_t receive_stream(struct usock *s, struct uio *uio, struct usock_message *m, ssize_t before)
{
    struct packet *p, *next;
    ssize_t done = 0;

    for (p = TAILQ_FIRST(&s->queue); p && uio->left; p = next) {
        if (before + done && !may_follow(s, p, m))
            break;
        next = TAILQ_NEXT(p, link);
        size_t part = p->len - p->at < uio->left ? p->len - p->at : uio->left;
        ssize_t n = uio_copy_to(uio, p->data + p->at, part);
        if (n < 0)
            return done ? done : n;
        done += n;
        m->cred = p->cred;
        m->from = p->from;
        if (p->nfiles)
            packet_give_files(p, m);
        if (m->flags & MSG_PEEK)
            continue;
        p->at += (size_t)n;
        s->queued -= (size_t)n;
        if (p->at == p->len) {
            packet_take_out(s, p);
            packet_free(p);
        }
        if ((size_t)n < part)
            break;
    }
    return done;
}

/* Nothing is there: 0 to look again, 1 for the end, or -errno. */
static int wait_packet(struct usock *s, const struct usock_message *m, uint64_t deadline)
{
    if (s->error)
        return take_error(s);
    if ((s->shut & SHUT_RECEIVE) && !(s->type == SOCK_DGRAM && nonblocking(m)))
        return 1;
    return nonblocking(m) ? -EAGAIN : usock_wait(&s->wait, deadline);
}

ssize_t usock_receive(struct usock *s, struct uio *uio, struct usock_message *m)
{
    uint64_t deadline = usock_deadline(s->receive_timeout_ns);
    ssize_t done = 0;

    if (m->flags & MSG_OOB)
        return s->type == SOCK_STREAM ? -EINVAL : -EOPNOTSUPP;
    if (s->type != SOCK_DGRAM && s->state != USOCK_CONNECTED)
        return s->type == SOCK_STREAM ? -EINVAL : -ENOTCONN;
    for (;;) {
        if (!TAILQ_EMPTY(&s->queue)) {
            if (s->type != SOCK_STREAM)
                return receive_whole(s, uio, m);
            ssize_t n = receive_stream(s, uio, m, done);
            if (n < 0)
                return done ? done : n;
            done += n;
            if (!(m->flags & MSG_WAITALL) || (m->flags & MSG_PEEK) || !uio->left || m->nfiles || !n)
                return done;
            continue;
        }
        int n = wait_packet(s, m, deadline);
        if (n)
            return done || n > 0 ? done : n;
    }
}
