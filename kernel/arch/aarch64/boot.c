/* SPDX-License-Identifier: BSD-2-Clause */
/* boot.c: the machine's part of the kernel's start; thrown away with it. */
#include "arch/boot.h"

#include "cpu.h"
#include "gic_init.h"
#include "kmap.h"
#include "psci.h"
#include "thread.h"

#include "debug/debug.h"
#include "plat/qemu-virt/plat.h"

/* What the kernel keeps of a controller's registers; the rest of what the tree lists is ordinary device memory. */
enum {
    GICV2_KEPT = 0x1000,
    GICV3_DISTRIBUTOR_KEPT = 0x10000,
    GICV3_REDISTRIBUTORS_KEPT = 0x100000,
};

static struct {
    bool v3;
    struct region distributor, rest; /* rest: CPU interface, or redistributors */
} gic = {
    .distributor = {PLAT_GICD_PADDR, PLAT_GICD_PADDR + GICV2_KEPT},
    .rest = {PLAT_GICC_PADDR, PLAT_GICC_PADDR + GICV2_KEPT},
};

void arch_boot_begin(void)
{
    kernel_map_init();
    cpu_init();
    thread_init();
}

void arch_boot_map_ram(uint64_t start, uint64_t end)
{
    kernel_map_ram(start, end);
}

volatile void *arch_boot_map_device(uint64_t paddr, uint64_t bytes)
{
    volatile void *at = kernel_map_device(paddr, bytes);

    if (!at)
        panic("no room to map the registers at 0x%lx", (unsigned long)paddr);
    return at;
}

static void keep(const struct fdt_node *node, unsigned index, uint64_t most, struct region *kept)
{
    uint64_t base, size;

    if (fdt_reg(node, index, &base, &size))
        *kept = (struct region){base, base + (size < most ? size : most)};
}

static void read_gic(const struct fdt_node *node)
{
    bool v3 = fdt_prop_has(node, "compatible", "arm,gic-v3");
    bool v2 = fdt_prop_has(node, "compatible", "arm,cortex-a15-gic") || fdt_prop_has(node, "compatible", "arm,gic-400");

    if (!v2 && !v3)
        return;
    gic.v3 = v3;
    keep(node, 0, v3 ? GICV3_DISTRIBUTOR_KEPT : GICV2_KEPT, &gic.distributor);
    keep(node, 1, v3 ? GICV3_REDISTRIBUTORS_KEPT : GICV2_KEPT, &gic.rest);
}

static void read_psci(const struct fdt_node *node)
{
    if (!fdt_prop_has(node, "compatible", "arm,psci-0.2"))
        return;
    if (fdt_prop_has(node, "method", "hvc"))
        psci_init(PSCI_HVC);
    else if (fdt_prop_has(node, "method", "smc"))
        psci_init(PSCI_SMC);
}

void arch_boot_read_node(const struct fdt_node *node)
{
    read_gic(node);
    read_psci(node);
}

const char *arch_boot_start_interrupts(void)
{
    uint64_t rest_bytes = gic.rest.end - gic.rest.start;
    volatile void *distributor = arch_boot_map_device(gic.distributor.start, gic.distributor.end - gic.distributor.start);
    volatile void *rest = arch_boot_map_device(gic.rest.start, rest_bytes);
    const struct irqchip *chip = gic.v3 ? gicv3_init(distributor, rest, rest_bytes) : gicv2_init(distributor, rest);

    if (!chip)
        panic("this core has no GICv3 redistributor at 0x%lx", (unsigned long)gic.rest.start);
    irqchip_set(chip);
    return chip->name;
}

void arch_boot_start_tick(void)
{
    timer_init();
}

void arch_boot_reserve(struct regions *list)
{
    regions_add(list, gic.distributor.start, gic.distributor.end);
    regions_add(list, gic.rest.start, gic.rest.end);
}

unsigned arch_boot_paddr_bits(void)
{
    return cpu_paddr_bits();
}

uint64_t arch_boot_image_paddr(const void *p)
{
    return image_to_phys(p);
}
