/* SPDX-License-Identifier: BSD-2-Clause */
/* kmap.c: the kernel's own page tables; see kmap.h.
 *
 * They are static, since the kernel may use no memory beyond its image before it knows what is free. */
#include "kmap.h"

#include "debug/debug.h"
#include "pte.h"
#include "sysreg.h"

extern char kernel_start[], boot_data_start[], boot_end[], text_start[], rodata_start[], data_start[], kernel_end[];

typedef uint64_t table[PTE_COUNT];

static table top __attribute__((aligned(4096)));
static table gibs __attribute__((aligned(4096)));    /* the last 512 GiB: window and the kernel's GiB */
static table mibs __attribute__((aligned(4096)));    /* the kernel's GiB */
static table image __attribute__((aligned(4096)));   /* its first 2 MiB */
static table devices __attribute__((aligned(4096))); /* its last 2 MiB */
static table empty __attribute__((aligned(4096)));
static unsigned device_pages; /* of `devices` in use */

#define KERNEL_RW (PTE_VALID | PTE_AF | PTE_UXN | PTE_PXN | PTE_NORMAL)
#define KERNEL_RO (KERNEL_RW | PTE_AP_READ_ONLY)
#define KERNEL_RX (PTE_VALID | PTE_AF | PTE_UXN | PTE_AP_READ_ONLY | PTE_NORMAL)
#define KERNEL_DEVICE (PTE_VALID | PTE_AF | PTE_UXN | PTE_PXN | PTE_DEVICE)

static void map_image(const char *from, const char *to, uint64_t attributes)
{
    for (const char *p = from; p < to; p += 4096)
        image[((uint64_t)p >> 12) % PTE_COUNT] = image_to_phys(p) | attributes | PTE_PAGE;
}

static void flush_all(void)
{
    __asm__ volatile("dsb ishst\n\ttlbi vmalle1\n\tdsb ish\n\tisb" : : : "memory");
}

void kernel_map_init(void)
{
    map_image(kernel_start, boot_data_start, KERNEL_RX);
    map_image(boot_data_start, boot_end, KERNEL_RW);
    map_image(text_start, rodata_start, KERNEL_RX);
    map_image(rodata_start, data_start, KERNEL_RO);
    map_image(data_start, kernel_end, KERNEL_RW);
    top[PTE_COUNT - 1] = image_to_phys(gibs) | PTE_TABLE;
    gibs[PTE_COUNT - 1] = image_to_phys(mibs) | PTE_TABLE;
    mibs[0] = image_to_phys(image) | PTE_TABLE;
    mibs[PTE_COUNT - 1] = image_to_phys(devices) | PTE_TABLE;
    dsb_sy();
    write_ttbr1_el1(image_to_phys(top));
    isb();
    write_ttbr0_el1(kernel_empty_ttbr0());
    isb();
    flush_all();
}

void kernel_map_ram(uint64_t start, uint64_t end)
{
    for (uint64_t i = start >> 30; i < PTE_COUNT - 1 && i << 30 < end; i++)
        gibs[i] = i << 30 | KERNEL_RW | PTE_BLOCK;
    flush_all();
}

bool arch_window_has(uint64_t paddr)
{
    return paddr >> 30 < PTE_COUNT - 1 && gibs[paddr >> 30] != 0;
}

volatile void *kernel_map_device(uint64_t paddr, uint64_t bytes)
{
    unsigned pages = (unsigned)((bytes + 4095) / 4096);
    unsigned first = device_pages;

    if (pages > PTE_COUNT - first)
        return NULL;
    for (unsigned i = 0; i < pages; i++)
        devices[first + i] = (paddr + 4096ul * i) | KERNEL_DEVICE | PTE_PAGE;
    device_pages += pages;
    flush_all();
    return (volatile void *)(KERNEL_DEVICES + 4096ul * first);
}

void kernel_map_boot_done(void)
{
    for (const char *p = kernel_start; p < boot_end; p += 4096)
        image[((uint64_t)p >> 12) % PTE_COUNT] = 0;
    flush_all();
}

uint64_t kernel_empty_ttbr0(void)
{
    return image_to_phys(empty);
}
