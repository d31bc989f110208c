/* SPDX-License-Identifier: BSD-2-Clause */
/* arch/switch.h: the short form of arch_switch_to(), for the fast paths: from the live thread to one whose address
 * space is known to be good.  The long form and what the state means: kernel/arch/aarch64/thread.c. */
#pragma once

#include "ext.h"
#include "tcb.h"

/* Its address space was looked at since the last one died. */
static inline bool arch_can_switch_fast(const struct tcb *to)
{
    return to->arch.vspace_checked == this_core.arch.vspace_generation;
}

/* arch_switch_fast() for two threads that differ in what they may touch of FPU or timer.  Returns `to`. */
struct tcb *arch_switch_access(struct tcb *from, struct tcb *to);

static inline bool arch_same_access(const struct tcb *from, const struct tcb *to)
{
    return from->arch.access == to->arch.access;
}

/* The exclusive monitor is cleared by the exception return.
 *
 * Needs arch_can_switch_fast(to).  `from` is the live thread.  FPU and timer access: arch_switch_access(). */
static inline void arch_switch_fast(struct tcb *from, struct tcb *to)
{
    uint64_t ttbr0 = to->arch.ttbr0;

    this_core.arch.live = to;
    __asm__ volatile("mrs %0, tpidr_el0" : "=r"(from->arch.ctx.tls)); /* users cannot write TPIDRRO */
    __asm__ volatile("msr tpidr_el0, %0\n\tmsr tpidrro_el0, %1"
                     :
                     : "r"(to->arch.ctx.tls), "r"(to->arch.ctx.tls_ro)
                     : "memory");
    if (ttbr0 != this_core.arch.ttbr0) {
        this_core.arch.ttbr0 = ttbr0;
        /* The kernel uses no user address; the exception return is the barrier. */
        __asm__ volatile("msr ttbr0_el1, %0" : : "r"(ttbr0) : "memory");
    }
}
