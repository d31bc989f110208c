/* SPDX-License-Identifier: BSD-2-Clause */
/* space_count.c: how many entries an address space has, for the checker of debug builds. */
#include "arch/interface.h"
#include "pte.h"

static void count(uint64_t table, unsigned bits, struct arch_space_count *total)
{
    const pte_t *entries = phys_to_kernel(table);

    for (unsigned i = 0; i < PTE_COUNT; i++) {
        if (!(entries[i] & PTE_VALID))
            continue;
        if (bits == ARCH_PAGE_BITS || (entries[i] & PTE_KIND) != PTE_TABLE) {
            total->pages++;
            continue;
        }
        total->tables++;
        count(entries[i] & PTE_ADDRESS, bits - PTE_INDEX_BITS, total);
    }
}

void arch_space_count(uint64_t root, struct arch_space_count *total)
{
    count(root, ARCH_PAGE_BITS + 3 * PTE_INDEX_BITS, total);
}
