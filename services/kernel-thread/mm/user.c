/* SPDX-License-Identifier: BSD-2-Clause */
/* mm/user.c: copying between this task and programs, page by page, through the window. */
#include "mm/user.h"

#include <string.h>

#include <linux/errno.h>

#include "mm/space.h"
#include "proc/oom.h"

/* Where addr lies in the window, usable up to the end of its page; NULL with *err. */
static char *user_page(struct mm *mm, uint64_t addr, enum fault_kind kind, int *err)
{
    char *near = user_near(mm, addr, 1, kind == FAULT_WRITE);
    if (near != NULL)
        return near;
    for (;;) {
        struct pte *e = addr < MM_TOP ? pte_find(mm, addr) : NULL;
        if (e != NULL && e->present && (kind == FAULT_WRITE ? e->w : e->r))
            return (char *)page_address(pte_page(e)) + (addr & (PAGE_BYTES - 1));
        *err = addr < MM_TOP ? fault_in(mm, addr, kind) : -EFAULT;
        if (*err && (*err != -ENOMEM || !oom_relieve()))
            return NULL;
    }
}

static size_t in_page(uint64_t addr, size_t size)
{
    size_t room = PAGE_BYTES - (addr & (PAGE_BYTES - 1));
    return size < room ? size : room;
}

void *user_span(struct mm *mm, uint64_t uaddr, size_t size, int write)
{
    int err;
    return in_page(uaddr, size) < size ? NULL : user_page(mm, uaddr, write ? FAULT_WRITE : FAULT_READ, &err);
}

ssize_t copy_in_some(struct mm *mm, void *dst, uint64_t uaddr, size_t size)
{
    size_t done = 0;
    while (done < size) {
        int err;
        const char *from = user_page(mm, uaddr + done, FAULT_READ, &err);
        if (from == NULL)
            return done != 0 ? (ssize_t)done : -EFAULT;
        size_t n = in_page(uaddr + done, size - done);
        memcpy((char *)dst + done, from, n);
        done += n;
    }
    return (ssize_t)done;
}

ssize_t copy_out_some(struct mm *mm, uint64_t uaddr, const void *src, size_t size)
{
    size_t done = 0;
    while (done < size) {
        int err;
        char *to = user_page(mm, uaddr + done, FAULT_WRITE, &err);
        if (to == NULL)
            return done != 0 ? (ssize_t)done : -EFAULT;
        size_t n = in_page(uaddr + done, size - done);
        if (src != NULL)
            memcpy(to, (const char *)src + done, n);
        else
            memset(to, 0, n);
        done += n;
    }
    return (ssize_t)done;
}

int copy_in_any(struct mm *mm, void *dst, uint64_t uaddr, size_t size)
{
    return copy_in_some(mm, dst, uaddr, size) == (ssize_t)size ? 0 : -EFAULT;
}

int copy_out_any(struct mm *mm, uint64_t uaddr, const void *src, size_t size)
{
    return copy_out_some(mm, uaddr, src, size) == (ssize_t)size ? 0 : -EFAULT;
}

int zero_out(struct mm *mm, uint64_t uaddr, size_t size)
{
    return copy_out_some(mm, uaddr, NULL, size) == (ssize_t)size ? 0 : -EFAULT;
}

ssize_t copy_in_string(struct mm *mm, char *dst, uint64_t uaddr, size_t max)
{
    size_t done = 0;
    while (done < max) {
        int err;
        const char *from = user_page(mm, uaddr + done, FAULT_READ, &err);
        if (from == NULL)
            return -EFAULT;
        size_t n = in_page(uaddr + done, max - done);
        size_t len = strnlen(from, n);
        memcpy(dst + done, from, len);
        done += len;
        if (len < n) {
            dst[done] = '\0';
            return (ssize_t)done;
        }
    }
    return -ENAMETOOLONG;
}

/* Touches what the next bytes lie in. */
static ssize_t touch(struct mm *mm, uint64_t addr, size_t size, enum fault_kind kind)
{
    size_t done = 0;
    while (done < size) {
        int err;
        if (user_page(mm, addr + done, kind, &err) == NULL)
            break;
        done += in_page(addr + done, size - done);
    }
    return done == 0 && size != 0 ? -EFAULT : (ssize_t)done;
}

ssize_t uio_fault_in(struct uio *u, size_t size, int write)
{
    if (size > u->here)
        size = u->here;
    return u->mm == NULL ? (ssize_t)size : touch(u->mm, u->addr, size, write ? FAULT_WRITE : FAULT_READ);
}
