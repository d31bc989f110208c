/* SPDX-License-Identifier: BSD-2-Clause */
/* timer.c: the kernel tick from the EL1 virtual timer. */
#include "cpu.h"
#include "sysreg.h"

#include "arch/interface.h"
#include "config.h"

static uint64_t tick_cycles;

void timer_init(void)
{
    tick_cycles = read_cntfrq_el0() * CONFIG_TICK_MS / 1000;
    timer_tick_arm();
    write_cntv_ctl_el0(1);
    irq_unmask(IRQ_TIMER);
}

bool irq_pending(void)
{
    return read_isr_el1() & 1 << 7; /* ISR_EL1.I */
}

void timer_tick_arm(void)
{
    write_cntv_tval_el0(tick_cycles);
    isb(); /* the line is low again before the interrupt is ended */
}
