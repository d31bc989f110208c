/* SPDX-License-Identifier: BSD-2-Clause */
/* Copying from file to file inside the kernel, through one buffer a call. */
#include "fs/copy.h"

#include <linux/errno.h>
#include <stdlib.h>

#include "fs/file.h"
#include "mm/user.h"
#include "proc/proc.h"

enum { CHUNK = 32768 };

static ssize_t move(struct copy_end *end, void *buf, size_t size, int writing)
{
    struct uio uio;
    ssize_t n;

    uio_from_kernel(&uio, buf, size);
    if (end->use_pos)
        return writing ? file_write(end->file, &uio) : file_read(end->file, &uio);
    n = writing ? file_pwrite(end->file, &uio, end->offset) : file_pread(end->file, &uio, end->offset);
    if (n > 0)
        end->offset += (uint64_t)n;
    return n;
}

/* What was read but could not be written is given back. */
static void unread(struct copy_end *end, size_t bytes)
{
    if (end->use_pos)
        end->file->pos -= bytes;
    else
        end->offset -= bytes;
}

ssize_t file_copy(struct copy_end *from, struct copy_end *to, uint64_t count)
{
    char *buf = malloc(CHUNK);
    ssize_t done = 0, n = 0;

    if (!buf)
        return -ENOMEM;
    while (count) {
        size_t want = count < CHUNK ? count : CHUNK;
        n = move(from, buf, want, 0);
        if (n <= 0)
            break;
        ssize_t w = move(to, buf, (size_t)n, 1);
        if (w < n)
            unread(from, (size_t)(n - (w > 0 ? w : 0)));
        if (w > 0) {
            done += w;
            count -= (uint64_t)w;
        }
        if (w < n) {
            n = w;
            break;
        }
        if ((size_t)n < want || (current() && signal_pending(current())))
            break; /* a terminal gives what it has; asking again could take an end of file that is not ours */
    }
    free(buf);
    return done ? done : n;
}
