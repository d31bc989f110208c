/* SPDX-License-Identifier: BSD-2-Clause */
/* The host types 100 lines on the serial line when it sees "type now"; each must arrive whole. */
#include <stdio.h>
#include <string.h>

#include <ipc/uart.h>
#include <linux/errno.h>
#include <wire.h>

#include "check.h"

static int read_line(struct uart *dev, char *line, size_t bytes)
{
    size_t n = 0;
    while (n + 1 < bytes) {
        ssize_t got = uart_read(dev, 0, line + n, 1);
        if (got != 1)
            return (int)got;
        if (line[n] == '\r')
            break;
        n++;
    }
    line[n] = '\0';
    return 0;
}

void test_uart(void)
{
    struct uart *dev = wire_uart();
    CHECK_EQ("uart wired", dev != NULL, 1);
    if (dev == NULL)
        return;
    CHECK_EQ("port", uart_port(dev, "pl011"), 0);
    CHECK_EQ("no such port", uart_port(dev, "org.cel4.stdin"), -ENODEV);
    CHECK_EQ("read of no port", uart_read(dev, 1, NULL, 0), -ENODEV);
    log_info("type now");
    for (int i = 0; i < 100; i++) {
        char line[80], want[80];
        snprintf(want, sizeof(want), "typed line number %d", i);
        CHECK_EQ("line", read_line(dev, line, sizeof(line)), 0);
        CHECK_EQ(want, strcmp(line, want), 0);
    }
    static const char text[] = "serial line says: first\r\nserial line says: last\r\n";
    CHECK_EQ("write", uart_write(dev, 0, text, sizeof(text) - 1), sizeof(text) - 1);
}
