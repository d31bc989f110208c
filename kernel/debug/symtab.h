/* SPDX-License-Identifier: BSD-2-Clause */
/* debug/symtab.h: layout of the generated symbol table: functions in ascending order of address. */
#pragma once

#include <stdint.h>

struct symtab_entry {
    uint32_t offset; /* from symtab_base */
    uint32_t name;   /* index into symtab_names */
};

extern const uint64_t symtab_base, symtab_end; /* addresses covered: [base, end) */
extern const uint32_t symtab_count;
extern const struct symtab_entry symtab_entries[];
extern const char symtab_names[];
