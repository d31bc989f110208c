/* SPDX-License-Identifier: BSD-2-Clause */
/* Packets in the queues of sockets. */
#include <linux/errno.h>
#include <stdlib.h>
#include <string.h>

#include "fs/file.h"
#include "mm/user.h"
#include "net/unix.h"
#include "proc/proc.h"

/* What Linux counts for a message: a head in a power of two with 320 bytes behind its data, the record of 256,
 * and whole pages for what is more than the head takes. */
static size_t charge_of(size_t len, int stream)
{
    enum { HEAD_STREAM = 3776, HEAD_OTHER = 16064, TAIL = 320, RECORD = 256 };
    size_t most = stream ? HEAD_STREAM : HEAD_OTHER;
    size_t head = len < most ? len : most, size = 512;

    while (size < ((head + 63) & ~(size_t)63) + TAIL)
        size *= 2;
    return size + RECORD + ((len - head + 4095) & ~(size_t)4095);
}

static struct linux_ucred cred_for(struct thread *t, const struct usock *s, const struct usock *to,
                                   const struct usock_message *m)
{
    enum { OVERFLOW_ID = 65534 };

    if (m->cred.pid)
        return m->cred;
    if (!t || !(s->pass_cred || to->pass_cred))
        return (struct linux_ucred){ 0, OVERFLOW_ID, OVERFLOW_ID };
    return (struct linux_ucred){ t->proc->pid, thread_cred(t)->uid, thread_cred(t)->gid };
}

int packet_new(struct thread *t, struct usock *s, const struct usock *to, struct uio *uio, size_t size,
               struct usock_message *m, struct packet **out)
{
    struct packet *p = malloc(sizeof *p + size);

    if (!p)
        return -ENOBUFS;
    ssize_t n = size ? uio_copy_from(uio, p->data, size) : 0;
    if (n < 0 || ((size_t)n < size && (s->type != SOCK_STREAM || !n))) {
        free(p);
        return -EFAULT;
    }
    *p = (struct packet){ .len = (size_t)n, .from = s->name, .nfiles = m->nfiles, .files = m->files };
    p->charge = charge_of(p->len, s->type == SOCK_STREAM);
    p->cred = cred_for(t, s, to, m);
    usock_flies(p, 1);
    m->nfiles = 0;
    m->files = NULL;
    usock_get(s);
    p->sender = s;
    s->wmem += p->charge;
    *out = p;
    return 0;
}

/* Closing a socket frees what is in its queue, and that may be a socket again: one after the other, not one inside the
 * other, as there is no end to it. */
static void files_put_all(struct packet *p)
{
    static TAILQ_HEAD(, packet) waiting = TAILQ_HEAD_INITIALIZER(waiting);
    static int running;

    TAILQ_INSERT_TAIL(&waiting, p, link);
    if (running)
        return;
    running = 1;
    while ((p = TAILQ_FIRST(&waiting))) {
        TAILQ_REMOVE(&waiting, p, link);
        for (unsigned i = 0; i < p->nfiles; i++)
            file_put(p->files[i]);
        free(p->files);
        free(p);
    }
    running = 0;
}

void packet_free(struct packet *p)
{
    struct usock *sender = p->sender;

    usock_flies(p, -1);
    sender->wmem -= p->charge;
    if (sender->wmem * 4 <= sender->sndbuf)
        rt_waitq_wake_all(&sender->room);
    usock_put(sender);
    if (p->nfiles)
        files_put_all(p);
    else
        free(p);
}

void packet_queue(struct usock *to, struct packet *p)
{
    TAILQ_INSERT_TAIL(&to->queue, p, link);
    to->packets++;
    to->queued += p->len;
    rt_waitq_wake_all(&to->wait);
}

void packet_take_out(struct usock *s, struct packet *p)
{
    TAILQ_REMOVE(&s->queue, p, link);
    s->queued -= p->len - p->at;
    if (s->packets-- > USOCK_DATAGRAMS)
        rt_waitq_wake_all(&s->senders);
}

void packet_give_files(struct packet *p, struct usock_message *m)
{
    if (!(m->flags & MSG_PEEK)) {
        usock_flies(p, -1);
        m->nfiles = p->nfiles;
        m->files = p->files;
        p->nfiles = 0;
        p->files = NULL;
        return;
    }
    m->files = p->nfiles ? malloc(p->nfiles * sizeof *m->files) : NULL;
    if (!m->files)
        return; /* none, or no memory: who only looks sees fewer */
    for (; m->nfiles < p->nfiles; m->nfiles++) {
        m->files[m->nfiles] = p->files[m->nfiles];
        file_get(p->files[m->nfiles]);
    }
}
