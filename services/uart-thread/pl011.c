/* SPDX-License-Identifier: BSD-2-Clause */
/* uart-thread/pl011.c: input goes through a ring that the interrupt fills; output goes straight
 * into the device's FIFO, and the transmit interrupt is on only while a writer waits for room. */
#include "pl011.h"

#include <linux/errno.h>
#include <rt/irq.h>

enum pl011_reg { /* ARM DDI 0183, table 3-1 */
                 UART_DR = 0x00,
                 UART_FR = 0x18,
                 UART_LCR_H = 0x2c,
                 UART_CR = 0x30,
                 UART_IMSC = 0x38,
                 UART_MIS = 0x40,
                 UART_ICR = 0x44,
};

enum {
    FR_RX_EMPTY = 1 << 4,
    FR_TX_FULL = 1 << 5,

    LCR_FIFO = 1 << 4,

    CR_ENABLE = 1 << 0,
    CR_TX = 1 << 8,
    CR_RX = 1 << 9,

    INT_RX = 1 << 4,
    INT_TX = 1 << 5,
    INT_RX_TIMEOUT = 1 << 6,
    INT_ALL = 0x7ff,

    DR_BYTE = 0xff, /* above it: break and error bits */
};

static uint32_t reg_read(const struct pl011 *u, enum pl011_reg reg)
{
    return u->regs[reg / 4];
}

static void reg_write(struct pl011 *u, enum pl011_reg reg, uint32_t value)
{
    u->regs[reg / 4] = value;
}

static void take_input(struct pl011 *u)
{
    bool any = false;
    while (!(reg_read(u, UART_FR) & FR_RX_EMPTY)) {
        char byte = (char)(reg_read(u, UART_DR) & DR_BYTE);
        if (u->input_in - u->input_out == PL011_INPUT_BYTES) {
            u->lost++;
            continue;
        }
        u->input[u->input_in++ % PL011_INPUT_BYTES] = byte;
        any = true;
    }
    if (any)
        rt_waitq_wake_all(&u->rx_wait);
}

static void on_interrupt(void *ctx)
{
    struct pl011 *u = ctx;
    uint32_t why = reg_read(u, UART_MIS);
    reg_write(u, UART_ICR, why);
    take_input(u);
    if (why & INT_TX) {
        reg_write(u, UART_IMSC, INT_RX | INT_RX_TIMEOUT);
        rt_waitq_wake_all(&u->tx_wait);
    }
    rt_irq_ack(u->irq);
}

int pl011_start(struct pl011 *u)
{
    u->irq = rt_irq_attach(u->irq_number, on_interrupt, u);
    if (u->irq < 0)
        return u->irq;
    reg_write(u, UART_LCR_H, reg_read(u, UART_LCR_H) | LCR_FIFO);
    reg_write(u, UART_CR, reg_read(u, UART_CR) | CR_ENABLE | CR_TX | CR_RX);
    reg_write(u, UART_ICR, INT_ALL);
    reg_write(u, UART_IMSC, INT_RX | INT_RX_TIMEOUT);
    take_input(u); /* what came before: it would raise no interrupt below the FIFO's mark */
    return 0;
}

ssize_t pl011_read(struct pl011 *u, void *buf, uint32_t count)
{
    char *out = buf;
    uint32_t n = 0;
    if (count == 0)
        return 0;
    rt_mutex_lock(&u->reader);
    while (u->input_in == u->input_out)
        rt_wait(&u->rx_wait);
    while (n < count && u->input_in != u->input_out)
        out[n++] = u->input[u->input_out++ % PL011_INPUT_BYTES];
    rt_mutex_unlock(&u->reader);
    return n;
}

ssize_t pl011_write(struct pl011 *u, const void *buf, uint32_t count)
{
    const char *in = buf;
    rt_mutex_lock(&u->writer);
    for (uint32_t n = 0; n < count;) {
        if (!(reg_read(u, UART_FR) & FR_TX_FULL)) {
            reg_write(u, UART_DR, (uint8_t)in[n++]);
            continue;
        }
        reg_write(u, UART_IMSC, INT_RX | INT_RX_TIMEOUT | INT_TX);
        rt_wait(&u->tx_wait);
    }
    rt_mutex_unlock(&u->writer);
    return count;
}
