/* SPDX-License-Identifier: BSD-2-Clause */
/* boot/machine.c: memory and UART from the device tree, QEMU's virt board if there is none. */
#include "boot/boot.h"

#include "arch/boot.h"
#include "plat/qemu-virt/plat.h"

enum { PAGE = 4096 };

static void add_ram(struct machine *m, paddr_t start, uint64_t bytes)
{
    paddr_t first = (start + PAGE - 1) & -(paddr_t)PAGE, last = (start + bytes) & -(paddr_t)PAGE;

    if (m->ram.count < REGIONS_MAX / 2)
        regions_add(&m->ram, first, last);
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
        arch_boot_read_node(&node);
    }
}

void machine_read(struct machine *m, const void *tree, size_t bytes)
{
    struct fdt fdt;

    *m = (struct machine){.uart = PLAT_UART_PADDR};
    if (tree && fdt_open(&fdt, tree, bytes)) {
        read_tree(m, &fdt);
        m->from_tree = m->ram.count > 0;
    }
    if (m->ram.count == 0)
        add_ram(m, PLAT_RAM_BASE, PLAT_RAM_SIZE);
}
