/* SPDX-License-Identifier: BSD-2-Clause */
/* object/tcb_registers.c: invocations that read and write a thread's registers. */
#include "call.h"
#include "sched.h"
#include "tcb.h"

enum {
    READ_SUSPEND_SOURCE = 1 << 0,
    WRITE_RESUME_TARGET = 1 << 0,
    COPY_SUSPEND_SOURCE = 1 << 0,
    COPY_RESUME_TARGET = 1 << 1,
    COPY_FRAME = 1 << 2,
    COPY_INTEGER = 1 << 3,
};

enum { IN_REGISTERS = FAST_MRS - 2 }; /* of the words to be written, behind flags and count */
enum { TLS_REGISTER = 34 }; /* index of tpidr_el0 in the register list */

enum error tcb_read_registers(struct call *c)
{
    struct tcb *t = cap_ptr(c->cap);
    word_t flags = call_arg(c, 0), count = call_arg(c, 1);

    if (count < 1 || count > ARCH_REG_COUNT)
        return fail_range(c, 1, ARCH_REG_COUNT, "number of registers");
    if (t == current)
        return fail(c, ERR_ILLEGAL_OPERATION, "thread reads its own registers");

    if (flags & READ_SUSPEND_SOURCE)
        tcb_suspend(t);
    arch_thread_sync(t);
    arch_regs_get(&t->arch.ctx, c->reply, count);
    c->reply_length = count;
    return ERR_NONE;
}

enum error tcb_write_registers(struct call *c)
{
    struct tcb *t = cap_ptr(c->cap);
    word_t flags = call_arg(c, 0), count = call_arg(c, 1);

    if (c->length - 2 < count)
        return fail(c, ERR_TRUNCATED_MESSAGE, "fewer words than registers");
    if (t == current)
        return fail(c, ERR_ILLEGAL_OPERATION, "thread writes its own registers");

    if (count > ARCH_REG_COUNT)
        count = ARCH_REG_COUNT;
    arch_thread_sync(t);
    arch_regs_set(&t->arch.ctx, 0, &current->arch.ctx.x[REG_MR0 + 2], count < IN_REGISTERS ? count : IN_REGISTERS);
    if (count > IN_REGISTERS)
        arch_regs_set(&t->arch.ctx, IN_REGISTERS, &c->buffer[BUFFER_MSG + FAST_MRS], count - IN_REGISTERS);
    arch_thread_reload(t);
    if (flags & WRITE_RESUME_TARGET)
        tcb_restart(t);
    return ERR_NONE;
}

static void copy_registers(struct tcb *to, const struct tcb *from, unsigned first, unsigned count)
{
    for (unsigned i = first; i < first + count; i++)
        arch_reg_set(&to->arch.ctx, i, arch_reg_get(&from->arch.ctx, i));
}

enum error tcb_copy_registers(struct call *c)
{
    struct tcb *to = cap_ptr(c->cap);
    word_t flags = call_arg(c, 0);

    if (cap_type(c->extra[0]->cap) != CAP_TCB)
        return fail_cap(c, 1, "source is not a TCB");

    struct tcb *from = cap_ptr(c->extra[0]->cap);
    if (flags & COPY_SUSPEND_SOURCE)
        tcb_suspend(from);
    if (flags & COPY_RESUME_TARGET)
        tcb_restart(to);
    arch_thread_sync(from);
    arch_thread_sync(to);
    if (flags & COPY_FRAME)
        copy_registers(to, from, 0, ARCH_FRAME_REGS);
    if (flags & COPY_INTEGER)
        copy_registers(to, from, ARCH_FRAME_REGS, ARCH_INTEGER_REGS);
    arch_thread_reload(to);
    if (to == current)
        sched_choose_anew();
    return ERR_NONE;
}

enum error tcb_set_tls_base(struct call *c)
{
    struct tcb *t = cap_ptr(c->cap);

    arch_thread_sync(t);
    arch_reg_set(&t->arch.ctx, TLS_REGISTER, call_arg(c, 0));
    arch_thread_reload(t);
    if (t == current)
        sched_choose_anew();
    return ERR_NONE;
}
