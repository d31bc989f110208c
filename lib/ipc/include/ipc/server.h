/* SPDX-License-Identifier: BSD-2-Clause */
/* The server's end of channels.  Generated dispatchers and a service's main() use this. */
#pragma once
#include <stdint.h>

#include <rt/bulk.h>
#include <rt/loop.h>
#include <rt/message.h>

#include "channel.h"
#include "wire.h"

/* Memory that the server keeps for a request whose buffer is larger than its room. */
struct ipc_large {
    char *at; /* NULL: none */
    uint64_t bytes;
};

/* A task that has attached. */
struct ipc_server_client {
    struct ipc_server *server;
    void *impl;       /* the instance that serves it */
    uint64_t badge;   /* its name in messages */
    char *base;       /* the channel, mapped here */
    uint64_t bytes;   /* its size, >= IPC_DATA_OFFSET */
    uint64_t signal;  /* slot: signals the client */
    uint32_t channel; /* root-task's number of it */
    int bit;          /* of the notification that says that the client has ended */
    bool gone;        /* it has; the record goes with its last request */
    uint64_t busy;    /* bit per request in work */
    struct ipc_large large[IPC_REQUESTS]; /* by request */
    uint64_t large_bytes;                 /* of all of them */
    struct ipc_server_client *next;
};

/* A request in work, in its dispatcher's frame. */
struct ipc_call {
    struct ipc_server_client *client;
    struct rt_message *m;
    unsigned id;
    struct ipc_wire in, out; /* arguments; results (written only when the operation succeeded) */
    void *held;              /* named buffer, dropped at the end; NULL: none */
    uint64_t out_words[IPC_OUT_WORDS];
};

/* Where a message says that a buffer is. */
struct ipc_place {
    bool named;
    uint64_t offset;          /* in the channel */
    struct rt_bulk_name name; /* if named */
};

/* Checks the request's id; 0, or a negative errno: then ipc_call_refuse answers. */
int ipc_call_begin(struct ipc_call *call, struct ipc_server_client *client, struct rt_message *m);
/* The buffer of `bytes` at `offset` of the channel; NULL, with an error in call->in, when it does
 * not lie in the data area.  The client can change the bytes at any time: read each once. */
void *ipc_call_buffer(struct ipc_call *call, uint64_t offset, uint64_t bytes);
/* The same for a buffer that may be named: takes where it is, then the buffer.  A name that the
 * client must not use, or that is not exactly `bytes` long, is an error in call->in. */
void ipc_call_place(struct ipc_call *call, struct ipc_place *place);
void *ipc_call_bulk(struct ipc_call *call, const struct ipc_place *place, uint64_t bytes);
/* Answers with the result and call->out, in the message or, after a wait, through the channel. */
void ipc_call_end(struct ipc_call *call, int64_t result);
/* Answers a message with an error alone. */
void ipc_refuse(struct rt_message *m, int err);

/* A service: one implementation, many clients. */
struct ipc_server {
    struct rt_server rt;
    int (*dispatch)(void *impl, struct ipc_server_client *client, struct rt_message *m);
    void *impl; /* the instance for all clients, or ... */
    void *(*instance)(
        uint64_t badge); /* ... makes one for each, kept until the task ends; NULL refuses */
    struct ipc_server_client *clients;
};

/* Handles one message: attaching, or an operation of an attached client (others: -ENOTCONN). */
void ipc_server_handle(const struct rt_server *rt, struct rt_message *m);
/* Says root_ready and serves for ever. */
_Noreturn void ipc_serve(struct ipc_server *server);

/* The handler of a client's notification bit: its channel has no other side any more. */
void ipc_server_client_gone(void *client);

/* With root-task's help: joins channel `id`, which client->badge must have created; fills the
 * record. Negative errno. */
int ipc_server_join(struct ipc_server_client *client, uint64_t id);
/* Leaves the channel of a record that is not used any more. */
void ipc_server_leave(struct ipc_server_client *client);

/* Messages about large buffers (large.c): the answer.  Frees all of a client's. */
int ipc_large_handle(struct ipc_server_client *client, const struct rt_message *m);
void ipc_large_drop_all(struct ipc_server_client *client);
