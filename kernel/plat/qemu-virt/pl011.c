/* SPDX-License-Identifier: BSD-2-Clause */
/* pl011.c: polled output on the ARM PL011 UART (ARM DDI 0183), for kernel messages. */
#include "arch/interface.h"
#include "plat/qemu-virt/plat.h"

enum {
    UART_DR = 0x00,
    UART_FR = 0x18,
    UART_FR_TXFF = 1 << 5,
};

static volatile void *uart; /* NULL until mapped: characters are dropped */

void plat_uart_init(volatile void *registers)
{
    uart = registers;
}

static void put(char c)
{
    while (*(volatile uint32_t *)((uintptr_t)uart + UART_FR) & UART_FR_TXFF)
        ;
    *(volatile uint32_t *)((uintptr_t)uart + UART_DR) = (uint8_t)c;
}

void plat_putchar(char c)
{
    if (!uart)
        return;
    if (c == '\n')
        put('\r');
    put(c);
}
