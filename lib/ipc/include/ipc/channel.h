/* SPDX-License-Identifier: BSD-2-Clause */
/* The client's end of a channel, and a request through it.  Generated client stubs use this.
 *
 * A channel is memory that client and server share:
 *
 *   0         struct ipc_shared: which requests are complete, and their results
 *   20 KiB    data area: buffers of requests, given out by the client in pages
 *
 * A request is one message (arguments in its words, buffers by offset).  The server answers at
 * once: with the result, or that it comes later; then the client's fiber waits for its completion.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include <rt/message.h>
#include <rt/waitq.h>

#include "wire.h"

enum {
    IPC_REQUESTS = 64,  /* in flight in one channel */
    IPC_OUT_WORDS = 31, /* of results besides the return value */
    IPC_PAGE = 4096,
    IPC_DATA_OFFSET = 20480, /* of the data area */
    IPC_DATA_PAGES = 256,
    IPC_CHANNEL_BYTES = IPC_DATA_OFFSET + IPC_DATA_PAGES * IPC_PAGE,
    IPC_OP_ATTACH = 0,       /* words: channel id.  Every interface's own operations count from 1 */
    IPC_ROOM_PAGES_MAX = 64, /* of one request; a larger buffer goes in chunks */
    IPC_LARGE_MAX = 16 << 20, /* bytes of a client's large buffers, all together */

    /* A request's large buffer.  Words: request id; place in the buffer; bytes; place in the
       channel. */
    IPC_OP_LARGE = 0x10000, /* the server makes it: zeroed, `bytes` long */
    IPC_OP_LARGE_PUT,       /* a chunk from the channel into it */
    IPC_OP_LARGE_GET,       /* and from it */
    IPC_OP_LARGE_DROP,
};

/* Stands for the offset of a buffer that is a large one. */
#define IPC_LARGE (1ull << 62)

struct ipc_completion {
    int64_t result;
    uint64_t out[IPC_OUT_WORDS];
};

struct ipc_shared {
    _Atomic uint64_t done; /* bit per request: server sets (release), client takes (acquire) */
    uint64_t unused[511];
    struct ipc_completion completion[IPC_REQUESTS];
};
_Static_assert(sizeof(struct ipc_shared) == IPC_DATA_OFFSET, "the data area follows");

struct ipc_request;

struct ipc_channel {
    const char *service;           /* name of the server's task; borrowed for ever */
    uint64_t endpoint, signal;     /* slots: the server's endpoint; signals it */
    uint32_t id;                   /* root-task's number of the channel */
    int bit;                       /* of the notification; -1: the channel is not open */
    struct ipc_channel *next_open; /* in the list of all open ones */
    bool dead;                     /* the server has ended */
    bool bulk;                     /* its requests name memory: the server may pass the names on */
    char *base;                    /* IPC_CHANNEL_BYTES shared with the server */
    struct ipc_request *request[IPC_REQUESTS]; /* by id; NULL: free */
    struct rt_waitq id_wait, room_wait;        /* fibers that wait for an id, for pages */
    uint64_t page_used[IPC_DATA_PAGES / 64];   /* bit per page of the data area */
};

/* Finds the service (the task waits until it is up), makes a channel to it and attaches.  -ENOENT
 * etc.; then the channel is not open. */
int ipc_channel_open(struct ipc_channel *ch, const char *service);
/* Leaves the channel, which has no requests; it may be opened again. */
void ipc_channel_close(struct ipc_channel *ch);
/* Takes what the server has completed: the handler of the channel's notification bit. */
void ipc_channel_completed(void *channel);
/* Ends the requests of servers that have ended: the handler of bit RT_NOTIFY_ENDED. */
void ipc_channels_check(void *unused);
/* The list of open channels that it goes through. */
void ipc_channel_link(struct ipc_channel *ch);
void ipc_channel_unlink(struct ipc_channel *ch);

/* One request, in its caller's frame. */
struct ipc_request {
    struct ipc_channel *channel;
    unsigned id;
    struct rt_fiber *waits;         /* parked for the completion; NULL: not */
    bool named;                     /* its buffer is named in the message */
    bool carry;                     /* do not name it: the server must have the bytes */
    uint64_t large;                 /* bytes of its large buffer at the server; 0: none */
    void *room;                     /* its piece of the data area; NULL: none */
    unsigned room_page, room_pages; /* where that is */
    struct ipc_wire in, out;        /* arguments; results, once ipc_request_call has returned */
    struct ipc_completion copy;     /* of the completion: what is examined */
    struct rt_message m;
};

/* Waits for a free id.  If the server has ended and no other request is left, opens the channel to
 * the one that took its place; if there is none, -EIO sticks to rq->in. */
void ipc_request_begin(struct ipc_channel *ch, struct ipc_request *rq, uint64_t op);
/* Takes room for one buffer of `bytes` (waits for it) and adds its offset to the message, or has
 * the server make a large buffer.  Errors stick to rq->in: -E2BIG above IPC_LARGE_MAX.  At most one
 * buffer a request. */
void ipc_request_room(struct ipc_request *rq, uint64_t bytes);
/* The same, and copies the bytes there. */
void ipc_request_in(struct ipc_request *rq, const void *buf, uint64_t bytes);
/* Sends, waits, and returns the result: negative errno, or 0..INT64_MAX; -EIO for a result that
 * cannot be. Nothing is sent when an error sticks to rq->in: that is the result. */
int64_t ipc_request_call(struct ipc_request *rq);
/* Copies `count` bytes, at most those asked for, out of the request's room or large buffer.  0 or
 * -EIO. */
int ipc_request_out(struct ipc_request *rq, void *buf, uint64_t count);
/* Buffers that may be named (rt/bulk.h): as ipc_request_room, ipc_request_in and ipc_request_out,
 * but only what has no name takes room and is copied. */
void ipc_request_bulk_out(struct ipc_request *rq, const void *buf, uint64_t bytes);
void ipc_request_bulk_in(struct ipc_request *rq, const void *buf, uint64_t bytes);
int ipc_request_bulk_take(struct ipc_request *rq, void *buf, uint64_t count);
/* After ipc_request_end: the server cannot do with a name; make the request once more, it carries
 * the bytes then. */
bool ipc_request_again(struct ipc_request *rq, int64_t result);
/* Gives back id and room. */
void ipc_request_end(struct ipc_request *rq);

/* For lib/ipc itself: so many pages of the channel; large buffers (large.c). */
void ipc_request_pages(struct ipc_request *rq, unsigned pages);
void ipc_large_begin(struct ipc_request *rq, uint64_t bytes);
void ipc_large_fill(struct ipc_request *rq, const void *buf);
int ipc_large_take(struct ipc_request *rq, void *buf, uint64_t bytes);
void ipc_large_end(struct ipc_request *rq);
