/* SPDX-License-Identifier: BSD-2-Clause */
/* ipc/shm.c: System V shared memory: nameless files in memory, mapped shared.
 *
 * How often a segment is attached is the number of regions that map it.  One that was removed stays until the last of
 * them goes. */
#include "ipc/shm.h"

#include <stdio.h>
#include <stdlib.h>

#include <linux/capability.h>
#include <linux/errno.h>
#include <linux/mman.h>

#include "fs/anon.h"
#include "fs/file.h"
#include "fs/inode.h"
#include "fs/shmem.h"
#include "fs/text.h"
#include "ipc/ids.h"
#include "ipc/ipc_show.h"
#include "ipc/limits.h"
#include "mm/space.h"
#include "mm/user.h"
#include "proc/proc.h"
#include "trace/syscalls.h"

struct segment {
    struct ipc_object object; /* first */
    struct file *file;        /* owned */
    uint64_t bytes;
    int64_t atime, dtime, ctime;
    int creator, last;        /* processes */
};

static void free_segment(struct ipc_object *o)
{
    struct segment *s = (struct segment *)o;
    s->file->inode->priv = NULL;
    file_put(s->file);
    free(s);
}

static struct ipc_table table = {.free_object = free_segment, .most = &ipc_limits.segments, .wanted = &ipc_limits.segment_next};

static uint64_t attachments(const struct segment *s)
{
    const struct region *r;
    uint64_t count = 0;
    LIST_FOREACH (r, &s->file->inode->mappings, same_file)
        count++;
    return count;
}

enum { SHM_HUGETLB = 04000, SHM_NORESERVE = 010000 };

/* What shmget was asked for. */
struct wanted {
    uint64_t bytes;
    int flags;
};

/* No huge pages are set aside. */
static int huge_pages_error(int flags)
{
    unsigned log2 = (unsigned)flags >> 26 & 0x3f;
    return log2 == 0 || log2 == 16 || log2 == 21 || log2 == 25 || log2 == 30 ? -ENOMEM : -EINVAL;
}

static int make(const void *asked, struct ipc_object **out)
{
    const struct wanted *wanted = asked;
    uint64_t bytes = wanted->bytes;
    if (bytes < 1 || bytes > ipc_limits.shm_bytes)
        return -EINVAL;
    if (wanted->flags & SHM_HUGETLB)
        return huge_pages_error(wanted->flags);
    if (bytes > INT64_MAX || ((wanted->flags & SHM_NORESERVE) == 0 && !memory_possible(bytes >> PAGE_BITS)))
        return -ENOMEM;
    struct segment *s = calloc(1, sizeof(*s));
    if (s == NULL)
        return -ENOMEM;
    int err = shmem_named("/SYSV", bytes, &s->file);
    if (err) {
        free(s);
        return err;
    }
    s->file->inode->priv = s;
    s->bytes = bytes;
    s->ctime = ipc_now();
    s->creator = current()->proc->pid;
    *out = &s->object;
    return 0;
}

static int check(const struct ipc_object *o, const void *asked)
{
    return ((const struct wanted *)asked)->bytes > ((const struct segment *)o)->bytes ? -EINVAL : 0;
}

long sys_shmget(struct thread *t, const uint64_t a[6])
{
    static const struct ipc_maker maker = {make, check};
    const struct wanted wanted = {a[1], (int)a[2]};
    return ipc_get(t, &table, (int32_t)a[0], (int)a[2], &maker, &wanted);
}

void shm_region_ends(struct inode *inode)
{
    struct segment *s = inode->priv;
    struct thread *t = current();
    if (s == NULL)
        return;
    s->dtime = ipc_now();
    s->last = t == NULL ? 0 : t->proc->pid;
    if ((s->object.perm.mode & SHM_DEST) && attachments(s) == 1)
        ipc_remove(&table, &s->object);
}

long sys_shmat(struct thread *t, const uint64_t a[6])
{
    struct mm *mm = t->proc->mm;
    uint64_t addr = a[1];
    int flags = (int)a[2];
    struct segment *s = (struct segment *)ipc_find(&table, (int)a[0]);
    if ((int)a[0] < 0)
        return -EINVAL;
    if (addr & (PAGE_BYTES - 1)) {
        if ((flags & SHM_RND) == 0)
            return -EINVAL;
        addr &= ~(uint64_t)(PAGE_BYTES - 1);
    }
    if (addr == 0 && (flags & SHM_REMAP))
        return -EINVAL;
    if (s == NULL)
        return -EINVAL;
    bool write = (flags & SHM_RDONLY) == 0;
    int err = ipc_permission(t, &s->object, 0444 | (write ? 0222 : 0) | (flags & SHM_EXEC ? 0111 : 0));
    if (err)
        return err;
    uint64_t length = (s->bytes + PAGE_BYTES - 1) & ~(uint64_t)(PAGE_BYTES - 1);
    if (addr != 0 && (flags & SHM_REMAP) == 0 && !region_range_free(mm, addr, addr + length))
        return -EINVAL;
    int prot = PROT_READ | (write ? PROT_WRITE : 0) | (flags & SHM_EXEC ? PROT_EXEC : 0);
    ipc_hold(&s->object);
    long at = mm_mmap(mm, addr, length, prot, MAP_SHARED | (addr != 0 ? MAP_FIXED : 0), s->file, 0);
    struct region *r = at < 0 ? NULL : mm_find(mm, (uint64_t)at);
    if (r != NULL && r->file == s->file) {
        r->flags |= REGION_SHM;
        if (!write)
            r->flags &= ~(uint32_t)REGION_MAYWRITE;
        s->atime = ipc_now();
        s->last = t->proc->pid;
    }
    ipc_put(&table, &s->object);
    return at;
}

long sys_shmdt(struct thread *t, const uint64_t a[6])
{
    struct mm *mm = t->proc->mm;
    uint64_t addr = a[0];
    struct region *r = (addr & (PAGE_BYTES - 1)) != 0 ? NULL : mm_next_region(mm, addr);
    while (r != NULL && !((r->flags & REGION_SHM) && r->start - (r->index << PAGE_BITS) == addr)) {
        if (r->start != addr) /* the first pages may be gone, but nothing else lies there */
            return -EINVAL;
        r = mm_next_region(mm, r->end);
    }
    if (r == NULL)
        return -EINVAL;
    const struct file *file = r->file;
    uint64_t end = addr + file->inode->size;
    while (r != NULL && r->start < end) {
        uint64_t next = r->end;
        if (r->file == file && r->start - (r->index << PAGE_BITS) == addr && mm_munmap(mm, r->start, next - r->start) != 0)
            return -ENOMEM;
        r = mm_next_region(mm, next);
    }
    return 0;
}

static long info(struct thread *t, int command, uint64_t addr)
{
    int highest = ipc_highest(&table);
    int err;
    if (command == IPC_INFO) {
        const struct linux_shminfo i = {.shmmax = ipc_limits.shm_bytes, .shmmin = 1, .shmmni = (uint64_t)ipc_limits.segments,
                                        .shmseg = 4096, .shmall = UINT64_MAX - (1ul << 24)};
        err = copy_out(t->proc->mm, addr, &i, sizeof(i));
    } else {
        struct linux_shm_info i = {.used_ids = (int32_t)table.used};
        for (int at = 0; at <= highest; at++) {
            const struct segment *s = (const struct segment *)ipc_at(&table, at);
            i.shm_tot += s == NULL ? 0 : (s->bytes + PAGE_BYTES - 1) >> PAGE_BITS;
        }
        err = copy_out(t->proc->mm, addr, &i, sizeof(i));
    }
    return err ? -EFAULT : highest;
}

static long stat(struct thread *t, int id, int command, uint64_t addr)
{
    struct segment *s = (struct segment *)(command == IPC_STAT ? ipc_find(&table, id) : ipc_at(&table, id));
    if (s == NULL)
        return -EINVAL;
    int err = command == SHM_STAT_ANY ? 0 : ipc_permission(t, &s->object, 0444);
    if (err)
        return err;
    struct linux_shmid_ds ds = {.perm = s->object.perm, .segsz = s->bytes, .atime = s->atime, .dtime = s->dtime,
                                .ctime = s->ctime, .cpid = s->creator, .lpid = s->last, .nattch = attachments(s)};
    id = s->object.id;
    return copy_out(t->proc->mm, addr, &ds, sizeof(ds)) != 0 ? -EFAULT : command == IPC_STAT ? 0 : id;
}

/* Nobody finds it by its key any more; it goes when nobody has it attached. */
static void segment_remove(struct segment *s)
{
    if (attachments(s) == 0) {
        ipc_remove(&table, &s->object);
        return;
    }
    s->object.perm.mode |= SHM_DEST;
    if (s->object.perm.key != IPC_PRIVATE)
        LIST_REMOVE(&s->object, by_key);
    s->object.perm.key = IPC_PRIVATE;
}

static long change(struct thread *t, int id, int command, uint64_t addr)
{
    struct linux_shmid_ds ds;
    if (command == IPC_SET && copy_in(t->proc->mm, &ds, addr, sizeof(ds)) != 0)
        return -EFAULT;
    struct segment *s = (struct segment *)ipc_find(&table, id);
    if (s == NULL)
        return -EINVAL;
    if ((command == SHM_LOCK || command == SHM_UNLOCK) && cred_has(t, CAP_IPC_LOCK)) {
        s->object.perm.mode = command == SHM_LOCK ? s->object.perm.mode | SHM_LOCKED : s->object.perm.mode & ~(uint32_t)SHM_LOCKED;
        return 0;
    }
    int err = ipc_owner(t, &s->object);
    if (err == 0 && command == SHM_LOCK) {
        uint64_t limit = proc_rlimit(t->proc, RLIMIT_MEMLOCK);
        err = limit == 0 ? -EPERM : s->bytes > limit ? -ENOMEM : 0;
    }
    if (err)
        return err;
    if (command == IPC_RMID) {
        segment_remove(s);
    } else if (command == IPC_SET) {
        ipc_set(&s->object, &ds.perm);
        s->ctime = ipc_now();
    } else {
        s->object.perm.mode = command == SHM_LOCK ? s->object.perm.mode | SHM_LOCKED : s->object.perm.mode & ~(uint32_t)SHM_LOCKED;
    }
    return 0;
}

long sys_shmctl(struct thread *t, const uint64_t a[6])
{
    int id = (int)a[0], command = (int)a[1];
    if (id < 0 || command < 0)
        return -EINVAL;
    switch (command) {
    case IPC_INFO: case SHM_INFO:
        return info(t, command, a[2]);
    case IPC_STAT: case SHM_STAT: case SHM_STAT_ANY:
        return stat(t, id, command, a[2]);
    case IPC_SET: case IPC_RMID: case SHM_LOCK: case SHM_UNLOCK:
        return change(t, id, command, a[2]);
    default:
        return -EINVAL;
    }
}

void shm_show_all(struct text *out)
{
    text_printf(out, "       key      shmid perms                  size  cpid  lpid nattch   uid   gid  cuid  cgid      atime      "
                     "dtime      ctime                   rss                  swap\n");
    for (int i = 0; i <= ipc_highest(&table); i++) {
        const struct segment *s = (const struct segment *)ipc_at(&table, i);
        if (s == NULL)
            continue;
        const struct linux_ipc_perm *p = &s->object.perm;
        text_printf(out, "%10d %10d  %4o %21lu %5d %5d  %5lu %5u %5u %5u %5u %10ld %10ld %10ld %21lu %21d\n", p->key,
                    s->object.id, p->mode, (unsigned long)s->bytes, s->creator, s->last, (unsigned long)attachments(s), p->uid,
                    p->gid, p->cuid, p->cgid, (long)s->atime, (long)s->dtime, (long)s->ctime,
                    (unsigned long)s->file->inode->blocks * 512, 0);
    }
}
