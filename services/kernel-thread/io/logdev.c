/* SPDX-License-Identifier: BSD-2-Clause */
/* /dev/console without a terminal. */
#include "io/logdev.h"

#include <rt/log.h>
#include <string.h>

#include "fs/file.h"
#include "mm/user.h"

enum { LINE_BYTES = 200 };

static char line[LINE_BYTES + 1];
static size_t fill;

static void put_byte(char c)
{
    if (c != '\n' && c != '\r')
        line[fill++] = c >= 32 || c == '\t' || (c & 0x80) ? c : '?';
    if ((c == '\n' || fill == LINE_BYTES) && fill) {
        line[fill] = 0;
        log_info("console: %s", line);
        fill = 0;
    }
}

static ssize_t logdev_write(struct file *f, struct uio *uio, uint64_t offset)
{
    char buf[256];
    ssize_t done = 0;

    (void)f;
    (void)offset;
    while (uio->left) {
        ssize_t n = uio_copy_from(uio, buf, uio->left < sizeof buf ? uio->left : sizeof buf);
        if (n <= 0)
            return done ? done : n;
        for (ssize_t i = 0; i < n; i++)
            put_byte(buf[i]);
        done += n;
    }
    return done;
}

static ssize_t logdev_read(struct file *f, struct uio *uio, uint64_t offset)
{
    (void)f;
    (void)uio;
    (void)offset;
    return 0;
}

static const struct file_ops ops = { .read = logdev_read, .write = logdev_write };

int logdev_open(struct file *f)
{
    f->ops = &ops;
    f->kind |= FILE_STREAM;
    return 0;
}
