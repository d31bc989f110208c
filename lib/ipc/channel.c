/* SPDX-License-Identifier: BSD-2-Clause */
/* ipc/channel.c: the client's end of a channel.
 *
 * The server is another protection domain: completions are copied before they are looked at, and
 * what it writes can only make a request of its own fail. */
#include <ipc/channel.h>

#include <stdatomic.h>
#include <string.h>

#include <ds/bitmap.h>
#include <ipc/transport.h>
#include <linux/errno.h>
#include <rt/fiber.h>

static struct ipc_channel *open_channels;

static struct ipc_shared *shared_of(const struct ipc_channel *ch)
{
    return (struct ipc_shared *)(void *)ch->base;
}

/* A request without words is refused at once by a server that lives; a dead one's endpoint gives a
 * kernel error. */
static void check_server(struct ipc_channel *ch)
{
    struct rt_message m = {.label = IPC_OP_ATTACH};
    ipc_transport_call(ch->endpoint, &m);
    if (m.label == RT_LABEL_DONE)
        return;
    ch->dead = true;
    for (unsigned id = 0; id < IPC_REQUESTS; id++) {
        struct ipc_request *rq = ch->request[id];
        if (rq == NULL || rq->waits == NULL)
            continue;
        rq->copy.result = -EIO;
        rt_unpark(rq->waits, 0);
        rq->waits = NULL;
    }
}

void ipc_channels_check(void *unused)
{
    (void)unused;
    for (struct ipc_channel *ch = open_channels; ch != NULL; ch = ch->next_open)
        check_server(ch);
}

void ipc_channel_link(struct ipc_channel *ch)
{
    ch->next_open = open_channels;
    open_channels = ch;
}

void ipc_channel_unlink(struct ipc_channel *ch)
{
    struct ipc_channel **at = &open_channels;
    while (*at != NULL && *at != ch)
        at = &(*at)->next_open;
    if (*at == ch)
        *at = ch->next_open;
}

void ipc_channel_completed(void *channel)
{
    struct ipc_channel *ch = channel;
    /* pairs with the release in ipc_call_end (server.c) */
    uint64_t done = atomic_exchange_explicit(&shared_of(ch)->done, 0, memory_order_acquire);
    while (done != 0) {
        unsigned id = (unsigned)__builtin_ctzl(done);
        done &= done - 1;
        struct ipc_request *rq = ch->request[id];
        if (rq == NULL || rq->waits == NULL)
            continue;
        struct rt_fiber *fiber = rq->waits;
        rq->waits = NULL;
        memcpy(&rq->copy, &shared_of(ch)->completion[id], sizeof(rq->copy));
        rt_unpark(fiber, 0);
    }
}

static int free_id(const struct ipc_channel *ch)
{
    for (int id = 0; id < IPC_REQUESTS; id++) {
        if (ch->request[id] == NULL)
            return id;
    }
    return -1;
}

static bool is_idle(const struct ipc_channel *ch)
{
    for (int id = 0; id < IPC_REQUESTS; id++) {
        if (ch->request[id] != NULL)
            return false;
    }
    return true;
}

static void open_again(struct ipc_channel *ch)
{
    ipc_channel_close(ch);
    ch->dead = ipc_channel_open(ch, ch->service) != 0;
}

void ipc_request_begin(struct ipc_channel *ch, struct ipc_request *rq, uint64_t op)
{
    if (ch->dead && is_idle(ch))
        open_again(ch);
    int id = free_id(ch);
    while (id < 0) {
        rt_wait(&ch->id_wait);
        id = free_id(ch);
    }
    ch->request[id] = rq;
    rq->channel = ch;
    rq->id = (unsigned)id;
    rq->waits = NULL;
    rq->room = NULL;
    rq->named = false;
    rq->large = 0;
    rq->m.label = op;
    rq->in = ipc_wire(rq->m.mr, RT_MESSAGE_WORDS);
    ipc_put_word(&rq->in, (uint64_t)id);
    if (ch->dead)
        rq->in.err = -EIO;
}

void ipc_request_pages(struct ipc_request *rq, unsigned pages)
{
    struct ipc_channel *ch = rq->channel;
    long page = bitmap_take(ch->page_used, IPC_DATA_PAGES, pages);
    while (page < 0) {
        rt_wait(&ch->room_wait);
        page = bitmap_take(ch->page_used, IPC_DATA_PAGES, pages);
    }
    rq->room_page = (unsigned)page;
    rq->room_pages = pages;
    rq->room = ch->base + IPC_DATA_OFFSET + (size_t)page * IPC_PAGE;
}

void ipc_request_room(struct ipc_request *rq, uint64_t bytes)
{
    uint64_t pages = bytes == 0 ? 1 : (bytes - 1) / IPC_PAGE + 1;
    if (rq->in.err != 0)
        return;
    if (pages > IPC_ROOM_PAGES_MAX) {
        ipc_large_begin(rq, bytes);
        return;
    }
    ipc_request_pages(rq, (unsigned)pages);
    ipc_put_word(&rq->in, (uint64_t)((char *)rq->room - rq->channel->base));
}

void ipc_request_in(struct ipc_request *rq, const void *buf, uint64_t bytes)
{
    ipc_request_room(rq, bytes);
    if (rq->in.err != 0 || bytes == 0)
        return;
    if (rq->large != 0)
        ipc_large_fill(rq, buf);
    else
        memcpy(rq->room, buf, bytes);
}

int64_t ipc_request_call(struct ipc_request *rq)
{
    if (rq->in.err != 0)
        return rq->in.err;
    rq->m.length = rq->in.used;
    rq->m.out_cap = 0;
    ipc_transport_call(rq->channel->endpoint, &rq->m);

    int64_t result;
    if (rq->m.label == RT_LABEL_DONE && rq->m.length >= 1) {
        result = (int64_t)rq->m.mr[0];
        rq->out = ipc_wire(rq->m.mr + 1, rq->m.length - 1);
    } else if (rq->m.label == RT_LABEL_PENDING) {
        rq->waits = rt_fiber_self();
        rt_park();
        result = rq->copy.result;
        rq->out = ipc_wire(rq->copy.out, IPC_OUT_WORDS);
    } else if (rq->m.label == RT_LABEL_DONE) {
        result = -ENOMEM; /* the server had none for the request's fiber */
    } else {
        rq->channel->dead = true; /* the kernel's answer: there is no such endpoint any more */
        result = -EIO;
    }
    return result < -4095 ? -EIO : result;
}

int ipc_request_out(struct ipc_request *rq, void *buf, uint64_t count)
{
    if (rq->large != 0)
        return ipc_large_take(rq, buf, count);
    if (count != 0 && count <= (uint64_t)rq->room_pages * IPC_PAGE)
        memcpy(buf, rq->room, count);
    return 0;
}

void ipc_request_end(struct ipc_request *rq)
{
    struct ipc_channel *ch = rq->channel;
    ipc_large_end(rq);
    if (rq->room != NULL) {
        bitmap_give(ch->page_used, rq->room_page, rq->room_pages);
        rt_waitq_wake_all(&ch->room_wait);
    }
    ch->request[rq->id] = NULL;
    rt_waitq_wake_one(&ch->id_wait);
}
