/* SPDX-License-Identifier: BSD-2-Clause */
/* ipc/server.c: the server's end of channels.  Everything in a message and in the channel's memory
 * is the client's word only: each value is copied out before it is checked. */
#include <ipc/server.h>

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include <ipc/transport.h>
#include <linux/errno.h>

int ipc_call_begin(struct ipc_call *call, struct ipc_server_client *client, struct rt_message *m)
{
    call->client = client;
    call->m = m;
    call->held = NULL;
    call->in = ipc_wire(m->mr, m->length);
    call->out = ipc_wire(call->out_words, IPC_OUT_WORDS);
    call->id = (unsigned)ipc_get_word(&call->in, IPC_REQUESTS - 1);
    if (call->in.err != 0)
        return call->in.err;
    if (client->busy & 1ul << call->id)
        return -EBUSY;
    client->busy |= 1ul << call->id;
    m->early_answer = true;
    return 0;
}

void *ipc_call_buffer(struct ipc_call *call, uint64_t offset, uint64_t bytes)
{
    uint64_t size = call->client->bytes;
    const struct ipc_large *large = &call->client->large[call->id];
    if (call->in.err != 0)
        return NULL;
    if (offset == IPC_LARGE && large->at != NULL && bytes == large->bytes)
        return large->at;
    if (offset < IPC_DATA_OFFSET || offset > size || offset % 8 != 0 || bytes > size - offset) {
        call->in.err = -EINVAL;
        return NULL;
    }
    return call->client->base + offset;
}

static void complete(struct ipc_call *call, int64_t result)
{
    struct ipc_shared *shared = (struct ipc_shared *)(void *)call->client->base;
    struct ipc_completion *c = &shared->completion[call->id];
    c->result = result;
    memcpy(c->out, call->out_words, call->out.used * sizeof(c->out[0]));
    /* pairs with the acquire in ipc_channel_completed */
    atomic_fetch_or_explicit(&shared->done, 1ul << call->id, memory_order_release);
    ipc_transport_signal(call->client->signal);
}

/* Unlinks and frees a record without requests. */
static void drop(struct ipc_server_client *c)
{
    struct ipc_server_client **at = &c->server->clients;
    while (*at != c)
        at = &(*at)->next;
    *at = c->next;
    ipc_large_drop_all(c);
    ipc_server_leave(c);
    free(c);
}

static void answer(struct ipc_call *call, int64_t result)
{
    struct rt_message *m = call->m;
    if (m->answered_early) {
        complete(call, result);
        return;
    }
    m->label = RT_LABEL_DONE;
    m->mr[0] = (uint64_t)result;
    memcpy(m->mr + 1, call->out_words, call->out.used * sizeof(m->mr[0]));
    m->length = 1 + call->out.used;
}

void ipc_call_end(struct ipc_call *call, int64_t result)
{
    struct ipc_server_client *client = call->client;
    if (call->held != NULL)
        rt_bulk_drop(call->held);
    answer(call, result >= 0 && call->out.err != 0 ? call->out.err : result);
    client->busy &= ~(1ul << call->id);
    if (client->gone && client->busy == 0)
        drop(client);
}

void ipc_refuse(struct rt_message *m, int err)
{
    m->label = RT_LABEL_DONE;
    m->length = 1;
    m->mr[0] = (uint64_t)(int64_t)err;
}

static struct ipc_server_client *find_client(const struct ipc_server *s, uint64_t badge)
{
    struct ipc_server_client *c = s->clients;
    while (c != NULL && c->badge != badge)
        c = c->next;
    return c;
}

/* A task that attaches again (it was started anew) gets its new channel; what was asked through the
 * old one must have ended. */
static int attach(struct ipc_server *s, const struct rt_message *m)
{
    struct ipc_server_client *old = find_client(s, m->badge);
    if (m->length < 1)
        return -EINVAL;
    if (old != NULL && old->busy != 0)
        return -EBUSY;
    struct ipc_server_client *c = calloc(1, sizeof(*c));
    if (c == NULL)
        return -ENOMEM;
    c->server = s;
    c->badge = m->badge;
    c->impl = old != NULL ? old->impl : s->instance != NULL ? s->instance(m->badge) : s->impl;
    int err = c->impl != NULL ? ipc_server_join(c, m->mr[0]) : -ENOMEM;
    if (err == 0 && c->bytes < IPC_DATA_OFFSET) {
        ipc_server_leave(c);
        err = -EINVAL;
    }
    if (err) {
        free(c);
        return err;
    }
    if (old != NULL)
        drop(old);
    c->next = s->clients;
    s->clients = c;
    return 0;
}

void ipc_server_client_gone(void *client)
{
    struct ipc_server_client *c = client;
    c->gone = true;
    if (c->busy == 0)
        drop(c);
}

void ipc_server_handle(const struct rt_server *rt, struct rt_message *m)
{
    struct ipc_server *s = rt->ctx;
    if (m->label == IPC_OP_ATTACH) {
        ipc_refuse(m, attach(s, m));
        return;
    }
    struct ipc_server_client *c = find_client(s, m->badge);
    if (c == NULL)
        ipc_refuse(m, -ENOTCONN);
    else if (m->label >= IPC_OP_LARGE && m->label <= IPC_OP_LARGE_DROP)
        ipc_refuse(m, ipc_large_handle(c, m));
    else
        s->dispatch(c->impl, c, m);
}
