/* SPDX-License-Identifier: BSD-2-Clause */
/* Leases: a list an inode.  One that is broken has a deadline; then it is taken away. */
#include "fs/lease.h"

#include <linux/capability.h>
#include <linux/errno.h>
#include <linux/fcntl.h>
#include <linux/stat.h>
#include <rt/timer.h>
#include <stdlib.h>

#include "fs/async.h"
#include "fs/file.h"
#include "fs/inode.h"
#include "proc/proc.h"

enum { BREAK_SECONDS = 45 };
#define NS_PER_S 1000000000ull

int lease_break_time = BREAK_SECONDS;
int leases_enable = 1;

struct lease {
    struct file *file;
    int fd, type;
    int target;           /* what it must become; the type itself: nobody is waiting */
    uint64_t deadline_ns; /* while it is broken */
    LIST_ENTRY(lease) link;
};

struct leases {
    LIST_HEAD(, lease) list;
    struct rt_waitq wait; /* a lease became less */
};

static struct lease *lease_of(const struct file *f)
{
    struct lease *l = NULL;

    if (f->leased)
        LIST_FOREACH(l, &f->inode->leases->list, link)
            if (l->file == f)
                break;
    return l;
}

static void drop(struct inode *inode, struct lease *l)
{
    l->file->leased = 0;
    LIST_REMOVE(l, link);
    free(l);
    rt_waitq_wake_all(&inode->leases->wait);
}

static void change(struct inode *inode, struct lease *l, int type)
{
    if (type == F_UNLCK) {
        drop(inode, l);
        return;
    }
    int unlocking = l->target == F_UNLCK && l->type != F_UNLCK;
    l->type = type;
    if (!unlocking)
        l->target = type;
    rt_waitq_wake_all(&inode->leases->wait);
}

void lease_end(struct file *f)
{
    struct lease *l = lease_of(f);

    if (l)
        drop(f->inode, l);
}

/* Does nobody have it open in a way the lease rules out? */
static int is_free_for(const struct file *f, int type)
{
    const struct inode *inode = f->inode;

    if (type == F_RDLCK)
        return inode->writers <= 0;
    int mine_write = file_writable(f) ? 1 : 0;
    return inode->writers == mine_write && inode->readers == 1u - (unsigned)mine_write;
}

static int add(struct file *f, int fd, int type)
{
    struct inode *inode = f->inode;
    struct lease *mine = lease_of(f), *l;

    if (!is_free_for(f, type))
        return -EAGAIN;
    if (!inode->leases)
        inode->leases = calloc(1, sizeof *inode->leases);
    if (!inode->leases)
        return -ENOMEM;
    LIST_FOREACH(l, &inode->leases->list, link)
        if (l != mine && (type == F_WRLCK || l->target == F_UNLCK))
            return -EAGAIN;
    if (mine) {
        change(inode, mine, type);
        return 0;
    }
    l = calloc(1, sizeof *l);
    if (!l)
        return -ENOMEM;
    *l = (struct lease){ .file = f, .fd = fd, .type = type, .target = type };
    LIST_INSERT_HEAD(&inode->leases->list, l, link);
    f->leased = 1;
    file_owner_default(f);
    return 0;
}

int lease_set(struct thread *t, struct file *f, int fd, int type)
{
    struct lease *l = lease_of(f);

    if (type != F_RDLCK && type != F_WRLCK && type != F_UNLCK)
        return -EINVAL;
    if (thread_cred(t)->fsuid != f->inode->uid && !cred_has(t, CAP_LEASE))
        return -EACCES;
    if (!S_ISREG(f->inode->mode) || (!leases_enable && type != F_UNLCK))
        return -EINVAL;
    if (type != F_UNLCK)
        return add(f, fd, type);
    if (!l)
        return -EAGAIN;
    drop(f->inode, l);
    return 0;
}

int lease_get(const struct file *f)
{
    const struct lease *l = lease_of(f);

    return l ? l->target : F_UNLCK;
}

/* Whose time is over; the earliest deadline of the others. */
static uint64_t expire(struct inode *inode)
{
    uint64_t now = rt_now_ns(), first = RT_NEVER;
    struct lease *next;

    for (struct lease *l = LIST_FIRST(&inode->leases->list); l; l = next) {
        next = LIST_NEXT(l, link);
        if (l->target == l->type)
            continue;
        if (l->deadline_ns <= now) {
            int target = l->target;
            l->target = l->type;
            change(inode, l, target);
        } else if (l->deadline_ns < first) {
            first = l->deadline_ns;
        }
    }
    return first;
}

/* Asks the holders that are in the way: how many there are. */
static unsigned ask(struct inode *inode, int writing)
{
    unsigned in_the_way = 0;
    struct lease *l;

    LIST_FOREACH(l, &inode->leases->list, link) {
        int target = writing ? F_UNLCK : F_RDLCK;
        if (!writing && l->type != F_WRLCK)
            continue;
        in_the_way++;
        if (l->target == target || l->target == F_UNLCK)
            continue;
        l->target = target;
        l->deadline_ns = lease_break_time > 0 ? rt_now_ns() + (uint64_t)lease_break_time * NS_PER_S : RT_NEVER;
        file_owner_signal(l->file, l->fd, POLL_MSG);
    }
    return in_the_way;
}

int lease_break(struct inode *inode, int writing, int nonblock)
{
    for (;;) {
        (void)expire(inode);
        if (!ask(inode, writing))
            return 0;
        if (nonblock)
            return -EAGAIN;
        int err = wait_interruptible(&inode->leases->wait, expire(inode));
        if (err && err != -ETIMEDOUT)
            return err;
    }
}

void leases_free(struct inode *inode)
{
    free(inode->leases); /* the last file is gone, and its lease with it */
    inode->leases = NULL;
}
