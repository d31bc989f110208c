/* SPDX-License-Identifier: BSD-2-Clause */
/* boot/main.c: the order of the kernel's start. */
#include "boot/boot.h"

#include "arch/boot.h"
#include "debug/debug.h"
#include "irq.h"
#include "plat/qemu-virt/plat.h"
#include "sched.h"

extern char kernel_start[], boot_end[], kernel_end[];

enum { PAGE = 4096 };

void boot_main(const struct boot_args *args);

static struct machine machine;
static struct regions free_memory;

/* RAM without kernel (the boot part is handed out separately), device tree and user image. */
static void find_free(const struct boot_args *args, const struct machine *m)
{
    struct regions reserved = {0};
    paddr_t fdt_start = args->fdt & -(paddr_t)PAGE, fdt_end = (args->fdt + args->fdt_size + PAGE - 1) & -(paddr_t)PAGE;

    regions_add(&reserved, arch_boot_image_paddr(kernel_start), arch_boot_image_paddr(kernel_end));
    regions_add(&reserved, fdt_start, fdt_end);
    regions_add(&reserved, args->user_start, args->user_end);
    for (unsigned i = 0; i < m->ram.count; i++)
        regions_subtract(&free_memory, m->ram.r[i].start, m->ram.r[i].end, &reserved);
}

static void check_image(const struct boot_args *args, const struct machine *m)
{
    for (unsigned i = 0; i < m->ram.count; i++)
        if (args->user_start >= m->ram.r[i].start && args->user_end <= m->ram.r[i].end)
            return;
    panic("the root task at 0x%lx-0x%lx is not in RAM", (unsigned long)args->user_start, (unsigned long)args->user_end);
}

/* Messages are possible from here on. */
static void read_machine(const struct boot_args *args)
{
    if (args->fdt_size)
        arch_boot_map_ram(args->fdt, args->fdt + args->fdt_size);
    machine_read(&machine, args->fdt_size ? phys_to_kernel(args->fdt) : NULL, args->fdt_size);
    plat_uart_init(arch_boot_map_device(machine.uart & -(paddr_t)PAGE, PAGE));
    for (unsigned i = 0; i < machine.ram.count; i++) {
        struct region ram = machine.ram.r[i];

        arch_boot_map_ram(ram.start, ram.end);
        kprintf("boot: RAM 0x%lx-0x%lx (%s)\n", (unsigned long)ram.start, (unsigned long)ram.end,
                machine.from_tree ? "device tree" : "assumed, no device tree");
    }
}

static void start_interrupts(void)
{
    const char *name = arch_boot_start_interrupts();

    irq_init();
    arch_boot_start_tick();
    kprintf("boot: %s, tick %u ms\n", name, CONFIG_TICK_MS);
}

void boot_main(const struct boot_args *args)
{
    struct bootinfo *info;

    arch_boot_begin();
    read_machine(args);
    check_image(args, &machine);
    start_interrupts();
    find_free(args, &machine);
    info = rootserver_create(args, &machine, &free_memory);
    kprintf("boot: %lu untyped, %lu slots free, root task enters at 0x%lx\n",
            (unsigned long)(info->untyped.end - info->untyped.start), (unsigned long)(info->empty.end - info->empty.start),
            (unsigned long)args->user_entry);
    schedule();
}
