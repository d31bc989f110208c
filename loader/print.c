/* SPDX-License-Identifier: BSD-2-Clause */
/* print.c: the loader's messages, polled on the PL011. */
#include "loader.h"

#include <stdarg.h>

enum { UART_DR = 0x00, UART_FR = 0x18, UART_FR_TXFF = 1 << 5 };

static uint64_t uart;

void print_init(uint64_t uart_paddr)
{
    uart = uart_paddr;
}

static void put(char c)
{
    if (!uart)
        return;
    if (c == '\n')
        put('\r');
    while (*(volatile uint32_t *)(uart + UART_FR) & UART_FR_TXFF)
        ;
    *(volatile uint32_t *)(uart + UART_DR) = (uint8_t)c;
}

static void put_number(uint64_t value, unsigned base)
{
    char digits[24];
    unsigned n = 0;

    do {
        digits[n++] = "0123456789abcdef"[value % base];
        value /= base;
    } while (value);
    while (n > 0)
        put(digits[--n]);
}

static void put_string(const char *s)
{
    while (*s)
        put(*s++);
}

static void vprint(const char *format, va_list args)
{
    for (const char *f = format; *f; f++) {
        if (*f != '%') {
            put(*f);
            continue;
        }
        f++;
        if (*f == 's')
            put_string(va_arg(args, const char *));
        else if (*f == 'x')
            put_number(va_arg(args, uint64_t), 16);
        else if (*f == 'u')
            put_number(va_arg(args, uint64_t), 10);
        else
            return;
    }
}

void print(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    vprint(format, args);
    va_end(args);
}

void fatal(const char *format, ...)
{
    va_list args;

    put_string("loader: error: ");
    va_start(args, format);
    vprint(format, args);
    va_end(args);
    put_string("\n");
    for (;;)
        __asm__ volatile("wfe");
}

void loader_fault(uint64_t esr, uint64_t pc, uint64_t address);
void loader_fault(uint64_t esr, uint64_t pc, uint64_t address)
{
    fatal("exception, esr 0x%x at 0x%x, address 0x%x", esr, pc, address);
}
