/* SPDX-License-Identifier: BSD-2-Clause */
/* time/posix_timer.c: timer_create and its family. */
#include "time/posix_timer.h"

#include <stdlib.h>

#include <linux/capability.h>
#include <linux/errno.h>
#include <linux/time.h>
#include <rt/timer.h>

#include "fs/procfs_int.h"
#include "fs/text.h"
#include "mm/user.h"
#include "proc/proc.h"
#include "sig/action.h"
#include "time/clock.h"
#include "time/timespec.h"
#include "trace/books.h"
#include "trace/syscalls.h"

enum { BUCKETS = 256, NUMBER_MAX = INT32_MAX };
enum { SIGEV_SIGNAL, SIGEV_NONE, SIGEV_THREAD, SIGEV_THREAD_ID = 4 };

struct posix_timer {
    struct proc *proc;
    int number, clock;
    int notify, signo, tid;        /* SIGEV_*; tid 0: the process */
    uint64_t value;                /* sigev_value */
    uint64_t expires_ns;           /* rt_now_ns, or the CPU clock; valid while armed */
    uint64_t interval_ns;          /* 0: once */
    int64_t date_ns;               /* absolute time on the real clock, else INT64_MIN */
    bool armed;                    /* counts, or waits for its signal to be taken (then it is `told`) */
    bool told;                     /* its signal is in a queue */
    uint64_t missed, missed_told;  /* periods since the signal was queued; and as the last signal said */
    struct rt_timer timer;
    struct cpu_timer cpu;          /* clock.pid 0: not on a CPU clock */
    LIST_ENTRY(posix_timer) in_proc, in_bucket;
};

static LIST_HEAD(timer_bucket, posix_timer) buckets[BUCKETS];

struct linux_sigevent {
    uint64_t value;
    int32_t signo, notify, tid;
    uint8_t unused[44];
};
_Static_assert(sizeof(struct linux_sigevent) == 64, "struct sigevent");

static struct timer_bucket *bucket_of(const struct proc *p, int number)
{
    return &buckets[(unsigned)(p->pid * 31 + number) % BUCKETS];
}

static struct posix_timer *find(const struct proc *p, int number)
{
    struct posix_timer *pt;
    LIST_FOREACH (pt, bucket_of(p, number), in_bucket)
        if (pt->proc == p && pt->number == number)
            return pt;
    return NULL;
}

static bool on_cpu_clock(const struct posix_timer *pt)
{
    return pt->cpu.clock.pid != 0;
}

static uint64_t clock_now(const struct posix_timer *pt)
{
    return on_cpu_clock(pt) ? cpu_clock_now(&pt->cpu.clock) : rt_now_ns();
}

static void expired(struct posix_timer *pt);

static void expired_rt(void *ctx)
{
    expired(ctx);
}

static void expired_cpu(struct cpu_timer *cpu)
{
    expired((struct posix_timer *)((char *)cpu - offsetof(struct posix_timer, cpu)));
}

static void stop(struct posix_timer *pt)
{
    rt_timer_cancel(&pt->timer);
    cpu_timer_cancel(&pt->cpu);
}

static void start(struct posix_timer *pt)
{
    if (pt->notify == SIGEV_NONE)
        return; /* only its time is asked for */
    if (on_cpu_clock(pt))
        cpu_timer_set(&pt->cpu, pt->expires_ns);
    else
        rt_timer_set(&pt->timer, pt->expires_ns, expired_rt, pt);
}

/* Moves a periodic timer past now; how many periods that was. */
static uint64_t forward(struct posix_timer *pt)
{
    uint64_t now = clock_now(pt);
    if (pt->interval_ns == 0 || pt->expires_ns > now)
        return 0;
    uint64_t periods = (now - pt->expires_ns) / pt->interval_ns + 1;
    pt->expires_ns += periods * pt->interval_ns;
    pt->date_ns = INT64_MIN; /* later periods follow the counter */
    return periods;
}

/* False: nobody would see it. */
static bool tell(struct posix_timer *pt)
{
    struct thread *to = pt->tid != 0 ? thread_find(pt->tid) : NULL;
    struct sig_info info = {.signo = pt->signo, .code = SI_TIMER, .pid = pt->number, .value = pt->value};
    if (signal_is_ignored(pt->proc, pt->signo))
        return false;
    if (to != NULL && to->proc == pt->proc)
        signal_thread(to, &info);
    else
        signal_proc(pt->proc, &info);
    return true;
}

static void expired(struct posix_timer *pt)
{
    if (pt->told) {
        pt->missed++;
        return;
    }
    pt->missed = 0;
    pt->told = tell(pt);
    if (pt->told)
        return; /* goes on when the signal is taken */
    pt->armed = pt->interval_ns != 0;
    (void)forward(pt);
    if (pt->armed)
        start(pt);
}

void posix_timer_taken(struct proc *p, struct sig_info *info)
{
    struct posix_timer *pt = find(p, info->pid);
    if (pt == NULL || !pt->told)
        return;
    pt->told = false;
    uint64_t periods = forward(pt);
    pt->missed += periods != 0 ? periods - 1 : 0;
    pt->missed_told = pt->missed;
    pt->missed = 0;
    info->uid = pt->missed_told > INT32_MAX ? INT32_MAX : (uint32_t)pt->missed_told;
    pt->armed = pt->interval_ns != 0;
    if (pt->armed)
        start(pt);
}

static void delete(struct posix_timer *pt)
{
    stop(pt);
    LIST_REMOVE(pt, in_proc);
    LIST_REMOVE(pt, in_bucket);
    pt->proc->timer_count--;
    books.timers--;
    free(pt);
}

void posix_timers_delete(struct proc *p)
{
    struct posix_timer *pt;
    while ((pt = LIST_FIRST(&p->timers)) != NULL)
        delete(pt);
    p->timer_next = 0;
}

void timers_end(struct proc *p)
{
    posix_timers_delete(p);
    rt_timer_cancel(&p->alarm);
    cpu_timer_cancel(&p->cpu_limit);
    for (int i = 0; i < 2; i++)
        cpu_timer_cancel(&p->cpu_itimer[i].timer);
}

void posix_timers_date_set(void)
{
    struct posix_timer *pt;
    for (unsigned i = 0; i < BUCKETS; i++)
        LIST_FOREACH (pt, &buckets[i], in_bucket) {
            if (!pt->armed || pt->told || pt->date_ns == INT64_MIN)
                continue;
            pt->expires_ns = clock_deadline(CLOCK_REALTIME, pt->date_ns);
            start(pt);
        }
}

/* Whom and how a sigevent tells: 0 or -EINVAL. */
static int event_check(struct thread *t, const struct linux_sigevent *ev)
{
    struct thread *to;
    switch (ev->notify) {
    case SIGEV_THREAD_ID:
        to = thread_find(ev->tid);
        if (to == NULL || to->proc != t->proc)
            return -EINVAL;
        break;
    case SIGEV_NONE:
        return 0;
    case SIGEV_SIGNAL: case SIGEV_THREAD:
        break;
    default:
        return -EINVAL;
    }
    return ev->signo > 0 && ev->signo <= LINUX_NSIG ? 0 : -EINVAL;
}

/* May there be timers on it?  0, -EINVAL (no such clock), -EOPNOTSUPP, -EPERM. */
static int clock_check(struct thread *t, int clock, struct cpu_clock *cpu)
{
    if (clock_is_file(clock))
        return -EOPNOTSUPP;
    if (clock_is_cpu(clock))
        return cpu_clock_find(t, clock, cpu);
    switch (clock) {
    case CLOCK_REALTIME: case CLOCK_MONOTONIC: case CLOCK_BOOTTIME: case CLOCK_TAI:
        return 0;
    case CLOCK_REALTIME_ALARM: case CLOCK_BOOTTIME_ALARM:
        return cred_has(t, CAP_WAKE_ALARM) ? 0 : -EPERM;
    case CLOCK_MONOTONIC_RAW: case CLOCK_REALTIME_COARSE: case CLOCK_MONOTONIC_COARSE:
        return -EOPNOTSUPP;
    default:
        return -EINVAL;
    }
}

static int free_number(struct proc *p)
{
    do {
        int number = p->timer_next;
        p->timer_next = number == NUMBER_MAX ? 0 : number + 1;
        if (find(p, number) == NULL)
            return number;
    } while (true);
}

static struct posix_timer *create(struct proc *p, int clock, const struct cpu_clock *cpu)
{
    struct posix_timer *pt = calloc(1, sizeof(*pt));
    if (pt == NULL)
        return NULL;
    pt->proc = p;
    pt->number = free_number(p);
    pt->clock = clock;
    pt->date_ns = INT64_MIN;
    pt->cpu.clock = *cpu;
    pt->cpu.fn = expired_cpu;
    pt->notify = SIGEV_SIGNAL;
    pt->signo = SIGALRM;
    pt->value = (uint64_t)pt->number;
    LIST_INSERT_HEAD(&p->timers, pt, in_proc);
    LIST_INSERT_HEAD(bucket_of(p, pt->number), pt, in_bucket);
    p->timer_count++;
    books.timers++;
    return pt;
}

long sys_timer_create(struct thread *t, const uint64_t a[6])
{
    struct proc *p = t->proc;
    struct linux_sigevent ev = {0};
    struct cpu_clock cpu = {0};
    if (a[1] != 0 && copy_in(p->mm, &ev, a[1], sizeof(ev)) != 0)
        return -EFAULT;
    int err = clock_check(t, (int)a[0], &cpu);
    if (err == -EINVAL || err == -EOPNOTSUPP)
        return err;
    if (p->timer_count >= proc_rlimit(p, RLIMIT_SIGPENDING))
        return -EAGAIN;
    if (a[1] != 0 && event_check(t, &ev) != 0)
        return -EINVAL;
    int number = p->timer_next;
    if (copy_out(p->mm, a[2], &number, sizeof(number)) != 0)
        return -EFAULT;
    if (err)
        return err;
    struct posix_timer *pt = create(p, (int)a[0], &cpu);
    if (pt == NULL)
        return -EAGAIN;
    if (a[1] != 0) {
        pt->notify = ev.notify;
        pt->signo = ev.signo;
        pt->tid = ev.notify == SIGEV_THREAD_ID ? ev.tid : 0;
        pt->value = ev.value;
    }
    /* Almost always what was written above; nothing can fail now. */
    return pt->number != number ? copy_out(p->mm, a[2], &pt->number, sizeof(pt->number)) : 0;
}

/* What timer_gettime tells. */
static struct linux_itimerspec setting(struct posix_timer *pt)
{
    struct linux_itimerspec its = {.interval = ns_timespec((int64_t)pt->interval_ns)};
    if (!pt->armed)
        return its;
    if (pt->told || pt->notify == SIGEV_NONE)
        pt->missed += forward(pt);
    uint64_t now = clock_now(pt);
    bool none = pt->notify == SIGEV_NONE;
    its.value = ns_timespec(pt->expires_ns > now ? (int64_t)(pt->expires_ns - now) : none ? 0 : 1);
    return its;
}

static bool valid(const struct linux_timespec *ts)
{
    return ts->sec >= 0 && ts->nsec >= 0 && ts->nsec < NS_PER_SEC;
}

static void arm(struct posix_timer *pt, const struct linux_itimerspec *its, bool absolute)
{
    int64_t value = timespec_to_ns(&its->value);
    stop(pt);
    pt->told = false;
    pt->missed = 0;
    pt->interval_ns = (uint64_t)timespec_to_ns(&its->interval);
    pt->armed = value != 0;
    pt->date_ns = INT64_MIN;
    if (!pt->armed)
        return;
    if (!absolute) {
        pt->expires_ns = clock_now(pt) + (uint64_t)value;
    } else if (on_cpu_clock(pt)) {
        pt->expires_ns = (uint64_t)value;
    } else {
        pt->expires_ns = clock_deadline(pt->clock, value);
        if (clock_is_date(pt->clock))
            pt->date_ns = value;
    }
    start(pt);
}

long sys_timer_settime(struct thread *t, const uint64_t a[6])
{
    struct mm *mm = t->proc->mm;
    struct linux_itimerspec new, old;
    if (a[2] == 0)
        return -EINVAL;
    if (copy_in(mm, &new, a[2], sizeof(new)) != 0)
        return -EFAULT;
    if (!valid(&new.value) || !valid(&new.interval))
        return -EINVAL;
    struct posix_timer *pt = find(t->proc, (int)a[0]);
    if (pt == NULL)
        return -EINVAL;
    old = setting(pt);
    arm(pt, &new, (a[1] & TIMER_ABSTIME) != 0);
    return a[3] != 0 ? copy_out(mm, a[3], &old, sizeof(old)) : 0;
}

long sys_timer_gettime(struct thread *t, const uint64_t a[6])
{
    struct posix_timer *pt = find(t->proc, (int)a[0]);
    if (pt == NULL)
        return -EINVAL;
    struct linux_itimerspec its = setting(pt);
    return copy_out(t->proc->mm, a[1], &its, sizeof(its));
}

long sys_timer_getoverrun(struct thread *t, const uint64_t a[6])
{
    struct posix_timer *pt = find(t->proc, (int)a[0]);
    if (pt == NULL)
        return -EINVAL;
    return pt->missed_told > INT32_MAX ? INT32_MAX : (long)pt->missed_told;
}

long sys_timer_delete(struct thread *t, const uint64_t a[6])
{
    struct posix_timer *pt = find(t->proc, (int)a[0]);
    if (pt == NULL)
        return -EINVAL;
    delete(pt);
    return 0;
}

int procfs_show_pid_timers(struct text *out, struct proc *p, const struct procfs_node *node)
{
    static const char *const how[] = {[SIGEV_SIGNAL] = "signal", [SIGEV_NONE] = "none", [SIGEV_THREAD] = "thread"};
    const struct posix_timer *pt;
    (void)node;
    LIST_FOREACH (pt, &p->timers, in_proc)
        text_printf(out, "ID: %d\nsignal: %d/%016lx\nnotify: %s/%s.%d\nClockID: %d\n", pt->number, pt->signo,
                    (unsigned long)pt->value, how[pt->notify & ~SIGEV_THREAD_ID], pt->notify & SIGEV_THREAD_ID ? "tid" : "pid",
                    pt->tid != 0 ? pt->tid : p->pid, pt->clock);
    return 0;
}
