/* SPDX-License-Identifier: BSD-2-Clause */
/* ELF64 little-endian files in memory: header checks, segments, symbols.  Names and numbers as in the ELF
 * specification. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PT_LOAD = 1, PF_X = 1, PF_W = 2, PF_R = 4, ET_EXEC = 2, ET_DYN = 3, EM_AARCH64 = 183, SHT_SYMTAB = 2 };

struct elf_header {
    uint8_t ident[16];
    uint16_t type, machine;
    uint32_t version;
    uint64_t entry, phoff, shoff;
    uint32_t flags;
    uint16_t ehsize, phentsize, phnum, shentsize, shnum, shstrndx;
};
_Static_assert(sizeof(struct elf_header) == 64, "ELF64 header");

struct elf_segment {
    uint32_t type, flags;
    uint64_t offset, vaddr, paddr, filesz, memsz, align;
};
_Static_assert(sizeof(struct elf_segment) == 56, "ELF64 program header");

struct elf_section {
    uint32_t name, type;
    uint64_t flags, addr, offset, size;
    uint32_t link, info;
    uint64_t addralign, entsize;
};
_Static_assert(sizeof(struct elf_section) == 64, "ELF64 section header");

struct elf_symbol {
    uint32_t name;
    uint8_t info, other;
    uint16_t shndx;
    uint64_t value, size;
};
_Static_assert(sizeof(struct elf_symbol) == 24, "ELF64 symbol");

struct elf {
    const uint8_t *file; /* borrowed, 8-byte aligned */
    size_t bytes;
};

/* Checks magic, class, machine and that all program headers lie inside; 0 or -ENOEXEC. */
int elf_open(struct elf *elf, const void *file, size_t bytes);
const struct elf_header *elf_header(const struct elf *elf);
/* Program header number `index` (below phnum). */
const struct elf_segment *elf_segment(const struct elf *elf, unsigned index);
/* The function symbol that `address` is in: its name, and *offset from its start; NULL if there is none. */
const char *elf_symbol_at(const struct elf *elf, uint64_t address, uint64_t *offset);
/* Address of a symbol; 0 if there is none. */
uint64_t elf_symbol_address(const struct elf *elf, const char *name);
