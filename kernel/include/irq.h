/* SPDX-License-Identifier: BSD-2-Clause */
/* irq.h: interrupts as users see them: who gets which. */
#pragma once

#include "slot.h"

enum irq_state { IRQ_INACTIVE, IRQ_HANDLED, IRQ_KERNEL_TIMER, IRQ_RESERVED };

/* Boot: everything masked and inactive except the kernel's timer. */
void irq_init(void);
/* Serves the interrupt that waits, if one does: signals its notification, or does the kernel's tick.  from_user:
 * it interrupted user mode, not a system call at a preemption point. */
void irq_handle_active(bool from_user);
/* The last handler capability of the interrupt goes. */
void irq_release(unsigned irq);
