/* SPDX-License-Identifier: BSD-2-Clause */
/* POSIX message queues: the queues themselves (mqueue.c) behind the calls (sys_mqueue.c). */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <sys/queue.h>
#include <sys/types.h>

#include <rt/waitq.h>

#include "net/notify.h"

struct thread;

enum { MQ_PRIORITY_MOST = 32768, MQ_NAME_BYTES = 256 };

struct linux_mq_attr {
    int64_t flags, maxmsg, msgsize, curmsgs, reserved[4];
};

struct mq_message {
    TAILQ_ENTRY(mq_message) link;
    uint32_t priority;
    size_t bytes;
    uint8_t data[];
};

/* Who is told when a message comes into the empty queue; pid 0: nobody. */
struct mq_notify {
    int pid, how, signo;
    uint64_t value;
    struct file *socket;           /* NOTIFY_THREAD: counted; there the cookie goes */
    uint8_t cookie[NOTIFY_COOKIE_BYTES];
};

/* Counted: by its name while it has one, and by its open files. */
struct mqueue {
    unsigned refs;
    char name[MQ_NAME_BYTES];      /* in the list of names while `named` */
    bool named;
    uint32_t uid, gid, mode;
    uint32_t charged_uid;          /* whose RLIMIT_MSGQUEUE it counts for */
    uint64_t charged;              /* bytes */
    int64_t maxmsg, msgsize, count;
    uint64_t bytes;                /* of all messages in it */
    TAILQ_HEAD(, mq_message) messages; /* highest priority first, then oldest */
    struct mq_notify notify;
    unsigned receivers_waiting;
    struct rt_waitq senders, receivers, pollers;
    LIST_ENTRY(mqueue) in_names;
};

/* By name, borrowed; NULL: none. */
struct mqueue *mqueue_find(const char *name);
/* Makes one (attr NULL: the defaults), with a reference for the name.  -EINVAL, -EOVERFLOW, -ENOSPC, -EMFILE, -ENOMEM. */
int mqueue_make(struct thread *t, const char *name, uint32_t mode, const struct linux_mq_attr *attr,
                struct mqueue **out);
void mqueue_unname(struct mqueue *q);
void mqueue_get(struct mqueue *q);
void mqueue_put(struct mqueue *q);
/* May the thread read (4) and write (2) it?  0 or -EACCES. */
int mqueue_permission(const struct thread *t, const struct mqueue *q, unsigned mask);

/* Nobody is told any more; who was to be is told that, if he has a socket. */
void mqueue_notify_end(struct mqueue *q, enum notify_code code);

/* Takes the message on success; waits while it is full.  -EAGAIN, -ETIMEDOUT, -ERESTARTSYS. */
int mqueue_send(struct thread *t, struct mqueue *q, struct mq_message *m, bool nonblock, uint64_t deadline);
int mqueue_receive(struct mqueue *q, bool nonblock, uint64_t deadline, struct mq_message **out);
