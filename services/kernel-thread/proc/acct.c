/* SPDX-License-Identifier: BSD-2-Clause */
/* proc/acct.c: a record of each process that ends, at the end of a file (acct(5), version 3). */
#include "proc/acct.h"

#include <string.h>

#include <linux/capability.h>
#include <linux/errno.h>
#include <linux/fcntl.h>
#include <linux/stat.h>
#include <linux/time.h>

#include "fs/device.h"
#include "fs/file.h"
#include "fs/inode.h"
#include "fs/user_path.h"
#include "io/tty.h"
#include "mm/mm.h"
#include "mm/user.h"
#include "proc/proc.h"
#include "time/clock.h"
#include "trace/syscalls.h"

enum { AFORK = 1, ACORE = 8, AXSIG = 16, VERSION = 3, AT_CWD = -100 };
enum { FRACTION_BITS = 13, EXPONENT_BITS = 3, MOST_EXPONENT = 7 };

struct linux_acct {
    uint8_t flag, version;
    uint16_t tty;
    uint32_t exitcode, uid, gid, pid, ppid, btime;
    uint32_t etime;                /* ticks of USER_HZ, as a float */
    uint16_t utime, stime, mem, io, rw, minflt, majflt, swaps; /* compressed; times as etime, mem in KiB */
    char comm[16];
};
_Static_assert(sizeof(struct linux_acct) == 64, "struct acct_v3");

static struct file *book; /* counted; NULL: no records are kept */

/* A fraction of 13 bits and an exponent to the base of 8 in 3. */
static uint16_t compressed(uint64_t value)
{
    unsigned exponent = 0;
    bool half = false;
    while (value >= 1u << FRACTION_BITS) {
        half = (value >> (EXPONENT_BITS - 1) & 1) != 0;
        value >>= EXPONENT_BITS;
        exponent++;
    }
    if (half && ++value >= 1u << FRACTION_BITS) {
        value >>= EXPONENT_BITS;
        exponent++;
    }
    return exponent > MOST_EXPONENT ? UINT16_MAX : (uint16_t)(exponent << FRACTION_BITS | value);
}

/* The bits of an IEEE 754 float; this task has no FP registers. */
static uint32_t as_float(uint64_t value)
{
    enum { BIAS = 127, MANTISSA_BITS = 23 };
    if (value == 0)
        return 0;
    unsigned top = 63 - (unsigned)__builtin_clzl(value);
    uint32_t mantissa = (uint32_t)(top > MANTISSA_BITS ? value >> (top - MANTISSA_BITS) : value << (MANTISSA_BITS - top));
    return (top + BIAS) << MANTISSA_BITS | (mantissa & ((1u << MANTISSA_BITS) - 1));
}

static uint64_t user_ticks(uint64_t ns)
{
    return ns / (NS_PER_SEC / USER_HZ);
}

static void record(const struct proc *p, struct file *to)
{
    enum { SIGNALLED = 0x7f, DUMPED = 0x80 };
    uint64_t now = clock_monotonic_ns(), utime, stime;
    struct mm_stats m = {0};
    struct uio uio;
    proc_times(p, &utime, &stime);
    if (p->mm != NULL)
        mm_statistics(p->mm, &m);
    struct linux_acct a = {
        .flag = (uint8_t)((p->did_exec ? 0 : AFORK) | (p->exit_status & SIGNALLED ? AXSIG : 0) |
                          (p->exit_status & DUMPED ? ACORE : 0)),
        .version = VERSION, .exitcode = (uint32_t)p->exit_status, .uid = p->cred.uid, .gid = p->cred.gid, .pid = (uint32_t)p->pid,
        .ppid = (uint32_t)proc_parent_pid(p), .etime = as_float(user_ticks(now - p->start_ns)),
        .tty = (uint16_t)(p->ctty != NULL ? RDEV_MAJOR(p->ctty->rdev) << 8 | RDEV_MINOR(p->ctty->rdev) : 0),
        .btime = (uint32_t)((clock_realtime_ns() - (int64_t)(now - p->start_ns)) / NS_PER_SEC),
        .utime = compressed(user_ticks(utime)), .stime = compressed(user_ticks(stime)),
        .mem = compressed(m.total * (PAGE_BYTES / 1024)), .minflt = compressed(p->min_faults), .majflt = compressed(p->maj_faults),
    };
    memcpy(a.comm, p->comm, sizeof(a.comm));
    uio_from_kernel(&uio, &a, sizeof(a));
    (void)file_write(to, &uio); /* at its end: O_APPEND; what the disk does not take is lost */
}

void acct_process(const struct proc *p)
{
    struct file *to = book;
    if (to == NULL)
        return;
    file_get(to);
    record(p, to);
    file_put(to);
}

static int book_open(struct thread *t, uint64_t name, struct file **out)
{
    char *path;
    int err = user_path_get(t, name, &path);
    if (err)
        return err;
    err = vfs_open(t, AT_CWD, path, O_WRONLY | O_APPEND, 0, out);
    user_path_put(path);
    if (err == 0 && !S_ISREG((*out)->inode->mode)) {
        file_put(*out);
        err = -EACCES;
    }
    return err;
}

long sys_acct(struct thread *t, const uint64_t a[6])
{
    struct file *new = NULL, *old;
    if (!cred_has(t, CAP_SYS_PACCT))
        return -EPERM;
    int err = a[0] != 0 ? book_open(t, a[0], &new) : 0;
    if (err)
        return err;
    old = book;
    book = new;
    if (old != NULL) {
        record(t->proc, old); /* the last one there is of who ends it */
        file_put(old);
    }
    return 0;
}
