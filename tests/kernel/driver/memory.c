/* SPDX-License-Identifier: BSD-2-Clause */
/* Untyped memory, slots and scratch mappings of the root server. */
#include "driver.h"

enum { SCRATCH_VADDR = 0x20000000, SCRATCH_PAGES = 512 };

static const seL4_BootInfo *info;
static seL4_CPtr next_slot;
static seL4_CPtr scratch_frame[SCRATCH_PAGES]; /* what is mapped in each page, 0: nothing */
static bool untyped_used[CONFIG_MAX_NUM_BOOTINFO_UNTYPED_CAPS];

const seL4_BootInfo *boot_info(void)
{
    return info;
}

seL4_CPtr slot_take(size_t count)
{
    seL4_CPtr first = next_slot;

    if (first + count > info->empty.end)
        stop("no slots left");
    next_slot += count;
    return first;
}

static size_t untyped_count(void)
{
    return info->untyped.end - info->untyped.start;
}

static seL4_Error retype(seL4_CPtr from, seL4_Word type, seL4_Word bits, seL4_CPtr slot)
{
    return seL4_Untyped_Retype(from, type, bits, seL4_CapInitThreadCNode, 0, 0, slot, 1);
}

/* Takes from the smallest boot untyped that still has room. */
seL4_CPtr untyped_take(unsigned bits)
{
    seL4_CPtr slot = slot_take(1);

    for (unsigned size = bits; size <= 47; size++)
        for (size_t i = 0; i < untyped_count(); i++) {
            const seL4_UntypedDesc *u = &info->untypedList[i];
            if (!u->isDevice && u->sizeBits == size &&
                !retype(info->untyped.start + i, seL4_UntypedObject, bits, slot))
                return slot;
        }
    return 0;
}

/* Cuts the untyped at `at` up to the wanted address by making pieces of what lies before. */
static seL4_CPtr frame_inside(seL4_CPtr from, uint64_t at, uint64_t paddr)
{
    while (at < paddr) {
        unsigned bits = (unsigned)__builtin_ctzl(at | 1ul << 46);
        while (1ul << bits > paddr - at)
            bits--;
        if (retype(from, seL4_UntypedObject, bits, slot_take(1)))
            return 0;
        at += 1ul << bits;
    }
    seL4_CPtr frame = slot_take(1);
    return retype(from, seL4_ARM_SmallPageObject, 0, frame) ? 0 : frame;
}

seL4_CPtr device_frame(uint64_t paddr)
{
    for (size_t i = 0; i < untyped_count(); i++) {
        const seL4_UntypedDesc *u = &info->untypedList[i];
        if (u->isDevice && paddr >= u->paddr && paddr - u->paddr < 1ul << u->sizeBits) {
            untyped_used[i] = true;
            return frame_inside(info->untyped.start + i, u->paddr, paddr);
        }
    }
    return 0;
}

seL4_CPtr device_untyped(void)
{
    for (size_t i = 0; i < untyped_count(); i++)
        if (info->untypedList[i].isDevice && info->untypedList[i].sizeBits >= 16 && !untyped_used[i])
            return info->untyped.start + i;
    return 0;
}

void *map_here(seL4_CPtr frame, bool device)
{
    for (size_t i = 0; i < SCRATCH_PAGES; i++) {
        if (scratch_frame[i])
            continue;
        seL4_Word vaddr = SCRATCH_VADDR + i * PAGE_BYTES;
        seL4_Word attributes = device ? 0 : seL4_ARM_Default_VMAttributes;
        if (seL4_ARM_Page_Map(frame, seL4_CapInitThreadVSpace, vaddr, seL4_ReadWrite, attributes))
            stop("cannot map a scratch page");
        scratch_frame[i] = frame;
        return (void *)vaddr;
    }
    stop("no scratch page left");
}

void unmap_here(seL4_CPtr frame)
{
    for (size_t i = 0; i < SCRATCH_PAGES; i++)
        if (scratch_frame[i] == frame)
            scratch_frame[i] = 0;
    seL4_ARM_Page_Unmap(frame);
}

void memory_init(const seL4_BootInfo *boot)
{
    info = boot;
    next_slot = boot->empty.start;
    seL4_CPtr from = untyped_take(14), table = slot_take(1);
    while (!retype(from, seL4_ARM_PageTableObject, 0, table) &&
           !seL4_ARM_PageTable_Map(table, seL4_CapInitThreadVSpace, SCRATCH_VADDR,
                                   seL4_ARM_Default_VMAttributes))
        table = slot_take(1);
}
