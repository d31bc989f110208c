/* SPDX-License-Identifier: BSD-2-Clause */
/* Advisory locks: a list of ranges an inode, one owner each.
 *
 * Process locks belong to a struct proc, the others to a struct file; flock's are ranges over everything
 * in a list of their own, as Linux keeps them apart. */
#include "fs/lock.h"

#include <linux/errno.h>
#include <linux/fcntl.h>
#include <stdlib.h>
#include <sys/queue.h>

#include "fs/device.h"
#include "fs/file.h"
#include "fs/text.h"
#include "proc/proc.h"

struct range {
    const void *owner;
    int pid;           /* of the owner; -1: an open file */
    int type;          /* F_RDLCK F_WRLCK */
    uint64_t start, end; /* end exclusive */
    LIST_ENTRY(range) link;
};
LIST_HEAD(range_list, range);

struct locks {
    struct range_list posix, flock;
    struct rt_waitq wait; /* somebody unlocked */
    const struct inode *inode; /* whose */
    LIST_ENTRY(locks) in_all;
};
static LIST_HEAD(, locks) all_locks = LIST_HEAD_INITIALIZER(all_locks);

static struct locks *locks_of(struct inode *inode)
{
    if (!inode->locks && (inode->locks = calloc(1, sizeof *inode->locks))) {
        inode->locks->inode = inode;
        LIST_INSERT_HEAD(&all_locks, inode->locks, in_all);
    }
    return inode->locks;
}

static struct range *conflict(struct range_list *list, const void *owner, int type, uint64_t start, uint64_t end)
{
    struct range *r;

    LIST_FOREACH(r, list, link)
        if (r->owner != owner && r->start < end && start < r->end && (type == F_WRLCK || r->type == F_WRLCK))
            return r;
    return NULL;
}

/* Takes [start, end) away from the owner's ranges; `spare` becomes the far part of one that is split.
 * Returns what is left of spare. */
static struct range *cut(struct range_list *list, const void *owner, uint64_t start, uint64_t end,
                         struct range *spare)
{
    struct range *next;

    for (struct range *r = LIST_FIRST(list); r; r = next) {
        next = LIST_NEXT(r, link);
        if (r->owner != owner || r->start >= end || start >= r->end)
            continue;
        if (r->start < start && r->end > end) {
            *spare = *r;
            spare->start = end;
            LIST_INSERT_AFTER(r, spare, link);
            r->end = start;
            return NULL;
        }
        if (r->start < start) {
            r->end = start;
        } else if (r->end > end) {
            r->start = end;
        } else {
            LIST_REMOVE(r, link);
            free(r);
        }
    }
    return spare;
}

/* Ranges of one owner stand together, by start; neighbours of one type are one. */
static void insert(struct range_list *list, struct range *new)
{
    struct range *r, *last = NULL, *next;

    for (r = LIST_FIRST(list); r; r = next) {
        next = LIST_NEXT(r, link);
        if (r->owner == new->owner && r->type == new->type && (r->end == new->start || r->start == new->end)) {
            new->start = r->start < new->start ? r->start : new->start;
            new->end = r->end > new->end ? r->end : new->end;
            LIST_REMOVE(r, link);
            free(r);
        }
    }
    LIST_FOREACH(r, list, link) {
        if (r->owner == new->owner && r->start > new->start) {
            LIST_INSERT_BEFORE(r, new, link);
            return;
        }
        if (r->owner == new->owner || !last || last->owner != new->owner)
            last = r;
    }
    if (last)
        LIST_INSERT_AFTER(last, new, link);
    else
        LIST_INSERT_HEAD(list, new, link);
}

/* Owners that wait for another's lock. */
struct waiting {
    const void *owner, *on;
    LIST_ENTRY(waiting) link;
};
static LIST_HEAD(, waiting) all_waiting = LIST_HEAD_INITIALIZER(all_waiting);

/* Does `on` wait, through others, for `owner`? */
static int is_deadlock(const void *owner, const void *on)
{
    enum { CHAIN_MAX = 10 };
    const struct waiting *w;

    for (int i = 0; i < CHAIN_MAX; i++) {
        LIST_FOREACH(w, &all_waiting, link)
            if (w->owner == on)
                break;
        if (!w)
            return 0;
        on = w->on;
        if (on == owner)
            return 1;
    }
    return 0;
}

static int wait_unlock(struct locks *locks, const struct range *want, const struct range *in_the_way)
{
    struct waiting w = { .owner = want->owner, .on = in_the_way->owner };

    if (want->pid > 0 && is_deadlock(want->owner, w.on))
        return -EDEADLK;
    LIST_INSERT_HEAD(&all_waiting, &w, link);
    int err = wait_interruptible(&locks->wait, RT_NEVER);
    LIST_REMOVE(&w, link);
    return err;
}

static int set_in(struct locks *locks, struct range_list *list, const struct range *want, int wait)
{
    struct range *r;

    while (want->type != F_UNLCK && (r = conflict(list, want->owner, want->type, want->start, want->end))) {
        int err = wait ? wait_unlock(locks, want, r) : -EAGAIN;
        if (err)
            return err;
    }
    struct range *spare = malloc(sizeof *spare);
    struct range *new = malloc(sizeof *new);
    if (!spare || !new) {
        free(spare);
        free(new);
        return -ENOLCK;
    }
    spare = cut(list, want->owner, want->start, want->end, spare);
    free(spare);
    if (want->type == F_UNLCK) {
        free(new);
    } else {
        *new = *want;
        insert(list, new);
    }
    rt_waitq_wake_all(&locks->wait);
    return 0;
}

int lock_set(struct inode *inode, const void *owner, int pid, int type, uint64_t start, uint64_t end, int wait)
{
    struct range want = { .owner = owner, .pid = pid, .type = type, .start = start, .end = end };
    struct locks *locks = locks_of(inode);

    return locks ? set_in(locks, &locks->posix, &want, wait) : -ENOLCK;
}

void lock_test(struct inode *inode, const void *owner, struct linux_flock *l, uint64_t start, uint64_t end)
{
    struct range *r = inode->locks ? conflict(&inode->locks->posix, owner, l->l_type, start, end) : NULL;

    if (!r) {
        l->l_type = F_UNLCK;
        return;
    }
    l->l_type = (int16_t)r->type;
    l->l_whence = LINUX_SEEK_SET;
    l->l_start = (int64_t)r->start;
    l->l_len = r->end > INT64_MAX ? 0 : (int64_t)(r->end - r->start);
    l->l_pid = r->pid;
}

int lock_whole(struct file *file, int operation)
{
    struct range want = { .owner = file, .pid = -1, .end = UINT64_MAX };
    struct locks *locks = locks_of(file->inode);

    switch (operation & ~LOCK_NB) {
    case LOCK_SH: want.type = F_RDLCK; break;
    case LOCK_EX: want.type = F_WRLCK; break;
    case LOCK_UN: want.type = F_UNLCK; break;
    default: return -EINVAL;
    }
    return locks ? set_in(locks, &locks->flock, &want, !(operation & LOCK_NB)) : -ENOLCK;
}

static void drop_owner(struct range_list *list, const void *owner)
{
    struct range *next;

    for (struct range *r = LIST_FIRST(list); r; r = next) {
        next = LIST_NEXT(r, link);
        if (r->owner == owner) {
            LIST_REMOVE(r, link);
            free(r);
        }
    }
}

void locks_release(struct inode *inode, const void *owner)
{
    drop_owner(&inode->locks->posix, owner);
    drop_owner(&inode->locks->flock, owner);
    rt_waitq_wake_all(&inode->locks->wait);
}

void locks_free(struct inode *inode)
{
    if (inode->locks)
        LIST_REMOVE(inode->locks, in_all);
    free(inode->locks); /* the last file is gone, and its locks with it */
    inode->locks = NULL;
}

/* A line of /proc/locks. */
static void show(struct text *out, const struct locks *l, const struct range *r, const char *kind, unsigned number)
{
    const struct inode *inode = l->inode;

    text_printf(out, "%u: %-6s ADVISORY  %s %d %02x:%02x:%lu %lu ", number, kind, r->type == F_WRLCK ? "WRITE" : "READ ",
                r->pid, RDEV_MAJOR(inode->super->dev), RDEV_MINOR(inode->super->dev), (unsigned long)inode->ino,
                (unsigned long)r->start);
    if (r->end > INT64_MAX)
        text_printf(out, "EOF\n");
    else
        text_printf(out, "%lu\n", (unsigned long)r->end - 1);
}

static unsigned show_all(struct text *out, const struct locks *l, const void *owner, unsigned number, const char *label)
{
    const struct range *r;

    LIST_FOREACH(r, &l->posix, link)
        if (!owner || r->owner == owner) {
            text_printf(out, "%s", label);
            show(out, l, r, r->pid < 0 ? "OFDLCK" : "POSIX", number++);
        }
    LIST_FOREACH(r, &l->flock, link)
        if (!owner || r->owner == owner) {
            text_printf(out, "%s", label);
            show(out, l, r, "FLOCK", number++);
        }
    return number;
}

void locks_show_all(struct text *out)
{
    const struct locks *l;
    unsigned number = 1;

    LIST_FOREACH(l, &all_locks, in_all)
        number = show_all(out, l, NULL, number, "");
}

void locks_show_of(struct text *out, const struct file *f, const struct proc *p)
{
    if (!f->inode->locks)
        return;
    unsigned number = show_all(out, f->inode->locks, p, 1, "lock:\t");
    (void)show_all(out, f->inode->locks, f, number, "lock:\t");
}
