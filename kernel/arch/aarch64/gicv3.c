/* SPDX-License-Identifier: BSD-2-Clause */
/* gicv3.c: ARM Generic Interrupt Controller version 3 (ARM IHI 0069), system register interface, one core.
 *
 * Priority drop and deactivation are separate (EOImode 1): an interrupt given to a user handler is only dropped and
 * stays active, hence quiet, until its Ack deactivates it. */
#include "gic.h"
#include "gic_init.h"

#include "arch/interface.h"

enum {
    CTLR_GROUP1 = 1 << 1,
    CTLR_ARE = 1 << 4,
    CTLR_RWP = 1u << 31,

    GICR_TYPER = 0x08,
    GICR_WAKER = 0x14,
    GICR_CTLR = 0x00,
    GICR_CTLR_RWP = 1 << 3,
    GICR_SGI_FRAME = 0x10000,
    GICR_STRIDE = 0x20000,
    TYPER_VLPIS = 1 << 1,   /* two more frames */
    TYPER_LAST = 1 << 4,
    WAKER_SLEEP = 1 << 1,
    WAKER_ASLEEP = 1 << 2,
};

SYSREG_READ(read_iar1, "S3_0_C12_C12_0")
SYSREG_WRITE(write_eoir1, "S3_0_C12_C12_1")
SYSREG_WRITE(write_bpr1, "S3_0_C12_C12_3")
SYSREG_READ(read_icc_ctlr, "S3_0_C12_C12_4")
SYSREG_WRITE(write_icc_ctlr, "S3_0_C12_C12_4")
SYSREG_READ(read_icc_sre, "S3_0_C12_C12_5")
SYSREG_WRITE(write_icc_sre, "S3_0_C12_C12_5")
SYSREG_WRITE(write_igrpen1, "S3_0_C12_C12_7")
SYSREG_WRITE(write_dir, "S3_0_C12_C11_1")
SYSREG_WRITE(write_sgi1r, "S3_0_C12_C11_5")
SYSREG_WRITE(write_icc_pmr, "S3_0_C4_C6_0")

static volatile void *gicd;
static volatile void *private_frame; /* SGIs and PPIs of this core */

static volatile void *frame_of(unsigned irq)
{
    return irq < GIC_SPI_FIRST ? private_frame : gicd;
}

static unsigned acknowledge(void)
{
    unsigned irq = read_iar1() & 0xffffff;

    dsb_sy(); /* the acknowledge is complete before the line may be looked at again */
    return irq >= GIC_SPURIOUS ? IRQ_NONE : irq;
}

static void mask(unsigned irq)
{
    gic_write_bit(frame_of(irq), GICD_ICENABLER, irq);
}

/* A handler that was deleted between delivery and Ack left the interrupt active; a new one starts clean. */
static void unmask(unsigned irq)
{
    gic_write_bit(frame_of(irq), GICD_ICACTIVER, irq);
    gic_write_bit(frame_of(irq), GICD_ISENABLER, irq);
}

static void deactivate(unsigned irq)
{
    write_dir(irq);
}

static void done_until_ack(unsigned irq)
{
    write_eoir1(irq);
    isb();
}

static void done(unsigned irq)
{
    done_until_ack(irq);
    deactivate(irq);
}

static void set_trigger(unsigned irq, bool edge)
{
    if (irq >= GIC_SGIS)
        gic_write_trigger(frame_of(irq), irq, edge);
}

/* The target is an affinity as in MPIDR: 8 bits each of Aff3..Aff0, from the top. */
static void sgi_send(unsigned sgi, uint64_t target)
{
    uint64_t core = target & 0xf, range = target >> 4 & 0xf;
    uint64_t aff1 = target >> 8 & 0xff, aff2 = target >> 16 & 0xff, aff3 = target >> 24 & 0xff;

    dsb_sy(); /* what the signaller wrote is seen before the interrupt */
    write_sgi1r(aff3 << 48 | range << 44 | aff2 << 32 | (uint64_t)sgi << 24 | aff1 << 16 | 1ul << core);
    isb();
}

static const struct irqchip chip = {
    .name = "GICv3",
    .acknowledge = acknowledge,
    .mask = mask,
    .unmask = unmask,
    .done = done,
    .done_until_ack = done_until_ack,
    .user_ack = deactivate,
    .set_trigger = set_trigger,
    .sgi_target_max = 0xffffffff,
    .sgi_send = sgi_send,
};

static uint64_t own_affinity(void)
{
    uint64_t mpidr = read_mpidr_el1();

    return (mpidr >> 32 & 0xff) << 24 | (mpidr & 0xffffff);
}

static volatile void *find_redistributor(volatile void *base, uint64_t bytes)
{
    uint64_t offset = 0;

    while (offset + GICR_STRIDE <= bytes) {
        volatile void *frame = (volatile void *)((uintptr_t)base + offset);
        uint64_t typer = reg_read64(frame, GICR_TYPER);

        if (typer >> 32 == own_affinity())
            return frame;
        if (typer & TYPER_LAST)
            return NULL;
        offset += typer & TYPER_VLPIS ? 2 * GICR_STRIDE : GICR_STRIDE;
    }
    return NULL;
}

static void distributor_wait(void)
{
    while (reg_read32(gicd, GICD_CTLR) & CTLR_RWP)
        ;
}

static void init_distributor(void)
{
    uint64_t mpidr = read_mpidr_el1() & 0xff00fffffful;
    unsigned lines = gic_lines(gicd);

    reg_write32(gicd, GICD_CTLR, 0);
    distributor_wait();
    for (unsigned i = GIC_SPI_FIRST; i < lines; i += 32) {
        reg_write32(gicd, GICD_ICENABLER + i / 8, ~0u);
        reg_write32(gicd, GICD_ICPENDR + i / 8, ~0u);
        reg_write32(gicd, GICD_ICACTIVER + i / 8, ~0u);
        reg_write32(gicd, GICD_IGROUPR + i / 8, ~0u);
    }
    for (unsigned i = GIC_SPI_FIRST; i < lines; i += 4)
        reg_write32(gicd, GICD_IPRIORITYR + i, GIC_PRIORITY_ALL);
    reg_write32(gicd, GICD_CTLR, CTLR_ARE | CTLR_GROUP1);
    distributor_wait();
    for (unsigned i = GIC_SPI_FIRST; i < lines; i++)
        reg_write64(gicd, GICD_IROUTER + 8 * i, mpidr);
}

static void init_private(volatile void *redistributor)
{
    uint32_t waker = reg_read32(redistributor, GICR_WAKER);

    reg_write32(redistributor, GICR_WAKER, waker & ~(uint32_t)WAKER_SLEEP);
    while (reg_read32(redistributor, GICR_WAKER) & WAKER_ASLEEP)
        ;
    private_frame = (volatile void *)((uintptr_t)redistributor + GICR_SGI_FRAME);
    reg_write32(private_frame, GICD_ICENABLER, ~0u);
    reg_write32(private_frame, GICD_ICPENDR, ~0u);
    reg_write32(private_frame, GICD_ICACTIVER, ~0u);
    reg_write32(private_frame, GICD_IGROUPR, ~0u);
    for (unsigned i = 0; i < GIC_SPI_FIRST; i += 4)
        reg_write32(private_frame, GICD_IPRIORITYR + i, GIC_PRIORITY_ALL);
    while (reg_read32(redistributor, GICR_CTLR) & GICR_CTLR_RWP)
        ;
}

static void init_cpu_interface(void)
{
    write_icc_sre(read_icc_sre() | 1);
    isb();
    write_icc_pmr(0xf0);
    write_bpr1(0);
    write_icc_ctlr(read_icc_ctlr() | 1 << 1); /* EOImode */
    write_igrpen1(1);
    isb();
}

const struct irqchip *gicv3_init(volatile void *distributor, volatile void *redistributors, uint64_t bytes)
{
    volatile void *own = find_redistributor(redistributors, bytes);

    if (!own)
        return NULL;
    gicd = distributor;
    init_distributor();
    init_private(own);
    init_cpu_interface();
    return &chip;
}
