/* SPDX-License-Identifier: BSD-2-Clause */
/* mmu.c: the page tables that the kernel finds at its entry.
 *
 * TTBR0 maps RAM and the devices below it to themselves in 1 GiB blocks; TTBR1 maps the kernel at its ELF addresses in
 * 2 MiB blocks, from its first one to the end of that GiB.  MAIR and TCR are a contract: kernels do not set them. */
#include "loader.h"

#define BLOCK_2M 0x200000ul
#define BLOCK_1G 0x40000000ul

enum {
    ENTRIES = 512,
    DESC_BLOCK = 1,
    DESC_TABLE = 3,
    DESC_AF = 1 << 10,
    MAIR_DEVICE = 0,  /* index: Device-nGnRnE */
    MAIR_NORMAL = 4,  /* index: write back */
    DESC_NORMAL = DESC_BLOCK | DESC_AF | MAIR_NORMAL << 2,
    DESC_DEVICE = DESC_BLOCK | DESC_AF | MAIR_DEVICE << 2,
};

/* 0 nGnRnE, 1 nGnRE, 2 GRE, 3 Normal NC, 4 Normal WB, 5 Normal WT */
#define MAIR_VALUE 0x0000aaff440c0400ul
/* 48-bit halves, 4 KiB granules, walks write back and not shareable, 16-bit ASIDs from TTBR0; IPS is added */
#define TCR_VALUE (16ul | 1ul << 8 | 1ul << 10 | 16ul << 16 | 1ul << 24 | 1ul << 26 | 2ul << 30 | 1ul << 36)

typedef uint64_t table[ENTRIES];

static table low_top __attribute__((aligned(4096))), low_gib __attribute__((aligned(4096)));
static table high_top __attribute__((aligned(4096))), high_gib __attribute__((aligned(4096)));
static table high_mib __attribute__((aligned(4096)));

static void map_low(struct range ram)
{
    low_top[0] = (uint64_t)low_gib | DESC_TABLE;
    for (uint64_t i = 0; i < ENTRIES; i++) {
        uint64_t at = i * BLOCK_1G;

        if (at < ram.end && at + BLOCK_1G > ram.start)
            low_gib[i] = at | DESC_NORMAL;
        else if (i == 0)
            low_gib[i] = at | DESC_DEVICE;
    }
}

static void map_high(const struct elf_image *kernel)
{
    uint64_t vaddr = kernel->vaddr.start;
    uint64_t paddr = kernel->paddr.start & -BLOCK_2M;

    if ((kernel->vaddr.end - 1) / BLOCK_1G != vaddr / BLOCK_1G)
        fatal("%s: crosses a 1 GiB boundary of virtual memory", kernel->name);
    if (vaddr % BLOCK_2M != kernel->paddr.start % BLOCK_2M)
        fatal("%s: virtual 0x%x and physical 0x%x differ within 2 MiB", kernel->name, vaddr, kernel->paddr.start);
    if (vaddr >> 48 != 0xffff)
        fatal("%s: linked at 0x%x, outside of the kernel's half", kernel->name, vaddr);
    high_top[vaddr >> 39 & 511] = (uint64_t)high_gib | DESC_TABLE;
    high_gib[vaddr >> 30 & 511] = (uint64_t)high_mib | DESC_TABLE;
    for (uint64_t i = vaddr >> 21 & 511; i < ENTRIES; i++, paddr += BLOCK_2M)
        high_mib[i] = paddr | DESC_NORMAL;
}

void mmu_enable(const struct elf_image *kernel, struct range ram)
{
    uint64_t mmfr0, ips;

    __asm__ volatile("mrs %0, id_aa64mmfr0_el1" : "=r"(mmfr0));
    ips = mmfr0 & 0xf;
    if (ips > 5)
        ips = 5; /* 48 bits are enough for this format */
    map_low(ram);
    map_high(kernel);
    loader_enable_mmu((uint64_t)low_top, (uint64_t)high_top, TCR_VALUE | ips << 32, MAIR_VALUE);
}

void cache_flush(struct range range)
{
    uint64_t ctr, line;

    __asm__ volatile("mrs %0, ctr_el0" : "=r"(ctr));
    line = 4ul << (ctr >> 16 & 0xf);
    for (uint64_t at = range.start & -line; at < range.end; at += line)
        __asm__ volatile("dc civac, %0" : : "r"(at) : "memory");
    __asm__ volatile("dsb sy\n\tic iallu\n\tdsb sy\n\tisb" : : : "memory");
}
