/* SPDX-License-Identifier: BSD-2-Clause */
/* mm/map.c: mmap, munmap, mprotect. */
#include <linux/capability.h>
#include <linux/errno.h>
#include <linux/fcntl.h>
#include <linux/mman.h>
#include <linux/resource.h>

#include "fs/file.h"
#include "fs/inode.h"
#include "fs/shmem.h"
#include "mm/space.h"
#include "proc/proc.h"
#include "trace/maps.h"

static uint64_t page_up(uint64_t n)
{
    return (n + PAGE_BYTES - 1) & ~(uint64_t)(PAGE_BYTES - 1);
}

static bool aligned(uint64_t n)
{
    return (n & (PAGE_BYTES - 1)) == 0;
}

/* [addr, addr + length) lies where programs may have mappings. */
static bool range_valid(uint64_t addr, uint64_t length)
{
    return addr <= MM_TOP && length <= MM_TOP - addr;
}

/* May the process have `pages` more in all? */
static bool limit_allows(const struct mm *mm, uint64_t pages)
{
    const struct thread *t = current();
    return t == NULL || pages + mm->mapped_pages <= proc_rlimit(t->proc, RLIMIT_AS) >> PAGE_BITS;
}

/* May it have as many pages more that are private and may be written (RLIMIT_DATA)?  Counted only under a limit. */
static bool data_allows(struct mm *mm, uint64_t pages)
{
    const struct thread *t = current();
    uint64_t limit = t == NULL ? RLIM_INFINITY : proc_rlimit(t->proc, RLIMIT_DATA);
    if (limit == RLIM_INFINITY)
        return true;
    for (const struct region *r = mm_next_region(mm, 0); r != NULL; r = mm_next_region(mm, r->end))
        if ((r->prot & PROT_WRITE) && (r->flags & (REGION_SHARED | REGION_STACK)) == 0)
            pages += (r->end - r->start) >> PAGE_BITS;
    if (limit == 0) /* as Linux, for programs that count themselves */
        limit = t->proc->limit[RLIMIT_DATA].max;
    return pages <= limit >> PAGE_BITS;
}

/* Makes a region begin at `addr` if one contains it. */
static int cut_at(struct mm *mm, uint64_t addr)
{
    struct region *r = mm_find(mm, addr);
    return r == NULL || r->start == addr || region_split(r, addr) != NULL ? 0 : -ENOMEM;
}

static long unmap_range(struct mm *mm, uint64_t start, uint64_t end)
{
    if (cut_at(mm, start) != 0 || cut_at(mm, end) != 0)
        return -ENOMEM;
    stub_make_room(mm, start, end);
    pte_clear_range(mm, start, end);
    for (;;) { /* giving up a file may wait, so the tree is asked anew each time */
        struct region *r = mm_next_region(mm, start);
        if (r == NULL || r->start >= end)
            return 0;
        region_free(r);
    }
}

long mm_munmap(struct mm *mm, uint64_t addr, uint64_t length)
{
    length = page_up(length);
    if (!aligned(addr) || length == 0 || !range_valid(addr, length))
        return -EINVAL;
    return unmap_range(mm, addr, addr + length);
}

/* Where a mapping goes; below 0: -errno. */
static long place(struct mm *mm, uint64_t addr, uint64_t length, int flags)
{
    if (flags & (MAP_FIXED | MAP_FIXED_NOREPLACE)) {
        if (!aligned(addr))
            return -EINVAL;
        if (!range_valid(addr, length))
            return -ENOMEM;
        if (addr < MM_LOWEST && current() != NULL && !cred_has(current(), CAP_SYS_RAWIO))
            return -EPERM;
        const struct region *next = mm_next_region(mm, addr); /* stubs give way (stub.h) */
        if ((flags & MAP_FIXED_NOREPLACE) && next != NULL && next->start < addr + length)
            return -EEXIST;
        return (long)addr;
    }
    addr &= ~(uint64_t)(PAGE_BYTES - 1);
    if (addr >= MM_LOWEST && range_valid(addr, length) && region_range_free(mm, addr, addr + length))
        return (long)addr;
    addr = region_gap(mm, length);
    return addr == 0 ? -ENOMEM : (long)addr;
}

/* The file behind a mapping: *file is replaced by none for zero devices.  Returns region flags. */
static int backing(struct file **file, int prot, bool shared)
{
    if (*file == NULL)
        return REGION_MAYWRITE;
    int kind = file_mmap_check(*file, prot, shared);
    if (kind < 0)
        return kind;
    if (kind == MMAP_ZERO)
        *file = NULL;
    else if (shared && ((*file)->inode->seals & (F_SEAL_WRITE | F_SEAL_FUTURE_WRITE)))
        return prot & PROT_WRITE ? -EPERM : 0; /* and it stays so */
    return !shared || *file == NULL || file_writable(*file) ? REGION_MAYWRITE : 0;
}

static long map_checked(struct mm *mm, uint64_t addr, uint64_t length, int prot, uint32_t region_flags,
                        int flags, struct file *file, uint64_t index)
{
    long where = place(mm, addr, length, flags);
    if (where < 0)
        return where;
    if (!limit_allows(mm, length >> PAGE_BITS))
        return -ENOMEM;
    if ((prot & PROT_WRITE) && (region_flags & (REGION_SHARED | REGION_STACK)) == 0 && !data_allows(mm, length >> PAGE_BITS))
        return -ENOMEM;
    if ((flags & MAP_NORESERVE) == 0 && (prot & PROT_WRITE) && (region_flags & REGION_SHARED) == 0 &&
        !memory_possible(length >> PAGE_BITS))
        return -ENOMEM;
    addr = (uint64_t)where;
    if (file != NULL && (prot & PROT_EXEC))
        stub_file_mapped(file);
    struct region *r = region_new(mm, addr, addr + length);
    if (r == NULL)
        return -ENOMEM;
    r->prot = (uint32_t)(prot & (PROT_READ | PROT_WRITE | PROT_EXEC));
    r->flags = region_flags;
    r->index = index;
    if (file != NULL)
        region_set_file(r, file);
    long err = unmap_range(mm, addr, addr + length);
    region_insert(r);
    if (err)
        region_free(r);
    else
        region_merge(r);
    return err ? err : (long)addr;
}

static long map_shared_memory(struct mm *mm, uint64_t addr, uint64_t length, int prot, int flags)
{
    struct file *file;
    if ((flags & MAP_NORESERVE) == 0 && !memory_possible(length >> PAGE_BITS))
        return -ENOMEM;
    int err = shmem_file(length, &file);
    if (err)
        return err;
    long result = map_checked(mm, addr, length, prot, REGION_SHARED | REGION_MAYWRITE, flags, file, 0);
    file_put(file);
    return result;
}

static void populate(struct mm *mm, uint64_t addr, uint64_t length, int prot)
{
    enum fault_kind kind = prot & PROT_WRITE ? FAULT_WRITE : FAULT_READ;
    for (uint64_t a = addr; a < addr + length; a += PAGE_BYTES) {
        mm->run_next = 0; /* these, and no more */
        if (mm_fault(mm, a, kind) != 0)
            break;
    }
}

/* Do the flags go together?  0, -EINVAL, -EOPNOTSUPP. */
static int flags_check(int flags, const struct file *file)
{
    enum { NAMED = MAP_TYPE | MAP_FIXED | MAP_ANONYMOUS | MAP_GROWSDOWN | MAP_DENYWRITE | MAP_EXECUTABLE | MAP_LOCKED |
                   MAP_NORESERVE | MAP_POPULATE | MAP_NONBLOCK | MAP_STACK | MAP_HUGETLB,
           SIZES = 0x1f << 26 /* of huge pages */ };
    int type = flags & MAP_TYPE;
    if (type == 0 || type > MAP_SHARED_VALIDATE || (type == MAP_SHARED_VALIDATE && file == NULL))
        return -EINVAL;
    if (type == MAP_SHARED_VALIDATE && (flags & ~(NAMED | SIZES)))
        return -EOPNOTSUPP;
    return (flags & MAP_GROWSDOWN) && (file != NULL || type != MAP_PRIVATE) ? -EINVAL : 0;
}

long mm_mmap(struct mm *mm, uint64_t addr, uint64_t length, int prot, int flags, struct file *file,
             uint64_t offset)
{
    bool shared = (flags & MAP_TYPE) != MAP_PRIVATE;
    int wrong = length == 0 || !aligned(offset) ? -EINVAL : flags_check(flags, file);
    if (wrong)
        return wrong;
    length = page_up(length);
    if (length == 0 || length > MM_TOP)
        return -ENOMEM;
    if (file != NULL && (offset > INT64_MAX || length > INT64_MAX - offset))
        return -EOVERFLOW;
    if (file == NULL && shared)
        return map_shared_memory(mm, addr, length, prot, flags);

    int region_flags = backing(&file, prot, shared);
    if (region_flags < 0)
        return region_flags;
    if (shared && file == NULL) /* /dev/zero */
        return map_shared_memory(mm, addr, length, prot, flags);
    if (shared)
        region_flags |= REGION_SHARED;
    if (flags & MAP_NORESERVE)
        region_flags |= REGION_NORESERVE;
    if ((flags & MAP_GROWSDOWN) && file == NULL)
        region_flags |= REGION_STACK;
    bool lock = (flags & MAP_LOCKED) != 0 || mm->lock_future;
    if (lock) {
        int err = lock_allowed(mm, length >> PAGE_BITS);
        if (err)
            return err;
        region_flags |= REGION_LOCKED;
    }
    long where = map_checked(mm, addr, length, prot, (uint32_t)region_flags, flags, file, offset >> PAGE_BITS);
    if (trace_maps_on && where >= 0 && file != NULL && (prot & PROT_EXEC))
        trace_map((uint64_t)where, length, offset, file);
    if (where >= 0 && ((flags & MAP_POPULATE) || (lock && !mm->lock_on_fault)))
        populate(mm, (uint64_t)where, length, prot);
    return where;
}

/* The region's protection changed: entries follow; what the machine has mapped is changed or dropped.
 * A file's page that becomes code comes back as its exec view.  A private page stays as it is, so that
 * programs read what they wrote: its svc arrive as UnknownSyscall. */
static void entry_protect(struct mm *mm, uint64_t addr, struct pte *e, void *ctx)
{
    const struct region *r = ctx;
    bool exec = (r->prot & PROT_EXEC) != 0;

    if (exec && !e->x && (pte_page(e)->flags & PAGE_CACHED) != 0 && (r->flags & REGION_SHARED) == 0) {
        pte_clear(mm, e);
        return;
    }
    if (exec && !e->x)
        pte_page(e)->flags &= ~(uint32_t)PAGE_UNIFIED;
    e->r = (r->prot & (PROT_READ | PROT_WRITE | PROT_EXEC)) != 0;
    e->x = exec;
    if ((r->prot & PROT_WRITE) == 0)
        e->w = 0;
    if (e->cap == 0)
        return;
    if (!e->r || machine_map(mm, addr, e) != 0)
        machine_unmap(mm, e);
}

long mm_mprotect(struct mm *mm, uint64_t addr, uint64_t length, int prot)
{
    if (prot & ~(PROT_READ | PROT_WRITE | PROT_EXEC | PROT_SEM | PROT_GROWSDOWN) || !aligned(addr))
        return -EINVAL;
    if (length == 0)
        return 0;
    length = page_up(length);
    if (length == 0 || !range_valid(addr, length))
        return -ENOMEM;
    uint64_t end = addr + length;
    if (prot & PROT_GROWSDOWN) {
        const struct region *r = mm_next_region(mm, addr);
        if (r == NULL || r->start >= end)
            return -ENOMEM;
        if ((r->flags & REGION_STACK) == 0)
            return -EINVAL;
        addr = r->start;
    }
    if (cut_at(mm, addr) != 0 || cut_at(mm, end) != 0)
        return -ENOMEM;

    uint64_t at = addr;
    while (at < end) {
        struct region *r = mm_find(mm, at);
        if (r == NULL)
            return -ENOMEM;
        if ((prot & PROT_WRITE) && (r->flags & REGION_MAYWRITE) == 0)
            return -EACCES;
        if ((prot & PROT_WRITE) && (r->prot & PROT_WRITE) == 0 && (r->flags & (REGION_SHARED | REGION_NORESERVE)) == 0 &&
            !memory_possible((r->end - r->start) >> PAGE_BITS))
            return -ENOMEM;
        at = r->end;
        r->prot = (uint32_t)(prot & (PROT_READ | PROT_WRITE | PROT_EXEC));
        pte_each(mm, r->start, r->end, entry_protect, r);
        region_merge(r);
    }
    return 0;
}
