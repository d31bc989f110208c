/* SPDX-License-Identifier: BSD-2-Clause */
/* cache.c: cache maintenance by address.
 *
 * Data caches behave as physically tagged, so RAM is maintained through the kernel's window.  Memory outside of it
 * (device frames) has only the user's mapping, for which the user's tables are loaded for a moment. */
#include "kmap.h"
#include "pte.h"
#include "sysreg.h"

enum { CTR_L1IP_SHIFT = 14, L1IP_PIPT = 3 };

#define FOR_LINES(instruction, start, end, line)                                                                       \
    for (uint64_t at_ = (start) & -(uint64_t)(line); at_ < (end); at_ += (line))                                       \
    __asm__ volatile(instruction ", %0" : : "r"(at_) : "memory")

static uint64_t data_line(void)
{
    return 4ul << (read_ctr_el0() >> 16 & 0xf);
}

static uint64_t instruction_line(void)
{
    return 4ul << (read_ctr_el0() & 0xf);
}

/* Virtually indexed instruction caches keep the user's alias elsewhere: those are emptied. */
static void unify(uint64_t start, uint64_t end)
{
    FOR_LINES("dc cvau", start, end, data_line());
    dsb_ish();
    if ((read_ctr_el0() >> CTR_L1IP_SHIFT & 3) == L1IP_PIPT)
        FOR_LINES("ic ivau", start, end, instruction_line());
    else
        __asm__ volatile("ic iallu" : : : "memory");
    dsb_ish();
    isb();
}

static void maintain(enum cache_op op, uint64_t start, uint64_t end)
{
    switch (op) {
    case CACHE_CLEAN:
        FOR_LINES("dc cvac", start, end, data_line());
        break;
    case CACHE_INVALIDATE:
        dsb_sy(); /* writes by others before this are not lost with the line */
        FOR_LINES("dc ivac", start, end, data_line());
        break;
    case CACHE_CLEAN_INVALIDATE:
        FOR_LINES("dc civac", start, end, data_line());
        break;
    case CACHE_UNIFY:
        unify(start, end);
        break;
    }
    dsb_sy();
}

void arch_cache_user_range(enum cache_op op, uint64_t root, unsigned asid, uint64_t vaddr, uint64_t paddr, uint64_t bytes)
{
    uint64_t alias = (uint64_t)phys_to_kernel(paddr);
    uint64_t before;

    if (arch_window_has(paddr)) {
        maintain(op, alias, alias + bytes);
        return;
    }
    __asm__ volatile("mrs %0, ttbr0_el1" : "=r"(before));
    write_ttbr0_el1((uint64_t)asid << 48 | root);
    isb();
    maintain(op, vaddr, vaddr + bytes);
    write_ttbr0_el1(before);
    isb();
}

void arch_clean_range(void *start, size_t bytes)
{
    maintain(CACHE_CLEAN, (uint64_t)start, (uint64_t)start + bytes);
}
