/* SPDX-License-Identifier: BSD-2-Clause */
/* Reading and writing the memory of Linux programs.
 *
 * Addresses come from programs and may be anything.  Pages are faulted in and permissions honoured as
 * for the program itself; a bad address is -EFAULT.  Calls may park (file pages). */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

#include <linux/uio.h>

#include "mm/near.h"

struct thread;

int copy_in_any(struct mm *mm, void *dst, uint64_t uaddr, size_t size);
int copy_out_any(struct mm *mm, uint64_t uaddr, const void *src, size_t size);
static inline int copy_in(struct mm *mm, void *dst, uint64_t uaddr, size_t size)
{
    const char *from = user_near(mm, uaddr, size, false);
    if (from == NULL)
        return copy_in_any(mm, dst, uaddr, size);
    memcpy(dst, from, size);
    return 0;
}
static inline int copy_out(struct mm *mm, uint64_t uaddr, const void *src, size_t size)
{
    char *to = user_near(mm, uaddr, size, true);
    if (to == NULL)
        return copy_out_any(mm, uaddr, src, size);
    memcpy(to, src, size);
    return 0;
}
int zero_out(struct mm *mm, uint64_t uaddr, size_t size);
/* Where the bytes lie in this task, if all of them are in one page that the program may use so; NULL: not, or a bad
 * address, or no memory.  Good until the caller parks.  May park. */
void *user_span(struct mm *mm, uint64_t uaddr, size_t size, int write);
/* A string with its NUL; returns its length, -EFAULT, or -ENAMETOOLONG when no NUL is in max bytes. */
ssize_t copy_in_string(struct mm *mm, char *dst, uint64_t uaddr, size_t max);
/* As many bytes as can be had: count moved, or -EFAULT when that is none of size > 0. */
ssize_t copy_in_some(struct mm *mm, void *dst, uint64_t uaddr, size_t size);
ssize_t copy_out_some(struct mm *mm, uint64_t uaddr, const void *src, size_t size);

/* The same past the protection of the pages, as debuggers do: private memory can be written always.  -EIO where nothing
 * is, or a shared page may not be written. */
ssize_t copy_in_forced(struct mm *mm, void *dst, uint64_t uaddr, size_t size);
ssize_t copy_out_forced(struct mm *mm, uint64_t uaddr, const void *src, size_t size);

/* Source or sink of a transfer: a range of user memory, several, or kernel memory. */
struct uio {
    struct mm *mm;                 /* NULL: addr is kernel memory */
    uint64_t addr;                 /* next byte */
    size_t left;                   /* bytes to go in all */
    size_t here;                   /* bytes to go in the segment at addr */
    struct linux_iovec *segments;  /* the next ones; owned when `owned` */
    size_t count;                  /* how many are next */
    struct linux_iovec *owned;     /* heap memory freed by uio_fini; NULL: none */
    char append;                   /* a write goes to the end of the file, wherever it was to go */
};

static inline void uio_from_user(struct uio *u, struct mm *mm, uint64_t addr, size_t size)
{
    u->mm = mm;
    u->addr = addr;
    u->left = u->here = size;
    u->segments = u->owned = NULL;
    u->count = 0;
    u->append = 0;
}
void uio_from_kernel(struct uio *u, void *addr, size_t size);
/* Copies the vector in and checks it: -EINVAL (count > 1024, lengths beyond SSIZE_MAX), -EFAULT, -ENOMEM. */
int uio_from_iovec(struct thread *t, struct uio *u, uint64_t iov, size_t count);
/* Are the addresses and lengths of all segments multiples of a power of 2? */
bool uio_is_aligned(const struct uio *u, size_t unit);
static inline void uio_fini(struct uio *u)
{
    if (u->owned)
        free(u->owned);
    u->owned = NULL;
}

/* Moves up to size bytes (never more than left) and advances: bytes moved, short where a bad address is
 * met, -EFAULT when nothing was moved because of one. */
ssize_t uio_copy_to(struct uio *u, const void *src, size_t size);
ssize_t uio_copy_from(struct uio *u, void *dst, size_t size);
ssize_t uio_zero(struct uio *u, size_t size);
/* Makes sure that the next bytes (up to size) can be read/written now: how many, or -EFAULT. */
ssize_t uio_fault_in(struct uio *u, size_t size, int write);
