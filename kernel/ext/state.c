/* SPDX-License-Identifier: BSD-2-Clause */
/* ext/state.c: all registers of a thread at once: another thread's, none, or what a fault's answer carries. */
#include "ext.h"

#include "sched.h"

enum { INIT_RESUME = 1 << 0, INIT_COPY = 1 << 1 };
enum { ARG_FLAGS, ARG_PC, ARG_SP, ARG_X0, ARG_TLS };

enum error ext_tcb_init_state(struct call *c)
{
    struct tcb *t = cap_ptr(c->cap);
    word_t flags = call_arg(c, ARG_FLAGS);
    struct arch_context *to = &t->arch.ctx;

    if ((flags & INIT_COPY) && (c->caps < 1 || cap_type(c->extra[0]->cap) != CAP_TCB))
        return fail_cap(c, 1, "source is not a TCB");
    if (t == current)
        return fail(c, ERR_ILLEGAL_OPERATION, "thread changes its own registers");

    if (flags & INIT_COPY) {
        struct tcb *from = cap_ptr(c->extra[0]->cap);

        arch_thread_sync(from);
        arch_fpu_sync(from);
        *to = from->arch.ctx;
        t->arch.fpu = from->arch.fpu;
    } else {
        arch_context_init(to);
        t->arch.fpu = (struct arch_fpu){0};
    }
    to->pc = to->restart_pc = call_arg(c, ARG_PC);
    to->sp = call_arg(c, ARG_SP);
    to->x[0] = call_arg(c, ARG_X0);
    to->tls = call_arg(c, ARG_TLS);
    arch_thread_reload(t);
    arch_fpu_reload(t);
    if (flags & INIT_RESUME)
        tcb_restart(t);
    return ERR_NONE;
}

/* Words of the answer: pc, sp, pstate, x0..x30, FPSR and FPCR in one, v0..v31. */
enum { REPLY_X = 3, REPLY_X_COUNT = 31, REPLY_FP = REPLY_X + REPLY_X_COUNT, REPLY_WORDS = REPLY_FP + 1 + 64 };

static void put_fp(struct tcb *t, const word_t *words, unsigned count)
{
    arch_fpu_sync(t);
    t->arch.fpu.fpsr = words[0] & MASK(32);
    t->arch.fpu.fpcr = words[0] >> 32;
    for (unsigned i = 1; i < count; i++)
        t->arch.fpu.v[i - 1] = words[i];
    arch_fpu_reload(t);
}

void ext_reply_registers(struct tcb *t, const struct tcb *handler)
{
    unsigned count = info_length(handler->arch.ctx.x[REG_INFO]);
    const word_t *mr = &handler->arch.ctx.x[REG_MR0], *buffer = count > FAST_MRS ? tcb_buffer(handler, false) : NULL;
    struct arch_context *ctx = &t->arch.ctx;

    if (!buffer && count > FAST_MRS)
        count = FAST_MRS;
    if (count > REPLY_WORDS)
        count = REPLY_WORDS;
    if (count > 0)
        ctx->pc = ctx->restart_pc = mr[0];
    if (count > 1)
        ctx->sp = mr[1];
    if (count > 2)
        arch_pstate_set(ctx, mr[2]);
    if (count > REPLY_X)
        ctx->x[0] = mr[REPLY_X];
    for (unsigned i = FAST_MRS; i < count && i < REPLY_FP; i++)
        ctx->x[i - REPLY_X] = buffer[BUFFER_MSG + i];
    if (count > REPLY_FP)
        put_fp(t, &buffer[BUFFER_MSG + REPLY_FP], count - REPLY_FP);
}
