/* SPDX-License-Identifier: BSD-2-Clause */
/* mm/machine.c: the kernel's page tables follow the entries.
 *
 * A mapping needs a capability of its own: a copy of the frame's, kept in CNodes that belong to the
 * address space and are deleted whole with it.  Page tables are unmapped first then, which drops all
 * mappings at once, so deleting the copies finds nothing to undo. */
#include <stdlib.h>

#include <linux/errno.h>
#include <rt/log.h>
#include <rt/task.h>
#include <sel4/sel4.h>

#include "mm/kobj.h"
#include "mm/memory.h"
#include "mm/space.h"

int machine_init(struct mm *mm)
{
    mm->nodes = calloc(NODES_MAX, sizeof(*mm->nodes));
    if (mm->nodes == NULL)
        return -ENOMEM;
    mm->vspace = kobj_vspace_get();
    if (mm->vspace != 0)
        return 0;
    free(mm->nodes);
    return -ENOMEM;
}

void machine_fini(struct mm *mm)
{
    while (mm->level_count != 0) {
        cptr_t table = mm->levels[--mm->level_count];
        seL4_ARM_PageTable_Unmap(table);
        kobj_table_put(table);
    }
    free(mm->levels);
    for (unsigned i = 0; i < mm->node_count; i++) {
        kobj_node_put(mm->nodes[i]->leaf);
        free(mm->nodes[i]);
    }
    free(mm->nodes);
    kobj_vspace_put(mm->vspace);
}

cptr_t mm_vspace(const struct mm *mm)
{
    return mm->vspace;
}

static struct map_node *node_add(struct mm *mm)
{
    struct map_node *n = mm->node_count < NODES_MAX ? calloc(1, sizeof(*n)) : NULL;
    if (n == NULL)
        return NULL;
    n->leaf = kobj_node_get();
    if (n->leaf == 0) {
        free(n);
        return NULL;
    }
    mm->nodes[mm->node_count++] = n;
    return n;
}

/* Takes a free slot for a mapping: its number + 1, or 0. */
static unsigned slot_take(struct mm *mm)
{
    unsigned i = mm->node_hint;
    while (i < mm->node_count && mm->nodes[i]->used == NODE_SLOTS)
        i++;
    mm->node_hint = i;
    if (i == mm->node_count && node_add(mm) == NULL)
        return 0;

    struct map_node *n = mm->nodes[i];
    unsigned word = 0;
    while (n->taken[word] == UINT64_MAX)
        word++;
    unsigned bit = (unsigned)__builtin_ctzl(~n->taken[word]);
    n->taken[word] |= 1ul << bit;
    n->used++;
    return i * NODE_SLOTS + word * 64 + bit + 1;
}

static void slot_free(struct mm *mm, unsigned slot)
{
    unsigned i = (slot - 1) / NODE_SLOTS, s = (slot - 1) % NODE_SLOTS;
    mm->nodes[i]->taken[s / 64] &= ~(1ul << s % 64);
    mm->nodes[i]->used--;
    if (i < mm->node_hint)
        mm->node_hint = i;
}

static cptr_t slot_address(const struct mm *mm, unsigned slot)
{
    return (mm->nodes[(slot - 1) / NODE_SLOTS]->leaf << TASK_LEAF_BITS) + (slot - 1) % NODE_SLOTS;
}

/* Adds the page table that was missing at addr. */
static int level_add(struct mm *mm, uint64_t addr)
{
    if (mm->level_count == mm->level_room) {
        unsigned room = mm->level_room * 2 + 16;
        cptr_t *more = realloc(mm->levels, room * sizeof(*more));
        if (more == NULL)
            return -ENOMEM;
        mm->levels = more;
        mm->level_room = room;
    }
    cptr_t table = kobj_table_get();
    if (table == 0)
        return -ENOMEM;
    if (seL4_ARM_PageTable_Map(table, mm->vspace, addr, seL4_ARM_Default_VMAttributes) != seL4_NoError) {
        kobj_table_put(table);
        return -ENOMEM;
    }
    mm->levels[mm->level_count++] = table;
    return 0;
}

static int frame_map(struct mm *mm, uint64_t addr, const struct pte *e, cptr_t cap)
{
    seL4_CapRights_t rights = e->w ? seL4_ReadWrite : seL4_CanRead;
    seL4_ARM_VMAttributes attributes =
        e->x ? seL4_ARM_Default_VMAttributes : seL4_ARM_Default_VMAttributes | seL4_ARM_ExecuteNever;

    for (;;) {
        seL4_Error error = seL4_ARM_Page_Map(cap, mm->vspace, addr, rights, attributes);
        if (error == seL4_NoError)
            return 0;
        if (error != seL4_FailedLookup || level_add(mm, addr) != 0)
            return -ENOMEM;
    }
}

void page_unify(struct page *p, cptr_t mapping)
{
    seL4_ARM_Page_Unify_Instruction(mapping, 0, PAGE_BYTES);
    p->flags |= PAGE_UNIFIED;
}

int machine_map(struct mm *mm, uint64_t addr, struct pte *e)
{
    bool fresh = e->slot == 0;
    struct page *p = pte_page(e);
    unsigned slot = fresh ? slot_take(mm) : e->slot;
    if (slot == 0)
        return -ENOMEM;
    cptr_t cap = slot_address(mm, slot);
    if (fresh && seL4_CNode_Copy(TASK_SLOT_CNODE, cap, TASK_SLOT_DEPTH, TASK_SLOT_CNODE, page_frame(p),
                                 TASK_SLOT_DEPTH, seL4_ReadWrite) != seL4_NoError) {
        slot_free(mm, slot);
        return -ENOMEM;
    }
    if (frame_map(mm, addr, e, cap) != 0) {
        seL4_CNode_Delete(TASK_SLOT_CNODE, cap, TASK_SLOT_DEPTH);
        slot_free(mm, slot);
        e->slot = 0;
        return -ENOMEM;
    }
    e->slot = slot;
    e->hw_w = e->w;
    if (e->x && (e->w || (p->flags & PAGE_UNIFIED) == 0))
        page_unify(p, cap);
    return 0;
}

void machine_unmap(struct mm *mm, struct pte *e)
{
    seL4_CNode_Delete(TASK_SLOT_CNODE, slot_address(mm, e->slot), TASK_SLOT_DEPTH);
    slot_free(mm, e->slot);
    e->slot = 0;
    e->hw_w = 0;
}

void machine_write_protect(struct mm *mm, uint64_t addr, struct pte *e)
{
    if (e->slot != 0 && e->hw_w && frame_map(mm, addr, e, slot_address(mm, e->slot)) != 0)
        machine_unmap(mm, e);
    e->hw_w = 0;
}
