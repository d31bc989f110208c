/* SPDX-License-Identifier: BSD-2-Clause */
/* The system's messages: a ring of records, and syslog(2). */
#include "io/klog.h"

#include <ipc/root_gen.h>
#include <linux/capability.h>
#include <linux/errno.h>
#include <rt/log.h>
#include <rt/task.h>
#include <rt/timer.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mm/user.h"
#include "proc/proc.h"
#include "sig/signal.h"
#include "trace/syscalls.h"

enum { RECORDS = 512, BYTES_MAX = 128 * 1024 };
enum { LOG_LEVEL_ERROR = 3, LOG_LEVEL_INFO = 6 };

int klog_restricted = 1;
struct rt_waitq klog_more;

static struct {
    struct klog_record *record[RECORDS]; /* owned; by number % RECORDS */
    uint64_t first, end, cleared;
    uint64_t taken;                      /* by SYSLOG_ACTION_READ */
    size_t bytes;
    int unfinished;                      /* 1: the newest record is not shown before another one comes */
    int console_level;
} self = { .console_level = 4 };

static void drop_oldest(void)
{
    struct klog_record **r = &self.record[self.first++ % RECORDS];

    self.bytes -= strlen((*r)->text);
    free(*r);
    *r = NULL;
}

void klog_add(uint8_t priority, const char *text, size_t length, int finished)
{
    struct klog_record *r = malloc(sizeof *r + length + 1);

    if (!r)
        return;
    while (self.first < self.end && (self.end - self.first == RECORDS || self.bytes + length > BYTES_MAX))
        drop_oldest();
    r->number = self.end;
    r->us = rt_now_ns() / 1000;
    r->priority = priority;
    memcpy(r->text, text, length);
    r->text[length] = 0;
    self.record[self.end++ % RECORDS] = r;
    self.bytes += strlen(r->text);
    self.unfinished = !finished;
    rt_waitq_wake_all(&klog_more);
}

/* Every log line of the task comes here: to root-task and into the ring. */
void rt_log_write(const char *line, size_t bytes)
{
    int bad = !strncmp(line, "error: ", 7) || !strncmp(line, "warning: ", 9);

    (void)root_log(rt_root(), line); /* nowhere to say that the log failed */
    klog_add(!bad ? LOG_LEVEL_INFO : line[0] == 'e' ? LOG_LEVEL_ERROR : KLOG_WARNING, line, bytes, 1);
}

uint64_t klog_first(void)
{
    return self.first;
}

uint64_t klog_end(void)
{
    return self.end - (uint64_t)self.unfinished;
}

uint64_t klog_cleared(void)
{
    return self.cleared > self.first ? self.cleared : self.first;
}

void klog_clear(void)
{
    self.cleared = klog_end();
}

const struct klog_record *klog_get(uint64_t number)
{
    return number >= self.first && number < klog_end() ? self.record[number % RECORDS] : NULL;
}

int klog_may_read(const struct thread *t)
{
    return cred_has(t, CAP_SYSLOG) || cred_capable(t) ? 0 : -EPERM;
}

enum action {
    ACTION_CLOSE, ACTION_OPEN, ACTION_READ, ACTION_READ_ALL, ACTION_READ_CLEAR, ACTION_CLEAR, ACTION_CONSOLE_OFF,
    ACTION_CONSOLE_ON, ACTION_CONSOLE_LEVEL, ACTION_SIZE_UNREAD, ACTION_SIZE_BUFFER
};

static size_t format(const struct klog_record *r, char *buf, size_t size)
{
    int n = snprintf(buf, size, "<%u>[%5lu.%06lu] %s\n", r->priority, (unsigned long)(r->us / 1000000),
                     (unsigned long)(r->us % 1000000), r->text);

    return n < 0 ? 0 : (size_t)n < size ? (size_t)n : size - 1;
}

static size_t length_of(uint64_t number)
{
    char buf[KLOG_LINE_MAX + 64];
    const struct klog_record *r = klog_get(number);

    return r ? format(r, buf, sizeof buf) : 0;
}

/* Whole records from *number on, as many as fit. */
static long put_records(struct thread *t, uint64_t *number, uint64_t uaddr, size_t size)
{
    char buf[KLOG_LINE_MAX + 64];
    size_t done = 0;

    for (const struct klog_record *r; (r = klog_get(*number)); ++*number) {
        size_t n = format(r, buf, sizeof buf);
        if (n > size - done)
            break;
        int err = copy_out(t->proc->mm, uaddr + done, buf, n);
        if (err)
            return done ? (long)done : err;
        done += n;
    }
    return (long)done;
}

/* The newest that fit. */
static long read_all(struct thread *t, uint64_t uaddr, size_t size, int clear)
{
    uint64_t from = klog_end();
    size_t bytes = 0;

    while (from > klog_cleared()) {
        bytes += length_of(from - 1);
        if (bytes > size)
            break;
        from--;
    }
    long n = put_records(t, &from, uaddr, size);
    if (n >= 0 && clear)
        klog_clear();
    return n;
}

static long read_more(struct thread *t, uint64_t uaddr, size_t size)
{
    while (self.taken >= klog_end()) {
        int err = wait_interruptible(&klog_more, RT_NEVER);
        if (err)
            return err;
    }
    if (self.taken < self.first)
        self.taken = self.first;
    return put_records(t, &self.taken, uaddr, size);
}

static long read_action(struct thread *t, const uint64_t a[6])
{
    int size = (int)a[2];

    if (!a[1] || size < 0)
        return -EINVAL;
    if (!size)
        return 0;
    if (a[0] == ACTION_READ)
        return read_more(t, a[1], (size_t)size);
    return read_all(t, a[1], (size_t)size, a[0] == ACTION_READ_CLEAR);
}

static long unread(void)
{
    size_t bytes = 0;

    for (uint64_t n = self.taken > self.first ? self.taken : self.first; n < klog_end(); n++)
        bytes += length_of(n);
    return (long)bytes;
}

static int console_level(int level)
{
    if (level < 1 || level > 8)
        return -EINVAL;
    self.console_level = level; /* all goes to the serial line whatever it is */
    return 0;
}

long sys_syslog(struct thread *t, const uint64_t a[6])
{
    int action = (int)a[0];
    int open_to_all = !klog_restricted && (action == ACTION_READ_ALL || action == ACTION_SIZE_BUFFER);

    if (!open_to_all && klog_may_read(t))
        return -EPERM;
    switch (action) {
    case ACTION_CLOSE:
    case ACTION_OPEN:
    case ACTION_CONSOLE_OFF:
    case ACTION_CONSOLE_ON: return 0;
    case ACTION_READ:
    case ACTION_READ_ALL:
    case ACTION_READ_CLEAR: return read_action(t, a);
    case ACTION_CLEAR: klog_clear(); return 0;
    case ACTION_CONSOLE_LEVEL: return console_level((int)a[2]);
    case ACTION_SIZE_UNREAD: return unread();
    case ACTION_SIZE_BUFFER: return BYTES_MAX;
    default: return -EINVAL;
    }
}
