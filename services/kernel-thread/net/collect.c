/* SPDX-License-Identifier: BSD-2-Clause */
/* Sockets in flight that nobody can receive any more.
 *
 * A socket sent through itself, or two sent through each other, and then closed: each is kept by what is on its way in the
 * other's queue.  Who is reached from a socket that somebody has open, through queues and through connections that wait to
 * be accepted, stays; the queues of all others are emptied, which closes them. */
#include "fs/file.h"
#include "net/unix.h"

enum { COLLECT_LEAST = 256 };

static struct {
    unsigned flying;      /* sockets in packets, each as often as it is */
    unsigned next;        /* so many are looked through; 0: COLLECT_LEAST */
    struct usock *work;   /* reached, what they reach not looked at yet */
    int running;
} self;

void usock_flies(const struct packet *p, int by)
{
    for (unsigned i = 0; i < p->nfiles; i++)
        if (file_socket(p->files[i]))
            self.flying += (unsigned)by;
}

static void reach(struct usock *s)
{
    if (s->reached)
        return;
    s->reached = 1;
    s->next_reached = self.work;
    self.work = s;
}

static void forget(struct usock *s, void *unused)
{
    (void)unused;
    s->reached = 0;
    s->in_flight = 0;
}

static void each_sent(struct usock *s, void (*fn)(struct usock *sent))
{
    struct packet *p;

    TAILQ_FOREACH (p, &s->queue, link)
        for (unsigned i = 0; i < p->nfiles; i++)
            if (file_socket(p->files[i]))
                fn(file_socket(p->files[i]));
}

static void count(struct usock *sent)
{
    sent->in_flight++;
}

static void count_of(struct usock *s, void *unused)
{
    (void)unused;
    each_sent(s, count);
}

/* Somebody has it open: more refer to its file than what is in flight. */
static void reach_open(struct usock *s, void *unused)
{
    (void)unused;
    if (s->file && s->file->refs > s->in_flight)
        reach(s);
}

static void reach_all(void)
{
    struct usock *s, *p;

    while ((s = self.work)) {
        self.work = s->next_reached;
        each_sent(s, reach);
        TAILQ_FOREACH (p, &s->pending, in_pending)
            reach(p);
    }
}

TAILQ_HEAD(packets, packet);

static void empty(struct usock *s, void *to)
{
    struct packet *p;

    if (s->reached || !s->in_flight)
        return;
    while ((p = TAILQ_FIRST(&s->queue))) {
        packet_take_out(s, p);
        TAILQ_INSERT_TAIL((struct packets *)to, p, link);
    }
}

void usock_collect(void)
{
    struct packets gone = TAILQ_HEAD_INITIALIZER(gone);
    struct packet *p;

    if (self.running || self.flying < (self.next ? self.next : COLLECT_LEAST))
        return;
    self.running = 1;
    usock_each(forget, NULL);
    usock_each(count_of, NULL);
    usock_each(reach_open, NULL);
    reach_all();
    usock_each(empty, &gone);
    while ((p = TAILQ_FIRST(&gone))) {
        TAILQ_REMOVE(&gone, p, link);
        packet_free(p);
    }
    self.next = self.flying * 2 > COLLECT_LEAST ? self.flying * 2 : COLLECT_LEAST;
    self.running = 0;
}
