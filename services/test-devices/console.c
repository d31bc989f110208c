/* SPDX-License-Identifier: BSD-2-Clause */
/* Echoes org.cel4.stdin to org.cel4.stdout until it ends; writes much to org.cel4.stderr meanwhile.
 */
#include <stdlib.h>
#include <string.h>

#include <ipc/uart.h>
#include <linux/errno.h>
#include <rt/fiber.h>
#include <rt/waitq.h>
#include <wire.h>

#include "check.h"

enum { STDERR_BYTES = 1 << 20 };

static struct uart *dev;
static bool writer_done;
static struct rt_waitq done_wait;

/* 1 MiB of numbered lines of 16 bytes. */
static void write_much(void *arg)
{
    uint32_t port = (uint32_t)(uintptr_t)arg;
    char *buf = malloc(UART_MAX_BYTES);
    for (uint32_t at = 0; at < STDERR_BYTES; at += UART_MAX_BYTES) {
        for (uint32_t i = 0; i < UART_MAX_BYTES; i += 16) {
            uint32_t number = (at + i) / 16;
            memcpy(buf + i, "line           \n", 16);
            for (char *digit = buf + i + 14; number > 0; number /= 10)
                *digit-- = (char)('0' + number % 10);
        }
        CHECK_EQ("write", uart_write(dev, port, buf, UART_MAX_BYTES), UART_MAX_BYTES);
    }
    free(buf);
    writer_done = true;
    rt_waitq_wake_all(&done_wait);
}

static void echo(uint32_t in, uint32_t out)
{
    char *buf = malloc(UART_MAX_BYTES);
    ssize_t n = uart_read(dev, in, buf, UART_MAX_BYTES);
    unsigned long total = 0;
    while (n > 0) {
        CHECK_EQ("echo", uart_write(dev, out, buf, (uint32_t)n), n);
        total += (unsigned long)n;
        n = uart_read(dev, in, buf, UART_MAX_BYTES);
    }
    CHECK_EQ("end of input", n, 0);
    CHECK_EQ("end again", uart_read(dev, in, buf, 1), 0);
    CHECK_EQ("write to the closed end", uart_write(dev, in, "x", 1), -EPIPE);
    log_info("console: echoed %lu bytes", total);
    free(buf);
}

void test_console(void)
{
    dev = wire_console();
    CHECK_EQ("console wired", dev != NULL, 1);
    if (dev == NULL)
        return;
    CHECK_EQ("no such port", uart_port(dev, "org.cel4.nothing"), -ENODEV);
    CHECK_EQ("no name", uart_port(dev, ""), -ENODEV);
    int in = uart_port(dev, "org.cel4.stdin");
    int out = uart_port(dev, "org.cel4.stdout");
    int err = uart_port(dev, "org.cel4.stderr");
    CHECK_EQ("stdin", in >= 0, 1);
    CHECK_EQ("stdout", out >= 0, 1);
    CHECK_EQ("stderr", err >= 0, 1);
    if (in < 0 || out < 0 || err < 0)
        return;
    char byte;
    CHECK_EQ("read of no port", uart_read(dev, 4000000000, &byte, 1), -ENODEV);
    CHECK_EQ("read of nothing", uart_read(dev, (uint32_t)in, &byte, 0), 0);

    CHECK_EQ("fiber", rt_fiber_start(write_much, (void *)(uintptr_t)err), 0);
    echo((uint32_t)in, (uint32_t)out);
    while (!writer_done)
        rt_wait(&done_wait);
}
