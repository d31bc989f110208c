/* SPDX-License-Identifier: BSD-2-Clause */
/* rt/loop.c: receive, run what is ready, answer.
 *
 * The caller of the message received last stands in the thread's one caller slot until it is
 * answered by Reply or ReplyRecv, or saved; every further receive would drop it.  So, before each
 * receive:
 *
 *   the handler ended                        its answer goes out with the receive (self.answer)
 *   it waits, and allowed an early answer    RT_LABEL_PENDING goes out with the receive
 *   it waits                                 its caller was saved in the fiber's reply slot
 *   it wants no reply                        the capability is dropped
 */
#include <rt/loop.h>

#include <string.h>

#include <sel4/sel4.h>

#include <rt/cslot.h>
#include <rt/notify.h>
#include <rt/panic.h>
#include <rt/task.h>

#include "sched.h"

static struct {
    const struct rt_server *server;
    const struct rt_message *answer; /* goes out with the next receive; NULL: none */
    cptr_t receive_slot;    /* empty, for a capability that comes with a message; 0: none */
} self;

static const struct rt_message pending = {.label = RT_LABEL_PENDING};
static const struct rt_message no_memory = {.label = RT_LABEL_DONE}; /* see loop.h */

static seL4_MessageInfo_t load(const struct rt_message *m)
{
    memcpy(seL4_GetIPCBuffer()->msg, m->mr, m->length * sizeof(m->mr[0]));
    if (m->out_cap != 0)
        seL4_SetCap(0, m->out_cap);
    return seL4_MessageInfo_new(m->label, 0, m->out_cap != 0, m->length);
}

static void flush_answer(void)
{
    if (self.answer != NULL)
        seL4_Reply(load(self.answer));
    self.answer = NULL;
}

static void save_caller(struct rt_fiber *f)
{
    seL4_Error error = seL4_CNode_SaveCaller(TASK_SLOT_CNODE, f->reply_slot, TASK_SLOT_DEPTH);
    if (error != seL4_NoError)
        rt_panic("slot 0x%lx takes no caller: kernel error %d", (unsigned long)f->reply_slot,
                 error);
    f->message.reply_cap = f->reply_slot;
    f->message.detached = true;
}

/* The saved caller of a message whose handler has ended. */
static void answer_saved(struct rt_fiber *f)
{
    struct rt_message *m = &f->message;

    if (m->reply_cap == 0)
        return;
    if (!m->no_reply)
        rt_message_reply(m);
    else
        seL4_CNode_Delete(TASK_SLOT_CNODE, m->reply_cap, TASK_SLOT_DEPTH);
}

static void handle(struct rt_fiber *f)
{
    struct rt_message *m = &f->message;

    f->server->handle(f->server, m);
    if (m->caps != 0 && !m->take_cap)
        rt_cslot_delete(m->cap_slot);
    f->server = NULL;
}

/* A handler that has a fiber from its first instruction. */
static void handle_on_fiber(void *arg)
{
    struct rt_fiber *f = arg;

    handle(f);
    answer_saved(f);
}

/* The handler on the loop's stack is about to wait: its caller is answered early or saved. */
static void handler_parks(struct rt_fiber *f)
{
    struct rt_message *m = &f->message;

    if (f->server == NULL) {
        if (self.server->parks != NULL)
            self.server->parks(self.server);
        return;
    }
    if (m->no_reply || m->detached)
        return;
    if (m->early_answer) {
        m->detached = m->answered_early = m->no_reply = true;
        self.answer = &pending;
        return;
    }
    save_caller(f);
}

/* What the next message needs.  Before it is received, because making a stack takes kernel calls,
 * and these would overwrite the message in the IPC buffer. */
static void prepare(void)
{
    if (fiber_spare == NULL)
        fiber_spare = fiber_take();
    if (fiber_spare != NULL && fiber_spare->reply_slot == 0)
        fiber_spare->reply_slot = rt_cslot_alloc();
    seL4_SetCapReceivePath(TASK_SLOT_CNODE, self.receive_slot, TASK_SLOT_DEPTH);
}

/* Can a handler be started that may park? */
static bool ready_for_message(void)
{
    return fiber_spare != NULL && fiber_spare->reply_slot != 0;
}

/* Takes what was received out of the IPC buffer, for the fiber's handler. */
static void accept(struct rt_fiber *f, uint64_t badge, seL4_MessageInfo_t info)
{
    uint64_t words = seL4_MessageInfo_get_length(info);
    uint64_t caps = seL4_MessageInfo_get_extraCaps(info);
    struct rt_message *m = &f->message;

    f->server = self.server;
    m->badge = badge;
    m->label = seL4_MessageInfo_get_label(info);
    m->length = (uint32_t)(words < RT_MESSAGE_WORDS ? words : RT_MESSAGE_WORDS);
    m->take_cap = m->no_reply = m->early_answer = m->detached = m->answered_early = false;
    m->reply_cap = m->out_cap = m->cap_slot = 0;
    for (uint32_t i = 0; i < m->length; i++)
        m->mr[i] = seL4_GetMR((int)i);
    /* of several capabilities, those that are not ours by badge can only be one: the received one
     */
    m->caps = caps != 0 && seL4_MessageInfo_get_capsUnwrapped(info) != (1ul << caps) - 1;
    if (m->caps != 0) {
        m->cap_slot = self.receive_slot;
        self.receive_slot = rt_cslot_alloc();
    }
}

/* Runs the handler on the loop's stack. */
static void handle_here(uint64_t badge, seL4_MessageInfo_t info)
{
    struct rt_fiber *f = rt_direct_begin(NULL);
    struct rt_message *m = &f->message;

    accept(f, badge, info);
    handle(f);
    if (rt_direct_parked(f)) {
        answer_saved(f);
        rt_direct_finish(f);
    }
    rt_direct_end();
    if (!m->no_reply && !m->detached)
        self.answer = m; /* stays as it is until the next message is accepted */
    else
        answer_saved(f);
}

/* Waits for a message, the way the server has for it if it has one. */
static seL4_MessageInfo_t wait_for(const struct rt_server *server, seL4_Word *badge)
{
    const struct rt_message *m = self.answer;
    bool own_way = server->receive != NULL && (m == NULL || server->receive_answers) && ready_for_message();

    if (!own_way && server->settle != NULL)
        server->settle(server);
    self.answer = NULL;
    seL4_MessageInfo_t answer = m != NULL ? load(m) : (seL4_MessageInfo_t){{0}};
    if (own_way)
        return (seL4_MessageInfo_t){{server->receive(server, m != NULL ? &answer.words[0] : NULL, badge)}};
    return m != NULL ? seL4_ReplyRecv(TASK_SLOT_SERVE, answer, badge) : seL4_Recv(TASK_SLOT_SERVE, badge);
}

static void receive(bool wait)
{
    seL4_Word badge = 0;
    seL4_MessageInfo_t info;

    prepare();
    if (wait) {
        info = wait_for(self.server, &badge);
    } else {
        flush_answer();
        info = seL4_NBRecv(TASK_SLOT_SERVE, &badge);
    }

    if (badge & RT_NOTIFY_BADGE) {
        rt_notify_dispatch(badge);
    } else if (badge != 0) { /* 0: nothing was there; no client's badge is 0 */
        if (ready_for_message())
            handle_here(badge, info);
        else if (self.server->refuse != NULL)
            self.server->refuse(self.server, badge);
        else
            self.answer = &no_memory;
    }
}

static void loop(void)
{
    for (;;) {
        if (fiber_any_ready())
            fiber_run_ready();
        if (self.server->loop_hook != NULL)
            self.server->loop_hook(self.server);
        receive(!fiber_any_ready());
    }
}

void rt_loop(const struct rt_server *server)
{
    self.server = server;
    self.receive_slot = rt_cslot_alloc();
    prepare();
    if (!ready_for_message())
        rt_panic("no memory for the loop's stack");
    fiber_host(loop, handler_parks);
}

struct run {
    int (*fn)(void *arg);
    void *arg;
    int result;
    bool done;
};

static void run_entry(void *arg)
{
    struct run *run = arg;
    run->result = run->fn(run->arg);
    run->done = true;
}

int rt_run(int (*fn)(void *arg), void *arg)
{
    struct run run = {.fn = fn, .arg = arg};
    int err = rt_fiber_start(run_entry, &run);
    if (err)
        return err;
    for (;;) {
        fiber_run_ready();
        if (run.done)
            return run.result;
        seL4_Word badge = 0;
        if (fiber_any_ready())
            seL4_Poll(TASK_SLOT_NOTIFY, &badge);
        else
            seL4_Wait(TASK_SLOT_NOTIFY, &badge);
        rt_notify_dispatch(badge);
    }
}

/* The fiber whose message this is. */
static struct rt_fiber *fiber_of(struct rt_message *m)
{
    return (struct rt_fiber *)(void *)((char *)m - offsetof(struct rt_fiber, message));
}

void rt_message_detach(struct rt_message *m)
{
    if (!m->detached && !m->no_reply)
        save_caller(fiber_of(m));
}

void rt_message_reply(struct rt_message *m)
{
    if (m->no_reply)
        return;
    if (m->reply_cap != 0)
        seL4_Send(m->reply_cap, load(m));
    else
        seL4_Reply(load(m));
    m->reply_cap = 0;
    m->no_reply = true;
}

void rt_loop_drain(void)
{
    struct rt_fiber *running = rt_fiber_self();
    flush_answer();
    if (running != NULL && running->server != NULL)
        rt_message_detach(&running->message);

    for (;;) {
        seL4_Word badge = 0;
        prepare();
        seL4_MessageInfo_t info = seL4_NBRecv(TASK_SLOT_SERVE, &badge);
        struct rt_fiber *f = fiber_spare;
        if (badge == 0)
            return;
        if (badge & RT_NOTIFY_BADGE) {
            rt_notify_dispatch(badge);
            continue;
        }
        if (!ready_for_message() && self.server->refuse != NULL) {
            self.server->refuse(self.server, badge);
            continue;
        }
        if (!ready_for_message()) {
            seL4_Reply(load(&no_memory));
            continue;
        }
        fiber_spare = NULL;
        accept(f, badge, info);
        save_caller(f);
        fiber_make_ready(f, handle_on_fiber, f);
    }
}
