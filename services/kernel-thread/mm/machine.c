/* SPDX-License-Identifier: BSD-2-Clause */
/* mm/machine.c: the kernel's page tables follow the entries.
 *
 * A mapping needs a capability of its own (mapcap.h).  At the end page tables are unmapped, which drops all
 * mappings at once. */
#include <stdlib.h>

#include <linux/errno.h>
#include <rt/log.h>
#include <rt/task.h>
#include <sel4/sel4.h>

#include "mm/kobj.h"
#include "mm/mapcap.h"
#include "mm/memory.h"
#include "mm/space.h"

int machine_init(struct mm *mm)
{
    mm->vspace = kobj_vspace_get();
    return mm->vspace != 0 ? 0 : -ENOMEM;
}

void machine_table_put(cptr_t level3)
{
    seL4_ARM_PageTable_Unmap(level3);
    kobj_table_put(level3);
}

void machine_fini(struct mm *mm)
{
    while (mm->level_count != 0) {
        cptr_t table = mm->levels[--mm->level_count];
        seL4_ARM_PageTable_Unmap(table);
        kobj_table_put(table);
    }
    free(mm->levels);
    kobj_vspace_put(mm->vspace);
}

cptr_t mm_vspace(const struct mm *mm)
{
    return mm->vspace;
}

/* Room in the list for one more. */
static int levels_room(struct mm *mm)
{
    if (mm->level_count < mm->level_room)
        return 0;
    unsigned room = mm->level_room * 2 + 16;
    cptr_t *more = realloc(mm->levels, room * sizeof(*more));
    if (more == NULL)
        return -ENOMEM;
    mm->levels = more;
    mm->level_room = room;
    return 0;
}

int machine_level_add(struct mm *mm, uint64_t addr, uint64_t bits)
{
    struct table *t = bits == SEL4_MAPPING_LOOKUP_NO_PT ? table_find(mm, addr) : NULL;
    if (levels_room(mm) != 0)
        return -ENOMEM;
    cptr_t table = kobj_table_get();
    if (table == 0)
        return -ENOMEM;
    if (seL4_ARM_PageTable_Map(table, mm->vspace, addr, seL4_ARM_Default_VMAttributes) != seL4_NoError) {
        kobj_table_put(table);
        return -ENOMEM;
    }
    if (t != NULL && t->level3 == 0)
        t->level3 = table;
    else
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
        if (error != seL4_FailedLookup || machine_level_add(mm, addr, seL4_MappingFailedLookupLevel()) != 0)
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
    struct page *p = pte_page(e);
    cptr_t cap = e->cap != 0 ? e->cap : mapcap_get(p, mm->vspace, addr);
    if (cap == 0)
        return -ENOMEM;
    if (frame_map(mm, addr, e, cap) != 0) {
        seL4_ARM_Page_Unmap(cap);
        mapcap_put(p, cap, true);
        e->cap = 0;
        return -ENOMEM;
    }
    e->cap = cap;
    e->hw_w = e->w;
    if (e->x && (e->w || (p->flags & PAGE_UNIFIED) == 0))
        page_unify(p, cap);
    return 0;
}

void machine_unmap(struct mm *mm, struct pte *e)
{
    (void)mm;
    seL4_ARM_Page_Unmap(e->cap);
    mapcap_put(pte_page(e), e->cap, true);
    e->cap = 0;
    e->hw_w = 0;
}

void machine_write_protect(struct mm *mm, uint64_t addr, struct pte *e)
{
    if (e->cap != 0 && e->hw_w && frame_map(mm, addr, e, e->cap) != 0)
        machine_unmap(mm, e);
    e->hw_w = 0;
}
