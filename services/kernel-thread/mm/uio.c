/* SPDX-License-Identifier: BSD-2-Clause */
/* mm/uio.c: sources and sinks of transfers. */
#include <stdlib.h>
#include <string.h>

#include <linux/errno.h>

#include "mm/user.h"
#include "proc/proc.h"

enum { IOV_MAX = 1024 };

void uio_from_kernel(struct uio *u, void *addr, size_t size)
{
    *u = (struct uio){.addr = (uint64_t)addr, .left = size, .here = size};
}

/* Goes on to the next segment that is not empty. */
static inline void uio_next(struct uio *u)
{
    while (u->here == 0 && u->count != 0) {
        u->addr = u->segments->base;
        u->here = u->segments->len;
        u->segments++;
        u->count--;
    }
}

int uio_from_iovec(struct thread *t, struct uio *u, uint64_t iov, size_t count)
{
    *u = (struct uio){.mm = t->proc->mm};
    if (count > IOV_MAX)
        return -EINVAL;
    if (count == 0)
        return 0;
    struct linux_iovec *v = malloc(count * sizeof(*v));
    if (v == NULL)
        return -ENOMEM;
    int err = copy_in(u->mm, v, iov, count * sizeof(*v));
    uint64_t total = 0;
    for (size_t i = 0; i < count && err == 0; i++) {
        if (v[i].len > INT64_MAX)
            err = -EINVAL;
        else if (v[i].len >> 52) /* larger than any address space */
            err = -EFAULT;
        total += v[i].len;
    }
    if (err) {
        free(v);
        return err;
    }
    u->owned = u->segments = v;
    u->count = count;
    u->left = total > 0x7ffff000 ? 0x7ffff000 : total; /* the most that one call moves */
    uio_next(u);
    return 0;
}

static inline void uio_advance(struct uio *u, size_t n)
{
    u->addr += n;
    u->here -= n;
    u->left -= n;
    uio_next(u);
}

bool uio_is_aligned(const struct uio *u, size_t unit)
{
    uint64_t bits = u->addr | u->here;

    for (size_t i = 0; i < u->count; i++)
        bits |= u->segments[i].base | u->segments[i].len;
    return bits % unit == 0;
}

enum uio_way { UIO_TO, UIO_FROM, UIO_ZERO };

/* One piece that lies in one segment: bytes moved or -EFAULT. */
static ssize_t uio_piece(struct uio *u, void *kernel, size_t n, enum uio_way way)
{
    if (u->mm != NULL) {
        if (way == UIO_FROM)
            return copy_in_some(u->mm, kernel, u->addr, n);
        return copy_out_some(u->mm, u->addr, way == UIO_TO ? kernel : NULL, n);
    }
    if (way == UIO_TO)
        memcpy((void *)u->addr, kernel, n);
    else if (way == UIO_FROM)
        memcpy(kernel, (const void *)u->addr, n);
    else
        memset((void *)u->addr, 0, n);
    return (ssize_t)n;
}

/* The whole of it, when it lies in one page that is near.  False: nothing was done. */
static inline bool uio_near(struct uio *u, char *kernel, size_t size, enum uio_way way)
{
    if (u->mm == NULL || size > u->here)
        return false;
    char *user = user_near(u->mm, u->addr, size, way != UIO_FROM);
    if (user == NULL)
        return false;
    if (way == UIO_FROM)
        memcpy(kernel, user, size);
    else if (way == UIO_TO)
        memcpy(user, kernel, size);
    else
        memset(user, 0, size);
    uio_advance(u, size);
    return true;
}

static inline __attribute__((always_inline)) ssize_t uio_move(struct uio *u, char *kernel, size_t size, enum uio_way way)
{
    size_t done = 0;
    if (size > u->left)
        size = u->left;
    if (uio_near(u, kernel, size, way))
        return (ssize_t)size;
    while (done < size) {
        size_t n = size - done < u->here ? size - done : u->here;
        ssize_t moved = uio_piece(u, kernel == NULL ? NULL : kernel + done, n, way);
        if (moved < 0)
            return done != 0 ? (ssize_t)done : moved;
        uio_advance(u, (size_t)moved);
        done += (size_t)moved;
        if ((size_t)moved < n)
            break;
    }
    return (ssize_t)done;
}

ssize_t uio_copy_to(struct uio *u, const void *src, size_t size)
{
    return uio_move(u, (char *)(uintptr_t)src, size, UIO_TO);
}

ssize_t uio_copy_from(struct uio *u, void *dst, size_t size)
{
    return uio_move(u, dst, size, UIO_FROM);
}

ssize_t uio_zero(struct uio *u, size_t size)
{
    return uio_move(u, NULL, size, UIO_ZERO);
}
