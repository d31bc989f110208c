/* SPDX-License-Identifier: BSD-2-Clause */
/* main.c: place kernel, device tree and root task in RAM and enter the kernel.
 *
 * Order in RAM: kernel at its physical address, device tree on the next page, user image on the next page.  If the
 * user image does not fit below the loader, it goes behind it instead. */
#include "loader.h"

#include "boot/fdt.h"

#define PAGE 4096ul
#define FDT_TOTALSIZE 4     /* offset of that header field, big endian */
#define FDT_MAX 0x200000ul /* larger trees are taken for garbage */

static uint64_t page_up(uint64_t address)
{
    return (address + PAGE - 1) & -PAGE;
}

static bool overlap(struct range a, struct range b)
{
    return a.start < b.end && b.start < a.end;
}

/* UART and RAM come from the tree; without one, those of the QEMU virt board are assumed. */
static struct range read_tree(const struct fdt *fdt)
{
    struct fdt_walk walk;
    struct fdt_node node;
    struct range ram = {0, 0};
    uint64_t base, size;

    fdt_walk_begin(&walk, fdt);
    while (fdt_walk_next(&walk, &node)) {
        if (fdt_prop_has(&node, "compatible", "arm,pl011") && fdt_reg(&node, 0, &base, &size))
            print_init(base);
        if (!fdt_prop_has(&node, "device_type", "memory") || !fdt_reg(&node, 0, &base, &size))
            continue;
        if (ram.end == 0)
            ram = (struct range){base, base + size};
    }
    return ram;
}

static void check_places(const struct elf_image *kernel, struct range ram, struct range image)
{
    if (kernel->paddr.start < ram.start || kernel->paddr.end > ram.end)
        fatal("kernel wants 0x%x-0x%x, but RAM is 0x%x-0x%x", kernel->paddr.start, kernel->paddr.end, ram.start, ram.end);
    if (overlap(kernel->paddr, image))
        fatal("kernel at 0x%x-0x%x overlaps the loader at 0x%x-0x%x", kernel->paddr.start, kernel->paddr.end, image.start,
              image.end);
}

/* Where the device tree goes, and a copy of it there, cut to what is used: emulators leave 1 MiB of slack in it.  It
 * may lie in the way of its own copy. */
static struct range place_fdt(const struct fdt *fdt, uint64_t at)
{
    struct range place = {at, at};
    uint32_t used = fdt->structure_end > fdt->strings_end ? fdt->structure_end : fdt->strings_end;
    uint8_t *total = (uint8_t *)at + FDT_TOTALSIZE;

    if (!fdt->blob)
        return place;
    place.end = at + used;
    memmove((void *)at, fdt->blob, used);
    for (unsigned i = 0; i < 4; i++)
        total[i] = (uint8_t)(used >> (24 - 8 * i));
    return place;
}

static struct range place_user(const struct elf_image *user, struct range image, struct range ram, uint64_t at)
{
    uint64_t bytes = user->vaddr.end - user->vaddr.start;
    struct range place = {at, at + bytes};

    /* One page more: some loaders keep program headers behind the image, so kernels may expect it to be free. */
    if (overlap(place, image)) {
        at = page_up(image.end);
        place = (struct range){at, at + bytes};
    }
    if (place.end + PAGE > ram.end)
        fatal("root task needs 0x%x-0x%x, but RAM ends at 0x%x", place.start, place.end, ram.end);
    return place;
}

void loader_main(const void *tree);
void loader_main(const void *tree)
{
    struct elf_image kernel, user;
    struct fdt fdt = {0};
    struct range ram = {0x40000000, 0x80000000}, image, tree_place, user_place;
    struct boot_registers registers;
    const uint8_t *file;
    uint64_t bytes;

    print_init(0x09000000);
    if (fdt_open(&fdt, tree, FDT_MAX)) {
        struct range found = read_tree(&fdt);
        if (found.end)
            ram = found;
    } else {
        print("loader: no device tree at 0x%x; assuming 1 GiB at 0x40000000\n", (uint64_t)tree);
    }
    image = payload_image_range();
    file = payload_find("kernel.elf", &bytes);
    elf_open(&kernel, "kernel.elf", file, bytes);
    file = payload_find("root-task.elf", &bytes);
    elf_open(&user, "root-task.elf", file, bytes);
    check_places(&kernel, ram, image);
    mmu_enable(&kernel, ram);

    /* The tree first: the user image may be loaded over the place where it lies now. */
    tree_place = place_fdt(&fdt, page_up(kernel.paddr.end));
    if (overlap(tree_place, image) || tree_place.end > ram.end)
        fatal("no room for the device tree behind the kernel at 0x%x", tree_place.start);
    user_place = place_user(&user, image, ram, page_up(tree_place.end));
    elf_load_physical(&kernel);
    elf_load_contiguous(&user, user_place.start);
    cache_flush(kernel.paddr);
    cache_flush(tree_place);
    cache_flush(user_place);

    registers = (struct boot_registers){
        .user_start = user_place.start,
        .user_end = user_place.end,
        .user_offset = user_place.start - user.vaddr.start,
        .user_entry = user.entry,
        .fdt = fdt.blob ? tree_place.start : 0,
        .fdt_size = tree_place.end - tree_place.start,
    };
    print("loader: kernel 0x%x-0x%x, device tree 0x%x, root task 0x%x-0x%x (entry 0x%x)\n", kernel.paddr.start,
          kernel.paddr.end, registers.fdt, registers.user_start, registers.user_end, registers.user_entry);
    loader_jump(kernel.entry, &registers);
}
