/* SPDX-License-Identifier: BSD-2-Clause */
/* /proc/PID/maps, smaps, smaps_rollup, numa_maps and map_files. */
#include <linux/errno.h>
#include <linux/mman.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fs/device.h"
#include "fs/file.h"
#include "fs/files.h"
#include "fs/procfs_int.h"
#include "fs/text.h"
#include "mm/kit.h"
#include "mm/mm.h"
#include "mm/usage.h"
#include "proc/proc.h"

enum { NAME_COLUMN = 73 /* where names begin */ };

static const char *name_of(const struct region *r, const struct proc *p, char *buf)
{
    if (r->file) {
        const char *s = path_string(&r->file->path, p->fs ? &p->fs->root : NULL, buf, PATH_BYTES);
        return s ? s : "";
    }
    if (r->flags & REGION_STACK)
        return "[stack]";
    return r->flags & REGION_HEAP ? "[heap]" : "";
}

static void show_line(struct text *out, uint64_t start, uint64_t end, const char *prot, uint64_t offset,
                      const struct inode *inode, const char *name)
{
    size_t before = out->len;

    text_printf(out, "%08lx-%08lx %s %08lx %02x:%02x %lu ", (unsigned long)start, (unsigned long)end, prot,
                (unsigned long)offset, inode ? RDEV_MAJOR(inode->super->dev) : 0,
                inode ? RDEV_MINOR(inode->super->dev) : 0, inode ? (unsigned long)inode->ino : 0);
    while (*name && out->len - before < NAME_COLUMN)
        text_printf(out, " ");
    text_printf(out, "%s\n", name);
}

static void show_region(struct text *out, const struct region *r, const struct proc *p, char *buf)
{
    const struct inode *inode = r->file ? r->file->inode : NULL;
    const char prot[] = { r->prot & PROT_READ ? 'r' : '-', r->prot & PROT_WRITE ? 'w' : '-',
                          r->prot & PROT_EXEC ? 'x' : '-', r->flags & REGION_SHARED ? 's' : 'p', 0 };

    show_line(out, r->start, r->end, prot, inode ? r->index << 12 : 0, inode, name_of(r, p, buf));
}

static void show_kit(struct text *out, const struct proc *p)
{
    if (!p->mm)
        return;
    show_line(out, KIT_CODE, KIT_DATA, "r-xp", 0, NULL, "[vdso]");
    show_line(out, KIT_DATA, KIT_DATA + PAGE_BYTES, "r--p", 0, NULL, "[vvar]");
}

int procfs_show_pid_maps(struct text *out, struct proc *p, const struct procfs_node *node)
{
    char *buf = malloc(PATH_BYTES);

    (void)node;
    if (!buf)
        return -ENOMEM;
    for (const struct region *r = p->mm ? mm_next_region(p->mm, 0) : NULL; r; r = mm_next_region(p->mm, r->end))
        show_region(out, r, p, buf);
    show_kit(out, p);
    free(buf);
    return 0;
}

static void kilobytes(struct text *out, const char *name, uint64_t bytes)
{
    char label[32];

    snprintf(label, sizeof label, "%s:", name);
    text_printf(out, "%-16s%8lu kB\n", label, (unsigned long)bytes / 1024);
}

static void show_usage(struct text *out, const struct memory_usage *u, int rollup)
{
    kilobytes(out, "Rss", u->rss);
    kilobytes(out, "Pss", u->pss);
    kilobytes(out, "Pss_Dirty", u->pss_dirty);
    if (rollup) {
        kilobytes(out, "Pss_Anon", u->pss_anon);
        kilobytes(out, "Pss_File", u->pss_file);
        kilobytes(out, "Pss_Shmem", u->pss_shmem);
    }
    kilobytes(out, "Shared_Clean", u->shared_clean);
    kilobytes(out, "Shared_Dirty", u->shared_dirty);
    kilobytes(out, "Private_Clean", u->private_clean);
    kilobytes(out, "Private_Dirty", u->private_dirty);
    kilobytes(out, "Referenced", u->rss);
    kilobytes(out, "Anonymous", u->anonymous);
    /* Pages are of one size, and there is no swap. */
    static const char *const none[] = { "LazyFree", "AnonHugePages", "ShmemPmdMapped", "FilePmdMapped",
                                        "Shared_Hugetlb", "Private_Hugetlb", "Swap", "SwapPss" };
    for (unsigned i = 0; i < sizeof none / sizeof *none; i++)
        kilobytes(out, none[i], 0);
    kilobytes(out, "Locked", u->locked);
}

static void show_flags(struct text *out, const struct region *r)
{
    const struct { uint32_t set; const char *name; } flags[] = {
        { r->prot & PROT_READ, "rd" },          { r->prot & PROT_WRITE, "wr" },
        { r->prot & PROT_EXEC, "ex" },          { r->flags & REGION_SHARED, "sh" },
        { 1, "mr" },                            { r->flags & REGION_MAYWRITE, "mw" },
        { 1, "me" },                            { (r->flags & REGION_SHARED) && (r->flags & REGION_MAYWRITE), "ms" },
        { r->flags & REGION_STACK, "gd" },      { r->flags & REGION_LOCKED, "lo" },
        { r->flags & REGION_DONTFORK, "dc" },   { r->prot & PROT_WRITE && !(r->flags & REGION_SHARED), "ac" },
        { r->flags & REGION_WIPEONFORK, "wf" },
    };

    text_printf(out, "THPeligible:    0\nVmFlags: ");
    for (unsigned i = 0; i < sizeof flags / sizeof *flags; i++)
        if (flags[i].set)
            text_printf(out, "%s ", flags[i].name);
    text_printf(out, "\n");
}

int procfs_show_pid_smaps(struct text *out, struct proc *p, const struct procfs_node *node)
{
    char *buf = malloc(PATH_BYTES);

    (void)node;
    if (!buf)
        return -ENOMEM;
    for (const struct region *r = p->mm ? mm_next_region(p->mm, 0) : NULL; r; r = mm_next_region(p->mm, r->end)) {
        struct memory_usage u = { 0 };
        memory_usage_add(p->mm, r, &u);
        show_region(out, r, p, buf);
        kilobytes(out, "Size", r->end - r->start);
        kilobytes(out, "KernelPageSize", PAGE_BYTES);
        kilobytes(out, "MMUPageSize", PAGE_BYTES);
        show_usage(out, &u, 0);
        show_flags(out, r);
    }
    free(buf);
    return 0;
}

int procfs_show_pid_smaps_rollup(struct text *out, struct proc *p, const struct procfs_node *node)
{
    struct memory_usage u = { 0 };
    uint64_t first = 0, end = 0;

    (void)node;
    if (!p->mm)
        return -ESRCH;
    for (const struct region *r = mm_next_region(p->mm, 0); r; r = mm_next_region(p->mm, r->end)) {
        first = end ? first : r->start;
        end = r->end;
        memory_usage_add(p->mm, r, &u);
    }
    show_line(out, first, end, "---p", 0, NULL, "[rollup]");
    show_usage(out, &u, 1);
    return 0;
}

int procfs_show_pid_numa_maps(struct text *out, struct proc *p, const struct procfs_node *node)
{
    char *buf = malloc(PATH_BYTES);

    (void)node;
    if (!buf)
        return -ENOMEM;
    for (const struct region *r = p->mm ? mm_next_region(p->mm, 0) : NULL; r; r = mm_next_region(p->mm, r->end)) {
        struct memory_usage u = { 0 };
        memory_usage_add(p->mm, r, &u);
        text_printf(out, "%08lx default", (unsigned long)r->start);
        if (r->file)
            text_printf(out, " file=");
        if (r->file)
            text_escaped(out, name_of(r, p, buf));
        else if (r->flags & (REGION_HEAP | REGION_STACK))
            text_printf(out, r->flags & REGION_HEAP ? " heap" : " stack");
        if (u.anonymous)
            text_printf(out, " anon=%lu dirty=%lu", (unsigned long)u.anonymous / PAGE_BYTES,
                        (unsigned long)u.anonymous / PAGE_BYTES);
        if (u.rss > u.anonymous)
            text_printf(out, " mapped=%lu", (unsigned long)u.rss / PAGE_BYTES);
        if (u.rss)
            text_printf(out, " N0=%lu kernelpagesize_kB=4", (unsigned long)u.rss / PAGE_BYTES);
        text_printf(out, "\n");
    }
    free(buf);
    return 0;
}

/* map_files: the regions of files, by their place in the order of addresses. */
static const struct region *file_region(struct proc *p, int id)
{
    const struct region *r = p->mm ? mm_next_region(p->mm, 0) : NULL;

    for (; r && id > 0; id--)
        r = mm_next_region(p->mm, r->end);
    return r;
}

int procfs_map_next(struct proc *p, int after)
{
    const struct region *r = procfs_may_look(p) ? NULL : file_region(p, after + 1);

    for (int id = after + 1; r; id++, r = mm_next_region(p->mm, r->end))
        if (r->file)
            return id;
    return -1;
}

void procfs_map_name(struct proc *p, int id, char *name)
{
    const struct region *r = file_region(p, id);

    sprintf(name, "%lx-%lx", r ? (unsigned long)r->start : 0, r ? (unsigned long)r->end : 0);
}

static int map_jump(struct proc *p, const struct procfs_node *node, struct path *out)
{
    const struct region *r = file_region(p, node->id);

    if (procfs_may_look(p))
        return -EACCES;
    if (!r || !r->file)
        return -ENOENT;
    *out = r->file->path;
    path_get(out);
    return 0;
}

const struct procfs_entry procfs_map_file_member = { "map", PROCFS_LINK, 0400, .jump = map_jump };
