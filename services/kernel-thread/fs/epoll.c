/* SPDX-License-Identifier: BSD-2-Clause */
/* epoll: watched files, and the list of those that may be ready.
 *
 * A watch sits in the wait queues of its file for as long as it lives.  A wake-up there puts it on the ready list;
 * a wait asks only the files on that list.  A level-triggered watch stays on it while its file is ready, an
 * edge-triggered one leaves it when it is told about.  A watch does not hold its file; the file's end removes it. */
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
#include "fs/text.h"
#include "fs/poll_int.h"
#include "fs/user_path.h"
#include "mm/user.h"
#include "proc/proc.h"
#include "trace/syscalls.h"

enum { WAIT_FEW = 8 /* events of a call that need no memory */, EVENTS_MAX = INT32_MAX / 16, DEPTH_MAX = 4, QUEUES_MAX = 3 };

struct epoll_watch {
    struct file *file;  /* borrowed: epoll_forget */
    int fd;             /* the number it was added by */
    struct linux_epoll_event event;
    char disabled;      /* EPOLLONESHOT has fired */
    char ready;         /* on the owner's ready list */
    struct epoll *owner;
    unsigned used;      /* of queue */
    struct watch_place {
        struct rt_waiter waiter;
        struct epoll_watch *watch;
    } queue[QUEUES_MAX]; /* where a wake-up is heard */
    TAILQ_ENTRY(epoll_watch) in_epoll, in_ready;
    LIST_ENTRY(epoll_watch) in_file;
};
TAILQ_HEAD(ready_list, epoll_watch);

struct epoll {
    TAILQ_HEAD(, epoll_watch) watches;
    unsigned count;          /* of them */
    struct ready_list ready; /* oldest first: all get their turn */
    struct rt_waitq changed; /* a watch became ready */
};

/* What a watch looks for; errors and hang-ups are always told. */
static uint32_t wanted(const struct epoll_watch *w)
{
    return (w->event.events & 0xffff) | POLLERR | POLLHUP;
}

static uint32_t watch_events(struct epoll_watch *w, struct poll_table *pt)
{
    return w->disabled ? 0 : file_poll(w->file, pt) & wanted(w);
}

static void unready(struct epoll_watch *w)
{
    if (w->ready)
        TAILQ_REMOVE(&w->owner->ready, w, in_ready);
    w->ready = 0;
}

static void make_ready(struct epoll_watch *w)
{
    struct epoll *e = w->owner;

    if (w->disabled)
        return;
    if (!w->ready)
        TAILQ_INSERT_TAIL(&e->ready, w, in_ready);
    w->ready = 1;
    rt_waitq_wake_all(&e->changed);
}

static void heard(struct rt_waiter *waiter)
{
    make_ready(((struct watch_place *)waiter)->watch);
}

static void leave_queues(struct epoll_watch *w)
{
    while (w->used)
        rt_waitq_remove(&w->queue[--w->used].waiter);
}

/* A poll table that enters queues for a watch. */
struct joining {
    struct poll_table pt;
    struct epoll_watch *watch;
};

static void enter(struct poll_table *pt, struct rt_waitq *q)
{
    struct epoll_watch *w = ((struct joining *)pt)->watch;

    if (w->used == QUEUES_MAX) {
        pt->error = -ENOMEM;
        return;
    }
    w->queue[w->used].watch = w;
    rt_waitq_watch(q, &w->queue[w->used++].waiter, heard);
}

/* Enters the queues of the file for what the watch wants; it may be ready at once. */
static int join(struct epoll_watch *w)
{
    struct joining j = { .pt = { .enter = enter, .unwanted = ~wanted(w) }, .watch = w };

    leave_queues(w);
    if (watch_events(w, &j.pt))
        make_ready(w);
    return j.pt.error;
}

static void watch_free(struct epoll_watch *w)
{
    leave_queues(w);
    unready(w);
    TAILQ_REMOVE(&w->owner->watches, w, in_epoll);
    w->owner->count--;
    LIST_REMOVE(w, in_file);
    free(w);
}

void epoll_forget(struct file *f)
{
    while (!LIST_EMPTY(&f->watches))
        watch_free(LIST_FIRST(&f->watches));
}

static uint32_t epoll_poll(struct file *f, struct poll_table *pt)
{
    struct epoll *e = f->priv;
    struct epoll_watch *w, *next;

    poll_wait(pt, &e->changed);
    for (w = TAILQ_FIRST(&e->ready); w; w = next) {
        next = TAILQ_NEXT(w, in_ready);
        if (watch_events(w, NULL))
            return POLLIN | POLLRDNORM;
        unready(w);
    }
    return 0;
}

static void epoll_release(struct file *f)
{
    struct epoll *e = f->priv;

    while (!TAILQ_EMPTY(&e->watches))
        watch_free(TAILQ_FIRST(&e->watches));
    free(e);
}

static void epoll_describe(struct file *f, struct text *out)
{
    const struct epoll *e = f->priv;
    const struct epoll_watch *w;

    TAILQ_FOREACH(w, &e->watches, in_epoll)
        text_printf(out, "tfd: %8d events: %8x data: %16lx  pos:%ld ino:%lx sdev:%x\n", w->fd, w->event.events,
                    (unsigned long)w->event.data, (long)w->file->pos, (unsigned long)w->file->inode->ino,
                    w->file->inode->super->dev);
}

static const struct file_ops ops = {
    .poll = epoll_poll, .release = epoll_release, .seek = anon_seek, .describe = epoll_describe,
};

struct file *epoll_watched(const struct file *epoll, int fd, uint32_t nth, int *is_epoll)
{
    const struct epoll_watch *w;

    *is_epoll = epoll->ops == &ops;
    if (!*is_epoll)
        return NULL;
    TAILQ_FOREACH(w, &((const struct epoll *)epoll->priv)->watches, in_epoll)
        if (w->fd == fd && nth-- == 0)
            return w->file;
    return NULL;
}

long sys_epoll_create1(struct thread *t, const uint64_t a[6])
{
    if (a[0] & ~(uint64_t)O_CLOEXEC)
        return -EINVAL;
    struct epoll *e = calloc(1, sizeof *e);
    if (!e)
        return -ENOMEM;
    TAILQ_INIT(&e->watches);
    TAILQ_INIT(&e->ready);
    return anon_fd(t, "anon_inode:[eventpoll]", &ops, O_RDWR | a[0], e);
}

static struct epoll_watch *find(const struct epoll *e, const struct file *f, int fd)
{
    struct epoll_watch *w;

    LIST_FOREACH(w, &f->watches, in_file) /* one for each epoll that watches it: few */
        if (w->owner == e && w->fd == fd)
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

    if (f->ops == &ops && reaches(f, epoll_file, 1))
        return -ELOOP;
    if (find(e, f, fd))
        return -EEXIST;
    struct epoll_watch *w = calloc(1, sizeof *w);
    if (!w)
        return -ENOMEM;
    w->file = f;
    w->fd = fd;
    w->event = *event;
    w->owner = e;
    TAILQ_INSERT_TAIL(&e->watches, w, in_epoll);
    e->count++;
    LIST_INSERT_HEAD(&f->watches, w, in_file);
    int err = join(w);
    if (err)
        watch_free(w);
    return err;
}

static int change(struct file *epoll_file, int operation, struct file *f, int fd,
                  const struct linux_epoll_event *event)
{
    struct epoll *e = epoll_file->priv;

    if (operation == EPOLL_CTL_ADD)
        return add(epoll_file, f, fd, event);
    if (operation != EPOLL_CTL_DEL && operation != EPOLL_CTL_MOD)
        return -EINVAL;
    struct epoll_watch *w = find(e, f, fd);
    if (!w)
        return -ENOENT;
    if (operation == EPOLL_CTL_DEL) {
        watch_free(w);
        return 0;
    }
    if (w->event.events & EPOLLEXCLUSIVE)
        return -EINVAL;
    w->event = *event;
    w->disabled = 0;
    return join(w);
}

/* Every wait for an exclusive watch may be woken here, which the flag allows; only its rules are kept. */
static int exclusive_ok(int operation, const struct file *f, uint32_t events)
{
    const uint32_t allowed = EPOLLEXCLUSIVE | EPOLLET | EPOLLWAKEUP | POLLIN | POLLOUT | POLLERR | POLLHUP;

    if (operation == EPOLL_CTL_DEL || !(events & EPOLLEXCLUSIVE))
        return 1;
    return operation == EPOLL_CTL_ADD && f->ops != &ops && !(events & ~allowed);
}

static int control(struct file *ef, int operation, struct file *f, int fd, const struct linux_epoll_event *event)
{
    if (!f->ops->poll || S_ISREG(f->inode->mode) || S_ISDIR(f->inode->mode))
        return -EPERM; /* always ready: nothing to wait for */
    if (ef->ops != &ops || ef == f || !exclusive_ok(operation, f, event->events))
        return -EINVAL;
    return change(ef, operation, f, fd, event);
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
        err = control(ef, (int)a[1], f, (int)a[2], &event);
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

/* A watch has been told about: 1 if it stays on the ready list. */
static int stays_ready(struct epoll_watch *w)
{
    w->disabled = (w->event.events & EPOLLONESHOT) != 0;
    return !w->disabled && !(w->event.events & EPOLLET);
}

static int check(void *ctx, struct poll_table *pt)
{
    struct collect *c = ctx;
    struct ready_list again = TAILQ_HEAD_INITIALIZER(again);
    struct epoll_watch *w;
    int n = 0;

    while (n < c->most && (w = TAILQ_FIRST(&c->e->ready))) {
        uint32_t events = watch_events(w, NULL);
        unready(w);
        if (!events)
            continue;
        c->out[n].events = events;
        c->out[n].pad = 0;
        c->out[n++].data = w->event.data;
        if (stays_ready(w))
            TAILQ_INSERT_TAIL(&again, w, in_ready);
    }
    while ((w = TAILQ_FIRST(&again))) { /* behind those that have not had their turn */
        TAILQ_REMOVE(&again, w, in_ready);
        TAILQ_INSERT_TAIL(&c->e->ready, w, in_ready);
        w->ready = 1;
    }
    if (!n)
        poll_wait(pt, &c->e->changed);
    return n;
}

static long wait_events(struct thread *t, const uint64_t a[6], uint64_t deadline)
{
    struct collect c = { .most = (int)a[2] };
    struct linux_epoll_event few[WAIT_FEW];
    struct file *ef;

    if (c.most <= 0 || (int)a[2] > EVENTS_MAX)
        return -EINVAL;
    int err = user_file(t, a[0], &ef);
    if (err)
        return err;
    c.e = ef->priv;
    if (ef->ops == &ops && c.most > WAIT_FEW && (unsigned)c.most > c.e->count) /* no more can come than it watches */
        c.most = c.e->count > WAIT_FEW ? (int)c.e->count : WAIT_FEW;
    c.out = c.most <= WAIT_FEW || ef->ops != &ops ? few : malloc((size_t)c.most * sizeof *c.out);
    long n = ef->ops != &ops ? -EINVAL : !c.out ? -ENOMEM : poll_until(check, &c, deadline);
    if (n > 0) {
        err = copy_out(t->proc->mm, a[1], c.out, (size_t)n * sizeof *c.out);
        n = err ? err : n;
    }
    if (c.out != few)
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
