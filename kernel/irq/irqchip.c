/* SPDX-License-Identifier: BSD-2-Clause */
/* irq/irqchip.c: the portable kernel's irq_* functions on the chosen controller. */
#include "irq/irqchip.h"

#include "arch/interface.h"

static const struct irqchip *chip;
static unsigned active = IRQ_NONE; /* acknowledged and not yet done */

void irqchip_set(const struct irqchip *chosen)
{
    chip = chosen;
}

unsigned irq_active(void)
{
    if (active == IRQ_NONE)
        active = chip->acknowledge();
    return active;
}

void irq_done(unsigned irq)
{
    chip->done(irq);
    active = IRQ_NONE;
}

void irq_done_until_ack(unsigned irq)
{
    chip->done_until_ack(irq);
    active = IRQ_NONE;
}

void irq_mask(unsigned irq)
{
    chip->mask(irq);
}

void irq_unmask(unsigned irq)
{
    chip->unmask(irq);
}

void irq_user_ack(unsigned irq)
{
    chip->user_ack(irq);
}

void irq_set_trigger(unsigned irq, bool edge)
{
    chip->set_trigger(irq, edge);
}

uint64_t irq_sgi_target_max(void)
{
    return chip->sgi_target_max;
}

void irq_sgi_send(unsigned sgi, uint64_t target)
{
    chip->sgi_send(sgi, target);
}
