/* SPDX-License-Identifier: BSD-2-Clause */
/* Time from the physical counter, and the task's one hardware deadline: the EL1 physical timer,
 * which belongs to the task that has its interrupt (ARM DDI 0487 D13.8.16). */
#include <rt/irq.h>
#include <rt/panic.h>
#include <rt/timer.h>

#include "../../sched.h"

static struct {
    uint64_t ns_per_tick; /* 32.32 fixed point; 0: not asked yet */
    uint64_t armed_ns;    /* what the hardware is set to; RT_NEVER: off */
    int irq;              /* handle */
    bool attached;
} self = {.armed_ns = RT_NEVER};

static uint64_t ns_per_tick(void)
{
    if (self.ns_per_tick == 0) {
        uint64_t hz;
        __asm__("mrs %0, cntfrq_el0" : "=r"(hz));
        self.ns_per_tick = (1000000000ul << 32) / hz;
    }
    return self.ns_per_tick;
}

uint64_t rt_now_ns(void)
{
    uint64_t ticks;
    /* isb: the counter must not be read ahead of what came before */
    __asm__ volatile("isb\n\tmrs %0, cntpct_el0" : "=r"(ticks) : : "memory");
    return (uint64_t)(((unsigned __int128)ticks * ns_per_tick()) >> 32);
}

uint64_t rt_ticks_to_ns(uint64_t ticks)
{
    return (uint64_t)(((unsigned __int128)ticks * ns_per_tick()) >> 32);
}

uint64_t rt_ns_to_ticks(uint64_t ns)
{
    return (uint64_t)(((unsigned __int128)ns << 32) / ns_per_tick());
}

/* The first tick at which rt_now_ns() >= ns. */
static uint64_t ticks_at(uint64_t ns)
{
    unsigned __int128 scaled = ((unsigned __int128)ns << 32) + ns_per_tick() - 1;
    unsigned __int128 ticks = scaled / ns_per_tick();
    return ticks > INT64_MAX ? INT64_MAX : (uint64_t)ticks;
}

static void timer_off(void)
{
    __asm__ volatile("msr cntp_ctl_el0, xzr\n\tisb" : : : "memory");
    self.armed_ns = RT_NEVER;
}

static void on_timer(void *ctx)
{
    (void)ctx;
    timer_off(); /* before the acknowledgement: the interrupt is a level */
    rt_irq_ack(self.irq);
    timer_expire(rt_now_ns());
}

void arch_timer_arm(uint64_t deadline_ns)
{
    if (deadline_ns == self.armed_ns)
        return;
    if (deadline_ns == RT_NEVER) {
        timer_off();
        return;
    }
    if (!self.attached) {
        self.irq = rt_irq_attach(RT_TIMER_IRQ, on_timer, NULL);
        if (self.irq < 0)
            rt_panic("no timer for this task: interrupt %d gives error %d", RT_TIMER_IRQ, self.irq);
        self.attached = true;
    }
    __asm__ volatile("msr cntp_cval_el0, %0\n\tmsr cntp_ctl_el0, %1\n\tisb"
                     :
                     : "r"(ticks_at(deadline_ns)), "r"(1ul)
                     : "memory");
    self.armed_ns = deadline_ns;
}
