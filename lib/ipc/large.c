/* SPDX-License-Identifier: BSD-2-Clause */
/* ipc/large.c: buffers that are larger than a request may take of the channel.
 *
 * The server keeps memory of its own for such a buffer while the request lasts; it is filled before
 * the request, and read after it, in chunks that go through a piece of the channel.  These messages
 * are answered at once. */
#include <ipc/channel.h>
#include <ipc/server.h>

#include <stdlib.h>
#include <string.h>

#include <ipc/transport.h>
#include <linux/errno.h>
#include <rt/bulk.h>

enum { CHUNK_PAGES = 32, CHUNK = CHUNK_PAGES * IPC_PAGE };

/* -- the client -- */

/* One message about the request's large buffer; 0, or the error that also sticks to the request. */
static int tell(struct ipc_request *rq, uint64_t op, uint64_t at, uint64_t count)
{
    struct rt_message m = {.label = op, .length = 4};
    m.mr[0] = rq->id;
    m.mr[1] = at;
    m.mr[2] = count;
    m.mr[3] = (uint64_t)((char *)rq->room - rq->channel->base);
    ipc_transport_call(rq->channel->endpoint, &m);
    int64_t result = m.label == RT_LABEL_DONE && m.length >= 1 ? (int64_t)m.mr[0] : -EIO;
    if (result != 0 && rq->in.err == 0)
        rq->in.err = result < 0 && result >= -4095 ? (int)result : -EIO;
    return rq->in.err;
}

void ipc_large_begin(struct ipc_request *rq, uint64_t bytes)
{
    if (bytes > IPC_LARGE_MAX) {
        rq->in.err = -E2BIG;
        return;
    }
    ipc_request_pages(rq, CHUNK_PAGES);
    if (tell(rq, IPC_OP_LARGE, 0, bytes) != 0)
        return;
    rq->large = bytes;
    ipc_put_word(&rq->in, IPC_LARGE);
}

void ipc_large_fill(struct ipc_request *rq, const void *buf)
{
    for (uint64_t at = 0; at < rq->large; at += CHUNK) {
        uint64_t count = rq->large - at < CHUNK ? rq->large - at : CHUNK;
        int err = rt_bulk_get(rq->room, (const char *)buf + at, count);
        if (err && rq->in.err == 0)
            rq->in.err = err;
        if (rq->in.err != 0 || tell(rq, IPC_OP_LARGE_PUT, at, count) != 0)
            return;
    }
}

int ipc_large_take(struct ipc_request *rq, void *buf, uint64_t bytes)
{
    int err = 0;
    if (bytes > rq->large)
        return -EIO;
    for (uint64_t at = 0; at < bytes && !err; at += CHUNK) {
        uint64_t count = bytes - at < CHUNK ? bytes - at : CHUNK;
        err = tell(rq, IPC_OP_LARGE_GET, at, count);
        if (!err)
            err = rt_bulk_put((char *)buf + at, rq->room, count);
    }
    return err;
}

void ipc_large_end(struct ipc_request *rq)
{
    if (rq->large != 0)
        (void)tell(rq, IPC_OP_LARGE_DROP, 0, 0); /* a server that has ended has none */
    rq->large = 0;
}

/* -- the server -- */

static void drop(struct ipc_server_client *c, struct ipc_large *large)
{
    c->large_bytes -= large->bytes;
    free(large->at);
    *large = (struct ipc_large){0};
}

void ipc_large_drop_all(struct ipc_server_client *c)
{
    for (unsigned id = 0; id < IPC_REQUESTS; id++)
        drop(c, &c->large[id]);
}

static int make(struct ipc_server_client *c, struct ipc_large *large, uint64_t bytes)
{
    drop(c, large);
    if (bytes == 0)
        return -EINVAL;
    if (bytes > IPC_LARGE_MAX - c->large_bytes)
        return -E2BIG;
    large->at = calloc(1, bytes); /* the client may read all of it */
    if (large->at == NULL)
        return -ENOMEM;
    large->bytes = bytes;
    c->large_bytes += bytes;
    return 0;
}

/* The client's part of a chunk, in the channel; NULL if the chunk lies outside of either. */
static char *chunk(const struct ipc_server_client *c, const struct ipc_large *large, uint64_t at,
                   uint64_t count, uint64_t offset)
{
    if (at > large->bytes || count > large->bytes - at || offset < IPC_DATA_OFFSET ||
        offset > c->bytes || count > c->bytes - offset)
        return NULL;
    return c->base + offset;
}

int ipc_large_handle(struct ipc_server_client *c, const struct rt_message *m)
{
    if (m->length < 4 || m->mr[0] >= IPC_REQUESTS)
        return -EINVAL;
    if (c->busy & 1ul << m->mr[0])
        return -EBUSY;
    struct ipc_large *large = &c->large[m->mr[0]];
    uint64_t at = m->mr[1], count = m->mr[2];
    if (m->label == IPC_OP_LARGE)
        return make(c, large, count);
    if (m->label == IPC_OP_LARGE_DROP) {
        drop(c, large);
        return 0;
    }
    char *shared = chunk(c, large, at, count, m->mr[3]);
    if (shared == NULL)
        return -EINVAL;
    if (m->label == IPC_OP_LARGE_PUT)
        memcpy(large->at + at, shared, count);
    else
        memcpy(shared, large->at + at, count);
    return 0;
}
