/* SPDX-License-Identifier: BSD-2-Clause */
/* mm/process_vm.c: reading and writing another process's memory, and advice about it. */
#include <stdlib.h>

#include <linux/errno.h>
#include <linux/mman.h>

#include "mm/mm.h"
#include "mm/user.h"
#include "proc/pidfd.h"
#include "proc/proc.h"
#include "trace/syscalls.h"

enum { VECTOR_MOST = 1024, PIECE = 4096 };

/* Ranges of the other process, one after the other. */
struct ranges {
    struct linux_iovec *v;      /* owned */
    uint64_t count, at, done;   /* at: which; done: of it */
};

static int ranges_read(struct thread *t, uint64_t addr, uint64_t count, struct ranges *r)
{
    *r = (struct ranges){.count = count};
    if (count > VECTOR_MOST)
        return -EINVAL;
    r->v = malloc(count * sizeof(*r->v) + 1);
    if (r->v == NULL)
        return -ENOMEM;
    if (copy_in(t->proc->mm, r->v, addr, count * sizeof(*r->v)) != 0)
        return -EFAULT;
    for (uint64_t i = 0; i < count; i++)
        if (r->v[i].len > INT64_MAX)
            return -EINVAL;
    return 0;
}

/* The next bytes of it; 0: no more. */
static size_t range_next(struct ranges *r, uint64_t *addr)
{
    while (r->at < r->count && r->done == r->v[r->at].len) {
        r->at++;
        r->done = 0;
    }
    if (r->at == r->count)
        return 0;
    *addr = r->v[r->at].base + r->done;
    uint64_t left = r->v[r->at].len - r->done;
    return left < PIECE ? left : PIECE;
}

/* Moves everything; bytes moved, or -EFAULT when that is none. */
static long transfer(struct uio *mine, struct mm *mm, struct ranges *r, bool write)
{
    char *buffer = malloc(PIECE);
    long total = 0;
    ssize_t n = buffer == NULL ? -ENOMEM : 0;
    uint64_t addr = 0;
    size_t want;
    while (n >= 0 && mine->left != 0 && (want = range_next(r, &addr)) != 0) {
        if (want > mine->left)
            want = mine->left;
        n = write ? uio_copy_from(mine, buffer, want) : copy_in_some(mm, buffer, addr, want);
        if (n > 0)
            n = write ? copy_out_some(mm, addr, buffer, (size_t)n) : uio_copy_to(mine, buffer, (size_t)n);
        if (n <= 0)
            break;
        total += n;
        r->done += (uint64_t)n;
        if ((size_t)n < want)
            break;
    }
    free(buffer);
    return total != 0 || n >= 0 ? total : n;
}

static long process_vm(struct thread *t, const uint64_t a[6], bool write)
{
    struct uio mine;
    struct ranges r = {0};
    if (a[5] != 0)
        return -EINVAL;
    long result = uio_from_iovec(t, &mine, a[1], a[2]);
    if (result)
        return result;
    if (mine.left != 0)
        result = ranges_read(t, a[3], a[4], &r);
    if (result == 0 && mine.left != 0) {
        struct thread *other = thread_find((int)a[0]);
        struct proc *p = other != NULL ? other->proc : NULL;
        if (p == NULL || p->mm == NULL) {
            result = -ESRCH;
        } else if (p != t->proc && !proc_may_look(t, p)) {
            result = -EPERM;
        } else {
            struct mm *mm = p->mm;
            mm_get(mm);
            result = transfer(&mine, mm, &r, write);
            mm_put(mm);
        }
    }
    free(r.v);
    uio_fini(&mine);
    return result;
}

long sys_process_vm_readv(struct thread *t, const uint64_t a[6])
{
    return process_vm(t, a, false);
}

long sys_process_vm_writev(struct thread *t, const uint64_t a[6])
{
    return process_vm(t, a, true);
}

/* Bytes advised of, or the error of the first range. */
static long advise_ranges(struct mm *mm, const struct ranges *r, int advice)
{
    long total = 0;
    for (uint64_t i = 0; i < r->count; i++) {
        long err = mm_madvise(mm, r->v[i].base, r->v[i].len, advice);
        if (err)
            return total != 0 ? total : err;
        total += (long)r->v[i].len;
    }
    return total;
}

/* Memory of a process that is about to end: it gives that up by itself, and at once. */
long sys_process_mrelease(struct thread *t, const uint64_t a[6])
{
    bool nonblock;
    int pid;
    long err = a[1] != 0 ? -EINVAL : pidfd_target(t, (int)a[0], &pid, &nonblock);
    if (err)
        return err;
    struct proc *p = proc_find(pid);
    if (p == NULL || p->mm == NULL)
        return -ESRCH;
    return p->exiting ? 0 : -EINVAL;
}

long sys_process_madvise(struct thread *t, const uint64_t a[6])
{
    struct ranges r = {0};
    int advice = (int)a[3], pid;
    bool nonblock;
    if (a[4] != 0)
        return -EINVAL;
    long result = ranges_read(t, a[1], a[2], &r);
    if (result == 0)
        result = pidfd_target(t, (int)a[0], &pid, &nonblock);
    if (result == 0 && advice != MADV_COLD && advice != MADV_PAGEOUT && advice != MADV_WILLNEED)
        result = -EINVAL;
    if (result == 0) {
        struct proc *p = proc_find(pid);
        struct mm *mm = p == NULL ? NULL : p->mm;
        if (mm == NULL) {
            result = -ESRCH;
        } else if (p != t->proc && !proc_may_look(t, p)) {
            result = -EPERM;
        } else {
            mm_get(mm);
            result = advise_ranges(mm, &r, advice);
            mm_put(mm);
        }
    }
    free(r.v);
    return result;
}
