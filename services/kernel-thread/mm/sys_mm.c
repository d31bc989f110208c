/* SPDX-License-Identifier: BSD-2-Clause */
/* mm/sys_mm.c: the system calls about memory. */
#include <linux/errno.h>
#include <linux/mman.h>

#include "fs/file.h"
#include "fs/files.h"
#include "fs/file.h"
#include "fs/pagecache.h"
#include "mm/space.h"
#include "mm/user.h"
#include "proc/proc.h"
#include "trace/syscalls.h"

long sys_brk(struct thread *t, const uint64_t a[6])
{
    return (long)mm_brk(t->proc->mm, a[0]);
}

/* The size in the flags of mmap and memfd_create: 0, or a logarithm. */
static bool huge_page_size(uint32_t flags)
{
    switch (flags >> 26 & 0x3f) {
    case 0: case 16: case 21: case 25: case 30: /* of pages of 4 KiB (ARM DDI 0487 D8.2) */
        return true;
    default:
        return false;
    }
}

long sys_mmap(struct thread *t, const uint64_t a[6])
{
    int flags = (int)a[3];
    struct file *file = NULL;
    if ((a[5] & (PAGE_BYTES - 1)) != 0)
        return -EINVAL;
    if ((flags & MAP_ANONYMOUS) == 0) {
        file = fd_get(t->proc->files, (int)a[4]);
        if (file == NULL)
            return -EBADF;
    } else if (flags & MAP_HUGETLB) {
        return huge_page_size((uint32_t)flags) ? -ENOMEM : -EINVAL; /* no huge pages are set aside */
    }
    if (file != NULL && (flags & MAP_HUGETLB)) { /* it is on no file system of huge pages */
        file_put(file);
        return -EINVAL;
    }
    long result = mm_mmap(t->proc->mm, a[0], a[1], (int)a[2], flags, file, a[5]);
    if (file != NULL)
        file_put(file);
    return result;
}

long sys_munmap(struct thread *t, const uint64_t a[6])
{
    return mm_munmap(t->proc->mm, a[0], a[1]);
}

long sys_mprotect(struct thread *t, const uint64_t a[6])
{
    return mm_mprotect(t->proc->mm, a[0], a[1], (int)a[2]);
}

long sys_mremap(struct thread *t, const uint64_t a[6])
{
    return mm_mremap(t->proc->mm, a[0], a[1], a[2], (int)a[3], a[4]);
}

/* Other pages of a shared file at some of its addresses: a mapping of its own. */
long sys_remap_file_pages(struct thread *t, const uint64_t a[6])
{
    uint64_t start = a[0] & ~(uint64_t)(PAGE_BYTES - 1), bytes = a[1] & ~(uint64_t)(PAGE_BYTES - 1);
    struct mm *mm = t->proc->mm;
    if (a[2] != 0 || bytes == 0 || start + bytes < start || a[3] + (bytes >> PAGE_BITS) < a[3])
        return -EINVAL;
    const struct region *r = mm_find(mm, start);
    if (r == NULL || (r->flags & REGION_SHARED) == 0 || r->file == NULL || start + bytes > r->end)
        return -EINVAL;
    if (a[3] > UINT64_MAX >> PAGE_BITS)
        return -EOVERFLOW;
    struct file *file = r->file;
    int prot = (int)r->prot;
    file_get(file);
    long at = mm_mmap(mm, start, bytes, prot, MAP_SHARED | MAP_FIXED | MAP_POPULATE | ((int)a[4] & MAP_NONBLOCK), file,
                      a[3] << PAGE_BITS);
    file_put(file);
    return at < 0 ? at : 0;
}

long sys_madvise(struct thread *t, const uint64_t a[6])
{
    return mm_madvise(t->proc->mm, a[0], a[1], (int)a[2]);
}

long sys_msync(struct thread *t, const uint64_t a[6])
{
    return mm_msync(t->proc->mm, a[0], a[1], (int)a[2]);
}

long sys_mincore(struct thread *t, const uint64_t a[6])
{
    uint64_t pages = (a[1] >> PAGE_BITS) + ((a[1] & (PAGE_BYTES - 1)) != 0);
    if ((a[0] & (PAGE_BYTES - 1)) != 0)
        return -EINVAL;
    if (a[0] > MM_TOP || a[1] > MM_TOP - a[0])
        return -ENOMEM;
    for (uint64_t i = 0; i < pages; i++) {
        uint64_t at = a[0] + (i << PAGE_BITS);
        const struct region *r = mm_find(t->proc->mm, at);
        if (r == NULL)
            return -ENOMEM;
        const struct pte *e = pte_find(t->proc->mm, at);
        struct page *cached = r->file != NULL ? pagecache_peek(r->file->inode, region_index(r, at)) : NULL;
        uint8_t there = (e != NULL && e->present) || cached != NULL;
        if (cached != NULL)
            page_put(cached);
        if (copy_out(t->proc->mm, a[2] + i, &there, 1) != 0)
            return -EFAULT;
    }
    return 0;
}
