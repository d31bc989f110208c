/* SPDX-License-Identifier: BSD-2-Clause */
/* inotify: watches of inodes, and queues of what happened to them.
 *
 * A watch holds its inode until the inode is deleted, the watch is taken away, or the queue is closed. */
#include <linux/errno.h>
#include <linux/fcntl.h>
#include <linux/ioctl.h>
#include <linux/poll.h>
#include <linux/stat.h>
#include <stdlib.h>
#include <string.h>

#include "fs/anon.h"
#include "fs/file.h"
#include "fs/limits.h"
#include "fs/notify.h"
#include "fs/poll.h"
#include "fs/text.h"
#include "fs/user_path.h"
#include "mm/user.h"
#include "proc/proc.h"
#include "trace/syscalls.h"

enum {
    ALL_EVENTS = 0xfff,
    IN_ONLYDIR = 0x01000000, IN_DONT_FOLLOW = 0x02000000, IN_EXCL_UNLINK = 0x04000000, IN_MASK_CREATE = 0x10000000,
    IN_MASK_ADD = 0x20000000, IN_KEPT = IN_EXCL_UNLINK | (int)0x80000000,
    ALL_BITS = ALL_EVENTS | IN_UNMOUNT | IN_Q_OVERFLOW | IN_IGNORED | IN_ONLYDIR | IN_DONT_FOLLOW | IN_EXCL_UNLINK |
               IN_MASK_CREATE | IN_MASK_ADD | IN_ISDIR,
    BUCKETS = 64,
};
#define IN_ONESHOT 0x80000000u

/* struct inotify_event of Linux, which the name follows. */
struct head {
    int32_t wd;
    uint32_t mask, cookie, len;
};

struct event {
    TAILQ_ENTRY(event) link;
    struct head head;
    char name[]; /* head.len bytes, filled up with NULs */
};

struct watch {
    struct inode *inode;      /* counted */
    struct group *group;
    int wd;
    uint32_t mask;            /* events, IN_EXCL_UNLINK, IN_ONESHOT */
    LIST_ENTRY(watch) in_inode, in_group, in_all;
};

struct group {
    TAILQ_HEAD(event_queue, event) queue;
    unsigned queued;
    size_t bytes;             /* that reads would give */
    int last_wd;
    LIST_HEAD(, watch) by_wd[BUCKETS];
    struct rt_waitq wait;
};

unsigned notify_watches;
static LIST_HEAD(, watch) all = LIST_HEAD_INITIALIZER(all);

uint32_t notify_cookie(void)
{
    static uint32_t last;

    return ++last;
}

/* The same as the newest one is told once. */
static int repeats(const struct group *g, const struct head *head, const char *name)
{
    const struct event *last = g->queued ? TAILQ_LAST(&g->queue, event_queue) : NULL;

    return last && last->head.wd == head->wd && last->head.mask == head->mask && head->mask != IN_IGNORED &&
           last->head.len == head->len && (!head->len || !strcmp(last->name, name));
}

static void queue_event(struct group *g, int wd, uint32_t mask, uint32_t cookie, const char *name)
{
    size_t len = name ? (strlen(name) + 1 + sizeof(struct head) - 1) & ~(sizeof(struct head) - 1) : 0;
    struct head head = { wd, mask, cookie, (uint32_t)len };

    if (g->queued > (unsigned)fs_limits.notify_events)
        return;
    if (g->queued == (unsigned)fs_limits.notify_events) {
        head = (struct head){ -1, IN_Q_OVERFLOW, 0, 0 };
        name = NULL;
        len = 0;
    } else if (repeats(g, &head, name)) {
        return;
    }
    struct event *e = calloc(1, sizeof *e + len);
    if (!e)
        return; /* as a queue that is full */
    e->head = head;
    if (name)
        strcpy(e->name, name);
    TAILQ_INSERT_TAIL(&g->queue, e, link);
    g->queued++;
    g->bytes += sizeof head + len;
    rt_waitq_wake_all(&g->wait);
}

/* Ends a watch; `tell` that it is gone.  May park (inode_put). */
static void watch_end(struct watch *w, int tell)
{
    LIST_REMOVE(w, in_inode);
    LIST_REMOVE(w, in_group);
    LIST_REMOVE(w, in_all);
    notify_watches--;
    if (tell)
        queue_event(w->group, w->wd, IN_IGNORED, 0, NULL);
    inode_put(w->inode);
    free(w);
}

/* Tells those who watch an inode. */
static void tell(struct inode *inode, uint32_t event, uint32_t is_dir, uint32_t cookie, const char *name, int unlinked)
{
    struct watch *w, *next;

    if (!(event & (IN_ACCESS | IN_MODIFY | IN_OPEN | IN_CLOSE_WRITE | IN_CLOSE_NOWRITE)))
        unlinked = 0; /* IN_EXCL_UNLINK is about what is done through open files */
    for (w = LIST_FIRST(&inode->watches); w; w = next) {
        next = LIST_NEXT(w, in_inode);
        if (!(w->mask & event) || (unlinked && name && (w->mask & IN_EXCL_UNLINK)))
            continue;
        uint32_t dir = event & (IN_DELETE_SELF | IN_MOVE_SELF) ? 0 : is_dir;
        queue_event(w->group, w->wd, event | dir, cookie, name);
        if (w->mask & IN_ONESHOT)
            watch_end(w, 1);
    }
}

static uint32_t dir_bit(const struct inode *inode)
{
    return S_ISDIR(inode->mode) ? IN_ISDIR : 0;
}

void notify_path_slow(const struct dentry *d, uint32_t event)
{
    struct inode *inode = d->inode, *dir = d->parent->inode;

    inode_get(inode);
    if (dir && d->parent != d && !LIST_EMPTY(&dir->dnotify))
        dnotify_tell(dir, event);
    if (!LIST_EMPTY(&inode->dnotify))
        dnotify_tell(inode, event);
    if (dir && d->parent != d && !LIST_EMPTY(&dir->watches))
        tell(dir, event, dir_bit(inode), 0, d->name, d->removed);
    if (!LIST_EMPTY(&inode->watches))
        tell(inode, event, dir_bit(inode), 0, NULL, 0);
    inode_put(inode);
}

void notify_name_slow(struct inode *dir, const struct inode *what, const char *name, uint32_t event, uint32_t cookie)
{
    dnotify_tell(dir, event);
    if (!LIST_EMPTY(&dir->watches))
        tell(dir, event, dir_bit(what), cookie, name, 0);
}

void notify_inode_slow(struct inode *inode, uint32_t event)
{
    if (!LIST_EMPTY(&inode->watches))
        tell(inode, event, dir_bit(inode), 0, NULL, 0);
}

void notify_gone_slow(struct inode *inode)
{
    struct watch *w;

    if (LIST_EMPTY(&inode->watches))
        return;
    inode_get(inode);
    tell(inode, IN_DELETE_SELF, 0, 0, NULL, 0);
    while ((w = LIST_FIRST(&inode->watches)))
        watch_end(w, 1);
    inode_put(inode);
}

void notify_unmount_slow(const struct super *super)
{
    struct watch *w, *next;

    for (w = LIST_FIRST(&all); w; w = next) {
        next = LIST_NEXT(w, in_all);
        if (w->inode->super != super)
            continue;
        queue_event(w->group, w->wd, IN_UNMOUNT, 0, NULL);
        watch_end(w, 1);
        next = LIST_FIRST(&all); /* ending it may have waited */
    }
}

static struct event *take_event(struct group *g)
{
    struct event *e = TAILQ_FIRST(&g->queue);

    TAILQ_REMOVE(&g->queue, e, link);
    g->queued--;
    g->bytes -= sizeof e->head + e->head.len;
    return e;
}

/* As many whole events as fit. */
static ssize_t read_events(struct group *g, struct uio *uio)
{
    ssize_t done = 0;

    while (g->queued && uio->left >= sizeof(struct head) + TAILQ_FIRST(&g->queue)->head.len) {
        struct event *e = take_event(g);
        ssize_t size = (ssize_t)sizeof e->head, n = uio_copy_to(uio, &e->head, sizeof e->head);
        if (n == size && e->head.len) {
            ssize_t m = uio_copy_to(uio, e->name, e->head.len);
            n = m < 0 ? m : n + m;
        }
        size += (ssize_t)e->head.len;
        free(e);
        if (n < size)
            return done ? done : -EFAULT;
        done += n;
    }
    return done ? done : -EINVAL;
}

static ssize_t inotify_read(struct file *f, struct uio *uio, uint64_t offset)
{
    struct group *g = f->priv;

    (void)offset;
    while (!g->queued) {
        int err = f->flags & O_NONBLOCK ? -EAGAIN : wait_interruptible(&g->wait, RT_NEVER);
        if (err)
            return err;
    }
    return read_events(g, uio);
}

static uint32_t inotify_poll(struct file *f, struct poll_table *pt)
{
    struct group *g = f->priv;

    poll_wait(pt, &g->wait);
    return g->queued ? POLLIN | POLLRDNORM : 0;
}

static long inotify_ioctl(struct file *f, uint32_t command, uint64_t argument)
{
    const struct group *g = f->priv;
    int bytes = (int)g->bytes;

    return command == FIONREAD ? copy_out(current()->proc->mm, argument, &bytes, sizeof bytes) : -ENOTTY;
}

static void inotify_release(struct file *f)
{
    struct group *g = f->priv;
    struct watch *w;

    for (unsigned i = 0; i < BUCKETS; i++)
        while ((w = LIST_FIRST(&g->by_wd[i])))
            watch_end(w, 0);
    while (g->queued)
        free(take_event(g));
    free(g);
}

static void inotify_describe(struct file *f, struct text *out)
{
    struct group *g = f->priv;
    const struct watch *w;

    for (unsigned i = 0; i < BUCKETS; i++)
        LIST_FOREACH(w, &g->by_wd[i], in_group)
            text_printf(out, "inotify wd:%x ino:%lx sdev:%x mask:%x ignored_mask:0 \n", w->wd,
                        (unsigned long)w->inode->ino, w->inode->super->dev, w->mask);
}

static const struct file_ops ops = {
    .describe = inotify_describe,
    .async = ASYNC_INPUT, .read = inotify_read, .poll = inotify_poll, .ioctl = inotify_ioctl, .release = inotify_release, .seek = anon_seek,
};

long sys_inotify_init1(struct thread *t, const uint64_t a[6])
{
    if (a[0] & ~(uint64_t)(O_CLOEXEC | O_NONBLOCK))
        return -EINVAL;
    struct group *g = calloc(1, sizeof *g);
    if (!g)
        return -ENOMEM;
    TAILQ_INIT(&g->queue);
    return anon_fd(t, "anon_inode:inotify", &ops, a[0], g);
}

static struct watch *watch_of(const struct inode *inode, const struct group *g)
{
    struct watch *w;

    LIST_FOREACH(w, &inode->watches, in_inode) /* one for each queue that watches it: few */
        if (w->group == g)
            return w;
    return NULL;
}

static int watch_new(struct group *g, struct inode *inode, uint32_t mask)
{
    struct watch *w = notify_watches < (unsigned)fs_limits.notify_watches ? calloc(1, sizeof *w) : NULL;

    if (!w)
        return -ENOSPC;
    inode_get(inode);
    w->inode = inode;
    w->group = g;
    w->wd = ++g->last_wd;
    w->mask = mask;
    LIST_INSERT_HEAD(&inode->watches, w, in_inode);
    LIST_INSERT_HEAD(&g->by_wd[w->wd % BUCKETS], w, in_group);
    LIST_INSERT_HEAD(&all, w, in_all);
    notify_watches++;
    return w->wd;
}

static int add_watch(struct group *g, struct inode *inode, uint32_t asked)
{
    uint32_t mask = asked & (ALL_EVENTS | IN_UNMOUNT | (uint32_t)IN_KEPT);
    struct watch *w = watch_of(inode, g);

    if (!w)
        return watch_new(g, inode, mask);
    if (asked & IN_MASK_CREATE)
        return -EEXIST;
    w->mask = asked & IN_MASK_ADD ? w->mask | mask : mask;
    return w->wd;
}

static int add_path(struct thread *t, struct group *g, uint64_t uaddr, uint32_t mask)
{
    unsigned walk = (mask & IN_DONT_FOLLOW ? 0 : WALK_FOLLOW) | (mask & IN_ONLYDIR ? WALK_DIRECTORY : 0);
    struct path p;
    char *path;
    int err = user_path_get(t, uaddr, &path);

    if (err)
        return err;
    err = path_lookup(t, AT_FDCWD, path, walk, &p);
    user_path_put(path);
    if (err)
        return err;
    err = inode_permission(t, path_inode(&p), 4);
    if (!err)
        err = add_watch(g, path_inode(&p), mask);
    path_put(&p);
    return err;
}

long sys_inotify_add_watch(struct thread *t, const uint64_t a[6])
{
    uint32_t mask = (uint32_t)a[2];
    struct file *f;

    if (!(mask & (ALL_BITS | IN_ONESHOT)))
        return -EINVAL;
    int err = user_file(t, a[0], &f);
    if (err)
        return err;
    if (f->ops != &ops || (mask & (IN_MASK_ADD | IN_MASK_CREATE)) == (IN_MASK_ADD | IN_MASK_CREATE))
        err = -EINVAL;
    else
        err = add_path(t, f->priv, a[1], mask);
    file_put(f);
    return err;
}

static int remove_watch(struct group *g, int wd)
{
    struct watch *w;

    if (wd <= 0)
        return -EINVAL;
    LIST_FOREACH(w, &g->by_wd[wd % BUCKETS], in_group) {
        if (w->wd == wd) {
            watch_end(w, 1);
            return 0;
        }
    }
    return -EINVAL;
}

long sys_inotify_rm_watch(struct thread *t, const uint64_t a[6])
{
    struct file *f;
    int err = user_file(t, a[0], &f);

    if (err)
        return err;
    err = f->ops == &ops ? remove_watch(f->priv, (int)a[1]) : -EINVAL;
    file_put(f);
    return err;
}
