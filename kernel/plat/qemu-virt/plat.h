/* SPDX-License-Identifier: BSD-2-Clause */
/* plat.h: QEMU's "virt" board: what is assumed when no device tree says otherwise. */
#pragma once

#include <stdint.h>

#define PLAT_RAM_BASE 0x40000000ul
#define PLAT_RAM_SIZE 0x40000000ul
#define PLAT_UART_PADDR 0x09000000ul
#define PLAT_GICD_PADDR 0x08000000ul
#define PLAT_GICC_PADDR 0x08010000ul

/* Where the polled UART is mapped.  Called once. */
void plat_uart_init(volatile void *registers);
