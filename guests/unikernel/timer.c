/* SPDX-License-Identifier: BSD-2-Clause */
/* The processor's physical timer (interrupt 30): one deadline at a time. */
#include "uni.h"

enum { TIMER_IRQ = 30 };

static seL4_CPtr handler;
static uint64_t badge_bit;

static uint64_t counter(void)
{
    uint64_t value;

    __asm__ volatile("isb; mrs %0, cntpct_el0" : "=r"(value));
    return value;
}

int timer_start(void)
{
    handler = take_slot();
    int64_t bit = root_call(ROOT_REGISTER_IRQ, 2, TIMER_IRQ, handler);
    if (bit < 0)
        return (int)bit;
    badge_bit = 1ull << bit;
    return 0;
}

uint64_t timer_now_us(void)
{
    return counter() * 1000000 / info->counter_hz;
}

void timer_sleep_ms(unsigned ms)
{
    uint64_t deadline = counter() + info->counter_hz * ms / 1000;

    while (counter() < deadline) {
        seL4_Word badge = 0;
        __asm__ volatile("msr cntp_cval_el0, %0; msr cntp_ctl_el0, %1; isb" : : "r"(deadline), "r"(1ul));
        seL4_Wait(TASK_SLOT_NOTIFY, &badge);
        __asm__ volatile("msr cntp_ctl_el0, %0; isb" : : "r"(0ul));
        if (badge & badge_bit)
            seL4_IRQHandler_Ack(handler);
    }
}
