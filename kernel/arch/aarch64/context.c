/* SPDX-License-Identifier: BSD-2-Clause */
/* context.c: a thread's registers as the interface sees them. */
#include "arch/interface.h"

#include <stddef.h>

/* PSTATE of user mode: EL0t, FIQ masked; in release builds system errors too. */
#define PSTATE_DEFAULT (BUILD_DEBUG ? 0x40ul : 0x140ul)
#define PSTATE_FLAGS 0xf0000000ul /* what a user may choose: NZCV */

#define AT(field) ((uint8_t)(offsetof(struct arch_context, field) / 8))

/* Position in struct arch_context of each word of seL4_UserContext. */
static const uint8_t dump_order[ARCH_REG_COUNT] = {
    AT(restart_pc), AT(sp),    AT(pstate), AT(x[0]),  AT(x[1]),  AT(x[2]),  AT(x[3]),  AT(x[4]),  AT(x[5]),
    AT(x[6]),       AT(x[7]),  AT(x[8]),   AT(x[16]), AT(x[17]), AT(x[18]), AT(x[29]), AT(x[30]), AT(x[9]),
    AT(x[10]),      AT(x[11]), AT(x[12]),  AT(x[13]), AT(x[14]), AT(x[15]), AT(x[19]), AT(x[20]), AT(x[21]),
    AT(x[22]),      AT(x[23]), AT(x[24]),  AT(x[25]), AT(x[26]), AT(x[27]), AT(x[28]), AT(tls),   AT(tls_ro),
};

enum { DUMP_PC = 0, DUMP_PSTATE = 2 };

static uint64_t sanitise(uint64_t pstate)
{
    return (pstate & PSTATE_FLAGS) | PSTATE_DEFAULT;
}

void arch_context_init(struct arch_context *ctx)
{
    *ctx = (struct arch_context){.pstate = PSTATE_DEFAULT};
}

uint64_t arch_reg_get(const struct arch_context *ctx, unsigned index)
{
    return ((const uint64_t *)ctx)[dump_order[index]];
}

void arch_regs_get(const struct arch_context *ctx, uint64_t *words, unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        words[i] = ((const uint64_t *)ctx)[dump_order[i]];
}

void arch_reg_set(struct arch_context *ctx, unsigned index, uint64_t value)
{
    if (index == DUMP_PSTATE)
        value = sanitise(value);
    if (index == DUMP_PC)
        ctx->pc = value;
    ((uint64_t *)ctx)[dump_order[index]] = value;
}

void arch_regs_set(struct arch_context *ctx, unsigned first, const uint64_t *words, unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        ((uint64_t *)ctx)[dump_order[first + i]] = words[i];
    ctx->pstate = sanitise(ctx->pstate);
    ctx->pc = ctx->restart_pc;
}

void arch_pstate_set(struct arch_context *ctx, uint64_t pstate)
{
    ctx->pstate = sanitise(pstate);
}

void arch_unknown_syscall_get(const struct arch_context *ctx, uint64_t words[13])
{
    for (unsigned i = 0; i < 8; i++)
        words[i] = ctx->x[i];
    words[8] = ctx->restart_pc;
    words[9] = ctx->sp;
    words[10] = ctx->pc;
    words[11] = ctx->pstate;
    words[12] = ctx->x[REG_SYSCALL];
}

void arch_unknown_syscall_reply(struct arch_context *ctx, const uint64_t *words, unsigned count)
{
    for (unsigned i = 0; i < count && i < 8; i++)
        ctx->x[i] = words[i];
    if (count > 8)
        ctx->restart_pc = words[8];
    if (count > 9)
        ctx->sp = words[9];
    if (count > 10)
        ctx->pc = words[10];
    if (count > 11)
        ctx->pstate = sanitise(words[11]);
}

void arch_user_exception_reply(struct arch_context *ctx, const uint64_t *words, unsigned count)
{
    if (count > 0)
        ctx->restart_pc = words[0];
    if (count > 1)
        ctx->sp = words[1];
    if (count > 2)
        ctx->pstate = sanitise(words[2]);
}
