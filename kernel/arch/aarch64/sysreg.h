/* SPDX-License-Identifier: BSD-2-Clause */
/* sysreg.h: system registers, barriers and cache instructions of AArch64 as inline functions. */
#pragma once

#include <stdint.h>

#define SYSREG_READ(fn, reg)                                                                                           \
    static inline uint64_t fn(void)                                                                                    \
    {                                                                                                                  \
        uint64_t value;                                                                                                \
        __asm__ volatile("mrs %0, " reg : "=r"(value));                                                                \
        return value;                                                                                                  \
    }
#define SYSREG_WRITE(fn, reg)                                                                                          \
    static inline void fn(uint64_t value)                                                                              \
    {                                                                                                                  \
        __asm__ volatile("msr " reg ", %0" : : "r"(value) : "memory");                                                 \
    }

SYSREG_READ(read_esr_el1, "esr_el1")
SYSREG_READ(read_far_el1, "far_el1")
SYSREG_READ(read_isr_el1, "isr_el1")
SYSREG_READ(read_mpidr_el1, "mpidr_el1")
SYSREG_READ(read_ctr_el0, "ctr_el0")
SYSREG_READ(read_dczid_el0, "dczid_el0")
SYSREG_READ(read_cntfrq_el0, "cntfrq_el0")
SYSREG_READ(read_cntvct_el0, "cntvct_el0")
SYSREG_READ(read_mmfr0_el1, "id_aa64mmfr0_el1")
SYSREG_READ(read_tpidr_el0, "tpidr_el0")
SYSREG_WRITE(write_tpidr_el0, "tpidr_el0")
SYSREG_READ(read_tpidrro_el0, "tpidrro_el0")
SYSREG_WRITE(write_tpidrro_el0, "tpidrro_el0")
SYSREG_WRITE(write_ttbr0_el1, "ttbr0_el1")
SYSREG_WRITE(write_ttbr1_el1, "ttbr1_el1")
SYSREG_READ(read_sctlr_el1, "sctlr_el1")
SYSREG_WRITE(write_sctlr_el1, "sctlr_el1")
SYSREG_WRITE(write_cpacr_el1, "cpacr_el1")
SYSREG_WRITE(write_cntkctl_el1, "cntkctl_el1")
SYSREG_WRITE(write_cntv_tval_el0, "cntv_tval_el0")
SYSREG_WRITE(write_cntv_ctl_el0, "cntv_ctl_el0")
SYSREG_WRITE(write_pmuserenr_el0, "pmuserenr_el0")
SYSREG_READ(read_dfr0_el1, "id_aa64dfr0_el1")
SYSREG_WRITE(write_mdscr_el1, "mdscr_el1")

static inline void isb(void)
{
    __asm__ volatile("isb" : : : "memory");
}
static inline void dsb_sy(void)
{
    __asm__ volatile("dsb sy" : : : "memory");
}
static inline void dsb_ish(void)
{
    __asm__ volatile("dsb ish" : : : "memory");
}
static inline void dmb_sy(void)
{
    __asm__ volatile("dmb sy" : : : "memory");
}
static inline void wfi(void)
{
    __asm__ volatile("dsb sy\n\twfi" : : : "memory");
}
/* Device registers. */
static inline uint32_t reg_read32(const volatile void *base, uint32_t offset)
{
    return *(const volatile uint32_t *)((uintptr_t)base + offset);
}
static inline void reg_write32(volatile void *base, uint32_t offset, uint32_t value)
{
    *(volatile uint32_t *)((uintptr_t)base + offset) = value;
}
static inline uint64_t reg_read64(const volatile void *base, uint32_t offset)
{
    return *(const volatile uint64_t *)((uintptr_t)base + offset);
}
static inline void reg_write64(volatile void *base, uint32_t offset, uint64_t value)
{
    *(volatile uint64_t *)((uintptr_t)base + offset) = value;
}
