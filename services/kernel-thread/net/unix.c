/* SPDX-License-Identifier: BSD-2-Clause */
/* AF_UNIX sockets: life, queues, sending and receiving. */
#include "net/unix.h"

#include <linux/errno.h>
#include <linux/poll.h>
#include <stdlib.h>

#include "fs/file.h"
#include "mm/user.h"
#include "proc/proc.h"

struct usock *usock_new(struct thread *t, int type)
{
    struct usock *s = calloc(1, sizeof *s);

    if (!s)
        return NULL;
    s->refs = 1;
    s->type = type;
    s->cred = (struct linux_ucred){ t->proc->pid, thread_cred(t)->euid, thread_cred(t)->egid };
    TAILQ_INIT(&s->queue);
    TAILQ_INIT(&s->pending);
    return s;
}

void usock_get(struct usock *s)
{
    s->refs++;
}

static void packet_free(struct packet *p)
{
    for (unsigned i = 0; i < p->nfiles; i++)
        file_put(p->files[i]);
    free(p->files);
    free(p);
}

static void take_out(struct usock *s, struct packet *p)
{
    TAILQ_REMOVE(&s->queue, p, link);
    s->queued -= p->len - p->at;
}

void usock_put(struct usock *s)
{
    struct packet *p;

    if (--s->refs)
        return;
    while ((p = TAILQ_FIRST(&s->queue))) {
        take_out(s, p);
        packet_free(p);
    }
    if (s->peer)
        usock_put(s->peer);
    free(s);
}

static void changed(struct usock *s)
{
    rt_waitq_wake_all(&s->wait);
}

void usock_close(struct usock *s)
{
    struct usock *p, *peer = s->peer;

    s->closed = 1;
    usock_unbind(s);
    while ((p = TAILQ_FIRST(&s->pending))) {
        TAILQ_REMOVE(&s->pending, p, in_pending);
        usock_close(p);
    }
    if (peer && s->type != SOCK_DGRAM)
        changed(peer);
    if (peer && peer->peer != s) { /* not connected back: only datagrams went there */
        s->peer = NULL;
        usock_put(peer);
    } else if (peer && peer->closed) { /* both are gone: the circle of references is opened */
        s->peer = peer->peer = NULL;
        usock_put(peer);
        usock_put(s);
    }
    changed(s);
    usock_put(s);
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
    if (s->state != USOCK_CONNECTED)
        return -ENOTCONN;
    if (how != SHUT_WR)
        s->no_read = 1;
    if (how != SHUT_RD)
        s->no_write = 1;
    changed(s);
    if (s->peer)
        changed(s->peer);
    return 0;
}

/* Nothing will come any more. */
static int at_end(const struct usock *s)
{
    if (s->no_read)
        return 1;
    return s->type != SOCK_DGRAM && s->state == USOCK_CONNECTED &&
           (!s->peer || s->peer->closed || s->peer->no_write);
}

uint32_t usock_events(struct usock *s)
{
    uint32_t events = 0;

    if (s->state == USOCK_LISTENING)
        return TAILQ_EMPTY(&s->pending) ? 0 : POLLIN | POLLRDNORM;
    if (!TAILQ_EMPTY(&s->queue) || at_end(s))
        events |= POLLIN | POLLRDNORM;
    if (at_end(s))
        events |= POLLRDHUP;
    if (s->type == SOCK_DGRAM || (s->peer && (s->peer->closed || s->peer->queued < USOCK_QUEUE_BYTES)))
        events |= POLLOUT | POLLWRNORM;
    if (s->type != SOCK_DGRAM && (s->state == USOCK_IDLE || !s->peer || s->peer->closed ||
                                  (at_end(s) && s->no_write)))
        events |= POLLHUP;
    return events;
}

static ssize_t broken(const struct usock_message *m)
{
    struct thread *t = current();

    if (t && !(m->flags & MSG_NOSIGNAL)) {
        struct sig_info info = { .signo = SIGPIPE, .pid = t->proc->pid };
        signal_thread(t, &info);
    }
    return -EPIPE;
}

static int nonblocking(const struct usock_message *m)
{
    return m->nonblock || (m->flags & MSG_DONTWAIT);
}

/* Waits until `to` takes `need` bytes: 0 or -errno. */
static int wait_room(struct usock *s, struct usock *to, size_t need, const struct usock_message *m)
{
    for (;;) {
        if (s->no_write)
            return (int)broken(m);
        if (to->closed || to->no_read)
            return s->type == SOCK_DGRAM ? -ECONNREFUSED : (int)broken(m);
        if (to->queued + need <= USOCK_QUEUE_BYTES)
            return 0;
        if (nonblocking(m))
            return -EAGAIN;
        int err = wait_interruptible(&to->wait, RT_NEVER);
        if (err)
            return err;
    }
}

/* Bytes of the program as a packet on the receiver's queue, with the files of the message. */
static ssize_t send_packet(struct usock *s, struct usock *to, struct uio *uio, size_t size,
                           struct usock_message *m)
{
    struct packet *p = malloc(sizeof *p + size);

    if (!p)
        return -ENOBUFS;
    ssize_t n = size ? uio_copy_from(uio, p->data, size) : 0;
    if (n < 0 || ((size_t)n < size && s->type != SOCK_STREAM)) {
        free(p);
        return -EFAULT;
    }
    p->len = (size_t)n;
    p->at = 0;
    p->from = s->name;
    p->nfiles = m->nfiles;
    p->files = m->files;
    m->nfiles = 0;
    m->files = NULL;
    TAILQ_INSERT_TAIL(&to->queue, p, link);
    to->queued += p->len;
    changed(to);
    return n;
}

static ssize_t send_stream(struct usock *s, struct usock *to, struct uio *uio, struct usock_message *m)
{
    ssize_t done = 0;

    while (uio->left) {
        size_t piece = uio->left < USOCK_PIECE_BYTES ? uio->left : USOCK_PIECE_BYTES;
        ssize_t n = wait_room(s, to, piece, m);
        if (!n)
            n = send_packet(s, to, uio, piece, m);
        if (n < 0)
            return done ? done : n;
        done += n;
        if ((size_t)n < piece)
            break;
    }
    return done;
}

ssize_t usock_send(struct usock *s, struct uio *uio, struct usock_message *m)
{
    struct usock *to = m->to ? m->to : s->peer;

    if (s->no_write)
        return broken(m);
    if (m->to && s->type != SOCK_DGRAM)
        return s->state == USOCK_CONNECTED ? -EISCONN : -EOPNOTSUPP;
    if (!to)
        return s->state == USOCK_CONNECTED ? broken(m) : -ENOTCONN;
    usock_get(to);
    ssize_t n;
    if (s->type == SOCK_STREAM) {
        n = send_stream(s, to, uio, m);
    } else if (uio->left > USOCK_QUEUE_BYTES) {
        n = -EMSGSIZE;
    } else {
        n = wait_room(s, to, uio->left, m);
        if (!n)
            n = send_packet(s, to, uio, uio->left, m);
    }
    usock_put(to);
    return n;
}

/* The files of a packet go to the first who reads of it. */
static void take_files(struct packet *p, struct usock_message *m)
{
    m->nfiles = p->nfiles;
    m->files = p->files;
    p->nfiles = 0;
    p->files = NULL;
}

static ssize_t receive_whole(struct usock *s, struct uio *uio, struct usock_message *m)
{
    struct packet *p = TAILQ_FIRST(&s->queue);
    size_t part = p->len < uio->left ? p->len : uio->left;
    ssize_t n = part ? uio_copy_to(uio, p->data, part) : 0;

    if (n < 0)
        return n;
    m->from = p->from;
    uint32_t asked = m->flags;
    m->flags = part < p->len ? MSG_TRUNC : 0;
    ssize_t result = asked & MSG_TRUNC ? (ssize_t)p->len : n;
    if (asked & MSG_PEEK)
        return result;
    take_files(p, m);
    take_out(s, p);
    packet_free(p);
    return result;
}

/* As much as there is, but not past files. */
static ssize_t receive_stream(struct usock *s, struct uio *uio, struct usock_message *m)
{
    struct packet *p, *next;
    ssize_t done = 0;

    for (p = TAILQ_FIRST(&s->queue); p && uio->left; p = next) {
        next = TAILQ_NEXT(p, link);
        if (p->nfiles && done)
            break;
        size_t part = p->len - p->at < uio->left ? p->len - p->at : uio->left;
        ssize_t n = uio_copy_to(uio, p->data + p->at, part);
        if (n < 0)
            return done ? done : n;
        done += n;
        if (m->flags & MSG_PEEK)
            continue;
        int had_files = p->nfiles != 0;
        if (had_files)
            take_files(p, m);
        p->at += (size_t)n;
        s->queued -= (size_t)n;
        if (p->at == p->len) {
            take_out(s, p);
            packet_free(p);
        }
        if (had_files || (size_t)n < part)
            break;
    }
    return done;
}

ssize_t usock_receive(struct usock *s, struct uio *uio, struct usock_message *m)
{
    ssize_t done = 0;

    if (s->type != SOCK_DGRAM && s->state != USOCK_CONNECTED)
        return s->state == USOCK_LISTENING ? -EINVAL : -ENOTCONN;
    if (!uio->left && s->type == SOCK_STREAM)
        return 0;
    for (;;) {
        if (!TAILQ_EMPTY(&s->queue)) {
            ssize_t n = s->type == SOCK_STREAM ? receive_stream(s, uio, m) : receive_whole(s, uio, m);
            changed(s); /* who sends waits here for room */
            if (n < 0)
                return done ? done : n;
            done += n;
            if (s->type != SOCK_STREAM || !(m->flags & MSG_WAITALL) || !uio->left || m->nfiles)
                return done;
        }
        if (at_end(s))
            return done;
        if (nonblocking(m))
            return done ? done : -EAGAIN;
        int err = wait_interruptible(&s->wait, RT_NEVER);
        if (err)
            return done ? done : err;
    }
}
