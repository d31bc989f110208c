/* SPDX-License-Identifier: BSD-2-Clause */
/* ELF64 files in memory.  Every offset is checked against the file's size before it is used. */
#include <string.h>

#include <elf/elf.h>
#include <linux/errno.h>

static bool inside(const struct elf *elf, uint64_t offset, uint64_t bytes)
{
    return offset <= elf->bytes && bytes <= elf->bytes - offset;
}

const struct elf_header *elf_header(const struct elf *elf)
{
    return (const struct elf_header *)elf->file;
}

int elf_open(struct elf *elf, const void *file, size_t bytes)
{
    static const uint8_t ident[] = {0x7f, 'E', 'L', 'F', 2 /* 64 bit */, 1 /* little-endian */};

    *elf = (struct elf){.file = file, .bytes = bytes};
    if (bytes < sizeof(struct elf_header) || memcmp(file, ident, sizeof(ident)) != 0)
        return -ENOEXEC;

    const struct elf_header *h = elf_header(elf);
    if (h->machine != EM_AARCH64 || h->phentsize != sizeof(struct elf_segment) || h->phoff % 8 ||
        !inside(elf, h->phoff, (uint64_t)h->phnum * sizeof(struct elf_segment)))
        return -ENOEXEC;
    for (unsigned i = 0; i < h->phnum; i++) {
        const struct elf_segment *s = elf_segment(elf, i);
        if (s->type == PT_LOAD && (s->filesz > s->memsz || !inside(elf, s->offset, s->filesz) ||
                                   s->vaddr + s->memsz < s->vaddr))
            return -ENOEXEC;
    }
    return 0;
}

const struct elf_segment *elf_segment(const struct elf *elf, unsigned index)
{
    return (const struct elf_segment *)(elf->file + elf_header(elf)->phoff) + index;
}

struct symbols {
    const struct elf_symbol *symbol;
    size_t count;
    const char *names;
    size_t names_bytes; /* the last one is NUL */
};

static bool symbols_open(const struct elf *elf, struct symbols *out)
{
    const struct elf_header *h = elf_header(elf);

    if (h->shentsize != sizeof(struct elf_section) || h->shoff % 8 ||
        !inside(elf, h->shoff, (uint64_t)h->shnum * sizeof(struct elf_section)))
        return false;

    const struct elf_section *sections = (const struct elf_section *)(elf->file + h->shoff);
    for (unsigned i = 0; i < h->shnum; i++) {
        const struct elf_section *s = &sections[i];
        if (s->type != SHT_SYMTAB || s->link >= h->shnum || s->offset % 8 ||
            !inside(elf, s->offset, s->size))
            continue;
        const struct elf_section *names = &sections[s->link];
        if (names->size == 0 || !inside(elf, names->offset, names->size) ||
            elf->file[names->offset + names->size - 1] != 0)
            continue;
        *out = (struct symbols){(const struct elf_symbol *)(elf->file + s->offset),
                                s->size / sizeof(struct elf_symbol),
                                (const char *)elf->file + names->offset, names->size};
        return true;
    }
    return false;
}

const char *elf_symbol_at(const struct elf *elf, uint64_t address, uint64_t *offset)
{
    enum { STT_NOTYPE = 0, STT_FUNC = 2, SHN_LORESERVE = 0xff00 /* from here on no section: absolute values */ };
    struct symbols table;
    const struct elf_symbol *best = NULL;

    if (!symbols_open(elf, &table))
        return NULL;
    for (size_t i = 0; i < table.count; i++) {
        const struct elf_symbol *s = &table.symbol[i];
        unsigned type = s->info & 15;
        if ((type != STT_FUNC && type != STT_NOTYPE) || s->shndx == 0 ||
            s->shndx >= SHN_LORESERVE || s->name >= table.names_bytes ||
            s->value > address || (s->size && address - s->value >= s->size) ||
            table.names[s->name] == '$' || table.names[s->name] == 0)
            continue;
        if (!best || s->value > best->value || (s->value == best->value && type == STT_FUNC))
            best = s;
    }
    if (!best)
        return NULL;
    *offset = address - best->value;
    return table.names + best->name;
}

uint64_t elf_symbol_address(const struct elf *elf, const char *name)
{
    struct symbols table;

    if (!symbols_open(elf, &table))
        return 0;
    for (size_t i = 0; i < table.count; i++)
        if (table.symbol[i].shndx && table.symbol[i].name < table.names_bytes &&
            strcmp(table.names + table.symbol[i].name, name) == 0)
            return table.symbol[i].value;
    return 0;
}
