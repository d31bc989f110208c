/* SPDX-License-Identifier: BSD-2-Clause */
/* vspace.c: user page tables: four levels of 512 entries, 4 KiB pages, 2 MiB and 1 GiB blocks.
 *
 * Table walks go through the data caches (the loader's TCR), so a barrier is all that a new entry needs.  An entry
 * that was valid is cleared and flushed before another valid one is written (break before make). */
#include "kmap.h"
#include "pte.h"
#include "sysreg.h"
#include "thread.h"

#include "arch/switch.h"
#include "vm/vm.h"

enum { TOP_BITS = 39 };

static bool is_table(pte_t entry, unsigned bits)
{
    return bits > ARCH_PAGE_BITS && (entry & PTE_KIND) == PTE_TABLE;
}

static pte_t *entry_of(uint64_t table, uint64_t vaddr, unsigned bits)
{
    return (pte_t *)phys_to_kernel(table) + (vaddr >> bits) % PTE_COUNT;
}

pte_t *arch_walk(uint64_t root, uint64_t vaddr, unsigned *bits)
{
    pte_t *entry = entry_of(root, vaddr, TOP_BITS);

    for (*bits = TOP_BITS; is_table(*entry, *bits); entry = entry_of(*entry & PTE_ADDRESS, vaddr, *bits))
        *bits -= PTE_INDEX_BITS;
    return entry;
}

pte_t *arch_find_page_entry(uint64_t root, uint64_t vaddr)
{
    uint64_t table = root;

#pragma GCC unroll 3
    for (unsigned bits = TOP_BITS; bits > ARCH_PAGE_BITS; bits -= PTE_INDEX_BITS) {
        pte_t entry = *entry_of(table, vaddr, bits);

        if ((entry & PTE_KIND) != PTE_TABLE)
            return NULL;
        table = entry & PTE_ADDRESS;
    }
    return entry_of(table, vaddr, ARCH_PAGE_BITS);
}

pte_t *arch_find_table(uint64_t root, uint64_t vaddr, uint64_t paddr)
{
    pte_t *entry = entry_of(root, vaddr, TOP_BITS);
    unsigned bits = TOP_BITS;

    while (is_table(*entry, bits)) {
        if ((*entry & PTE_ADDRESS) == paddr)
            return entry;
        bits -= PTE_INDEX_BITS;
        entry = entry_of(*entry & PTE_ADDRESS, vaddr, bits);
    }
    return NULL;
}

bool arch_pte_is_valid(pte_t entry)
{
    return entry & PTE_VALID;
}

uint64_t arch_pte_paddr(pte_t entry)
{
    return entry & PTE_ADDRESS;
}

bool arch_pte_user_writable(pte_t entry)
{
    return (entry & PTE_AP_USER) && !(entry & PTE_AP_READ_ONLY);
}

pte_t arch_pte_page(uint64_t paddr, unsigned bits, unsigned rights, uint64_t attributes)
{
    pte_t entry = paddr | PTE_AF | PTE_NOT_GLOBAL | PTE_PXN;

    entry |= bits == ARCH_PAGE_BITS ? PTE_PAGE : PTE_BLOCK;
    entry |= attributes & ABI_ARM_PageCacheable ? PTE_NORMAL : PTE_DEVICE;
    if (attributes & ABI_ARM_ExecuteNever)
        entry |= PTE_UXN;
    if (rights & RIGHT_READ)
        entry |= PTE_AP_USER;
    if (!(rights & RIGHT_READ) || !(rights & RIGHT_WRITE))
        entry |= PTE_AP_READ_ONLY;
    return entry;
}

pte_t arch_pte_table(uint64_t paddr)
{
    return paddr | PTE_TABLE;
}

void arch_pte_fill(pte_t *at, pte_t entry)
{
    *(volatile pte_t *)at = entry;
    __asm__ volatile("dsb ishst" : : : "memory"); /* seen by walks after the return to user mode */
}

static void flush_page(unsigned asid, uint64_t vaddr)
{
    uint64_t operand = (uint64_t)asid << 48 | (vaddr >> 12 & 0xfffffffffff);

    __asm__ volatile("dsb ishst\n\ttlbi vae1, %0\n\tdsb ish\n\tisb" : : "r"(operand) : "memory");
}

void arch_pte_replace(pte_t *at, pte_t entry, unsigned asid, uint64_t vaddr)
{
    *(volatile pte_t *)at = 0;
    flush_page(asid, vaddr);
    if (entry)
        arch_pte_fill(at, entry);
}

void arch_tlb_flush_asid(unsigned asid)
{
    uint64_t operand = (uint64_t)asid << 48;

    __asm__ volatile("dsb ishst\n\ttlbi aside1, %0\n\tdsb ish\n\tisb" : : "r"(operand) : "memory");
}

unsigned arch_ptes_change(pte_t *first, uint64_t count, bool protect)
{
    unsigned changed = 0;

    for (volatile pte_t *at = first; at < first + count; at++) {
        pte_t entry = *at;

        if (!(entry & PTE_VALID) || (protect && (entry & PTE_AP_READ_ONLY)))
            continue;
        *at = protect ? entry | PTE_AP_READ_ONLY : 0; /* less access needs no break before make */
        changed++;
    }
    return changed;
}

void arch_tlb_flush_range(unsigned asid, uint64_t vaddr, uint64_t pages)
{
    uint64_t operand = (uint64_t)asid << 48 | (vaddr >> 12 & 0xfffffffffff);

    __asm__ volatile("dsb ishst" : : : "memory");
    for (uint64_t i = 0; i < pages; i++)
        __asm__ volatile("tlbi vae1, %0" : : "r"(operand + i) : "memory");
    __asm__ volatile("dsb ish\n\tisb" : : : "memory");
}

uint64_t vspace_ttbr0(struct tcb *tcb)
{
    struct cap root = tcb->slots[TCB_VSPACE].cap;

    if (!arch_can_switch_fast(tcb)) {
        if (cap_type(root) != CAP_VSPACE || vm_asid_root(cap_asid(root)) != cap_paddr(root))
            return kernel_empty_ttbr0();
        tcb->arch.ttbr0 = (uint64_t)cap_asid(root) << 48 | cap_paddr(root);
        tcb->arch.vspace_checked = this_core.arch.vspace_generation;
    }
    return tcb->arch.ttbr0;
}
