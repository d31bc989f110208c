/* SPDX-License-Identifier: BSD-2-Clause */
/* transport/direct.c: the short way of a system call on a kernel with foreign system calls.
 *
 * One kernel entry answers the last call and brings the next one in registers (seL4_ExtAnswerRecv).  Its handler is
 * called right here, on the loop's stack.  Anything that is not the rule takes the long way of enter.c: a handler that
 * waits, signals, changed registers, a turn that is over, messages of other kinds. */
#include <linux/errno.h>
#include <rt/direct.h>
#include <rt/loop.h>
#include <rt/task.h>
#include <sel4/extensions.h>
#include <sel4/sel4.h>

#include "mm/kobj.h"
#include "sig/deliver.h"
#include "sig/signal.h"
#include "time/account.h"
#include "trace/count.h"
#include "trace/dispatch.h"
#include "trace/syscalls.h"
#include "transport/direct.h"
#include "transport/transport.h"

#define likely(x)   __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)

void direct_answer(struct thread *t)
{
    direct_settle();
    edge.due = t;
}

void direct_settle(void)
{
    if (edge.due != NULL)
        seL4_ExtAnswer(edge.due->result, edge.due->kobj->tcb);
    edge.due = NULL;
}

static void settle(const struct rt_server *server)
{
    (void)server;
    direct_settle();
}

void direct_parks(const struct rt_server *server)
{
    (void)server;
    thread_detach(current());
}

/* Nobody can work for it now: it shall try again. */
void direct_refuse(const struct rt_server *server, uint64_t badge)
{
    struct kobj_thread *k = kobj_thread_find(badge);
    (void)server;
    if (k != NULL)
        seL4_TCB_Resume(k->tcb);
}

/* A message that is not a call in registers, as the loop takes it. */
static __attribute__((noinline)) uint64_t other_message(const struct seL4_ExtCall *c, uint64_t *badge)
{
    *badge = c->arg[0];
    for (int i = 0; i < 4; i++)
        seL4_SetMR(i, c->arg[2 + i]);
    return c->arg[1];
}

/* The call as the message that it would have been without registers. */
static __attribute__((noinline)) uint64_t long_way(const struct seL4_ExtCall *c, uint64_t *badge)
{
    *badge = c->badge;
    seL4_SetMR(seL4_ExtForeignSyscall_Number, c->number);
    for (int i = 0; i < 6; i++)
        seL4_SetMR(seL4_ExtForeignSyscall_Arg0 + i, c->arg[i]);
    seL4_SetMR(seL4_ExtForeignSyscall_IP, c->ip);
    seL4_SetMR(seL4_ExtForeignSyscall_SP, c->sp);
    return seL4_MessageInfo_new(seL4_ExtFault_ForeignSyscall, 0, 0, seL4_ExtForeignSyscall_Length).words[0];
}

__attribute__((noinline)) void direct_finish(struct thread *t, struct rt_fiber *f, long result)
{
    if (!rt_direct_parked(f))
        (void)rt_fiber_has_parked(); /* not since this call began */
    thread_hold(t);
    syscall_result(t, result);
    thread_leave(t, NULL);
    if (rt_direct_parked(f))
        rt_direct_finish(f);
    rt_direct_end();
}

__attribute__((noinline)) bool direct_is_error(struct syscall_count *count, long result)
{
    if (result >= -ERESTART_RESTARTBLOCK && result <= -ERESTARTSYS)
        return false;
    count->errors++;
    return true;
}

static inline __attribute__((always_inline)) void enter(struct thread *t, const struct seL4_ExtCall *c)
{
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
    t->in_call = true;
    transport_came();
    account_call_begin(t);
}

static uint64_t receive(const struct rt_server *server, const uint64_t *answer, uint64_t *badge)
{
    struct thread *due = edge.due;
    uint64_t target = due != NULL ? due->kobj->tcb : 0, result = due != NULL ? due->result : 0;
    struct seL4_ExtCall c;

    (void)server;
    (void)answer; /* the kernel's call takes none */
    edge.due = NULL;
    for (;;) {
        if (unlikely(!seL4_ExtAnswerRecv(TASK_SLOT_SERVE, result, target, &c))) {
            struct seL4_ExtCall other = c; /* so that c stays in registers */
            return other_message(&other, badge);
        }
        const struct kobj_thread *k = kobj_threads[(uint32_t)c.badge];
        struct thread *t = k->owner;
        struct syscall_count *count = syscall_count((uint32_t)c.number);
        if (unlikely(t == NULL || t->gate != 0 || count->direct == NULL || thread_turn_is_over(t))) {
            struct seL4_ExtCall same = c;
            return long_way(&same, badge);
        }

        enter(t, &c);
        count->calls++;
        struct rt_fiber *f = rt_direct_begin(t);
        long value = count->direct(t, &t->regs.x0);
        if (unlikely(value < 0 && !direct_is_error(count, value)) || unlikely(rt_direct_parked(f)) ||
            unlikely(t->gate != THREAD_KERNEL) || unlikely(t->regs_touched != 0)) {
            direct_finish(t, f, value);
            break;
        }
        rt_direct_end();
        account_call_end(t);
        t->state = THREAD_USER;
        result = (uint64_t)value;
        target = k->tcb;
        if (unlikely(rt_direct.ready != NULL)) {
            t->result = result;
            edge.due = t;
            break;
        }
    }
    *badge = 0;
    return 0;
}

void direct_off(void)
{
    for (unsigned i = 0; i < SYSCALL_COUNT; i++)
        syscall_counts[i].direct = NULL;
}

void direct_table(void)
{
    /* They end the thread, or change its registers. */
    static const uint16_t long_ways[] = {93, 94, 128, 139, 220, 221, 281, 435};

    for (unsigned i = 0; i < SYSCALL_COUNT; i++)
        syscall_counts[i].direct = i == SYSCALL_COUNT - 1 ? syscall_missing : syscall_handler(i);
    for (unsigned i = 0; i < sizeof(long_ways) / sizeof(long_ways[0]); i++)
        syscall_counts[long_ways[i]].direct = NULL;
}

void direct_init(struct rt_server *server)
{
    direct_table();
    server->receive = receive;
    server->parks = direct_parks;
    server->settle = settle;
    server->refuse = direct_refuse;
}
