/* SPDX-License-Identifier: BSD-2-Clause */
/* F_NOTIFY: a signal when something happens in a directory. */
#include <linux/errno.h>
#include <linux/fcntl.h>
#include <linux/stat.h>
#include <stdlib.h>

#include "fs/async.h"
#include "fs/file.h"
#include "fs/notify.h"

struct dnotify {
    struct file *file; /* the opened directory, whose owner is told */
    int fd;
    uint32_t events;   /* IN_*, DNOTIFY_RENAMED */
    int once;
    LIST_ENTRY(dnotify) in_inode, in_file;
};

int dir_notify_enable = 1;

static uint32_t events_of(uint32_t asked)
{
    return (asked & DN_ACCESS ? IN_ACCESS : 0) | (asked & DN_MODIFY ? IN_MODIFY : 0) |
           (asked & DN_CREATE ? IN_CREATE | IN_MOVED_TO : 0) | (asked & DN_DELETE ? IN_DELETE | IN_MOVED_FROM : 0) |
           (asked & DN_RENAME ? DNOTIFY_RENAMED : 0) | (asked & DN_ATTRIB ? IN_ATTRIB : 0);
}

static void end(struct dnotify *d)
{
    LIST_REMOVE(d, in_inode);
    LIST_REMOVE(d, in_file);
    notify_watches--;
    free(d);
}

void dnotify_end(struct file *f)
{
    while (!LIST_EMPTY(&f->dnotify))
        end(LIST_FIRST(&f->dnotify));
}

void dnotify_tell(struct inode *dir, uint32_t event)
{
    struct dnotify *next;

    for (struct dnotify *d = LIST_FIRST(&dir->dnotify); d; d = next) {
        next = LIST_NEXT(d, in_inode);
        if (!(d->events & event))
            continue;
        file_owner_signal(d->file, d->fd, POLL_MSG);
        if (d->once)
            end(d);
    }
}

int dnotify_set(struct thread *t, struct file *f, int fd, uint32_t events)
{
    struct dnotify *d = LIST_FIRST(&f->dnotify);

    (void)t;
    if (!dir_notify_enable)
        return -EINVAL;
    if (!(events & ~DN_MULTISHOT)) {
        dnotify_end(f);
        return 0;
    }
    if (!S_ISDIR(f->inode->mode))
        return -ENOTDIR;
    if (!d) {
        d = calloc(1, sizeof *d);
        if (!d)
            return -ENOMEM;
        d->file = f;
        LIST_INSERT_HEAD(&f->inode->dnotify, d, in_inode);
        LIST_INSERT_HEAD(&f->dnotify, d, in_file);
        notify_watches++;
    }
    d->fd = fd;
    d->events |= events_of(events);
    d->once = !(events & DN_MULTISHOT);
    file_owner_default(f);
    return 0;
}
