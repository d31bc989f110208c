/* SPDX-License-Identifier: BSD-2-Clause */
/* trace/step.c: PTRACE_SINGLESTEP by a breakpoint behind the next instruction.
 *
 * No seL4 call makes a thread stop after one instruction without the kernel's debug interface, so the instruction at pc
 * is looked at and a BRK put where it leads to; the next stop takes it away.  Another thread that comes by meanwhile
 * stops there, too.  Encodings: Arm ARM DDI 0487, C4.1. */
#include <linux/errno.h>

#include "mm/stub.h"
#include "mm/user.h"
#include "proc/proc.h"
#include "trace/ptrace.h"

enum { EXCLUSIVE_MOST = 16 /* instructions between a load exclusive and its store */ };
#define BRK 0xd4200000u

static int64_t offset(uint32_t word, unsigned low, unsigned bits)
{
    return (int64_t)((uint64_t)word << (64 - low - bits)) >> (64 - bits) << 2;
}

/* Does the condition of B.cond hold? */
static bool holds(unsigned cond, uint64_t pstate)
{
    bool n = pstate >> 31 & 1, z = pstate >> 30 & 1, c = pstate >> 29 & 1, v = pstate >> 28 & 1, result;
    switch (cond >> 1) {
    case 0: result = z; break;
    case 1: result = c; break;
    case 2: result = n; break;
    case 3: result = v; break;
    case 4: result = c && !z; break;
    case 5: result = n == v; break;
    case 6: result = n == v && !z; break;
    default: return true;
    }
    return result != (cond & 1);
}

static uint64_t reg(const struct thread *t, unsigned n, bool wide)
{
    uint64_t value = n == 31 ? 0 : regs_get(&t->regs, n);
    return wide ? value : (uint32_t)value;
}

/* Nothing may come between the two halves of an exclusive access: behind the store. */
static uint64_t behind_exclusive(struct mm *mm, uint64_t pc)
{
    uint32_t word;
    for (int i = 1; i < EXCLUSIVE_MOST && copy_in(mm, &word, pc + 4ul * (unsigned)i, sizeof(word)) == 0; i++)
        if ((word & 0x3f400000) == 0x08000000)
            return pc + 4ul * (unsigned)i + 4;
    return pc + 4;
}

static uint64_t next_pc(struct thread *t, uint32_t word)
{
    uint64_t pc = t->regs.pc;
    if (stub_is_branch(t->proc->mm, pc, word)) /* a system call: it comes back behind itself */
        return pc + 4;
    if ((word & 0x7c000000) == 0x14000000) /* B, BL */
        return pc + (uint64_t)offset(word, 0, 26);
    if ((word & 0xff000010) == 0x54000000) /* B.cond */
        return holds(word & 15, t->regs.spsr) ? pc + (uint64_t)offset(word, 5, 19) : pc + 4;
    if ((word & 0x7e000000) == 0x34000000) { /* CBZ, CBNZ */
        bool zero = reg(t, word & 31, word >> 31) == 0;
        return zero != (word >> 24 & 1) ? pc + (uint64_t)offset(word, 5, 19) : pc + 4;
    }
    if ((word & 0x7e000000) == 0x36000000) { /* TBZ, TBNZ */
        unsigned bit = (word >> 31) << 5 | (word >> 19 & 31);
        bool set = reg(t, word & 31, true) >> bit & 1;
        return set == (word >> 24 & 1) ? pc + (uint64_t)offset(word, 5, 14) : pc + 4;
    }
    if ((word & 0xff9ffc1f) == 0xd61f0000 || (word & 0xfffffc1f) == 0xd65f0000) /* BR, BLR, RET */
        return reg(t, word >> 5 & 31, true);
    if ((word & 0x3f400000) == 0x08400000) /* LDXR, LDAXR and others of the group */
        return behind_exclusive(t->proc->mm, pc);
    return pc + 4;
}

int tracee_step_begin(struct thread *t, struct tracee *x)
{
    struct mm *mm = t->proc->mm;
    const uint32_t brk = BRK;
    uint32_t word;
    if (mm == NULL || copy_in(mm, &word, t->regs.pc, sizeof(word)) != 0)
        return 0; /* it will fault there */
    uint64_t at = next_pc(t, word);
    if (copy_in(mm, &x->step_word, at, sizeof(x->step_word)) != 0)
        return 0;
    int err = tracee_poke(mm, at, &brk, sizeof(brk));
    if (err == 0)
        x->step_at = at;
    return err;
}

void tracee_step_end(struct thread *t, struct tracee *x)
{
    if (x->step_at != 0 && t->proc->mm != NULL)
        (void)tracee_poke(t->proc->mm, x->step_at, &x->step_word, sizeof(x->step_word));
    x->step_at = 0;
}
