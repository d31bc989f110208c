/* SPDX-License-Identifier: BSD-2-Clause */
/* Waiting for several files: what ppoll, pselect6 and epoll share. */
#pragma once
#include <stdint.h>

#include <rt/waitq.h>

struct file;
struct linux_pollfd;
struct thread;

enum { POLL_INLINE = 8 };

struct poll_entry {
    struct rt_waiter waiter;
    struct poll_entry *next; /* in more */
};

/* The wait queues that one round of questions entered. */
struct poll_table {
    struct poll_entry few[POLL_INLINE];
    struct poll_entry *more; /* owned */
    unsigned used;
    int error;               /* -ENOMEM: some queue could not be entered */
    uint32_t unwanted;       /* poll_wait_for: queues that only these events go through are left out */
    void (*enter)(struct poll_table *pt, struct rt_waitq *q); /* NULL, or who enters instead (epoll) */
};
void poll_table_fini(struct poll_table *pt);

/* Events of a file now; files without the operation are always ready. */
uint32_t file_poll(struct file *f, struct poll_table *pt);
/* Asks `check` again after each wake-up until it says other than 0: that; 0 at the deadline; -ERESTARTSYS.
 * deadline 0: asks once.  RT_NEVER: no deadline. */
int poll_until(int (*check)(void *ctx, struct poll_table *pt), void *ctx, uint64_t deadline_ns);
/* poll: sets revents; how many are not 0. */
int poll_fds(struct thread *t, struct linux_pollfd *fds, unsigned count, uint64_t deadline_ns);
