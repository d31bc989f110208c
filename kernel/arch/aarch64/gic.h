/* SPDX-License-Identifier: BSD-2-Clause */
/* gic.h: distributor registers that GICv2 (ARM IHI 0048B 4.3) and GICv3 (ARM IHI 0069 12.9) share. */
#pragma once

#include <stdbool.h>

#include "sysreg.h"

enum {
    GICD_CTLR = 0x000,
    GICD_TYPER = 0x004,
    GICD_IGROUPR = 0x080,    /* one bit each; in GICv3 also at these offsets of a redistributor's SGI frame */
    GICD_ISENABLER = 0x100,
    GICD_ICENABLER = 0x180,
    GICD_ICPENDR = 0x280,
    GICD_ICACTIVER = 0x380,
    GICD_IPRIORITYR = 0x400, /* one byte each */
    GICD_ITARGETSR = 0x800,  /* one byte each, GICv2 */
    GICD_ICFGR = 0xc00,      /* two bits each */
    GICD_SGIR = 0xf00,       /* GICv2 */
    GICD_IROUTER = 0x6000,   /* eight bytes each, GICv3 */

    GIC_SGIS = 16,
    GIC_SPI_FIRST = 32,
    GIC_SPURIOUS = 1020,     /* this and above: no interrupt */
};

#define GIC_PRIORITY_ALL 0xa0a0a0a0u /* four lines, one middle priority */

/* Writes a one-bit-per-interrupt register. */
static inline void gic_write_bit(volatile void *base, uint32_t reg, unsigned irq)
{
    reg_write32(base, reg + irq / 32 * 4, 1u << irq % 32);
}

static inline void gic_write_trigger(volatile void *base, unsigned irq, bool edge)
{
    uint32_t reg = GICD_ICFGR + irq / 16 * 4;
    uint32_t bit = 2u << irq % 16 * 2;
    uint32_t value = reg_read32(base, reg);

    reg_write32(base, reg, edge ? value | bit : value & ~bit);
}

/* Number of interrupt lines the distributor has. */
static inline unsigned gic_lines(volatile void *distributor)
{
    unsigned lines = ((reg_read32(distributor, GICD_TYPER) & 0x1f) + 1) * 32;

    return lines < 1020 ? lines : 1020;
}
