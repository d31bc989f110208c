/* SPDX-License-Identifier: BSD-2-Clause */
/* trap.c: from the assembly of entry.S to the portable kernel, and what happens just before the way back. */
#include "thread.h"
#include "sysreg.h"

#include "debug/debug.h"
#include "ext.h"
#include "tcb.h"

_Static_assert(offsetof(struct arch_context, sp) == CTX_SP, "entry.S");
_Static_assert(offsetof(struct arch_context, pc) == CTX_PC, "entry.S");
_Static_assert(offsetof(struct arch_context, pstate) == CTX_PSTATE, "entry.S");
_Static_assert(offsetof(struct arch_context, restart_pc) == CTX_RESTART_PC, "entry.S");
_Static_assert(sizeof(struct arch_context) == 296, "entry.S reserves panic_context");
_Static_assert(offsetof(struct tcb, arch.ctx) == 0, "entry.S takes one for the other");
_Static_assert(offsetof(struct tcb, ext_flags) == TCB_EXT_FLAGS, "entry.S");
_Static_assert(offsetof(struct tcb, state) == TCB_STATE, "entry.S");
_Static_assert(THREAD_IDLE == STATE_IDLE, "entry.S");
_Static_assert(offsetof(struct core, thread) == 0, "entry.S");
_Static_assert(sizeof(struct core) <= 256, "entry.S finds all of it in one page");
_Static_assert(offsetof(struct arch_context, tls) == CTX_TLS, "entry.S");
_Static_assert(offsetof(struct tcb, arch.ttbr0) == TCB_TTBR0, "entry.S");
_Static_assert(offsetof(struct core, arch.pair.client) == CORE_PAIR, "entry.S");
_Static_assert(offsetof(struct core, fastpath_taken[FASTPATH_ANSWER]) == CORE_ANSWERS, "entry.S");
_Static_assert(offsetof(struct pair, server) == PAIR_SERVER, "entry.S");
_Static_assert(offsetof(struct pair, badge) == PAIR_SERVER + 8, "entry.S");
_Static_assert(offsetof(struct pair, target) == PAIR_TARGET, "entry.S");
_Static_assert(offsetof(struct pair, source) == PAIR_TARGET + 8, "entry.S");
_Static_assert(offsetof(struct pair, client_cpacr) == PAIR_CLIENT_ACCESS, "entry.S");
_Static_assert(offsetof(struct pair, server_cpacr) == PAIR_SERVER_ACCESS, "entry.S");
_Static_assert(EXT_FOREIGN_SYSCALLS == 1 << 0, "entry.S tests the bit");
_Static_assert(offsetof(struct tcb, arch.ctx) % 16 == 0, "SP points at it and must be aligned");

/* Exception classes of ESR_EL1 (ARM DDI 0487 D17.2.37). */
enum {
    EC_FP_ACCESS = 0x07,
    EC_INSTRUCTION_ABORT_EL0 = 0x20,
    EC_INSTRUCTION_ABORT_EL1 = 0x21,
    EC_PC_ALIGNMENT = 0x22,
    EC_DATA_ABORT_EL0 = 0x24,
    EC_DATA_ABORT_EL1 = 0x25,
    EC_SP_ALIGNMENT = 0x26,
    EC_BRK = 0x3c,
};

/* A synchronous exception of the current thread that is not a system call. */
void trap_user_fault(uint64_t esr)
{
    unsigned class = esr >> 26 & 0x3f;

    switch (class) {
    case EC_DATA_ABORT_EL0:
        handle_vm_fault(read_far_el1(), (uint32_t)esr, false);
        break;
    case EC_INSTRUCTION_ABORT_EL0:
        handle_vm_fault(current->arch.ctx.restart_pc, (uint32_t)esr, true);
        break;
    case EC_FP_ACCESS:
        if (thread_fpu_take(current))
            break;
        handle_user_exception((uint32_t)esr, 0);
        break;
    default:
        handle_user_exception((uint32_t)esr, 0);
    }
}

/* Nobody can run: waits for an interrupt and serves it. */
void trap_idle(void)
{
    wfi();
    if (irq_pending())
        handle_interrupt();
}

static const char *kernel_fault_cause(unsigned vector, uint64_t esr)
{
    static const char *const kinds[] = {"synchronous exception", "interrupt", "FIQ", "system error"};

    if (vector == 8 + 2)
        return "FIQ in user mode, but nothing uses FIQ";
    if (vector == 8 + 3)
        return "system error in user mode (broken access to a device?)";
    if (vector >= 12)
        return "exception from 32-bit user mode";
    if (vector % 4 != 0)
        return kinds[vector % 4];
    switch (esr >> 26 & 0x3f) {
    case EC_DATA_ABORT_EL1:
        return esr >> 6 & 1 ? "write to a bad address" : "read from a bad address";
    case EC_INSTRUCTION_ABORT_EL1:
        return "jump to a bad address";
    case EC_PC_ALIGNMENT:
        return "jump to a misaligned address";
    case EC_SP_ALIGNMENT:
        return "misaligned stack pointer";
    case EC_BRK:
        return "breakpoint instruction (compiler trap)";
    case EC_FP_ACCESS:
        return "use of floating point";
    default:
        return kinds[0];
    }
}

void trap_kernel_fault(const struct arch_context *ctx, unsigned vector, uint64_t esr, uint64_t far)
{
    panic_exception(ctx, kernel_fault_cause(vector, esr), esr, far);
}
