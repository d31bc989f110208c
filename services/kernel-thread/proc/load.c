/* SPDX-License-Identifier: BSD-2-Clause */
/* proc/load.c: ELF files become address spaces. */
#include "proc/load.h"

#include <stdlib.h>
#include <string.h>

#include <linux/auxv.h>
#include <linux/errno.h>
#include <linux/mman.h>

#include "fs/file.h"
#include "fs/vfs.h"
#include "mm/kit.h"
#include "mm/mm.h"
#include "mm/random.h"
#include "mm/space.h"
#include "mm/user.h"
#include "proc/elf.h"
#include "proc/hwcap.h"
#include "proc/proc.h"

#define DYN_BASE 0x555555554000ul

/* A file's headers. */
struct elf_file {
    struct file *file;             /* borrowed */
    struct elf_header header;
    struct elf_segment *segment;   /* owned */
    struct elf_layout layout;
    uint64_t bias;                 /* added to the file's addresses */
    int plan_error;
};

static int headers_read(struct elf_file *f, struct file *file)
{
    f->file = file;
    ssize_t n = file_read_at(file, &f->header, sizeof(f->header), 0);
    if (n < 0)
        return (int)n;
    int err = elf_check_header(&f->header, (size_t)n);
    if (err)
        return err;
    size_t bytes = f->header.phnum * sizeof(*f->segment);
    f->segment = malloc(bytes);
    if (f->segment == NULL)
        return -ENOMEM;
    n = file_read_at(file, f->segment, bytes, f->header.phoff);
    if (n != (ssize_t)bytes)
        return -ENOEXEC;
    f->plan_error = elf_plan(&f->header, f->segment, MM_TOP, &f->layout);
    if (f->plan_error) /* the interpreter counts even so */
        for (unsigned i = 0; i < f->header.phnum; i++)
            if (f->segment[i].type == PT_INTERP)
                f->layout.interp = &f->segment[i];
    return 0;
}

static int prot_of(const struct elf_segment *s)
{
    return (s->flags & PF_R ? PROT_READ : 0) | (s->flags & PF_W ? PROT_WRITE : 0) | (s->flags & PF_X ? PROT_EXEC : 0);
}

static uint64_t page_down(uint64_t n)
{
    return n & ~(uint64_t)(PAGE_BYTES - 1);
}

static uint64_t page_up(uint64_t n)
{
    return page_down(n + PAGE_BYTES - 1);
}

/* The part of a segment that is not in the file: the rest of its last page, and whole pages. */
static int bss_map(struct mm *mm, const struct elf_segment *s, uint64_t bias)
{
    uint64_t file_end = bias + s->vaddr + s->filesz, end = page_up(bias + s->vaddr + s->memsz);
    uint64_t whole = page_up(file_end);
    if ((s->flags & PF_W) && s->filesz != 0 && file_end != whole && zero_out(mm, file_end, whole - file_end) != 0)
        return -EFAULT;
    uint64_t start = s->filesz == 0 ? page_down(bias + s->vaddr) : whole;
    if (start >= end)
        return 0;
    long at = mm_mmap(mm, start, end - start, prot_of(s), MAP_PRIVATE | MAP_FIXED | MAP_ANONYMOUS, NULL, 0);
    return at < 0 ? (int)at : 0;
}

static int segment_map(struct mm *mm, struct elf_file *f, const struct elf_segment *s)
{
    uint64_t start = page_down(f->bias + s->vaddr);
    uint64_t skew = s->vaddr % PAGE_BYTES;
    if (s->filesz != 0) {
        long at = mm_mmap(mm, start, page_up(s->filesz + skew), prot_of(s), MAP_PRIVATE | MAP_FIXED, f->file,
                          s->offset - skew);
        if (at < 0)
            return (int)at;
    }
    return s->memsz > s->filesz ? bss_map(mm, s, f->bias) : 0;
}

static int file_map(struct mm *mm, struct elf_file *f)
{
    if (f->plan_error)
        return f->plan_error;
    for (unsigned i = 0; i < f->header.phnum; i++) {
        if (f->segment[i].type != PT_LOAD || f->segment[i].memsz == 0)
            continue;
        int err = segment_map(mm, f, &f->segment[i]);
        if (err)
            return err;
    }
    return 0;
}

static uint64_t align_up(uint64_t n, uint64_t align)
{
    return (n + align - 1) & ~(align - 1);
}

static void place_program(struct elf_file *f)
{
    f->bias = 0;
    if (f->header.type == ET_DYN)
        f->bias = align_up(DYN_BASE + (layout_random() & 0xffffff) * PAGE_BYTES, f->layout.align) - page_down(f->layout.low);
}

static int place_interpreter(struct mm *mm, struct elf_file *f)
{
    if (f->header.type != ET_DYN || f->plan_error)
        return f->plan_error;
    uint64_t at = region_gap(mm, f->layout.high - f->layout.low + f->layout.align);
    if (at == 0)
        return -ENOMEM;
    f->bias = align_up(at, f->layout.align) - f->layout.low;
    return 0;
}

/* Opens the interpreter that the program names. */
static int interpreter_open(struct thread *t, const struct elf_file *f, struct elf_file *interp)
{
    char name[PATH_BYTES];
    const struct elf_segment *s = f->layout.interp;
    if (s->filesz < 2 || s->filesz > sizeof(name))
        return -ENOEXEC;
    ssize_t n = file_read_at(f->file, name, s->filesz, s->offset);
    if (n != (ssize_t)s->filesz)
        return n < 0 ? (int)n : -EIO;
    if (name[s->filesz - 1] != '\0')
        return -ENOEXEC;
    struct file *file;
    int err = vfs_open_exec(t, -100, name, 0, &file);
    if (err)
        return err;
    err = headers_read(interp, file);
    if (err == 0)
        return 0;
    free(interp->segment);
    interp->segment = NULL;
    interp->file = NULL;
    file_put(file);
    return err == -ENOEXEC ? -ELIBBAD : err;
}

static int aux_build(const struct elf_file *f, const struct elf_file *interp, const struct image *image,
                     uint64_t (*aux)[2])
{
    const struct cred *c = &image->cred;
    const uint64_t list[][2] = {
        {AT_SYSINFO_EHDR, KIT_CODE},
        {AT_MINSIGSTKSZ, MINSIGSTKSZ},
        {AT_HWCAP, hwcap_bits()},
        {AT_PAGESZ, PAGE_BYTES},
        {AT_CLKTCK, USER_HZ},
        {AT_PHDR, f->layout.phdr == 0 ? 0 : f->layout.phdr + f->bias},
        {AT_PHENT, sizeof(struct elf_segment)},
        {AT_PHNUM, f->header.phnum},
        {AT_BASE, interp->file != NULL ? interp->bias : 0},
        {AT_FLAGS, 0},
        {AT_ENTRY, f->header.entry + f->bias},
        {AT_UID, c->uid},
        {AT_EUID, c->euid},
        {AT_GID, c->gid},
        {AT_EGID, c->egid},
        {AT_SECURE, image->secure},
        {AT_HWCAP2, 0},
    };
    memcpy(aux, list, sizeof(list));
    return (int)(sizeof(list) / sizeof(list[0]));
}

/* Where brk begins: behind the program, at a random distance. */
static void heap_place(struct mm *mm, const struct elf_file *f)
{
    mm->heap_start = page_up(f->layout.bss_end + f->bias) + (layout_random() & 0x1fff) * PAGE_BYTES;
    mm->heap_end = mm->heap_start;
}

static int image_map(struct elf_file *f, struct elf_file *interp, const struct args *args,
                     struct image *image)
{
    struct mm *mm = image->mm;
    place_program(f);
    int err = file_map(mm, f);
    if (err == 0 && interp->file != NULL) {
        err = place_interpreter(mm, interp);
        if (err == 0)
            err = file_map(mm, interp);
    }
    if (err)
        return err;
    heap_place(mm, f);
    *mm_layout(mm) = (struct mm_layout){.code_start = f->layout.code_start + f->bias, .code_end = f->layout.code_end + f->bias,
                                        .data_start = f->layout.data_start + f->bias, .data_end = f->layout.data_end + f->bias,
                                        .whole = interp->file == NULL ? f->file->inode : NULL};

    uint64_t aux[24][2];
    int count = aux_build(f, interp, image, aux);
    const struct elf_file *first = interp->file != NULL ? interp : f;
    image->entry = first->header.entry + first->bias;
    return stack_build(mm, args, f->layout.exec_stack, (const uint64_t(*)[2])aux, (unsigned)count, image);
}

int image_load(struct thread *t, struct file *file, const struct args *args, struct image *image)
{
    struct elf_file f = {0}, interp = {0};
    int err = headers_read(&f, file);
    if (err == 0 && f.layout.interp != NULL)
        err = interpreter_open(t, &f, &interp);
    if (err == 0) {
        image->mm = mm_new();
        err = image->mm == NULL ? -ENOMEM : image_map(&f, &interp, args, image);
        image->killed = err != 0 && err != -ENOMEM && err != -E2BIG;
    }
    if (err && image->mm != NULL)
        mm_put(image->mm);
    if (interp.file != NULL)
        file_put(interp.file);
    free(interp.segment);
    free(f.segment);
    return err;
}
