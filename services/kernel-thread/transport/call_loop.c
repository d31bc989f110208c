/* SPDX-License-Identifier: BSD-2-Clause */
/* transport/call_loop.c: the short way of a stub's call: one kernel entry answers the last one and brings the next, and
 * its handler is called right here, on the loop's stack, as in direct.c. */
#include <linux/errno.h>
#include <rt/cslot.h>
#include <rt/direct.h>
#include <rt/loop.h>
#include <rt/task.h>
#include <sel4/sel4.h>

#include "mm/kit.h"
#include "mm/kobj.h"
#include "time/account.h"
#include "trace/count.h"
#include "transport/direct.h"
#include "transport/transport.h"

#define unlikely(x) __builtin_expect(!!(x), 0)

static const uint64_t result_info = 1; /* label 0, one word */

void call_detach(struct thread *t)
{
    struct kobj_thread *k = t->kobj;
    if (k->reply == 0)
        k->reply = rt_cslot_alloc();
    if (k->reply == 0 || seL4_CNode_SaveCaller(TASK_SLOT_CNODE, k->reply, TASK_SLOT_DEPTH) != seL4_NoError)
        regs_read_all(t); /* it will be resumed by its registers instead */
}

void call_answer(struct thread *t)
{
    struct sel4_regs r = {t->kobj->reply, result_info, {t->result}};
    sel4_enter(t->attached ? seL4_SysReply : seL4_SysSend, &r);
    t->attached = false;
}

static inline __attribute__((always_inline)) void enter(struct thread *t)
{
    const struct kit_thread *k = t->kit;
    t->state = THREAD_KERNEL;
    t->in_call = true;
    t->regs.pc = t->syscall_pc = 0;
    t->regs.x0 = k->x0;
    t->regs.x1 = k->x1;
    t->regs.x2 = k->x2;
    t->regs.x3 = k->x3;
    t->regs.x4 = k->x4;
    t->regs.x5 = k->x5;
    transport_came();
    account_call_begin(t);
}

/* The thread whose stub has called, if the call can be handled here; NULL: the loop takes the message. */
static inline struct thread *caller(const struct sel4_regs *r)
{
    if (unlikely((r->cap & KOBJ_CALL_BADGE) == 0 || r->info != KIT_CALL_INFO || r->cap >> 63))
        return NULL;
    struct thread *t = kobj_threads[(uint32_t)r->cap]->owner;
    return t == NULL || t->gate != 0 || t->kit == NULL ? NULL : t;
}

static uint64_t receive(const struct rt_server *server, const uint64_t *answer, uint64_t *badge)
{
    struct sel4_regs r = {TASK_SLOT_SERVE, 0, {0}};

    (void)server;
    if (answer != NULL) {
        r = sel4_load(TASK_SLOT_SERVE, (seL4_MessageInfo_t){{*answer}});
        sel4_enter(seL4_SysReplyRecv, &r);
    } else {
        sel4_enter(seL4_SysRecv, &r);
    }
    for (;;) {
        struct thread *t = caller(&r);
        uint32_t number = t == NULL ? 0 : (uint32_t)t->kit->x8;
        struct syscall_count *count = syscall_count(number);
        if (unlikely(t == NULL || count->direct == NULL))
            return sel4_store(&r, badge).words[0];

        enter(t);
        t->syscall = (int)number;
        count->calls++;
        struct rt_fiber *f = rt_direct_begin(t);
        long value = count->direct(t, &t->regs.x0);
        if (unlikely(value < 0 && !direct_is_error(count, value)) || unlikely(rt_direct_parked(f)) ||
            unlikely(!direct_can_leave(t))) {
            direct_finish(t, f, value);
            break;
        }
        rt_direct_end();
        account_call_end(t);
        t->state = THREAD_USER;
        r = (struct sel4_regs){TASK_SLOT_SERVE, result_info, {(uint64_t)value}};
        if (unlikely(rt_direct.ready != NULL)) {
            sel4_enter(seL4_SysReply, &r);
            break;
        }
        sel4_enter(seL4_SysReplyRecv, &r);
    }
    *badge = 0;
    return 0;
}

void call_loop_init(struct rt_server *server)
{
    direct_table();
    server->receive = receive;
    server->receive_answers = true;
    server->parks = direct_parks;
    server->refuse = direct_refuse;
}
