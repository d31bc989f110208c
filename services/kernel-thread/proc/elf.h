/* SPDX-License-Identifier: BSD-2-Clause */
/* ELF files of programs: reading headers that may say anything. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { ET_EXEC = 2, ET_DYN = 3, EM_AARCH64 = 183 };
enum { PT_LOAD = 1, PT_INTERP = 3, PT_GNU_STACK = 0x6474e551 };
enum { PF_X = 1, PF_W = 2, PF_R = 4 };

struct elf_header {
    uint8_t ident[16];
    uint16_t type, machine;
    uint32_t version;
    uint64_t entry, phoff, shoff;
    uint32_t flags;
    uint16_t ehsize, phentsize, phnum, shentsize, shnum, shstrndx;
};
_Static_assert(sizeof(struct elf_header) == 64, "Elf64_Ehdr");

struct elf_segment {
    uint32_t type, flags;
    uint64_t offset, vaddr, paddr, filesz, memsz, align;
};
_Static_assert(sizeof(struct elf_segment) == 56, "Elf64_Phdr");

enum { ELF_SEGMENTS_MAX = 65536 / sizeof(struct elf_segment) };

/* Is this the header of a program for this machine?  0 or -ENOEXEC. */
int elf_check_header(const struct elf_header *h, size_t bytes);

/* What has to be mapped. */
struct elf_layout {
    uint64_t low, high;      /* addresses of all PT_LOAD, page aligned; high is exclusive */
    uint64_t align;          /* largest alignment asked, at least a page */
    uint64_t code_start, code_end, data_start, data_end; /* of the file's bytes, as Linux tells in /proc/PID/stat */
    uint64_t bss_end;        /* where the last segment's memory ends: brk begins behind */
    uint64_t phdr;           /* address of the program headers in memory; 0: not mapped */
    const struct elf_segment *interp; /* NULL: none */
    bool exec_stack;
};

/* Checks all segments against each other and `top`, the end of a program's addresses.  0; -ENOEXEC: not a
 * program; -EINVAL: cannot be mapped (what Linux finds out too late to return). */
int elf_plan(const struct elf_header *h, const struct elf_segment *s, uint64_t top, struct elf_layout *out);

/* First line of a script: "#!interpreter [argument]".  Cuts text in place; *argument may be NULL.
 * 0, -ENOEXEC or -EACCES.  text has `size` bytes. */
int script_parse(char *text, size_t size, char **interpreter, char **argument);
