/* SPDX-License-Identifier: BSD-2-Clause */
/* Waiting for several files: ppoll and pselect6. */
#include "fs/poll.h"

#include <linux/errno.h>
#include <linux/fcntl.h>
#include <linux/poll.h>
#include <stdlib.h>
#include <string.h>

#include "fs/file.h"
#include "fs/files.h"
#include "fs/poll_int.h"
#include "proc/proc.h"

void poll_wait(struct poll_table *pt, struct rt_waitq *q)
{
    if (!pt || pt->error)
        return;
    if (pt->enter) {
        pt->enter(pt, q);
        return;
    }
    struct poll_entry *e = pt->used < POLL_INLINE ? &pt->few[pt->used] : calloc(1, sizeof *e);
    if (!e) {
        pt->error = -ENOMEM;
        return;
    }
    if (pt->used >= POLL_INLINE) {
        e->next = pt->more;
        pt->more = e;
    }
    pt->used++;
    rt_waitq_add(q, &e->waiter);
    e->waiter.exclusive = false;
}

void poll_wait_for(struct poll_table *pt, struct rt_waitq *q, uint32_t events)
{
    if (pt && (events & ~pt->unwanted))
        poll_wait(pt, q);
}

void poll_table_fini(struct poll_table *pt)
{
    unsigned few = pt->used < POLL_INLINE ? pt->used : POLL_INLINE;

    for (unsigned i = 0; i < few; i++)
        rt_waitq_remove(&pt->few[i].waiter);
    while (pt->more) {
        struct poll_entry *e = pt->more;
        pt->more = e->next;
        rt_waitq_remove(&e->waiter);
        free(e);
    }
    pt->used = 0;
}

uint32_t file_poll(struct file *f, struct poll_table *pt)
{
    return f->ops->poll ? f->ops->poll(f, pt) : POLLIN | POLLOUT | POLLRDNORM | POLLWRNORM;
}

int poll_until(int (*check)(void *ctx, struct poll_table *pt), void *ctx, uint64_t deadline_ns)
{
    for (;;) {
        struct poll_table pt;
        pt.more = NULL;
        pt.used = 0;
        pt.error = 0;
        pt.unwanted = 0;
        pt.enter = NULL;
        int n = check(ctx, deadline_ns ? &pt : NULL);
        int err = n ? n : pt.error;

        if (!err)
            err = deadline_ns ? thread_park(deadline_ns) : -ETIMEDOUT;
        poll_table_fini(&pt);
        if (n)
            return n;
        if (err == -ETIMEDOUT)
            return 0;
        if (err)
            return err;
    }
}

struct fd_list {
    struct linux_pollfd *fds;
    unsigned count;
    struct thread *t;
};

static int check_fds(void *ctx, struct poll_table *pt)
{
    struct fd_list *l = ctx;
    int ready = 0;

    for (unsigned i = 0; i < l->count; i++) {
        struct linux_pollfd *p = &l->fds[i];
        p->revents = 0;
        if (p->fd < 0)
            continue;
        struct file *f = fd_get(l->t->proc->files, p->fd);
        if (f && !(f->flags & O_PATH)) {
            uint32_t wanted = (uint32_t)(uint16_t)p->events | POLLERR | POLLHUP;
            if (pt)
                pt->unwanted = ~wanted;
            p->revents = (int16_t)(file_poll(f, ready ? NULL : pt) & wanted);
        } else {
            p->revents = POLLNVAL;
        }
        if (f)
            file_put(f);
        ready += p->revents != 0;
    }
    return ready;
}

int poll_fds(struct thread *t, struct linux_pollfd *fds, unsigned count, uint64_t deadline_ns)
{
    struct fd_list l = { fds, count, t };

    return poll_until(check_fds, &l, deadline_ns);
}
