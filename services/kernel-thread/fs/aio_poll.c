/* SPDX-License-Identifier: BSD-2-Clause */
/* IOCB_CMD_POLL: requests that end when a file becomes ready.
 *
 * Such a one sits in the wait queues of its file.  Who wakes them may not wait, so a fiber of its own asks the files
 * of those that heard something, and completes. */
#include <linux/errno.h>
#include <linux/poll.h>
#include <stdlib.h>

#include "fs/aio_int.h"
#include "fs/file.h"
#include "fs/poll.h"
#include "fs/poll_int.h"

enum { QUEUES_MAX = 3 };

struct aio_poll {
    struct aio_context *context; /* borrowed: it cancels its requests before it goes */
    struct file *file;           /* counted */
    uint32_t events;
    struct aio_done done;
    unsigned used;               /* of queue */
    struct poll_place {
        struct rt_waiter waiter;
        struct aio_poll *request;
    } queue[QUEUES_MAX];
    char heard;                  /* on the list of those */
    LIST_ENTRY(aio_poll) in_context;
    TAILQ_ENTRY(aio_poll) in_heard;
};

static TAILQ_HEAD(, aio_poll) heard = TAILQ_HEAD_INITIALIZER(heard);
static char asking; /* the fiber lives */

static void leave(struct aio_poll *r)
{
    while (r->used)
        rt_waitq_remove(&r->queue[--r->used].waiter);
    if (r->heard)
        TAILQ_REMOVE(&heard, r, in_heard);
    r->heard = 0;
}

/* The request is over.  May park. */
static void finish(struct aio_poll *r, uint32_t events)
{
    struct file *f = r->file;

    leave(r);
    LIST_REMOVE(r, in_context);
    r->context->waiting--;
    aio_complete(r->context, &r->done, events);
    free(r);
    file_put(f);
}

static void ask_all(void *arg)
{
    struct aio_poll *r;

    (void)arg;
    while ((r = TAILQ_FIRST(&heard))) {
        TAILQ_REMOVE(&heard, r, in_heard);
        r->heard = 0;
        uint32_t events = file_poll(r->file, NULL) & r->events;
        if (events)
            finish(r, events);
    }
    asking = 0;
}

static void hear(struct rt_waiter *waiter)
{
    struct aio_poll *r = ((struct poll_place *)waiter)->request;

    if (!r->heard)
        TAILQ_INSERT_TAIL(&heard, r, in_heard);
    r->heard = 1;
    if (!asking)
        asking = rt_fiber_start(ask_all, NULL) == 0; /* without memory the next that is heard tries again */
}

struct joining {
    struct poll_table pt;
    struct aio_poll *request;
};

static void enter(struct poll_table *pt, struct rt_waitq *q)
{
    struct aio_poll *r = ((struct joining *)pt)->request;

    if (r->used == QUEUES_MAX) {
        pt->error = -ENOMEM;
        return;
    }
    r->queue[r->used].request = r;
    rt_waitq_watch(q, &r->queue[r->used++].waiter, hear);
}

int aio_poll_start(struct aio_context *c, struct file *f, uint32_t events, const struct aio_done *done)
{
    struct aio_poll *r = calloc(1, sizeof *r);

    if (!r)
        return -ENOMEM;
    r->context = c;
    r->file = f;
    r->events = events | POLLERR | POLLHUP;
    r->done = *done;
    struct joining j = { .pt = { .enter = enter, .unwanted = ~r->events }, .request = r };
    uint32_t now = file_poll(f, &j.pt) & r->events;
    if (!now && j.pt.error) {
        leave(r);
        free(r);
        return j.pt.error;
    }
    LIST_INSERT_HEAD(&c->polls, r, in_context);
    c->waiting++;
    if (now)
        finish(r, now);
    return 0;
}

int aio_poll_cancel(struct aio_context *c, uint64_t iocb)
{
    struct aio_poll *r;

    LIST_FOREACH (r, &c->polls, in_context) {
        if (r->done.iocb == iocb) {
            finish(r, 0);
            return 0;
        }
    }
    return -EINVAL;
}

void aio_poll_cancel_all(struct aio_context *c)
{
    while (!LIST_EMPTY(&c->polls))
        finish(LIST_FIRST(&c->polls), 0);
}
