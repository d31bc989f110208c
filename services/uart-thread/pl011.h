/* SPDX-License-Identifier: BSD-2-Clause */
/* The PL011 serial line (ARM DDI 0183). */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include <rt/waitq.h>

enum { PL011_INPUT_BYTES = 4096 }; /* a power of two */

struct pl011 {
    volatile uint32_t *regs;
    uint32_t irq_number;           /* GIC INTID */
    int irq;                       /* handle */
    char input[PL011_INPUT_BYTES]; /* ring */
    uint32_t input_in, input_out;  /* bytes ever put in, taken out */
    uint64_t lost;                 /* bytes that came while the ring was full */
    struct rt_waitq rx_wait, tx_wait;
    struct rt_mutex reader, writer; /* one at a time, in order */
};

/* regs and irq_number are set.  Leaves speed and format as they are (root-task writes its log to
 * the same line), turns the receiver and its interrupts on.  Negative errno. */
int pl011_start(struct pl011 *u);
/* As in interfaces/ipc/uart.h; they wait. */
ssize_t pl011_read(struct pl011 *u, void *buf, uint32_t count);
ssize_t pl011_write(struct pl011 *u, const void *buf, uint32_t count);
