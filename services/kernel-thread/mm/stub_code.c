/* SPDX-License-Identifier: BSD-2-Clause */
/* mm/stub_code.c: which part of a file is code.
 *
 * Segments hold code and data side by side, and data may be code for another place (what a program writes into a file
 * or copies).  The section headers tell them apart; a file without is taken as code as a whole. */
#include <stdlib.h>
#include <string.h>

#include "fs/file.h"
#include "fs/inode.h"
#include "mm/stub.h"
#include "proc/elf.h"

enum { SECTIONS_MAX = 256, SHT_PROGBITS = 1, SHF_EXECINSTR = 4 };

struct elf_section {
    uint32_t name, type;
    uint64_t flags, addr, offset, size;
    uint32_t link, info;
    uint64_t align, entry_size;
};

static void sections_read(struct file *file, uint64_t offset, unsigned count, struct code_range *code)
{
    size_t bytes = count * sizeof(struct elf_section);
    struct elf_section *section = malloc(bytes);
    if (section == NULL)
        return;
    uint64_t start = UINT64_MAX, end = 0;
    ssize_t n = file_read_at(file, section, bytes, offset);
    for (unsigned i = 0; n == (ssize_t)bytes && i < count; i++) {
        const struct elf_section *s = &section[i];
        if (s->type != SHT_PROGBITS || (s->flags & SHF_EXECINSTR) == 0 || s->size > INT64_MAX || s->offset > INT64_MAX)
            continue;
        if (s->offset < start)
            start = s->offset;
        if (s->offset + s->size > end)
            end = s->offset + s->size;
    }
    free(section);
    if (start < end) {
        code->start = start;
        code->end = end;
    }
}

void stub_file_mapped(struct file *file)
{
    struct inode *inode = file->inode;
    struct elf_header header;
    if ((inode->code.known && inode->code.mtime_ns == inode->mtime_ns) || (inode->flags & INODE_PAGES) == 0)
        return;
    struct code_range code = {0, UINT64_MAX, inode->mtime_ns, true};
    if (file_read_at(file, &header, sizeof(header), 0) == sizeof(header) && memcmp(header.ident, "\177ELF\2\1", 6) == 0 &&
        header.shentsize == sizeof(struct elf_section) && header.shnum != 0 && header.shnum <= SECTIONS_MAX)
        sections_read(file, header.shoff, header.shnum, &code);
    inode->code = code;
}
