/* SPDX-License-Identifier: BSD-2-Clause */
/* Inside asynchronous I/O.
 *
 * Transfers are done, and complete, inside io_submit, as Linux does them for all files but those opened with
 * O_DIRECT.  Only IOCB_CMD_POLL waits.  Events go into a ring in memory that the program has mapped: it may take
 * them there, and what it writes there is not trusted. */
#pragma once
#include <stdint.h>
#include <sys/queue.h>

#include <linux/aio.h>
#include <rt/waitq.h>

struct aio_poll;
struct file;
struct mm;
struct thread;

LIST_HEAD(aio_poll_list, aio_poll);

struct aio_context {
    unsigned refs;           /* the table's, and of calls under way */
    uint64_t address;        /* of the ring in the program: how it names the context */
    uint64_t bytes;          /* of the ring's mapping */
    uint32_t id;             /* place in the table */
    uint32_t requests;       /* as io_setup was told; counted in aio_nr */
    uint32_t places;         /* of the ring */
    uint32_t tail;           /* where the next event goes */
    unsigned running;        /* requests in the middle of io_submit */
    unsigned waiting;        /* in polls */
    char dead;               /* io_destroy, or the program's end */
    struct page **page;      /* the ring's, each with a reference; owned */
    struct aio_poll_list polls;
    struct rt_mutex taking;  /* held by who takes events for a program */
    struct rt_waitq changed; /* an event came, a request ended, or the context is dead */
};

/* Where a request's end is told. */
struct aio_done {
    uint64_t data, iocb;
    struct file *event_fd;   /* counted; NULL: none */
};

/* -- aio.c -- */
/* The context of that name with a reference; NULL: none. */
struct aio_context *aio_find(struct thread *t, uint64_t address);
void aio_put(struct aio_context *c);
/* How many events are in the ring, from which place on. */
uint32_t aio_ready(const struct aio_context *c, uint32_t *head);
struct linux_io_event *aio_event(const struct aio_context *c, uint32_t place);
void aio_take(struct aio_context *c, uint32_t head); /* the events before head are taken */
/* Is there a place in the ring for one more request's event? */
int aio_room(const struct aio_context *c);
/* Puts the event into the ring, and tells the eventfd, whose reference it takes.  May park when that is the last. */
void aio_complete(struct aio_context *c, const struct aio_done *done, int64_t result);

/* -- aio_poll.c -- */
/* Takes over the references to the file and done's eventfd, on success only. */
int aio_poll_start(struct aio_context *c, struct file *f, uint32_t events, const struct aio_done *done);
/* Ends the request with that iocb early: 0, or -EINVAL: there is none. */
int aio_poll_cancel(struct aio_context *c, uint64_t iocb);
void aio_poll_cancel_all(struct aio_context *c);
