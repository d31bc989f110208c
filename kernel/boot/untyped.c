/* SPDX-License-Identifier: BSD-2-Clause */
/* boot/untyped.c: capabilities to all memory that the kernel does not use: devices, boot code, free RAM, in this order.
 *
 * All are handed out as "full", so that the first retype goes through the reset and zeroes what it gives away. */
#include "boot/boot.h"

#include "arch/boot.h"
#include "debug/debug.h"
#include "slot.h"

extern char kernel_start[], boot_end[];

static unsigned dropped; /* pieces for which there was no entry */

static void add(struct bootinfo *info, paddr_t paddr, unsigned bits, bool device)
{
    word_t index = info->untyped.end - info->untyped.start;

    if (index == CONFIG_UNTYPED_MAX || info->untyped.end == BIT(CONFIG_ROOT_CNODE_BITS)) {
        dropped++;
        return;
    }
    slot_put_original(rootserver_slot(info->untyped.end), cap_untyped(paddr, bits, device, BIT(bits)));
    info->untypeds[index].paddr = paddr;
    info->untypeds[index].bits = (uint8_t)bits;
    info->untypeds[index].is_device = device;
    info->untyped.end++;
}

/* Cuts a region from its start into the largest aligned powers of two. */
static void add_region(struct bootinfo *info, struct region region, bool device)
{
    while (region.start < region.end) {
        unsigned bits = 63 - (unsigned)__builtin_clzl(region.end - region.start);

        if (bits > ABI_MaxUntypedBits)
            bits = ABI_MaxUntypedBits;
        if (region.start && bits > (unsigned)__builtin_ctzl(region.start))
            bits = (unsigned)__builtin_ctzl(region.start);
        if (bits >= ABI_MinUntypedBits)
            add(info, region.start, bits, device);
        region.start += BIT(bits);
    }
}

static void add_devices(struct bootinfo *info, const struct machine *m)
{
    struct regions reserved = {0}, devices = {0};

    for (unsigned i = 0; i < m->ram.count; i++)
        regions_add(&reserved, m->ram.r[i].start, m->ram.r[i].end);
    arch_boot_reserve(&reserved);
    regions_subtract(&devices, 0, BIT(arch_boot_paddr_bits()), &reserved);
    for (unsigned i = 0; i < devices.count; i++)
        add_region(info, devices.r[i], true);
}

void untyped_create(struct bootinfo *info, const struct machine *m, const struct regions *free, word_t next)
{
    info->untyped = (struct slot_region){next, next};
    add_devices(info, m);
    add_region(info, (struct region){arch_boot_image_paddr(kernel_start), arch_boot_image_paddr(boot_end)}, false);
    for (unsigned i = 0; i < free->count; i++)
        add_region(info, free->r[i], false);
    if (dropped)
        kprintf("boot: no room for %u untyped capabilities\n", dropped);
    info->empty = (struct slot_region){info->untyped.end, BIT(CONFIG_ROOT_CNODE_BITS)};
}
