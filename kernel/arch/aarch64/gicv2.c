/* SPDX-License-Identifier: BSD-2-Clause */
/* gicv2.c: ARM Generic Interrupt Controller version 2 (ARM IHI 0048B).
 *
 * An interrupt given to a user handler is masked at the distributor until its Ack, then ended at the CPU interface, so
 * that a level that stays high does not come again. */
#include "gic.h"
#include "gic_init.h"

#include "arch/interface.h"

enum {
    GICC_CTLR = 0x00,
    GICC_PMR = 0x04,
    GICC_BPR = 0x08,
    GICC_IAR = 0x0c,
    GICC_EOIR = 0x10,
    IAR_ID_MASK = 0x3ff,
    SGI_TARGET_SHIFT = 16,
};

static volatile void *gicd, *gicc;
static uint32_t sgi_source; /* IAR of the active SGI: its EOIR wants the source core too */

static unsigned acknowledge(void)
{
    uint32_t iar = reg_read32(gicc, GICC_IAR);
    unsigned irq = iar & IAR_ID_MASK;

    if (irq >= GIC_SPURIOUS)
        return IRQ_NONE;
    if (irq < GIC_SGIS)
        sgi_source = iar;
    return irq;
}

static void mask(unsigned irq)
{
    gic_write_bit(gicd, GICD_ICENABLER, irq);
}

static void unmask(unsigned irq)
{
    gic_write_bit(gicd, GICD_ISENABLER, irq);
}

static void done(unsigned irq)
{
    reg_write32(gicc, GICC_EOIR, irq < GIC_SGIS ? sgi_source : irq);
}

static void done_until_ack(unsigned irq)
{
    mask(irq);
    done(irq);
}

static void set_trigger(unsigned irq, bool edge)
{
    if (irq >= GIC_SGIS)
        gic_write_trigger(gicd, irq, edge);
}

static void sgi_send(unsigned sgi, uint64_t target)
{
    dmb_sy(); /* what the signaller wrote is seen before the interrupt */
    reg_write32(gicd, GICD_SGIR, 1u << (SGI_TARGET_SHIFT + target) | sgi);
}

static const struct irqchip chip = {
    .name = "GICv2",
    .acknowledge = acknowledge,
    .mask = mask,
    .unmask = unmask,
    .done = done,
    .done_until_ack = done_until_ack,
    .user_ack = unmask,
    .set_trigger = set_trigger,
    .sgi_target_max = 7,
    .sgi_send = sgi_send,
};

/* This core's bit in the target registers, which read as that bit for the private interrupts. */
static uint32_t own_target(void)
{
    for (unsigned i = 0; i < GIC_SPI_FIRST; i += 4) {
        uint32_t value = reg_read32(gicd, GICD_ITARGETSR + i);

        value |= value >> 16;
        value |= value >> 8;
        if (value & 0xff)
            return (value & 0xff) * 0x01010101u;
    }
    return 0x01010101u;
}

const struct irqchip *gicv2_init(volatile void *distributor, volatile void *cpu_interface)
{
    unsigned lines = gic_lines(distributor);
    uint32_t target;

    gicd = distributor;
    gicc = cpu_interface;
    reg_write32(gicd, GICD_CTLR, 0);
    target = own_target();
    for (unsigned i = 0; i < lines; i += 32) {
        reg_write32(gicd, GICD_ICENABLER + i / 8, ~0u);
        reg_write32(gicd, GICD_ICPENDR + i / 8, ~0u);
        reg_write32(gicd, GICD_ICACTIVER + i / 8, ~0u);
        reg_write32(gicd, GICD_IGROUPR + i / 8, 0);
    }
    for (unsigned i = 0; i < lines; i += 4) {
        reg_write32(gicd, GICD_IPRIORITYR + i, GIC_PRIORITY_ALL);
        if (i >= GIC_SPI_FIRST)
            reg_write32(gicd, GICD_ITARGETSR + i, target);
    }
    reg_write32(gicd, GICD_CTLR, 1);
    reg_write32(gicc, GICC_PMR, 0xf0);
    reg_write32(gicc, GICC_BPR, 0);
    reg_write32(gicc, GICC_CTLR, 1);
    return &chip;
}
