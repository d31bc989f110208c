/* SPDX-License-Identifier: BSD-2-Clause */
/* The serial line (PL011 of QEMU's virt machine), written by polling. */
#include "driver.h"
#include "format.h"

enum { PL011_PADDR = 0x09000000, PL011_DR = 0, PL011_FR = 0x18 / 4, PL011_FR_TXFF = 1 << 5 };

static volatile uint32_t *uart;

void console_init(void)
{
    seL4_CPtr frame = device_frame(PL011_PADDR);

    uart = map_here(frame, true);
}

static void put(char c)
{
    if (c == '\n')
        put('\r');
    while (uart[PL011_FR] & PL011_FR_TXFF)
        ;
    uart[PL011_DR] = (unsigned char)c;
}

void print(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    format_text(put, format, args);
    va_end(args);
}

_Noreturn void stop(const char *why)
{
    if (uart)
        print("driver: %s\n", why);
    for (;;)
        __asm__ volatile("wfi");
}
