/* SPDX-License-Identifier: BSD-2-Clause */
/* uart: byte streams to the outside: the lines of a serial device or the ports of a virtio console.
 * Ports count from 0.  A read waits for at least one byte; the service keeps at most one reader and
 * one writer a port busy at a time, others queue. */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "annot.h"

IFACE(uart)
struct uart;

enum { UART_MAX_BYTES = 4096 /* in one request */ };

/* Returns the port of that name ("pl011" or a virtio port name), -ENODEV if there is none. */
int uart_port(struct uart *dev, const char *name);
/* Reads up to count bytes: returns how many, 0 at end of file (the other side has closed). */
ssize_t uart_read(struct uart *dev, uint32_t port, void *buf OUT_BYTES(count), uint32_t count);
/* Writes count bytes and returns count when the device has taken them all; -EPIPE if nobody is there. */
ssize_t uart_write(struct uart *dev, uint32_t port, const void *buf IN_BYTES(count), uint32_t count);
