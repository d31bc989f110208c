/* SPDX-License-Identifier: BSD-2-Clause */
/* loader.h: the parts of the loader.
 *
 * The loader is the first code in the boot image.  It places an unchanged kernel.elf, the device tree and the root
 * task's ELF in RAM, makes the first page tables and enters the kernel by the documented protocol, so that other
 * kernels of the same interface can be put in the image.  One core, no interrupts, everything that fails is fatal. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* x0..x5 at the kernel's entry. */
struct boot_registers {
    uint64_t user_start, user_end; /* physical, page aligned, end exclusive */
    uint64_t user_offset;          /* physical minus virtual address of the user image */
    uint64_t user_entry;           /* virtual */
    uint64_t fdt, fdt_size;        /* physical; 0, 0 if there is none */
};

struct range {
    uint64_t start, end; /* end exclusive */
};

/* ---- print.c: polled PL011; %s %x (64 bit) %u only ---- */
void print_init(uint64_t uart_paddr);
void print(const char *format, ...);
/* Says why and stops for ever. */
void fatal(const char *format, ...) __attribute__((noreturn));

/* ---- payload.c: what tools/mkimage appended ---- */
/* The file of that name inside the image; fatal if it is missing. */
const uint8_t *payload_find(const char *name, uint64_t *bytes);
/* What the image occupies in RAM, payload included. */
struct range payload_image_range(void);

/* ---- elf.c ---- */
struct elf_image {
    const char *name;
    const uint8_t *file;
    uint64_t bytes;
    struct range vaddr; /* lowest to highest address of the loadable segments, page aligned */
    struct range paddr; /* the same by p_paddr */
    uint64_t entry;
};
/* Checks the file and fills `elf`; fatal with the reason if it is not a loadable AArch64 ELF. */
void elf_open(struct elf_image *elf, const char *name, const uint8_t *file, uint64_t bytes);
/* Copies the segments to where they belong: by p_paddr, or contiguously by p_vaddr from `base`; gaps are zeroed. */
void elf_load_physical(const struct elf_image *elf);
void elf_load_contiguous(const struct elf_image *elf, uint64_t base);

/* ---- mmu.c ---- */
/* Identity map of devices and RAM, kernel segment map, MMU and caches on. */
void mmu_enable(const struct elf_image *kernel, struct range ram);
/* Writes back and invalidates, so that code and data are in RAM and fetchable. */
void cache_flush(struct range range);

/* ---- head.S ---- */
void loader_enable_mmu(uint64_t ttbr0, uint64_t ttbr1, uint64_t tcr, uint64_t mair);
void loader_jump(uint64_t entry, const struct boot_registers *registers) __attribute__((noreturn));

/* ---- mem.c ---- */
void *memcpy(void *to, const void *from, size_t bytes);
void *memmove(void *to, const void *from, size_t bytes);
void *memset(void *to, int value, size_t bytes);
int memcmp(const void *a, const void *b, size_t bytes);
