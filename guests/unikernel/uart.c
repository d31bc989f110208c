/* SPDX-License-Identifier: BSD-2-Clause */
/* PL011 (ARM DDI 0183): output by polling, input by interrupt. */
#include "uni.h"

enum { DR = 0x00, FR = 0x18, CR = 0x30, IMSC = 0x38, ICR = 0x44 };
enum { FR_RX_EMPTY = 1 << 4, FR_TX_FULL = 1 << 5, CR_ON = 1 << 0 | 1 << 8 | 1 << 9, INT_RX = 1 << 4 };

static volatile uint32_t *regs;
static seL4_CPtr handler;

int uart_start(void)
{
    const struct task_mem *mem = find_mem("arm,pl011");

    if (!mem)
        return -19;
    regs = (volatile uint32_t *)mem->vaddr;
    handler = take_slot();
    int64_t bit = root_call(ROOT_REGISTER_IRQ, 2, mem->irq, handler);
    if (bit < 0)
        return (int)bit;
    regs[CR / 4] = CR_ON;
    regs[IMSC / 4] = INT_RX;
    return 0;
}

static void put(char c)
{
    while (regs[FR / 4] & FR_TX_FULL)
        ;
    regs[DR / 4] = (unsigned char)c;
}

void uart_write(const char *text)
{
    for (; *text; text++) {
        if (*text == '\n')
            put('\r');
        put(*text);
    }
}

static char get(void)
{
    while (regs[FR / 4] & FR_RX_EMPTY) {
        seL4_Word badge;
        seL4_Wait(TASK_SLOT_NOTIFY, &badge);
        regs[ICR / 4] = INT_RX;
        seL4_IRQHandler_Ack(handler);
    }
    return (char)regs[DR / 4];
}

unsigned uart_read_line(char *line, unsigned bytes)
{
    unsigned length = 0;

    for (char c = get(); c != '\r' && c != '\n'; c = get())
        if (length + 1 < bytes)
            line[length++] = c;
    line[length] = 0;
    return length;
}
