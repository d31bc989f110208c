/* SPDX-License-Identifier: BSD-2-Clause */
/* epoll: a list of watched files, asked one after the other at each wait.
 *
 * A watch does not hold its file; the file's end removes it.  EPOLLET is served like level triggering:
 * a program that drains what it is told about sees no difference but some extra events. */
#include "fs/epoll.h"

#include <linux/errno.h>
#include <linux/fcntl.h>
#include <linux/poll.h>
#include <linux/stat.h>
#include <linux/time.h>
#include <rt/timer.h>
#include <stdlib.h>

#include "fs/anon.h"
#include "fs/file.h"
#include "fs/files.h"
#include "fs/poll.h"
#include "fs/poll_int.h"
#include "fs/user_path.h"
#include "mm/user.h"
#include "proc/proc.h"
#include "trace/syscalls.h"

enum { WAIT_MAX = 4096 /* events of one call */, DEPTH_MAX = 5 };

struct epoll_watch {
    struct file *file;  /* borrowed: epoll_forget */
    int fd;             /* the number it was added by */
    struct linux_epoll_event event;
    char disabled;      /* EPOLLONESHOT has fired */
    struct epoll *owner;
    TAILQ_ENTRY(epoll_watch) in_epoll;
    LIST_ENTRY(epoll_watch) in_file;
};

struct epoll {
    TAILQ_HEAD(, epoll_watch) watches; /* those that fired go to the end: all get their turn */
    struct rt_waitq changed;           /* a watch was added or changed */
};

static void watch_free(struct epoll_watch *w)
{
    TAILQ_REMOVE(&w->owner->watches, w, in_epoll);
    LIST_REMOVE(w, in_file);
    free(w);
}

void epoll_forget(struct file *f)
{
    while (!LIST_EMPTY(&f->watches))
        watch_free(LIST_FIRST(&f->watches));
}

static uint32_t watch_events(struct epoll_watch *w, struct poll_table *pt)
{
    if (w->disabled)
        return 0;
    uint32_t wanted = (w->event.events & 0xffff) | POLLERR | POLLHUP;
    return file_poll(w->file, pt) & wanted;
}

static uint32_t epoll_poll(struct file *f, struct poll_table *pt)
{
    struct epoll *e = f->priv;
    struct epoll_watch *w;

    poll_wait(pt, &e->changed);
    TAILQ_FOREACH(w, &e->watches, in_epoll)
        if (watch_events(w, pt))
            return POLLIN | POLLRDNORM;
    return 0;
}

static void epoll_release(struct file *f)
{
    struct epoll *e = f->priv;

    while (!TAILQ_EMPTY(&e->watches))
        watch_free(TAILQ_FIRST(&e->watches));
    free(e);
}

static const struct file_ops ops = { .poll = epoll_poll, .release = epoll_release, .seek = anon_seek };

long sys_epoll_create1(struct thread *t, const uint64_t a[6])
{
    if (a[0] & ~(uint64_t)O_CLOEXEC)
        return -EINVAL;
    struct epoll *e = calloc(1, sizeof *e);
    if (!e)
        return -ENOMEM;
    TAILQ_INIT(&e->watches);
    return anon_fd(t, "anon_inode:[eventpoll]", &ops, a[0], e);
}

static struct epoll_watch *find(struct epoll *e, const struct file *f, int fd)
{
    struct epoll_watch *w;

    TAILQ_FOREACH(w, &e->watches, in_epoll)
        if (w->file == f && w->fd == fd)
            return w;
    return NULL;
}

/* Does `inside` watch `f`, itself or through others?  Deeper than DEPTH_MAX counts as yes. */
static int reaches(const struct file *inside, const struct file *f, unsigned depth)
{
    const struct epoll *e = inside->priv;
    const struct epoll_watch *w;

    if (inside == f || depth > DEPTH_MAX)
        return 1;
    TAILQ_FOREACH(w, &e->watches, in_epoll)
        if (w->file->ops == &ops && reaches(w->file, f, depth + 1))
            return 1;
    return 0;
}

static int add(struct file *epoll_file, struct file *f, int fd, const struct linux_epoll_event *event)
{
    struct epoll *e = epoll_file->priv;

    if (find(e, f, fd))
        return -EEXIST;
    if (!f->ops->poll || S_ISREG(f->inode->mode) || S_ISDIR(f->inode->mode))
        return -EPERM; /* always ready: nothing to wait for */
    if (f->ops == &ops && reaches(f, epoll_file, 1))
        return -ELOOP;
    struct epoll_watch *w = calloc(1, sizeof *w);
    if (!w)
        return -ENOMEM;
    w->file = f;
    w->fd = fd;
    w->event = *event;
    w->owner = e;
    TAILQ_INSERT_TAIL(&e->watches, w, in_epoll);
    LIST_INSERT_HEAD(&f->watches, w, in_file);
    return 0;
}

static int change(struct file *epoll_file, int operation, struct file *f, int fd,
                  const struct linux_epoll_event *event)
{
    struct epoll *e = epoll_file->priv;

    if (operation == EPOLL_CTL_ADD)
        return add(epoll_file, f, fd, event);
    struct epoll_watch *w = find(e, f, fd);
    if (operation != EPOLL_CTL_DEL && operation != EPOLL_CTL_MOD)
        return -EINVAL;
    if (!w)
        return -ENOENT;
    if (operation == EPOLL_CTL_DEL) {
        watch_free(w);
        return 0;
    }
    w->event = *event;
    w->disabled = 0;
    return 0;
}

long sys_epoll_ctl(struct thread *t, const uint64_t a[6])
{
    struct linux_epoll_event event = { 0 };
    struct file *ef, *f;

    int err = (int)a[1] != EPOLL_CTL_DEL ? copy_in(t->proc->mm, &event, a[3], sizeof event) : 0;
    if (!err)
        err = user_file(t, a[0], &ef);
    if (err)
        return err;
    err = user_file(t, a[2], &f);
    if (!err) {
        err = ef->ops != &ops || ef == f ? -EINVAL : change(ef, (int)a[1], f, (int)a[2], &event);
        if (!err)
            rt_waitq_wake_all(&((struct epoll *)ef->priv)->changed);
        file_put(f);
    }
    file_put(ef);
    return err;
}

struct collect {
    struct epoll *e;
    struct linux_epoll_event *out;
    int most;
};

static int check(void *ctx, struct poll_table *pt)
{
    struct collect *c = ctx;
    unsigned total = 0;
    int n = 0;
    struct epoll_watch *w, *next;

    poll_wait(pt, &c->e->changed);
    TAILQ_FOREACH(w, &c->e->watches, in_epoll)
        total++;
    for (w = TAILQ_FIRST(&c->e->watches); w && total-- && n < c->most; w = next) {
        next = TAILQ_NEXT(w, in_epoll);
        uint32_t events = watch_events(w, n ? NULL : pt);
        if (!events)
            continue;
        c->out[n].events = events;
        c->out[n].pad = 0;
        c->out[n++].data = w->event.data;
        w->disabled = (w->event.events & EPOLLONESHOT) != 0;
        TAILQ_REMOVE(&c->e->watches, w, in_epoll);
        TAILQ_INSERT_TAIL(&c->e->watches, w, in_epoll);
    }
    return n;
}

static long wait_events(struct thread *t, const uint64_t a[6], uint64_t deadline)
{
    struct collect c = { .most = (int)a[2] < WAIT_MAX ? (int)a[2] : WAIT_MAX };
    struct file *ef;

    if (c.most <= 0)
        return -EINVAL;
    int err = user_file(t, a[0], &ef);
    if (err)
        return err;
    c.e = ef->priv;
    c.out = ef->ops == &ops ? malloc((size_t)c.most * sizeof *c.out) : NULL;
    long n = ef->ops != &ops ? -EINVAL : !c.out ? -ENOMEM : poll_until(check, &c, deadline);
    if (n > 0) {
        err = copy_out(t->proc->mm, a[1], c.out, (size_t)n * sizeof *c.out);
        n = err ? err : n;
    }
    free(c.out);
    file_put(ef);
    return n == -ERESTARTSYS ? -EINTR : n;
}

static long wait_masked(struct thread *t, const uint64_t a[6], uint64_t deadline)
{
    int err = a[4] ? signal_mask_from_user(t, a[4], a[5]) : 0;

    if (err)
        return err;
    long n = wait_events(t, a, deadline);
    if (n != -EINTR)
        signal_mask_restore(t);
    return n;
}

long sys_epoll_pwait(struct thread *t, const uint64_t a[6])
{
    int ms = (int)a[3];

    return wait_masked(t, a, ms < 0 ? RT_NEVER : ms ? rt_now_ns() + (uint64_t)ms * 1000000u : 0);
}

long sys_epoll_pwait2(struct thread *t, const uint64_t a[6])
{
    struct linux_timespec ts;
    uint64_t deadline = RT_NEVER;

    if (a[3]) {
        int err = copy_in(t->proc->mm, &ts, a[3], sizeof ts);
        if (err)
            return err;
        if (ts.sec < 0 || ts.nsec < 0 || ts.nsec >= NS_PER_SEC)
            return -EINVAL;
        if (ts.sec < 1000000000)
            deadline = ts.sec || ts.nsec ? rt_now_ns() + (uint64_t)timespec_ns(&ts) : 0;
    }
    return wait_masked(t, a, deadline);
}
