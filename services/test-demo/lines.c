/* SPDX-License-Identifier: BSD-2-Clause */
/* Tests of the interface uart, every operation: the serial line, where the host types a line when it is asked, and a port
 * of the virtio console that the host echoes. */
#include <string.h>

#include <ipc/uart.h>
#include <linux/errno.h>
#include <rt/log.h>
#include <wire.h>

#include "test.h"

/* Reads exactly count bytes; how many came before the end. */
static uint32_t read_all(struct uart *dev, uint32_t port, char *buf, uint32_t count)
{
    uint32_t done = 0;

    while (done < count) {
        ssize_t got = uart_read(dev, port, buf + done, count - done);
        if (got <= 0)
            break;
        done += (uint32_t)got;
    }
    return done;
}

void test_uart(void)
{
    static const char said[] = "test-demo says this itself\r\n", wanted[] = "typed by the host\r";
    struct uart *dev = wire_uart();
    char line[sizeof(wanted)];

    CHECK(dev != NULL);
    if (dev == NULL)
        return;
    CHECK_EQ(uart_port(dev, "pl011"), 0);
    CHECK_EQ(uart_port(dev, "org.cel4.echo"), -ENODEV);
    CHECK_EQ(uart_read(dev, 1, line, 1), -ENODEV);
    CHECK_EQ(uart_write(dev, 1, line, 1), -ENODEV);
    CHECK_EQ(uart_write(dev, 0, said, sizeof(said) - 1), sizeof(said) - 1);
    log_info("type now");
    CHECK_EQ(read_all(dev, 0, line, sizeof(wanted) - 1), sizeof(wanted) - 1);
    CHECK_EQ(memcmp(line, wanted, sizeof(wanted) - 1), 0);
}

void test_console(void)
{
    enum { ROUNDS = 20 };
    static char out[UART_MAX_BYTES + 1], in[UART_MAX_BYTES];
    struct uart *dev = wire_console();

    CHECK(dev != NULL);
    if (dev == NULL)
        return;
    CHECK_EQ(uart_port(dev, "pl011"), -ENODEV);
    int port = uart_port(dev, "org.cel4.echo");
    CHECK(port >= 0);
    if (port < 0)
        return;
    for (unsigned round = 0; round < ROUNDS; round++) {
        for (unsigned i = 0; i < UART_MAX_BYTES; i++)
            out[i] = (char)(i * 3 + i / 256 + round);
        CHECK_EQ(uart_write(dev, (uint32_t)port, out, UART_MAX_BYTES), UART_MAX_BYTES);
        CHECK_EQ(read_all(dev, (uint32_t)port, in, UART_MAX_BYTES), UART_MAX_BYTES);
        CHECK_EQ(memcmp(in, out, UART_MAX_BYTES), 0);
    }
    CHECK_EQ(uart_write(dev, (uint32_t)port, out, UART_MAX_BYTES + 1), -EINVAL);
}
