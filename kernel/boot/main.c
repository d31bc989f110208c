/* SPDX-License-Identifier: BSD-2-Clause */
/* boot/main.c: the order of the kernel's start. */
#include "boot/boot.h"

#include "arch/aarch64/cpu.h"
#include "arch/aarch64/kmap.h"
#include "arch/aarch64/thread.h"
#include "debug/debug.h"
#include "irq.h"
#include "irq/irqchip.h"
#include "plat/qemu-virt/plat.h"
#include "sched.h"

extern char kernel_start[], boot_end[], kernel_end[];

enum { PAGE = 4096, GICV3_REDISTRIBUTORS = 0x100000 }; /* mapped and reserved of the redistributor window */

void boot_main(const struct boot_args *args);

static struct machine machine;
static struct regions free_memory;

/* The kernel keeps one page of each GICv2 interface, 64 KiB and 1 MiB of a GICv3; the rest of what the tree lists is
 * ordinary device memory. */
static void trim_gic(struct machine *m)
{
    uint64_t redistributors = m->cpu_interface.end - m->cpu_interface.start;

    m->distributor.end = m->distributor.start + (m->gic == GIC_V3 ? 0x10000 : PAGE);
    if (m->gic == GIC_V2 || redistributors > GICV3_REDISTRIBUTORS)
        m->cpu_interface.end = m->cpu_interface.start + (m->gic == GIC_V3 ? GICV3_REDISTRIBUTORS : PAGE);
}

static volatile void *map(struct region registers)
{
    volatile void *at = kernel_map_device(registers.start, registers.end - registers.start);

    if (!at)
        panic("no room to map the registers at 0x%lx", (unsigned long)registers.start);
    return at;
}

static void start_interrupts(const struct machine *m)
{
    volatile void *distributor = map(m->distributor), *rest = map(m->cpu_interface);
    const struct irqchip *chip;

    if (m->gic == GIC_V3)
        chip = gicv3_init(distributor, rest, m->cpu_interface.end - m->cpu_interface.start);
    else
        chip = gicv2_init(distributor, rest);
    if (!chip)
        panic("this core has no GICv3 redistributor at 0x%lx", (unsigned long)m->cpu_interface.start);
    irqchip_set(chip);
    irq_init();
    timer_init();
    kprintf("boot: %s at 0x%lx, tick %u ms\n", chip->name, (unsigned long)m->distributor.start, CONFIG_TICK_MS);
}

/* RAM without kernel (the boot part is handed out separately), device tree and user image. */
static void find_free(const struct boot_args *args, const struct machine *m)
{
    struct regions reserved = {0};
    paddr_t fdt_start = args->fdt & -(paddr_t)PAGE, fdt_end = (args->fdt + args->fdt_size + PAGE - 1) & -(paddr_t)PAGE;

    regions_add(&reserved, image_to_phys(kernel_start), image_to_phys(kernel_end));
    regions_add(&reserved, fdt_start, fdt_end);
    regions_add(&reserved, args->user_start, args->user_end);
    for (unsigned i = 0; i < m->ram_count; i++)
        regions_subtract(&free_memory, m->ram[i].start, m->ram[i].end, &reserved);
}

static void check_image(const struct boot_args *args, const struct machine *m)
{
    for (unsigned i = 0; i < m->ram_count; i++)
        if (args->user_start >= m->ram[i].start && args->user_end <= m->ram[i].end)
            return;
    panic("the root task at 0x%lx-0x%lx is not in RAM", (unsigned long)args->user_start, (unsigned long)args->user_end);
}

void boot_main(const struct boot_args *args)
{
    struct bootinfo *info;

    kernel_map_init();
    cpu_init();
    thread_init();
    if (args->fdt_size)
        kernel_map_ram(args->fdt, args->fdt + args->fdt_size);
    machine_read(&machine, args->fdt_size ? phys_to_kernel(args->fdt) : NULL, args->fdt_size);
    trim_gic(&machine);
    psci_init(machine.psci);
    plat_uart_init(kernel_map_device(machine.uart & -(paddr_t)PAGE, PAGE));
    for (unsigned i = 0; i < machine.ram_count; i++) {
        kernel_map_ram(machine.ram[i].start, machine.ram[i].end);
        kprintf("boot: RAM 0x%lx-0x%lx (%s)\n", (unsigned long)machine.ram[i].start, (unsigned long)machine.ram[i].end,
                machine.from_tree ? "device tree" : "assumed, no device tree");
    }
    check_image(args, &machine);
    start_interrupts(&machine);
    find_free(args, &machine);
    info = rootserver_create(args, &machine, &free_memory);
    kprintf("boot: %lu untyped, %lu slots free, root task enters at 0x%lx\n",
            (unsigned long)(info->untyped.end - info->untyped.start), (unsigned long)(info->empty.end - info->empty.start),
            (unsigned long)args->user_entry);
    schedule();
}
