/* SPDX-License-Identifier: BSD-2-Clause */
/* elf.c: check and place a static AArch64 ELF file. */
#include "loader.h"

enum { PT_LOAD = 1, EM_AARCH64 = 183, ET_EXEC = 2, PAGE = 4096 };

struct elf_header {
    uint8_t ident[16];
    uint16_t type, machine;
    uint32_t version;
    uint64_t entry, phoff, shoff;
    uint32_t flags;
    uint16_t ehsize, phentsize, phnum, shentsize, shnum, shstrndx;
};

struct elf_segment {
    uint32_t type, flags;
    uint64_t offset, vaddr, paddr, filesz, memsz, align;
};

static const struct elf_segment *segment(const struct elf_image *elf, unsigned i)
{
    const struct elf_header *h = (const struct elf_header *)elf->file;

    return (const struct elf_segment *)(elf->file + h->phoff + i * sizeof(struct elf_segment));
}

static unsigned segments(const struct elf_image *elf)
{
    return ((const struct elf_header *)elf->file)->phnum;
}

static void check_header(const struct elf_image *elf)
{
    const struct elf_header *h = (const struct elf_header *)elf->file;

    if (elf->bytes < sizeof(*h) || memcmp(h->ident, "\177ELF\2\1", 6) != 0)
        fatal("%s: not a 64-bit little endian ELF file", elf->name);
    if (h->machine != EM_AARCH64)
        fatal("%s: made for machine %u, not AArch64", elf->name, (uint64_t)h->machine);
    if (h->type != ET_EXEC)
        fatal("%s: ELF type %u, but only static executables can be loaded", elf->name, (uint64_t)h->type);
    if (h->phentsize != sizeof(struct elf_segment) || h->phoff % 8 != 0 || h->phoff > elf->bytes ||
        h->phnum * sizeof(struct elf_segment) > elf->bytes - h->phoff)
        fatal("%s: broken program headers", elf->name);
}

static void check_segment(const struct elf_image *elf, const struct elf_segment *s)
{
    if (s->offset > elf->bytes || s->filesz > elf->bytes - s->offset)
        fatal("%s: truncated: a segment needs bytes up to 0x%x of 0x%x", elf->name, s->offset + s->filesz, elf->bytes);
    if (s->memsz < s->filesz || s->vaddr + s->memsz < s->vaddr || s->paddr + s->memsz < s->paddr)
        fatal("%s: segment at 0x%x has an impossible size 0x%x", elf->name, s->vaddr, s->memsz);
}

static void range_add(struct range *range, uint64_t start, uint64_t bytes)
{
    uint64_t first = start & -(uint64_t)PAGE;
    uint64_t last = (start + bytes + PAGE - 1) & -(uint64_t)PAGE;

    if (first < range->start)
        range->start = first;
    if (last - 1 > range->end - 1 || range->end == 0)
        range->end = last;
}

void elf_open(struct elf_image *elf, const char *name, const uint8_t *file, uint64_t bytes)
{
    bool found = false;

    *elf = (struct elf_image){.name = name, .file = file, .bytes = bytes, .vaddr = {~0ul, 0}, .paddr = {~0ul, 0}};
    check_header(elf);
    elf->entry = ((const struct elf_header *)file)->entry;
    for (unsigned i = 0; i < segments(elf); i++) {
        const struct elf_segment *s = segment(elf, i);

        if (s->type != PT_LOAD || s->memsz == 0)
            continue;
        check_segment(elf, s);
        range_add(&elf->vaddr, s->vaddr, s->memsz);
        range_add(&elf->paddr, s->paddr, s->memsz);
        found = true;
    }
    if (!found)
        fatal("%s: nothing to load", name);
    if (elf->entry < elf->vaddr.start || elf->entry - elf->vaddr.start >= elf->vaddr.end - elf->vaddr.start)
        fatal("%s: entry 0x%x lies outside of the image", name, elf->entry);
}

/* Segment i goes to its p_vaddr or p_paddr plus `offset`. */
static void load(const struct elf_image *elf, bool physical, uint64_t offset)
{
    struct range all = physical ? elf->paddr : elf->vaddr;

    memset((void *)(all.start + offset), 0, all.end - all.start);
    for (unsigned i = 0; i < segments(elf); i++) {
        const struct elf_segment *s = segment(elf, i);

        if (s->type == PT_LOAD)
            memcpy((void *)((physical ? s->paddr : s->vaddr) + offset), elf->file + s->offset, s->filesz);
    }
}

void elf_load_physical(const struct elf_image *elf)
{
    load(elf, true, 0);
}

void elf_load_contiguous(const struct elf_image *elf, uint64_t base)
{
    load(elf, false, base - elf->vaddr.start);
}
