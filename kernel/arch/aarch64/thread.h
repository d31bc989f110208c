/* SPDX-License-Identifier: BSD-2-Clause */
/* thread.h: inside of the AArch64 part: traps and the state of the CPU that belongs to threads. */
#pragma once

#include "arch/interface.h"

struct tcb;

/* ---- trap.c, called by entry.S ---- */
void trap_user_fault(uint64_t esr);
void trap_idle(void);
void trap_kernel_fault(const struct arch_context *ctx, unsigned vector, uint64_t esr, uint64_t far)
    __attribute__((noreturn));

/* ---- thread.c ---- */
/* Nothing is loaded yet. */
void thread_init(void);
/* Gives the FPU to the thread that trapped on it; false if its flag forbids that. */
bool thread_fpu_take(struct tcb *tcb);

/* ---- vspace.c ---- */
/* TTBR0 value for the thread's address space; the empty one if it has none that is alive. */
uint64_t vspace_ttbr0(struct tcb *tcb);
