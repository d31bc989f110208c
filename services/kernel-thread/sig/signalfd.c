/* SPDX-License-Identifier: BSD-2-Clause */
/* signalfd: pending signals as records of a file.  What it gives are the signals of who reads, not of who made it. */
#include <linux/errno.h>
#include <linux/fcntl.h>
#include <linux/poll.h>
#include <stdlib.h>

#include "fs/anon.h"
#include "fs/file.h"
#include "fs/files.h"
#include "fs/poll.h"
#include "fs/text.h"
#include "fs/user_path.h"
#include "mm/user.h"
#include "proc/proc.h"
#include "trace/syscalls.h"

#define FAULTS (SIGMASK(SIGSEGV) | SIGMASK(SIGBUS) | SIGMASK(SIGILL) | SIGMASK(SIGFPE) | SIGMASK(SIGTRAP))
#define UNBLOCKABLE (SIGMASK(SIGKILL) | SIGMASK(SIGSTOP))

struct signalfd {
    uint64_t set; /* the signals it gives, bit signo-1 */
};

/* struct signalfd_siginfo of Linux */
struct record {
    uint32_t signo;
    int32_t error, code;
    uint32_t pid, uid;
    int32_t fd;
    uint32_t tid, band, overrun, trapno;
    int32_t status, value;
    uint64_t ptr, utime, stime, addr;
    uint16_t addr_lsb, pad[23];
};
_Static_assert(sizeof(struct record) == 128, "struct signalfd_siginfo");

/* The thread itself did something, or a child: not kill, sigqueue or the kernel in general. */
static bool is_about(const struct sig_info *info, uint64_t signals)
{
    return (SIGMASK(info->signo) & signals) && info->code > 0 && info->code != SI_KERNEL;
}

static struct record record_of(const struct sig_info *info)
{
    struct record r = {.signo = (uint32_t)info->signo, .error = info->error, .code = info->code};

    if (is_about(info, FAULTS)) {
        r.addr = info->value;
    } else if (is_about(info, SIGMASK(SIGCHLD))) {
        r.pid = (uint32_t)info->pid;
        r.uid = info->uid;
        r.status = (int32_t)info->value;
    } else if (info->code == SI_TIMER) {
        r.tid = (uint32_t)info->pid;
        r.overrun = info->uid;
        r.ptr = info->value;
        r.value = (int32_t)info->value;
    } else {
        r.pid = (uint32_t)info->pid;
        r.uid = info->uid;
        if (info->code < 0 && info->code != SI_TKILL) {
            r.ptr = info->value;
            r.value = (int32_t)info->value;
        }
    }
    return r;
}

static bool take(struct thread *t, const struct signalfd *s, struct sig_info *info)
{
    return signal_dequeue(t, ~s->set, info);
}

static int wait_signal(struct thread *t, struct file *f, struct sig_info *info)
{
    const struct signalfd *s = f->priv;

    while (!take(t, s, info)) {
        int err = f->flags & O_NONBLOCK ? -EAGAIN : wait_interruptible(&t->proc->signalfd_wait, RT_NEVER);
        if (err)
            return err;
    }
    return 0;
}

static ssize_t signal_read(struct file *f, struct uio *uio, uint64_t offset)
{
    struct thread *t = current();
    struct sig_info info;
    ssize_t done = 0;

    (void)offset;
    if (uio->left < sizeof(struct record))
        return -EINVAL;
    int err = wait_signal(t, f, &info);
    if (err)
        return err;
    do {
        struct record r = record_of(&info);
        ssize_t n = uio_copy_to(uio, &r, sizeof r);
        if (n < (ssize_t)sizeof r)
            return done ? done : -EFAULT;
        done += n;
    } while (uio->left >= sizeof(struct record) && take(t, f->priv, &info));
    return done;
}

static uint32_t signal_poll(struct file *f, struct poll_table *pt)
{
    const struct signalfd *s = f->priv;
    struct thread *t = current();

    if (t == NULL)
        return 0;
    poll_wait(pt, &t->proc->signalfd_wait);
    return (t->pending.set | t->proc->pending.set) & s->set ? POLLIN : 0;
}

static void signal_release(struct file *f)
{
    free(f->priv);
}

static void signal_describe(struct file *f, struct text *out)
{
    text_printf(out, "sigmask:\t%016lx\n", (unsigned long)((struct signalfd *)f->priv)->set);
}

static const struct file_ops ops = {
    .describe = signal_describe,
    .read = signal_read, .poll = signal_poll, .release = signal_release, .seek = anon_seek,
};

static long change(struct thread *t, uint64_t fd, uint64_t set)
{
    struct file *f;
    int err = user_file(t, fd, &f);

    if (err)
        return err;
    if (f->ops == &ops) {
        ((struct signalfd *)f->priv)->set = set;
        rt_waitq_wake_all(&t->proc->signalfd_wait);
    }
    long n = f->ops == &ops ? (long)(int)fd : -EINVAL;
    file_put(f);
    return n;
}

long sys_signalfd4(struct thread *t, const uint64_t a[6])
{
    uint64_t set;

    if (a[2] != sizeof set)
        return -EINVAL;
    if (copy_in(t->proc->mm, &set, a[1], sizeof set) != 0)
        return -EFAULT;
    if (a[3] & ~(uint64_t)(O_CLOEXEC | O_NONBLOCK))
        return -EINVAL;
    set &= ~UNBLOCKABLE;
    if ((int)a[0] != -1)
        return change(t, a[0], set);
    struct signalfd *s = calloc(1, sizeof *s);
    if (s == NULL)
        return -ENOMEM;
    s->set = set;
    return anon_fd(t, "anon_inode:[signalfd]", &ops, O_RDWR | a[3], s);
}
