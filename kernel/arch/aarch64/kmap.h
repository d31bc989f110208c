/* SPDX-License-Identifier: BSD-2-Clause */
/* kmap.h: the kernel's own address space.
 *
 * 0xffffff8000000000  physical window, 1 GiB blocks of Normal memory where there is RAM
 * 0xffffffffc0000000  kernel image, 4 KiB pages with the permissions of its parts
 * 0xffffffffffe00000  device registers, 4 KiB pages */
#pragma once

#include <stdint.h>

#include "arch/interface.h"

#define KERNEL_VADDR 0xffffffffc0000000ul
#define KERNEL_PADDR 0x40000000ul
#define KERNEL_DEVICES 0xffffffffffe00000ul

/* Physical address of something inside the kernel image. */
static inline uint64_t image_to_phys(const void *p)
{
    return (uint64_t)p - KERNEL_VADDR + KERNEL_PADDR;
}

/* Builds the tables with the image alone and leaves those of the loader. */
void kernel_map_init(void);
/* Adds the GiBs around [start, end) to the window. */
void kernel_map_ram(uint64_t start, uint64_t end);
/* Maps device registers; NULL when there is no room.  `paddr` is page aligned. */
volatile void *kernel_map_device(uint64_t paddr, uint64_t bytes);
/* Removes the boot part of the image, whose memory has become the user's. */
void kernel_map_boot_done(void);
/* Value for TTBR0 when no user address space is active. */
uint64_t kernel_empty_ttbr0(void);
