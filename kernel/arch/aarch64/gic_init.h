/* SPDX-License-Identifier: BSD-2-Clause */
/* gic_init.h: starting the interrupt controllers of this architecture. */
#pragma once

#include "irq/irqchip.h"

/* Prepare the controller whose registers are mapped at the given places and return it; all interrupts masked. */
const struct irqchip *gicv2_init(volatile void *distributor, volatile void *cpu_interface);
/* `redistributors` covers `bytes`; NULL if none of them belongs to this core. */
const struct irqchip *gicv3_init(volatile void *distributor, volatile void *redistributors, uint64_t bytes);
