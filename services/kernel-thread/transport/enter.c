/* SPDX-License-Identifier: BSD-2-Clause */
/* transport/enter.c: what happens from a thread's message until it runs again.
 *
 * THREAD_USER: nobody works for the thread; its next message starts a fiber.  THREAD_KERNEL: one fiber
 * does, and any other message of the thread is the trampoline's or forged. */
#include <stdlib.h>

#include <linux/errno.h>
#include <rt/fiber.h>
#include <rt/loop.h>
#include <rt/timer.h>
#include <rt/waitq.h>
#include <sel4/sel4.h>

#include "mm/kit.h"
#include "mm/kobj.h"
#include "proc/exec.h"
#include "proc/exit.h"
#include "proc/proc.h"
#include "sig/deliver.h"
#include "time/account.h"
#include "trace/dispatch.h"
#include "transport/direct.h"
#include "transport/transport.h"

static unsigned in_user; /* threads in THREAD_USER */

/* The kernel lets a thread that is answered run at once and puts one that is resumed before all that are
 * ready, and the time that this task works for a thread is nobody's there.  So threads give way here:
 * in sched_yield until another thread has been here, and after a long turn for as long again, unless all
 * others wait. */
static struct rt_waitq resting;
struct edge edge;

enum { TURN_NS = 10 * 1000 * 1000 };
static uint64_t turn_ticks;

static void turn_begin(struct thread *t)
{
    if (turn_ticks == 0)
        turn_ticks = rt_ns_to_ticks(TURN_NS);
    t->turn_limit = t->rt_priority != 0 ? UINT64_MAX : t->utime + t->stime + turn_ticks;
}

/* Threads in their programs besides t.  One whose call is answered by direct.c still counts as in there. */
static bool others_run(const struct thread *t)
{
    return in_user != (t->fiber == NULL);
}

void thread_yield(struct thread *t)
{
    enum { LONGEST_NS = 2 * 1000 * 1000 };
    turn_begin(t);
    if (others_run(t))
        (void)rt_wait_intr(&edge.yielders, rt_now_ns() + LONGEST_NS);
}

static void turn_end(struct thread *t)
{
    enum { LONGEST_NS = 30 * 1000 * 1000 };
    if (!thread_turn_is_over(t))
        return;
    uint64_t used = rt_ticks_to_ns(t->utime + t->stime + turn_ticks - t->turn_limit);
    uint64_t rest = used * 2 < LONGEST_NS ? used * 2 : LONGEST_NS;
    turn_begin(t);
    if (others_run(t) && !signal_fatal_pending(t))
        (void)rt_wait_intr(&resting, rt_now_ns() + rest);
}

void transport_idle(const struct rt_server *server)
{
    (void)server;
    if (in_user == 0 && !rt_waitq_empty(&resting))
        rt_waitq_wake_all(&resting);
}

static void set_user(struct thread *t)
{
    t->state = THREAD_USER;
    kit_data()->in_user = ++in_user;
}

static void set_kernel(struct thread *t)
{
    in_user -= t->state == THREAD_USER;
    kit_data()->in_user = in_user;
    t->state = THREAD_KERNEL;
}

static void thread_enter(struct thread *t)
{
    transport_came();
    set_kernel(t);
    t->fiber = rt_fiber_self();
    rt_fiber_set_local(0, t);
    t->syscall = -1;
    account_enter(t);
}

/* Delivers signals, then lets the thread run; m (or NULL) is answered if that is enough. */
void thread_leave(struct thread *t, struct rt_message *m)
{
    turn_end(t);
    if (signal_work(t))
        signal_deliver(t);
    t->attention = thread_watched(t); /* all that it does takes the long way */
    rt_fiber_set_local(0, NULL);
    if (t->state == THREAD_DEAD) {
        thread_free(t);
        if (m != NULL)
            m->no_reply = true;
        return;
    }
    if (!account_leave(t, in_user != 0))
        turn_begin(t);
    t->fiber = NULL;
    t->regs_known = 0;
    set_user(t);
    bool answered = m != NULL && regs_answer(t, m);
    if (!answered && m != NULL)
        m->no_reply = true;
    if (!answered)
        regs_resume(t);
    t->message = NULL;
}

void thread_hold(struct thread *t)
{
    if (t->fiber != NULL)
        return;
    kit_data()->in_user = --in_user;
    t->fiber = rt_fiber_self();
    t->waits_answer = true;
    t->attached = transport->detach != NULL;
}

void thread_detach(struct thread *t)
{
    thread_hold(t);
    if (t->attached)
        transport->detach(t);
    t->attached = false;
}

/* While a trampoline runs: its end, or a page it needs. */
static void tramp_event(struct thread *t, struct rt_message *m)
{
    struct user_regs keep = t->regs;
    struct event e;
    transport->decode(t, m, &e);
    t->regs = keep;
    m->label = 0;
    m->length = 0;

    int err = e.kind == EVENT_TRAP ? 0 : -EFAULT;
    if (e.kind == EVENT_MEMORY) {
        err = mm_fault(t->proc->mm, e.address, e.access);
        if (err == 0)
            return;
    }
    m->no_reply = true;
    rt_unpark(t->fiber, err);
}

/* A stub that cannot go on, because it has no stack or the program gave it a bad address: the system call is made
 * here.  False: the thread is not in a stub. */
static bool stub_syscall(struct thread *t, struct rt_message *m)
{
    if (!transport->stubs || !regs_near_stub(t))
        return false;
    t->regs_known = 0;
    t->syscall_pc = 0;
    regs_read_all(t);
    if (t->regs_changed == 0 || t->syscall_pc != t->regs.pc)
        return false;
    m->no_reply = true;
    syscall_run(t, (uint32_t)t->regs.x8);
    return true;
}

static void handle_event(struct thread *t, struct rt_message *m)
{
    struct event e;
    t->regs_known = t->state_words = 0;
    t->message = m;
    t->has_result = t->in_call = t->sig_loaded = false;
    transport->decode(t, m, &e);
    switch (e.kind) {
    case EVENT_SYSCALL:
        m->no_reply = e.at_svc || t->waits_answer; /* the result goes another way */
        syscall_run(t, e.number);
        break;
    case EVENT_MEMORY: {
        bool misaligned = (e.esr & 0x3f) == 0x21;
        unsigned long from_disk = t->proc->io.from_disk;
        int err = misaligned ? -EINVAL : mm_fault(t->proc->mm, e.address, e.access);
        *(t->proc->io.from_disk == from_disk ? &t->proc->min_faults : &t->proc->maj_faults) += err == 0;
        if (err && !stub_syscall(t, m))
            signal_memory(t, &e, err);
        break;
    }
    default:
        m->no_reply = true;
        if (e.kind == EVENT_BAD)
            regs_read(t, 1); /* pc */
        if (!stub_syscall(t, m))
            signal_exception(t, &e);
        break;
    }
}

void transport_handle(const struct rt_server *server, struct rt_message *m)
{
    (void)server;
    struct kobj_thread *k = kobj_thread_find(m->badge);
    if (k == NULL) {
        m->no_reply = true;
        return;
    }
    struct thread *t = k->owner;
    if (t->tramp) {
        tramp_event(t, m);
    } else if (t->state != THREAD_USER) { /* forged: the thread ran on after a message without a reply */
        m->no_reply = true;
        seL4_TCB_Suspend(k->tcb);
        kill_proc(t->proc, SIGKILL);
    } else {
        thread_enter(t);
        handle_event(t, m);
        thread_leave(t, m);
    }
}

static void kick_main(void *arg)
{
    struct thread *t = arg;
    thread_enter(t);
    thread_leave(t, NULL);
}

void thread_kick(struct thread *t)
{
    if (t->state != THREAD_USER)
        return;
    direct_settle();
    seL4_TCB_Suspend(t->kobj->tcb);
    t->regs_known = 0;
    t->has_result = t->in_call = false;
    set_kernel(t);
    if (rt_fiber_start(kick_main, t) != 0) { /* it looks when it comes by itself */
        set_user(t);
        seL4_TCB_Resume(t->kobj->tcb);
    }
}

static void launch_main(void *arg)
{
    struct thread *t = arg;
    thread_enter(t);
    if (transport->fp_start(t) != 0)
        kill_proc(t->proc, SIGKILL);
    thread_leave(t, NULL);
}

long thread_begin(struct thread *t, const char *path, struct args *args)
{
    enum { AT_CWD = -100 };
    thread_enter(t);
    long err = exec_run(t, AT_CWD, path, 0, args);
    if (err)
        rt_fiber_set_local(0, NULL);
    return err;
}

void thread_begun(struct thread *t)
{
    thread_leave(t, NULL);
}

int thread_launch(struct thread *t)
{
    t->state = THREAD_KERNEL;
    if (transport->state_init == NULL) {
        t->regs_known = USER_REGS_WORDS;
        regs_change(t, USER_REGS_WORDS);
    }
    if (transport->fp_start != NULL)
        return rt_fiber_start(launch_main, t);
    turn_begin(t);
    t->regs_known = 0;
    set_user(t);
    regs_resume(t);
    return 0;
}
