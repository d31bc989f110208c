/* SPDX-License-Identifier: BSD-2-Clause */
/* Requests to the console service that outlive it: one that ends with -EIO because the service was made again is repeated.
 * What was on its way then may be lost (input) or come twice (output).  -EIO when the service stays away. */
#pragma once
#include <stdint.h>
#include <sys/types.h>

struct uart;

/* As uart_read and uart_write; they wait. */
ssize_t console_read(struct uart *dev, uint32_t port, void *buf, uint32_t count);
ssize_t console_write(struct uart *dev, uint32_t port, const void *buf, uint32_t count);
