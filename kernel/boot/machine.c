/* SPDX-License-Identifier: BSD-2-Clause */
/* boot/machine.c: memory, interrupt controller and UART from the device tree; QEMU's virt board if there is none. */
#include "boot/boot.h"

#include "plat/qemu-virt/plat.h"

enum { PAGE = 4096 };

static void add_ram(struct machine *m, paddr_t start, uint64_t bytes)
{
    paddr_t first = (start + PAGE - 1) & -(paddr_t)PAGE, last = (start + bytes) & -(paddr_t)PAGE;
    unsigned at = m->ram_count;

    if (m->ram_count == RAM_MAX || first >= last)
        return;
    for (; at > 0 && m->ram[at - 1].start > first; at--)
        m->ram[at] = m->ram[at - 1];
    m->ram[at] = (struct region){first, last};
    m->ram_count++;
}

static void read_gic(struct machine *m, const struct fdt_node *node)
{
    bool v3 = fdt_prop_has(node, "compatible", "arm,gic-v3");
    bool v2 = fdt_prop_has(node, "compatible", "arm,cortex-a15-gic") || fdt_prop_has(node, "compatible", "arm,gic-400");
    uint64_t base, size;

    if (!v2 && !v3)
        return;
    m->gic = v3 ? GIC_V3 : GIC_V2;
    if (fdt_reg(node, 0, &base, &size))
        m->distributor = (struct region){base, base + size};
    if (fdt_reg(node, 1, &base, &size))
        m->cpu_interface = (struct region){base, base + size};
}

static void read_psci(struct machine *m, const struct fdt_node *node)
{
    if (!fdt_prop_has(node, "compatible", "arm,psci-0.2"))
        return;
    if (fdt_prop_has(node, "method", "hvc"))
        m->psci = PSCI_HVC;
    else if (fdt_prop_has(node, "method", "smc"))
        m->psci = PSCI_SMC;
}

static void read_tree(struct machine *m, const struct fdt *fdt)
{
    struct fdt_walk walk;
    struct fdt_node node;
    uint64_t base, size;

    fdt_walk_begin(&walk, fdt);
    while (fdt_walk_next(&walk, &node)) {
        if (fdt_prop_has(&node, "device_type", "memory"))
            for (unsigned i = 0; fdt_reg(&node, i, &base, &size); i++)
                add_ram(m, base, size);
        if (fdt_prop_has(&node, "compatible", "arm,pl011") && !fdt_prop_has(&node, "status", "disabled") &&
            fdt_reg(&node, 0, &base, &size))
            m->uart = base;
        read_gic(m, &node);
        read_psci(m, &node);
    }
}

void machine_read(struct machine *m, const void *tree, size_t bytes)
{
    struct fdt fdt;

    *m = (struct machine){
        .gic = GIC_V2,
        .distributor = {PLAT_GICD_PADDR, PLAT_GICD_PADDR + PAGE},
        .cpu_interface = {PLAT_GICC_PADDR, PLAT_GICC_PADDR + PAGE},
        .uart = PLAT_UART_PADDR,
    };
    if (tree && fdt_open(&fdt, tree, bytes)) {
        read_tree(m, &fdt);
        m->from_tree = m->ram_count > 0;
    }
    if (m->ram_count == 0)
        add_ram(m, PLAT_RAM_BASE, PLAT_RAM_SIZE);
}
