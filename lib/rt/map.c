/* SPDX-License-Identifier: BSD-2-Clause */
/* Objects and mappings made by the task itself.
 *
 * Objects are cut from a chunk of untyped memory; the kernel keeps the chunk's fill mark, so "full" is its
 * NotEnoughMemory answer, and then the next chunk is asked for. */
#include <sel4/sel4.h>

#include <linux/errno.h>
#include <rt/cslot.h>
#include <rt/errno.h>
#include <rt/map.h>
#include <rt/memory.h>
#include <rt/task.h>

enum {
    CHUNK_BITS = 18,
    PAGE_BYTES = 4096,
    BATCH_PAGES = 16,
    TABLE_LEVELS = 3,
};

static cptr_t chunk; /* untyped of 2^CHUNK_BITS, or 0 */

static int chunk_new(void)
{
    uint64_t paddr;
    cptr_t slot = rt_cslot_alloc();

    if (!slot)
        return -ENOMEM;
    int err = rt_untyped(CHUNK_BITS, slot, &paddr);
    if (err) {
        rt_cslot_free(slot);
        return err;
    }
    chunk = slot;
    return 0;
}

static seL4_Error retype(seL4_ObjectType type, unsigned size_bits, unsigned count, cptr_t first)
{
    if (!chunk)
        return seL4_NotEnoughMemory;
    return seL4_Untyped_Retype(chunk, type, size_bits, TASK_SLOT_CNODE, rt_cslot_leaf(first),
                               TASK_LEAF_DEPTH, rt_cslot_offset(first), count);
}

int rt_objects_new(seL4_ObjectType type, unsigned size_bits, unsigned count, cptr_t *first)
{
    cptr_t slots = rt_cslot_alloc_range(count);
    int err = 0;

    if (!slots)
        return -ENOMEM;

    seL4_Error error = retype(type, size_bits, count, slots);
    if (error == seL4_NotEnoughMemory) {
        err = chunk_new();
        if (err)
            goto free_slots;
        error = retype(type, size_bits, count, slots);
    }
    err = rt_errno(error);
    if (err)
        goto free_slots;
    *first = slots;
    return 0;

free_slots:
    rt_cslot_free_range(slots, count);
    return err;
}

int rt_object_new(seL4_ObjectType type, unsigned size_bits, cptr_t *slot)
{
    return rt_objects_new(type, size_bits, 1, slot);
}

/* Puts one page table at the first missing level on the way to vaddr. */
static int table_new(uintptr_t vaddr)
{
    cptr_t table;
    int err = rt_object_new(seL4_ARM_PageTableObject, 0, &table);

    if (err)
        return err;
    err = rt_errno(
        seL4_ARM_PageTable_Map(table, TASK_SLOT_VSPACE, vaddr, seL4_ARM_Default_VMAttributes));
    if (err)
        rt_cslot_delete(table);
    return err;
}

int rt_map_frame(cptr_t frame, uintptr_t vaddr, seL4_CapRights_t rights, seL4_Word attributes)
{
    for (int level = 0;; level++) {
        seL4_Error error = seL4_ARM_Page_Map(frame, TASK_SLOT_VSPACE, vaddr, rights, attributes);
        if (error != seL4_FailedLookup || level == TABLE_LEVELS)
            return rt_errno(error);

        int err = table_new(vaddr);
        if (err)
            return err;
    }
}

int rt_map_pages(uintptr_t vaddr, size_t bytes)
{
    for (size_t done = 0; done < bytes;) {
        size_t left = (bytes - done + PAGE_BYTES - 1) / PAGE_BYTES;
        unsigned count = left < BATCH_PAGES ? (unsigned)left : BATCH_PAGES;
        cptr_t frames;
        int err = rt_objects_new(seL4_ARM_SmallPageObject, 0, count, &frames);
        if (err)
            return err;

        for (unsigned i = 0; i < count; i++, done += PAGE_BYTES) {
            err = rt_map_frame(frames + i, vaddr + done, seL4_ReadWrite,
                               seL4_ARM_Default_VMAttributes | seL4_ARM_ExecuteNever);
            if (err)
                return err;
        }
    }
    return 0;
}
