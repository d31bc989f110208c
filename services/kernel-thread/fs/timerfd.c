/* SPDX-License-Identifier: BSD-2-Clause */
/* timerfd: a timer as a file. */
#include <linux/capability.h>
#include <linux/errno.h>
#include <linux/fcntl.h>
#include <linux/poll.h>
#include <linux/time.h>
#include <rt/timer.h>
#include <stddef.h>
#include <stdlib.h>

#include "fs/anon.h"
#include "fs/file.h"
#include "fs/files.h"
#include "fs/poll.h"
#include "fs/text.h"
#include "fs/user_path.h"
#include "mm/user.h"
#include "proc/proc.h"
#include "time/clock.h"
#include "trace/syscalls.h"

struct timerfd {
    int clock;
    uint64_t deadline_ns, interval_ns; /* of rt_now_ns; interval 0: once */
    uint64_t expired;                  /* times since the last read */
    int64_t date_ns;                   /* absolute time on a clock that can be set; valid if `dated` */
    bool dated, watches;               /* follows the date; is in the clock's list */
    bool cancels, cancelled;           /* TFD_TIMER_CANCEL_ON_SET; the date was set, and no read has told */
    struct clock_watch watch;
    struct rt_timer timer;
    struct rt_waitq wait;
};

/* On the loop's stack. */
static void expire(void *ctx)
{
    struct timerfd *tf = ctx;

    tf->expired++;
    if (tf->interval_ns) {
        uint64_t missed = (rt_now_ns() - tf->deadline_ns) / tf->interval_ns;
        tf->expired += missed;
        tf->deadline_ns += (missed + 1) * tf->interval_ns;
        rt_timer_set(&tf->timer, tf->deadline_ns, expire, tf);
    }
    rt_waitq_wake_all(&tf->wait);
}

static ssize_t timer_read(struct file *f, struct uio *uio, uint64_t offset)
{
    struct timerfd *tf = f->priv;

    (void)offset;
    if (uio->left < sizeof tf->expired)
        return -EINVAL;
    while (!tf->expired && !tf->cancelled) {
        int err = f->flags & O_NONBLOCK ? -EAGAIN : wait_interruptible(&tf->wait, RT_NEVER);
        if (err)
            return err;
    }
    if (tf->cancelled) {
        tf->cancelled = false;
        tf->expired = 0;
        return -ECANCELED;
    }
    uint64_t count = tf->expired;
    tf->expired = 0;
    return uio_copy_to(uio, &count, sizeof count);
}

static uint32_t timer_poll(struct file *f, struct poll_table *pt)
{
    struct timerfd *tf = f->priv;

    poll_wait(pt, &tf->wait);
    return tf->expired || tf->cancelled ? POLLIN : 0;
}

static void timer_release(struct file *f)
{
    struct timerfd *tf = f->priv;

    (void)rt_timer_cancel(&tf->timer);
    if (tf->watches)
        clock_watch_remove(&tf->watch);
    free(tf);
}

static void timer_describe(struct file *f, struct text *out)
{
    const struct timerfd *tf = f->priv;
    uint64_t now = rt_now_ns(), left = tf->timer.set && tf->deadline_ns > now ? tf->deadline_ns - now : 0;

    text_printf(out, "clockid: %d\nticks: %lu\nsettime flags: 00\nit_value: (%lu, %lu)\nit_interval: (%lu, %lu)\n",
                tf->clock, (unsigned long)tf->expired, (unsigned long)(left / NS_PER_SEC), (unsigned long)(left % NS_PER_SEC),
                (unsigned long)(tf->interval_ns / NS_PER_SEC), (unsigned long)(tf->interval_ns % NS_PER_SEC));
}

/* Chooses how often it has expired, for programs that are restored. */
static long timer_ioctl(struct file *f, uint32_t command, uint64_t argument)
{
    enum { SET_TICKS = 0x40085400 };
    struct timerfd *tf = f->priv;
    uint64_t ticks;

    if (command != SET_TICKS)
        return -ENOTTY;
    if (copy_in(current()->proc->mm, &ticks, argument, sizeof ticks))
        return -EFAULT;
    if (!ticks)
        return -EINVAL;
    tf->expired = ticks;
    rt_waitq_wake_all(&tf->wait);
    return 0;
}

static const struct file_ops ops = {
    .ioctl = timer_ioctl,
    .read = timer_read, .poll = timer_poll, .release = timer_release, .seek = anon_seek, .describe = timer_describe,
};

long sys_timerfd_create(struct thread *t, const uint64_t a[6])
{
    int clock = (int)a[0];
    bool wakes = clock == CLOCK_REALTIME_ALARM || clock == CLOCK_BOOTTIME_ALARM;
    if (clock != CLOCK_REALTIME && clock != CLOCK_MONOTONIC && clock != CLOCK_BOOTTIME && !wakes)
        return -EINVAL;
    if (a[1] & ~(uint64_t)(O_CLOEXEC | O_NONBLOCK))
        return -EINVAL;
    if (wakes && !cred_has(t, CAP_WAKE_ALARM))
        return -EPERM;
    struct timerfd *tf = calloc(1, sizeof *tf);
    if (!tf)
        return -ENOMEM;
    tf->clock = clock;
    return anon_fd(t, "anon_inode:[timerfd]", &ops, O_RDWR | a[1], tf);
}

static struct linux_itimerspec remaining(const struct timerfd *tf)
{
    uint64_t now = rt_now_ns();
    struct linux_itimerspec its = { .interval = ns_timespec((int64_t)tf->interval_ns) };

    if (tf->timer.set)
        its.value = ns_timespec(tf->deadline_ns > now ? (int64_t)(tf->deadline_ns - now) : 1);
    return its;
}

static int timer_file(struct thread *t, uint64_t fd, struct file **f)
{
    int err = user_file(t, fd, f);

    if (!err && (*f)->ops != &ops) {
        file_put(*f);
        err = -EINVAL;
    }
    return err;
}

static int valid(const struct linux_timespec *ts)
{
    return ts->sec >= 0 && ts->sec < INT64_MAX / NS_PER_SEC && ts->nsec >= 0 && ts->nsec < NS_PER_SEC;
}

static void date_set(struct clock_watch *w)
{
    struct timerfd *tf = (struct timerfd *)((char *)w - offsetof(struct timerfd, watch));

    if (tf->dated && tf->timer.set) {
        tf->deadline_ns = clock_deadline(tf->clock, tf->date_ns);
        rt_timer_set(&tf->timer, tf->deadline_ns, expire, tf);
    }
    if (!tf->cancels)
        return;
    tf->cancelled = true;
    rt_waitq_wake_all(&tf->wait);
}

static void watch(struct timerfd *tf, bool on)
{
    tf->watch.date_set = date_set;
    if (on && !tf->watches)
        clock_watch_add(&tf->watch);
    else if (!on && tf->watches)
        clock_watch_remove(&tf->watch);
    tf->watches = on;
}

static void arm(struct timerfd *tf, const struct linux_itimerspec *its, bool absolute, bool cancels)
{
    int64_t value = timespec_ns(&its->value);

    tf->dated = absolute && clock_is_date(tf->clock) && value != 0;
    tf->cancels = absolute && clock_is_date(tf->clock) && cancels;
    tf->cancelled = false;
    tf->date_ns = value;
    watch(tf, tf->dated || tf->cancels);

    (void)rt_timer_cancel(&tf->timer);
    tf->expired = 0;
    tf->interval_ns = (uint64_t)timespec_ns(&its->interval);
    if (!value)
        return;
    tf->deadline_ns = absolute ? clock_deadline(tf->clock, value) : rt_now_ns() + (uint64_t)value;
    rt_timer_set(&tf->timer, tf->deadline_ns, expire, tf);
}

long sys_timerfd_settime(struct thread *t, const uint64_t a[6])
{
    enum { CANCEL_ON_SET = 2 };
    struct linux_itimerspec its, old;
    struct file *f;

    int err = copy_in(t->proc->mm, &its, a[2], sizeof its);
    if (err)
        return err;
    if ((a[1] & ~(uint64_t)(TIMER_ABSTIME | CANCEL_ON_SET)) || !valid(&its.value) || !valid(&its.interval))
        return -EINVAL;
    err = timer_file(t, a[0], &f);
    if (err)
        return err;
    old = remaining(f->priv);
    arm(f->priv, &its, (a[1] & TIMER_ABSTIME) != 0, (a[1] & CANCEL_ON_SET) != 0);
    file_put(f);
    return a[3] ? copy_out(t->proc->mm, a[3], &old, sizeof old) : 0;
}

long sys_timerfd_gettime(struct thread *t, const uint64_t a[6])
{
    struct linux_itimerspec its;
    struct file *f;
    int err = timer_file(t, a[0], &f);

    if (err)
        return err;
    its = remaining(f->priv);
    file_put(f);
    return copy_out(t->proc->mm, a[1], &its, sizeof its);
}
