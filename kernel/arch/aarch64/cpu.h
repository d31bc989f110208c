/* SPDX-License-Identifier: BSD-2-Clause */
/* cpu.h: setting up the core at boot, and FPU state. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "arch/context.h"

/* System registers that the boot protocol leaves to the kernel: SCTLR, CPACR, counter access from EL0, PMU. */
void cpu_init(void);
/* May user mode touch the timers that it has?  (Reading the counter is not affected.) */
void cpu_user_timer(bool open);
/* The value of CNTKCTL_EL1 for that. */
uint64_t cpu_user_timer_bits(bool open);
/* Starts the tick; the interrupt controller is ready. */
void timer_init(void);
/* Width of physical addresses, at most 44 bits: the end of the device memory given to users. */
unsigned cpu_paddr_bits(void);

/* fpu.S */
void fpu_save(struct arch_fpu *fpu);
void fpu_load(const struct arch_fpu *fpu);
