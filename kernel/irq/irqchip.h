/* SPDX-License-Identifier: BSD-2-Clause */
/* irq/irqchip.h: one interrupt controller behind the irq_* functions of arch/interface.h; chosen at boot. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct irqchip {
    const char *name;
    unsigned (*acknowledge)(void); /* number of the highest pending interrupt, or IRQ_NONE */
    void (*mask)(unsigned irq);
    void (*unmask)(unsigned irq);
    void (*done)(unsigned irq);           /* end of interrupt; may come again */
    void (*done_until_ack)(unsigned irq); /* end of interrupt; quiet until user_ack */
    void (*user_ack)(unsigned irq);
    void (*set_trigger)(unsigned irq, bool edge);
    uint64_t sgi_target_max;
    void (*sgi_send)(unsigned sgi, uint64_t target);
};

/* Chosen by the machine's part of the boot. */
void irqchip_set(const struct irqchip *chip);
