/* SPDX-License-Identifier: BSD-2-Clause */
/* The log writer.  It drives the PL011's data register and transmit-full flag only, so it works beside a
 * uart-thread that owns the interrupt and the receiver. */
#include "console.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <rt/log.h>

#include "machine.h"

/* ARM DDI 0183, table 3-1 */
enum { UARTDR = 0x00, UARTFR = 0x18, UARTFR_TXFF = 1 << 5 };
enum { EARLY_BYTES = 4096, COUNTER_OLD_S = 60 };

static volatile uint32_t *uart;
static char early[EARLY_BYTES]; /* what was said before the UART was mapped */
static size_t early_bytes;
static uint64_t time_zero;
static uint64_t counter_hz;
static bool no_counter;

void console_without_counter(void)
{
    no_counter = true;
}

uint64_t console_time_zero(void)
{
    if (!counter_hz) {
        counter_hz = machine_counter_hz();
        /* a counter that started with the machine shows loader and kernel too; an older one would only confuse */
        uint64_t now = machine_counter();
        time_zero = now / counter_hz < COUNTER_OLD_S ? 0 : now;
    }
    return time_zero;
}

uint64_t console_now_us(void)
{
    if (no_counter)
        return 0;

    uint64_t zero = console_time_zero();

    return (machine_counter() - zero) * 1000000 / counter_hz;
}

static void put(char c)
{
    if (!uart) {
        if (early_bytes < sizeof(early))
            early[early_bytes++] = c;
        return;
    }
    while (uart[UARTFR / 4] & UARTFR_TXFF)
        ;
    uart[UARTDR / 4] = (unsigned char)c;
}

static void put_bytes(const char *text, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        put(text[i]);
}

void console_open(uint64_t registers)
{
    uart = (volatile uint32_t *)registers;
    if (uart)
        put_bytes(early, early_bytes);
}

static void write_line(const char *sender, const char *line, size_t bytes)
{
    char head[64];
    uint64_t us = console_now_us();
    int used = snprintf(head, sizeof(head), "[%4lu.%03lu] %s: ", us / 1000000, us / 1000 % 1000, sender);

    put_bytes(head, (size_t)used);
    for (size_t i = 0; i < bytes; i++) {
        unsigned char c = (unsigned char)line[i];
        put(c == '\t' || (c >= 0x20 && c != 0x7f) ? (char)c : '?');
    }
    put('\r');
    put('\n');
}

void console_write(const char *sender, const char *text, size_t bytes)
{
    const char *end = text + bytes;

    while (text < end) {
        const char *newline = memchr(text, '\n', (size_t)(end - text));
        const char *stop = newline ? newline : end;
        write_line(sender, text, (size_t)(stop - text));
        text = newline ? newline + 1 : end;
    }
}

/* Lines of root-task itself (lib/rt log.c). */
void rt_log_write(const char *line, size_t bytes)
{
    console_write("root", line, bytes);
}
