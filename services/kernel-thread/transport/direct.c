/* SPDX-License-Identifier: BSD-2-Clause */
/* transport/direct.c: the short way of a system call on a kernel with foreign system calls.
 *
 * One kernel entry answers the last call and brings the next one in registers (seL4_ExtAnswerRecv).  Its handler is
 * called right here, on the loop's stack.  Anything that is not the rule takes the long way of enter.c: a handler that
 * waits, signals, changed registers, a turn that is over, messages of other kinds. */
#include <linux/errno.h>
#include <rt/direct.h>
#include <rt/log.h>
#include <rt/loop.h>
#include <rt/task.h>
#include <sel4/extensions.h>
#include <sel4/sel4.h>

#include "mm/kobj.h"
#include "sig/deliver.h"
#include "sig/signal.h"
#include "time/account.h"
#include "trace/dispatch.h"
#include "trace/syscalls.h"
#include "transport/direct.h"
#include "transport/transport.h"

static syscall_fn *handlers[SYSCALL_COUNT]; /* NULL: not here */

static struct thread *due; /* its call is answered with the next wait; NULL: nobody's */

void direct_answer(struct thread *t)
{
    direct_settle();
    due = t;
}

void direct_settle(void)
{
    if (due != NULL)
        seL4_ExtAnswer(due->result, due->kobj->tcb);
    due = NULL;
}

static void settle(const struct rt_server *server)
{
    (void)server;
    direct_settle();
}

static void parks(const struct rt_server *server)
{
    (void)server;
    thread_detach(current());
}

/* Nobody can work for it now: it shall try again. */
static void refuse(const struct rt_server *server, uint64_t badge)
{
    struct kobj_thread *k = kobj_thread_find(badge);
    (void)server;
    if (k != NULL)
        seL4_TCB_Resume(k->tcb);
}

/* A message that is not a call in registers, as the loop takes it. */
static uint64_t other_message(const struct seL4_ExtCall *c, uint64_t *badge)
{
    *badge = c->arg[0];
    for (int i = 0; i < 4; i++)
        seL4_SetMR(i, c->arg[2 + i]);
    return c->arg[1];
}

/* The call as the message that it would have been without registers. */
static uint64_t long_way(const struct seL4_ExtCall *c, uint64_t *badge)
{
    *badge = c->badge;
    seL4_SetMR(seL4_ExtForeignSyscall_Number, c->number);
    for (int i = 0; i < 6; i++)
        seL4_SetMR(seL4_ExtForeignSyscall_Arg0 + i, c->arg[i]);
    seL4_SetMR(seL4_ExtForeignSyscall_IP, c->ip);
    seL4_SetMR(seL4_ExtForeignSyscall_SP, c->sp);
    return seL4_MessageInfo_new(seL4_ExtFault_ForeignSyscall, 0, 0, seL4_ExtForeignSyscall_Length).words[0];
}

/* The handler has waited, or something else is to be done before the thread goes on. */
static __attribute__((noinline)) void finish(struct thread *t, struct rt_fiber *f, long result)
{
    thread_detach(t);
    syscall_result(t, result);
    thread_leave(t, NULL);
    if (rt_direct_parked(f))
        rt_direct_finish(f);
    rt_direct_end();
}

/* Does the handler's result, or what it did, need more than going on behind the svc? */
static inline bool needs_more(const struct thread *t, long result)
{
    return t->gate != THREAD_KERNEL || t->regs_touched != 0 ||
           (unsigned long)(result + ERESTART_RESTARTBLOCK) <= ERESTART_RESTARTBLOCK - ERESTARTSYS;
}

/* True: the call was answered, or will be.  False: it has to take the long way, from its beginning. */
static inline __attribute__((always_inline)) bool handle(const struct seL4_ExtCall *c)
{
    struct thread *t = kobj_threads[(uint32_t)c->badge]->owner;
    syscall_fn *fn = c->number < SYSCALL_COUNT ? handlers[c->number] : syscall_missing;

    if (t == NULL || t->gate != 0 || fn == NULL)
        return false;
    t->state = THREAD_KERNEL;
    t->regs.pc = c->ip;
    t->regs.sp = c->sp;
    t->regs.x0 = c->arg[0];
    t->regs.x1 = c->arg[1];
    t->regs.x2 = c->arg[2];
    t->regs.x3 = c->arg[3];
    t->regs.x4 = c->arg[4];
    t->regs.x5 = c->arg[5];
    t->syscall = (int)c->number;
    t->syscall_pc = c->ip;
    t->syscalls++;
    transport_came();
    account_call_begin(t);

    struct rt_fiber *f = rt_direct_begin(t);
    long result = fn(t, &t->regs.x0);
    if (rt_direct_parked(f) || needs_more(t, result)) {
        finish(t, f, result);
        return true;
    }
    rt_direct_end();
    account_call_end(t);
    if (thread_turn_is_over(t)) {
        rt_direct_begin(t);
        finish(t, f, result);
        return true;
    }
    t->state = THREAD_USER;
    t->result = (uint64_t)result;
    due = t;
    return true;
}

static uint64_t receive(const struct rt_server *server, uint64_t *badge)
{
    struct seL4_ExtCall c;

    (void)server;
    do {
        struct thread *t = due;
        due = NULL;
        if (!seL4_ExtAnswerRecv(TASK_SLOT_SERVE, t != NULL ? t->result : 0, t != NULL ? t->kobj->tcb : 0, &c))
            return other_message(&c, badge);
        if (!handle(&c))
            return long_way(&c, badge);
    } while (rt_direct.ready == NULL);
    *badge = 0;
    return 0;
}

void direct_init(struct rt_server *server)
{
    /* They end the thread, or change its registers. */
    static const uint16_t long_ways[] = {93, 94, 128, 139, 220, 221, 281, 435};

    if (rt_log_level < RT_LOG_DEBUG) /* the long way logs each call */
        for (unsigned i = 0; i < SYSCALL_COUNT; i++)
            handlers[i] = syscall_handler(i);
    for (unsigned i = 0; i < sizeof(long_ways) / sizeof(long_ways[0]); i++)
        handlers[long_ways[i]] = NULL;
    server->receive = receive;
    server->parks = parks;
    server->settle = settle;
    server->refuse = refuse;
}
