/* SPDX-License-Identifier: BSD-2-Clause */
/* arch/boot.h: what the start of the kernel asks of the machine, in this order. */
#pragma once

#include <stdint.h>

#include "boot/fdt.h"
#include "boot/regions.h"

/* The kernel's own page tables with the image alone, and the system registers that the boot protocol leaves to us. */
void arch_boot_begin(void);
/* Adds RAM to the physical window. */
void arch_boot_map_ram(uint64_t start, uint64_t end);
/* Maps device registers; panics when there is no room.  `paddr` is page aligned. */
volatile void *arch_boot_map_device(uint64_t paddr, uint64_t bytes);
/* Shown each node of the device tree: interrupt controller and firmware are the machine's business. */
void arch_boot_read_node(const struct fdt_node *node);
/* Starts the interrupt controller, everything masked; returns its name. */
const char *arch_boot_start_interrupts(void);
/* Starts the kernel tick. */
void arch_boot_start_tick(void);
/* Adds the device memory that the kernel keeps for itself. */
void arch_boot_reserve(struct regions *list);
/* Physical addresses that users get as device memory end at 2^this. */
unsigned arch_boot_paddr_bits(void);
/* Physical address of something in the kernel image. */
uint64_t arch_boot_image_paddr(const void *p);
