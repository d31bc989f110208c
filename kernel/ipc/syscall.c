/* SPDX-License-Identifier: BSD-2-Clause */
/* ipc/syscall.c: entries into the portable kernel: system calls, faults and interrupts.
 *
 * Registers that a call does not produce keep their values.  A call that blocks and is cancelled,
 * or that is preempted, starts again from its svc: so registers are written on completion only.
 */
#include "syscall.h"

#include "debug/debug.h"
#include "dispatch.h"
#include "ext.h"
#include "fastpath.h"
#include "ipc.h"
#include "irq.h"
#include "sched.h"

/* ---- Send, NBSend, Call ---- */

/* Finds what the current thread invokes.  False: it faulted, or the call has no effect. */
static bool prepare(struct call *c, bool is_blocking, bool is_call)
{
    const struct arch_context *ctx = &current->arch.ctx;
    word_t info = ctx->x[REG_INFO];
    struct lookup found;

    c->cptr = ctx->x[REG_CAP];
    if (unlikely(!cspace_lookup(current, c->cptr, &found))) {
        if (is_blocking)
            fault_raise(fault_cap(c->cptr, false, &found.failure));
        return false;
    }
    c->slot = found.slot;
    c->cap = found.slot->cap;
    c->label = info_label(info);
    c->length = info_length(info);
    c->is_blocking = is_blocking;
    c->is_call = is_call;
    c->buffer = NULL;
    c->caps = 0;
    c->reply_length = 0;
    c->why = NULL;

    if (c->length > FAST_MRS || info_caps(info))
        c->buffer = tcb_buffer(current, false);
    if (!c->buffer) {
        if (c->length > FAST_MRS)
            c->length = FAST_MRS;
        return true;
    }
    for (; c->caps < info_caps(info); c->caps++) {
        cptr_t cptr = c->buffer[BUFFER_CAPS + c->caps];

        if (!cspace_lookup(current, cptr, &found)) {
            if (is_blocking)
                fault_raise(fault_cap(cptr, false, &found.failure));
            return false;
        }
        c->extra[c->caps] = found.slot;
    }
    return true;
}

/* The kernel's own answer to a Call. */
static void reply_to_caller(const struct call *c, word_t label)
{
    word_t *buffer = c->reply_length > FAST_MRS ? tcb_buffer(current, true) : NULL;
    word_t *words = &current->arch.ctx.x[REG_MR0];
    unsigned length = 0;

    for (; length < c->reply_length && length < FAST_MRS; length++)
        words[length] = c->reply[length];
    for (; buffer && length < c->reply_length; length++)
        buffer[BUFFER_MSG + length] = c->reply[length];
    current->arch.ctx.x[REG_BADGE] = 0;
    current->arch.ctx.x[REG_INFO] = info_make(label, 0, 0, length);
}

/* After preemption the call starts again; the interrupt is served first. */
static void invoke(bool is_blocking, bool is_call)
{
    struct call c;

    if (!prepare(&c, is_blocking, is_call))
        return;

    current->state = THREAD_RESTART;
    enum error err = dispatch(&c);

    if (err == ERR_PREEMPTED) {
        irq_handle_active(false);
        return;
    }
    if (err != ERR_NONE) {
        current->state = THREAD_RUNNING;
        if (CONFIG_LOG_REFUSALS)
            log_refusal(&c, err);
    } else if (current->state == THREAD_RESTART) {
        current->state = THREAD_RUNNING;
    } else {
        return; /* it waits, or was stopped */
    }
    if (is_call)
        reply_to_caller(&c, err);
}

/* ---- Recv, NBRecv, Reply ---- */

static void receive_fault(cptr_t cptr, const struct lookup_failure *why)
{
    fault_raise(fault_cap(cptr, true, why));
}

static void receive(bool is_blocking)
{
    static const struct lookup_failure unsuitable = {.type = LOOKUP_MISSING_CAPABILITY};
    cptr_t cptr = current->arch.ctx.x[REG_CAP];
    struct lookup found;

    if (unlikely(!cspace_lookup(current, cptr, &found))) {
        receive_fault(cptr, &found.failure);
        return;
    }

    struct cap cap = found.slot->cap;
    bool may_read = cap_rights(cap) & RIGHT_READ;
    if (cap_type(cap) == CAP_ENDPOINT && may_read) {
        ipc_drop_caller(current);
        ep_receive(cap_ptr(cap), current, is_blocking, cap_rights(cap) & RIGHT_GRANT);
        return;
    }
    if (cap_type(cap) == CAP_NOTIFICATION && may_read) {
        struct notification *n = cap_ptr(cap);

        if (!n->bound || n->bound == current) {
            ntfn_receive(n, current, is_blocking);
            return;
        }
    }
    receive_fault(cptr, &unsuitable);
}

void syscall_receive(void)
{
    receive(true);
}

static void reply(void)
{
    struct slot *caller = &current->slots[TCB_CALLER];

    if (!slot_is_empty(caller))
        ipc_reply(current, cap_ptr(caller->cap), caller, cap_rights(caller->cap) & RIGHT_GRANT);
}

/* ---- entries ---- */

/* A fault straight from user mode.  (Those that a system call meets on its way take fault_raise():
 * something may have been noted for the scheduler by then.) */
static __attribute__((noinline)) void user_fault(struct fault fault)
{
    fault_raise(fault);
    schedule();
}

void handle_other_syscall(void)
{
    word_t number = current->arch.ctx.x[REG_SYSCALL];

    if (CONFIG_BENCHMARKS && number == (word_t)SYSCALL_BenchmarkNullSyscall)
        return;
    if (CONFIG_EXT && ext_server_syscall(number))
        return;
    if (!debug_syscall(number))
        user_fault((struct fault){.type = FAULT_UNKNOWN_SYSCALL, .address = number});
}

void handle_syscall(void)
{
    word_t number = current->arch.ctx.x[REG_SYSCALL];

    if (CONFIG_EXT && unlikely(current->ext_flags & EXT_FOREIGN_SYSCALLS)) {
        user_fault((struct fault){.type = FAULT_FOREIGN_SYSCALL});
        return;
    }

    switch ((int64_t)number) {
    case SYSCALL_Call:
        invoke(true, true);
        break;
    case SYSCALL_ReplyRecv:
        reply();
        receive(true);
        break;
    case SYSCALL_Send:
        invoke(true, false);
        break;
    case SYSCALL_NBSend:
        invoke(false, false);
        break;
    case SYSCALL_Recv:
        receive(true);
        break;
    case SYSCALL_Reply:
        reply();
        break;
    case SYSCALL_Yield:
        sched_yield();
        break;
    case SYSCALL_NBRecv:
        receive(false);
        break;
    default: /* one that had a chance of a short way */
        handle_other_syscall();
        return;
    }
    schedule();
}

void handle_vm_fault(uint64_t address, uint64_t status, bool instruction)
{
    if (unlikely(!fastpath_fault(FAULT_VM, instruction, address, status)))
        user_fault((struct fault){
            .type = FAULT_VM, .flag = instruction, .address = address, .detail = status});
}

void handle_user_exception(uint64_t number, uint64_t code)
{
    if (unlikely(!fastpath_fault(FAULT_USER_EXCEPTION, false, number, code)))
        user_fault((struct fault){.type = FAULT_USER_EXCEPTION, .address = number, .detail = code});
}

void handle_interrupt(void)
{
    irq_handle_active(true);
    schedule();
}
