/* SPDX-License-Identifier: BSD-2-Clause */
/* /dev/kmsg: messages as records, one a read; and programs' own. */
#include <linux/errno.h>
#include <linux/fcntl.h>
#include <linux/poll.h>
#include <linux/stat.h>
#include <rt/log.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fs/device.h"
#include "fs/file.h"
#include "fs/poll.h"
#include "io/klog.h"
#include "mm/user.h"
#include "proc/proc.h"
#include "sig/signal.h"

/* file->priv: the number of the record to be read next (bytes mean nothing as a position). */
static uint64_t *next_of(const struct file *f)
{
    return f->priv;
}

static int kmsg_open(struct inode *inode, struct file *f)
{
    (void)inode;
    if (file_readable(f) && klog_restricted && current() && klog_may_read(current()))
        return -EPERM;
    f->priv = malloc(sizeof(uint64_t));
    if (!f->priv)
        return -ENOMEM;
    *next_of(f) = klog_first();
    return 0;
}

static void kmsg_release(struct file *f)
{
    free(f->priv);
}

/* What is not printable is shown as \xNN. */
static size_t escape(char *to, size_t room, const char *text)
{
    size_t n = 0;

    for (; *text && n + 5 < room; text++) {
        unsigned char c = (unsigned char)*text;
        if (c < 32 || c >= 127 || c == '\\')
            n += (size_t)snprintf(to + n, room - n, "\\x%02x", c);
        else
            to[n++] = (char)c;
    }
    return n;
}

/* One record.  One that is longer than the buffer is lost, as on Linux. */
static ssize_t kmsg_read(struct file *f, struct uio *uio, uint64_t offset)
{
    char line[4 * KLOG_LINE_MAX + 64];
    const struct klog_record *r;

    (void)offset;
    while (*next_of(f) >= klog_end()) {
        int err = f->flags & O_NONBLOCK ? -EAGAIN : wait_interruptible(&klog_more, RT_NEVER);
        if (err)
            return err;
    }
    if (*next_of(f) < klog_first()) {
        *next_of(f) = klog_first();
        return -EPIPE; /* some were lost */
    }
    r = klog_get(*next_of(f));
    size_t n = (size_t)snprintf(line, sizeof line, "%u,%llu,%llu,-;", r->priority, (unsigned long long)r->number,
                                (unsigned long long)r->us);
    n += escape(line + n, sizeof line - n - 1, r->text);
    line[n++] = '\n';
    ++*next_of(f);
    return uio->left < n ? -EINVAL : uio_copy_to(uio, line, n);
}

static ssize_t kmsg_write(struct file *f, struct uio *uio, uint64_t offset)
{
    char line[KLOG_LINE_MAX + 1], *text = line, *end;
    unsigned facility = KLOG_FACILITY_USER, level = KLOG_WARNING;
    size_t size = uio->left;

    (void)f, (void)offset;
    if (size > KLOG_LINE_MAX)
        return -EINVAL;
    ssize_t n = uio_copy_from(uio, line, size);
    if (n < (ssize_t)size)
        return n < 0 ? n : -EFAULT;
    line[n] = 0;
    if (line[0] == '<') {
        unsigned long number = strtoul(line + 1, &end, 10);
        if (end != line + 1 && *end == '>') {
            level = number & 7;
            if (number >> 3)
                facility = (unsigned)(number >> 3) & 0x1f;
            text = end + 1;
        }
    }
    size_t len = strlen(text);
    int finished = len && text[len - 1] == '\n';
    len -= (size_t)finished;
    klog_add((uint8_t)(facility << 3 | level), text, len, finished);
    return n;
}

static int64_t kmsg_seek(struct file *f, int64_t offset, int whence)
{
    if (offset)
        return -ESPIPE;
    switch (whence) {
    case LINUX_SEEK_SET: *next_of(f) = klog_first(); return 0;
    case LINUX_SEEK_DATA: *next_of(f) = klog_cleared(); return 0;
    case LINUX_SEEK_END: *next_of(f) = klog_end(); return 0;
    default: return -EINVAL;
    }
}

static uint32_t kmsg_poll(struct file *f, struct poll_table *pt)
{
    poll_wait_for(pt, &klog_more, POLLIN | POLLRDNORM);
    if (*next_of(f) >= klog_end())
        return 0;
    return POLLIN | POLLRDNORM | (*next_of(f) < klog_first() ? POLLERR | POLLPRI : 0);
}

static const struct file_ops ops = { .open = kmsg_open, .release = kmsg_release, .read = kmsg_read, .write = kmsg_write,
                                      .seek = kmsg_seek, .poll = kmsg_poll };

int kmsg_init(void)
{
    return device_register("kmsg", S_IFCHR | 0644, RDEV(1, 11), &ops);
}
