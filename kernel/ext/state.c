/* SPDX-License-Identifier: BSD-2-Clause */
/* ext/state.c: all registers of a thread at once: another thread's, none, or what a fault's answer carries. */
#include "ext.h"

#include "sched.h"

enum { INIT_RESUME = 1 << 0, INIT_COPY = 1 << 1, INIT_TLS = 1 << 2 };
enum { ARG_FLAGS, ARG_PC, ARG_SP, ARG_X0, ARG_TLS, ARG_TLS_RO };

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
    if (!(flags & INIT_COPY) || (flags & INIT_TLS))
        to->tls = call_arg(c, ARG_TLS);
    to->tls_ro = call_arg(c, ARG_TLS_RO);
    arch_thread_reload(t);
    arch_fpu_reload(t);
    if (flags & INIT_RESUME)
        tcb_restart(t);
    return ERR_NONE;
}

/* Words of the answer: pc, sp, pstate, x0..x30, and, all of them or none, FPSR and FPCR in one, v0..v31. */
enum { REPLY_X = 3, REPLY_X_COUNT = 31, REPLY_FP = REPLY_X + REPLY_X_COUNT, REPLY_WORDS = REPLY_FP + 1 + 64 };

static void put_fp(struct tcb *t, const word_t *words)
{
    t->arch.fpu.fpsr = words[0] & MASK(32);
    t->arch.fpu.fpcr = words[0] >> 32;
#pragma GCC unroll 16
    for (unsigned i = 0; i < 64; i++)
        t->arch.fpu.v[i] = words[i + 1];
    arch_fpu_reload(t);
}

static void put_general(struct arch_context *ctx, const word_t head[FAST_MRS], unsigned count)
{
    if (count > 0)
        ctx->pc = ctx->restart_pc = head[0];
    if (count > 1)
        ctx->sp = head[1];
    if (count > 2)
        arch_pstate_set(ctx, head[2]);
    if (count > REPLY_X)
        ctx->x[0] = head[REPLY_X];
}

/* The words from the fifth on; rest[i] is word i. */
static void put_rest(struct tcb *t, const word_t *rest, unsigned count)
{
    struct arch_context *ctx = &t->arch.ctx;

    if (count >= REPLY_FP) {
#pragma GCC unroll 15
        for (unsigned i = 1; i < REPLY_X_COUNT; i++)
            ctx->x[i] = rest[i + REPLY_X];
    } else {
        for (unsigned i = FAST_MRS; i < count; i++)
            ctx->x[i - REPLY_X] = rest[i];
    }
    if (count >= REPLY_WORDS)
        put_fp(t, rest + REPLY_FP);
}

void ext_reply_registers(struct tcb *t, const struct tcb *handler)
{
    unsigned count = info_length(handler->arch.ctx.x[REG_INFO]);
    const word_t *buffer = count > FAST_MRS ? tcb_buffer(handler, false) : NULL;

    put_general(&t->arch.ctx, &handler->arch.ctx.x[REG_MR0], count);
    if (buffer)
        put_rest(t, buffer + BUFFER_MSG, count);
}

enum error ext_tcb_write_state(struct call *c)
{
    struct tcb *t = cap_ptr(c->cap);
    unsigned count = c->length - 1;
    word_t head[FAST_MRS];

    if (t == current)
        return fail(c, ERR_ILLEGAL_OPERATION, "thread writes its own registers");
    for (unsigned i = 0; i < FAST_MRS && i < count; i++)
        head[i] = call_arg(c, i + 1);
    arch_thread_sync(t);
    put_general(&t->arch.ctx, head, count);
    if (count > FAST_MRS)
        put_rest(t, c->buffer + BUFFER_MSG + 1, count);
    if (call_arg(c, ARG_FLAGS) & INIT_RESUME)
        tcb_restart(t);
    return ERR_NONE;
}
