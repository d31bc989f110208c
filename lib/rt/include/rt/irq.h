/* SPDX-License-Identifier: BSD-2-Clause */
/* Interrupts of a task. */
#pragma once
#include <stdint.h>

/* Gets interrupt `irq` (GIC number) from root-task and calls fn(ctx) on the loop's stack each time
 * it comes; it stays masked until rt_irq_ack.  Returns a handle >= 0, or -EPERM if the task's
 * description does not grant it, or another negative errno. */
int rt_irq_attach(uint32_t irq, void (*fn)(void *ctx), void *ctx);
/* The device is quiet: let the interrupt come again. */
void rt_irq_ack(int handle);
