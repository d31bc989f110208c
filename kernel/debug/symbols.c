/* SPDX-License-Identifier: BSD-2-Clause */
/* debug/symbols.c: from an address to a function name.  The table is made by tools/mksymtab from the linked kernel. */
#include "debug/debug.h"
#include "debug/symtab.h"

const char *symbol_find(uint64_t pc, uint64_t *offset)
{
    uint32_t low = 0, high = symtab_count;
    uint64_t distance = pc - symtab_base;

    if (high == 0 || pc < symtab_base || pc >= symtab_end)
        return NULL;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;

        if (symtab_entries[middle].offset <= distance)
            low = middle;
        else
            high = middle;
    }
    if (symtab_entries[low].offset > distance)
        return NULL;
    *offset = distance - symtab_entries[low].offset;
    return symtab_names + symtab_entries[low].name;
}
