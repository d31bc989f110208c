/* SPDX-License-Identifier: BSD-2-Clause */
/* proc/elf.c: checking program files.  Nothing here trusts a number from the file. */
#include "proc/elf.h"

#include <string.h>

#include <linux/errno.h>

enum { PAGE = 4096 };

/* Class and byte order in ident are not looked at, as Linux does not either: machine says it all. */
int elf_check_header(const struct elf_header *h, size_t bytes)
{
    static const uint8_t magic[4] = {0x7f, 'E', 'L', 'F'};
    if (bytes < sizeof(*h) || memcmp(h->ident, magic, sizeof(magic)) != 0)
        return -ENOEXEC;
    if ((h->type != ET_EXEC && h->type != ET_DYN) || h->machine != EM_AARCH64)
        return -ENOEXEC;
    if (h->phentsize != sizeof(struct elf_segment) || h->phnum == 0 || h->phnum > ELF_SEGMENTS_MAX)
        return -ENOEXEC;
    return 0;
}

static int segment_check(const struct elf_segment *s, uint64_t top)
{
    if (s->filesz > s->memsz || s->memsz > top || s->vaddr > top - s->memsz)
        return -EINVAL;
    if (s->vaddr % PAGE != s->offset % PAGE)
        return -EINVAL;
    if (s->offset > INT64_MAX - s->filesz - PAGE)
        return -EINVAL;
    return 0;
}

int elf_plan(const struct elf_header *h, const struct elf_segment *s, uint64_t top, struct elf_layout *out)
{
    struct elf_layout l = {.low = UINT64_MAX, .align = PAGE, .code_start = UINT64_MAX};
    for (unsigned i = 0; i < h->phnum; i++) {
        if (s[i].type == PT_INTERP && l.interp == NULL)
            l.interp = &s[i];
        if (s[i].type == PT_GNU_STACK)
            l.exec_stack = (s[i].flags & PF_X) != 0;
        if (s[i].type != PT_LOAD || s[i].memsz == 0)
            continue;
        int err = segment_check(&s[i], top - PAGE);
        if (err)
            return err;
        uint64_t start = s[i].vaddr & ~(uint64_t)(PAGE - 1);
        uint64_t end = (s[i].vaddr + s[i].memsz + PAGE - 1) & ~(uint64_t)(PAGE - 1);
        if (start < l.low)
            l.low = start;
        if (end > l.high)
            l.high = end;
        uint64_t file_end = s[i].vaddr + s[i].filesz;
        if ((s[i].flags & PF_X) && s[i].vaddr < l.code_start)
            l.code_start = s[i].vaddr;
        if ((s[i].flags & PF_X) && file_end > l.code_end)
            l.code_end = file_end;
        if (s[i].vaddr > l.data_start)
            l.data_start = s[i].vaddr;
        if (file_end > l.data_end)
            l.data_end = file_end;
        if (s[i].vaddr + s[i].memsz > l.bss_end)
            l.bss_end = s[i].vaddr + s[i].memsz;
        if ((s[i].align & (s[i].align - 1)) == 0 && s[i].align > l.align && s[i].align <= 1ul << 30)
            l.align = s[i].align;
        if (h->phoff >= s[i].offset && h->phoff - s[i].offset < s[i].filesz)
            l.phdr = s[i].vaddr + (h->phoff - s[i].offset);
    }
    if (l.high == 0)
        return -EINVAL;
    *out = l;
    return 0;
}

static char *skip_blanks(char *p)
{
    return p + strspn(p, " \t");
}

int script_parse(char *text, size_t size, char **interpreter, char **argument)
{
    if (size < 3 || text[0] != '#' || text[1] != '!')
        return -ENOEXEC;
    char *end = memchr(text, '\n', size);
    bool line = end != NULL;
    bool cut = end == NULL && memchr(text, '\0', size) == NULL;
    if (end == NULL)
        end = cut ? text + size - 1 : text + strlen(text);
    *end = '\0';
    while (end > text && (end[-1] == ' ' || end[-1] == '\t'))
        *--end = '\0';

    char *name = skip_blanks(text + 2);
    size_t len = strcspn(name, " \t");
    if (len == 0 && !line) /* Linux then opens the empty name, which is the current directory */
        return -EACCES;
    if (len == 0 || (cut && name[len] == '\0')) /* the name itself did not fit */
        return -ENOEXEC;
    *interpreter = name;
    *argument = NULL;
    if (name[len] == '\0')
        return 0;
    name[len] = '\0';
    char *rest = skip_blanks(name + len + 1);
    if (*rest != '\0')
        *argument = rest;
    return 0;
}
