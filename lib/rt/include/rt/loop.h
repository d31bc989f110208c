/* SPDX-License-Identifier: BSD-2-Clause */
/* The event loop of a task: requests on its endpoint, notifications, fibers that are ready.
 *
 * Each message is handled on the loop's own stack, which is a fiber's.  A handler that ends without
 * waiting is answered with the loop's next ReplyRecv.  When it waits, the loop moves the reply
 * capability into a slot of the fiber's (m->detached becomes true), leaves the stack to it and goes
 * on with another; the answer is sent when the handler ends.
 * When there is no memory for one more fiber, a message is answered with label RT_LABEL_DONE and no
 * words: a faulted thread tries again, a client of lib/ipc sees -ENOMEM. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "message.h"

/* What a task serves. */
struct rt_server {
    /* a message; on a fiber, may wait */
    void (*handle)(const struct rt_server *server, struct rt_message *m);
    /* before each receive, on the loop's stack; or NULL */
    void (*loop_hook)(const struct rt_server *server);
    /* or NULL: there is no memory to handle a message of that client, and it gets no answer */
    void (*refuse)(const struct rt_server *server, uint64_t badge);
    /* or NULL, all three: the task waits for messages in its own way.  receive gives the message info and badge of
     * what the loop is to handle (words in the IPC buffer); badge 0: the loop is to look around, because fibers are
     * ready.  Before, it sends the answer of that info, which is in the IPC buffer (NULL: there is none); without
     * receive_answers it is not asked to, the loop itself receives when an answer has to go out.  It may handle messages itself
     * (direct.h); parks is told when the handler of such a one is about to park for the first time.  settle: answers
     * that would go out with the next receive must go now, as the loop receives. */
    uint64_t (*receive)(const struct rt_server *server, const uint64_t *answer, uint64_t *badge);
    bool receive_answers;
    void (*parks)(const struct rt_server *server);
    void (*settle)(const struct rt_server *server);
    void *ctx; /* the handler's */
};

/* Serves for ever.  Does not say root_ready: the caller does, before. */
_Noreturn void rt_loop(const struct rt_server *server);

/* Runs fn(arg) on a fiber, and notifications and other fibers meanwhile, until it returns; returns
 * its result.  For start-up code in main(), before rt_loop: requests of clients wait. */
int rt_run(int (*fn)(void *arg), void *arg);

/* Saves the caller of the message whose handler runs, so that the handler itself may receive or be
 * answered out of order. */
void rt_message_detach(struct rt_message *m);
/* Answers a detached message at once; the handler goes on without a caller (no_reply is set).  Also
 * works for one that is not detached. */
void rt_message_reply(struct rt_message *m);

/* Takes everything that is queued on the endpoint now, without waiting, and makes a fiber ready for
 * each message.  Used before a client's thread is suspended, so that none of its messages is left
 * in the queue.  May be called from a handler: its caller is saved first. */
void rt_loop_drain(void);
