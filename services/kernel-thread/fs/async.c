/* SPDX-License-Identifier: BSD-2-Clause */
/* O_ASYNC: a waiter in the file's wait queues, as an epoll watch is, that signals the owner. */
#include "fs/async.h"

#include <linux/errno.h>
#include <linux/fcntl.h>
#include <linux/poll.h>
#include <stdlib.h>

#include "fs/file.h"
#include "fs/poll.h"
#include "fs/poll_int.h"

enum { QUEUES_MAX = 4, INPUT = POLLIN | POLLRDNORM | POLLPRI | POLLHUP | POLLERR, ROOM = POLLOUT | POLLWRNORM };

struct async {
    struct file *file; /* whose it is */
    int fd;            /* the descriptor it was asked through */
    unsigned used;
    struct place {
        struct rt_waiter waiter;
        struct async *async;
        uint32_t events; /* that the queue is about */
    } queue[QUEUES_MAX];
};

static void heard(struct rt_waiter *waiter)
{
    const struct place *place = (struct place *)waiter;
    const struct async *a = place->async;
    uint32_t now = file_poll(a->file, NULL) & place->events;

    if (now & INPUT)
        file_owner_signal(a->file, a->fd, now & POLLPRI ? POLL_PRI : POLL_IN);
    if (now & ROOM)
        file_owner_signal(a->file, a->fd, POLL_OUT);
}

/* A poll table that enters the queues of some events. */
struct joining {
    struct poll_table pt;
    struct async *async;
    uint32_t events;
};

static void enter(struct poll_table *pt, struct rt_waitq *q)
{
    struct joining *j = (struct joining *)pt;
    struct async *a = j->async;

    for (unsigned i = 0; i < a->used; i++) {
        if (a->queue[i].waiter.queue == q) {
            a->queue[i].events |= j->events;
            return;
        }
    }
    if (a->used == QUEUES_MAX) {
        pt->error = -ENOMEM;
        return;
    }
    struct place *place = &a->queue[a->used++];
    place->async = a;
    place->events = j->events;
    rt_waitq_watch(q, &place->waiter, heard);
}

static int join(struct async *a, uint32_t events)
{
    struct joining j = { .pt = { .enter = enter, .unwanted = ~events }, .async = a, .events = events };

    (void)file_poll(a->file, &j.pt); /* what holds already is nothing new */
    return j.pt.error;
}

void async_end(struct file *f)
{
    struct async *a = f->async;

    f->async = NULL;
    f->flags &= ~(uint32_t)O_ASYNC;
    while (a && a->used)
        rt_waitq_remove(&a->queue[--a->used].waiter);
    free(a);
}

int file_set_async(struct file *f, int fd, int on)
{
    if (!f->ops->async)
        return 0;
    if (!on || f->async) {
        if (!on)
            async_end(f);
        return 0;
    }
    struct async *a = calloc(1, sizeof *a);
    if (!a)
        return -ENOMEM;
    *a = (struct async){ .file = f, .fd = fd };
    f->async = a;
    int err = join(a, INPUT);
    if (!err && f->ops->async == ASYNC_BOTH)
        err = join(a, ROOM);
    if (err)
        async_end(f);
    else
        f->flags |= O_ASYNC;
    return err;
}
