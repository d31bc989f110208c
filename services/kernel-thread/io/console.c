/* SPDX-License-Identifier: BSD-2-Clause */
/* Requests to the console service that outlive it. */
#include "io/console.h"

#include <ipc/uart_gen.h>
#include <linux/errno.h>
#include <rt/fiber.h>

/* The new service is found only when every request to the old one has ended: a few turns of the other fibers. */
enum { TURNS = 100 };

ssize_t console_read(struct uart *dev, uint32_t port, void *buf, uint32_t count)
{
    ssize_t got = uart_read(dev, port, buf, count);

    for (unsigned i = 0; got == -EIO && i < TURNS; i++) {
        rt_yield();
        got = uart_read(dev, port, buf, count);
    }
    return got;
}

ssize_t console_write(struct uart *dev, uint32_t port, const void *buf, uint32_t count)
{
    ssize_t sent = uart_write(dev, port, buf, count);

    for (unsigned i = 0; sent == -EIO && i < TURNS; i++) {
        rt_yield();
        sent = uart_write(dev, port, buf, count);
    }
    return sent;
}
