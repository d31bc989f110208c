/* SPDX-License-Identifier: BSD-2-Clause */
/* The system's messages, as dmesg shows them: kernel-thread's log lines and what is written to /dev/kmsg. */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include <rt/waitq.h>

struct klog_record {
    uint64_t number;   /* from 0 */
    uint64_t us;       /* since power on */
    uint8_t priority;  /* facility << 3 | level */
    char text[];       /* NUL-terminated, without newline */
};

enum { KLOG_LINE_MAX = 992 /* bytes that one write to /dev/kmsg may have */, KLOG_FACILITY_USER = 1, KLOG_WARNING = 4 };

extern int klog_restricted;        /* kernel.dmesg_restrict: only who may (CAP_SYSLOG) reads */
extern struct rt_waitq klog_more;  /* woken with each record */

/* Dropped without memory.  One that is not finished (no newline) is not shown before the next, as on Linux. */
void klog_add(uint8_t priority, const char *text, size_t length, int finished);
/* Numbers: the oldest that is kept; one past the newest; the first that the last clear left. */
uint64_t klog_first(void);
uint64_t klog_end(void);
uint64_t klog_cleared(void);
void klog_clear(void);
/* NULL: it is not kept any more, or not yet there. */
const struct klog_record *klog_get(uint64_t number);

/* May the thread read?  0 or -EPERM. */
struct thread;
int klog_may_read(const struct thread *t);
/* /dev/kmsg */
int kmsg_init(void);
