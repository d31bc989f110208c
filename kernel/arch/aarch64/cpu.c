/* SPDX-License-Identifier: BSD-2-Clause */
/* cpu.c: system registers that the kernel sets once, and stopping the machine. */
#include "cpu.h"
#include "sysreg.h"

#include "arch/interface.h"
#include "config.h"

#define SCTLR_M (1ul << 0)
#define SCTLR_A (1ul << 1)
#define SCTLR_C (1ul << 2)
#define SCTLR_SA (1ul << 3)
#define SCTLR_SA0 (1ul << 4)
#define SCTLR_UMA (1ul << 9)
#define SCTLR_I (1ul << 12)
#define SCTLR_DZE (1ul << 14)
#define SCTLR_UCT (1ul << 15)
#define SCTLR_NTWI (1ul << 16)
#define SCTLR_NTWE (1ul << 18)
#define SCTLR_WXN (1ul << 19)
#define SCTLR_E0E (1ul << 24)
#define SCTLR_EE (1ul << 25)
#define SCTLR_UCI (1ul << 26)

/* What user mode may read of the generic timer (CNTKCTL_EL1). */
enum { EL0PCTEN = 1 << 0, EL0VCTEN = 1 << 1, EL0VTEN = 1 << 8, EL0PTEN = 1 << 9 };

uint64_t cpu_user_timer_bits(bool open)
{
    uint64_t timer = (CONFIG_EXPORT_VTMR_USER ? EL0VTEN : 0) | (CONFIG_EXPORT_PTMR_USER ? EL0PTEN : 0);

    return (CONFIG_EXPORT_PCNT_USER ? EL0PCTEN : 0) | (CONFIG_EXPORT_VCNT_USER ? EL0VCTEN : 0) |
           (open ? timer : 0);
}

void cpu_user_timer(bool open)
{
    write_cntkctl_el1(cpu_user_timer_bits(open));
}

void cpu_init(void)
{
    uint64_t sctlr = read_sctlr_el1();
    uint64_t pmu = read_dfr0_el1() >> 8 & 0xf;

    sctlr |= SCTLR_M | SCTLR_C | SCTLR_I | SCTLR_SA | SCTLR_DZE | SCTLR_UCT | SCTLR_NTWI | SCTLR_NTWE | SCTLR_UCI;
    sctlr &= ~(SCTLR_A | SCTLR_SA0 | SCTLR_UMA | SCTLR_WXN | SCTLR_E0E | SCTLR_EE);
    write_sctlr_el1(sctlr);
    cpu_user_timer(true);
    write_mdscr_el1(0);
    if (pmu != 0 && pmu != 0xf)
        write_pmuserenr_el0(CONFIG_EXPORT_PMU_USER);
    isb();
}

unsigned cpu_paddr_bits(void)
{
    static const uint8_t bits[] = {32, 36, 40, 42, 44};
    uint64_t range = read_mmfr0_el1() & 0xf;

    return range < sizeof(bits) ? bits[range] : 44;
}

void arch_halt(void)
{
    for (;;)
        wfi();
}
