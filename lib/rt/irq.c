/* SPDX-License-Identifier: BSD-2-Clause */
/* rt/irq.c: interrupt handler capabilities and the bits they come as. */
#include <rt/irq.h>

#include <sel4/sel4.h>

#include <linux/errno.h>
#include <rt/cslot.h>
#include <rt/notify.h>
#include <rt/task.h>

int rt_irq_attach(uint32_t irq, void (*fn)(void *ctx), void *ctx)
{
    cptr_t slot = rt_cslot_alloc();
    if (slot == 0)
        return -ENOMEM;
    int bit = root_register_irq(rt_root(), irq, slot);
    if (bit < 0) {
        rt_cslot_free(slot);
        return bit;
    }
    int err = rt_on_bit((unsigned)bit, fn, ctx);
    if (err) {
        rt_cslot_delete(slot);
        return err;
    }
    return (int)slot;
}

void rt_irq_ack(int handle)
{
    seL4_IRQHandler_Ack((seL4_CPtr)handle);
}
