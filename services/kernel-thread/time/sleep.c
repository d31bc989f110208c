/* SPDX-License-Identifier: BSD-2-Clause */
/* Sleeping, and going on with a sleep that a signal without a handler interrupted. */
#include <stddef.h>

#include <linux/errno.h>
#include <linux/time.h>

#include <rt/fiber.h>
#include <rt/timer.h>

#include "mm/user.h"
#include "proc/proc.h"
#include "sig/signal.h"
#include "time/clock.h"
#include "time/cpu_clock.h"
#include "time/sleep.h"
#include "time/timespec.h"
#include "trace/syscalls.h"

static int tell_remaining(struct thread *t, uint64_t rem_addr, uint64_t deadline_ns, uint64_t now)
{
    struct linux_timespec rem = ns_timespec(deadline_ns > now ? (int64_t)(deadline_ns - now) : 0);

    return rem_addr ? copy_out(t->proc->mm, rem_addr, &rem, sizeof(rem)) : 0;
}

static long sleep_until(struct thread *t, uint64_t deadline_ns, uint64_t rem_addr)
{
    int err = thread_park(deadline_ns);

    if (err != -ERESTARTSYS)
        return 0;
    err = tell_remaining(t, rem_addr, deadline_ns, rt_now_ns());
    if (err)
        return err;
    t->restart = (struct restart_block){.kind = RESTART_SLEEP, .deadline_ns = deadline_ns, .user = rem_addr};
    return -ERESTART_RESTARTBLOCK;
}

/* A sleep until a clock of used processor time has come so far. */
struct cpu_sleep {
    struct cpu_timer timer;
    struct rt_fiber *fiber;
    bool done;
};

static void cpu_sleep_over(struct cpu_timer *timer)
{
    struct cpu_sleep *s = (struct cpu_sleep *)((char *)timer - offsetof(struct cpu_sleep, timer));

    s->done = true;
    rt_unpark(s->fiber, 0);
}

/* 0, or -ERESTARTSYS. */
static int cpu_sleep_until(const struct cpu_clock *cpu, uint64_t expires_ns)
{
    struct cpu_sleep s = {.timer = {.clock = *cpu, .fn = cpu_sleep_over}, .fiber = rt_fiber_self()};
    int err = 0;

    if (cpu_clock_now(cpu) >= expires_ns)
        return 0;
    cpu_timer_set(&s.timer, expires_ns);
    while (!s.done && !err)
        err = thread_park(RT_NEVER);
    cpu_timer_cancel(&s.timer);
    return s.done ? 0 : err;
}

static long cpu_sleep_for(struct thread *t, int clock, const struct cpu_clock *cpu, uint64_t expires_ns, uint64_t rem_addr)
{
    int err = cpu_sleep_until(cpu, expires_ns);

    if (!err)
        return 0;
    err = tell_remaining(t, rem_addr, expires_ns, cpu_clock_now(cpu));
    if (err)
        return err;
    t->restart = (struct restart_block){
        .kind = RESTART_CPU_SLEEP, .deadline_ns = expires_ns, .user = rem_addr, .arg = {(uint64_t)(int64_t)clock}};
    return -ERESTART_RESTARTBLOCK;
}

static long cpu_nanosleep(struct thread *t, int clock, bool absolute, const struct linux_timespec *ts, uint64_t rem_addr)
{
    enum { NUMBER_SHIFT = 3, OF_THREAD = 4 };
    struct cpu_clock cpu;
    int number = ~(clock >> NUMBER_SHIFT);

    /* Its own time does not pass while it sleeps. */
    if (clock < 0 && (clock & OF_THREAD) && (number == 0 || number == t->tid))
        return -EINVAL;
    int err = cpu_clock_find(t, clock, &cpu);
    if (err)
        return err;
    uint64_t length = (uint64_t)timespec_to_ns(ts);
    if (!absolute)
        return cpu_sleep_for(t, clock, &cpu, cpu_clock_now(&cpu) + length, rem_addr);
    err = cpu_sleep_until(&cpu, length);
    return err ? -ERESTARTNOHAND : 0;
}

/* 0, -EINVAL: no such clock, -EOPNOTSUPP: nobody can sleep on it. */
static int check_clock(int clock)
{
    switch (clock) {
    case CLOCK_REALTIME: case CLOCK_MONOTONIC: case CLOCK_BOOTTIME: case CLOCK_TAI: case CLOCK_PROCESS_CPUTIME_ID:
        return 0;
    case CLOCK_THREAD_CPUTIME_ID: case CLOCK_MONOTONIC_RAW: case CLOCK_REALTIME_COARSE: case CLOCK_MONOTONIC_COARSE:
    case CLOCK_REALTIME_ALARM: case CLOCK_BOOTTIME_ALARM:
        return -EOPNOTSUPP;
    default:
        if (clock_is_file(clock))
            return -EOPNOTSUPP;
        return clock < 0 && (clock & 3) != 3 ? 0 : -EINVAL;
    }
}

/* A sleep until a date begins again when somebody sets the clock. */
struct date_sleep {
    struct clock_watch watch;
    struct rt_fiber *fiber;
};

static void sleep_again(struct clock_watch *w)
{
    rt_unpark(((struct date_sleep *)w)->fiber, 0);
}

static int sleep_until_date(int clock, int64_t moment)
{
    struct date_sleep s = {{.date_set = sleep_again}, rt_fiber_self()};
    int err;

    clock_watch_add(&s.watch);
    do
        err = thread_park(clock_deadline(clock, moment));
    while (err == 0);
    clock_watch_remove(&s.watch);
    return err;
}

static int64_t now_on(int clock)
{
    return clock == CLOCK_REALTIME || clock == CLOCK_TAI ? clock_realtime_ns() : (int64_t)clock_monotonic_ns();
}

static long sleep_for(struct thread *t, int clock, const struct linux_timespec *ts, uint64_t rem_addr)
{
    int64_t moment, length = timespec_to_ns(ts);

    if (__builtin_add_overflow(now_on(clock), length, &moment))
        moment = INT64_MAX;
    return sleep_until(t, clock_deadline(clock, moment), rem_addr);
}

long sys_nanosleep(struct thread *t, const uint64_t a[6])
{
    struct linux_timespec ts;
    int err = timespec_in(t->proc->mm, a[0], &ts);

    return err ? err : sleep_for(t, CLOCK_MONOTONIC, &ts, a[1]);
}

long sys_clock_nanosleep(struct thread *t, const uint64_t a[6])
{
    int clock = (int)a[0];
    bool absolute = (a[1] & TIMER_ABSTIME) != 0;
    struct linux_timespec ts;

    int err = check_clock(clock);
    if (err)
        return err;
    err = timespec_in(t->proc->mm, a[2], &ts);
    if (err)
        return err;
    if (clock_is_cpu(clock))
        return cpu_nanosleep(t, clock, absolute, &ts, a[3]);
    if (!absolute)
        return sleep_for(t, clock, &ts, a[3]);
    /* An absolute sleep is simply done again; it has no remaining time to tell. */
    if (clock_is_date(clock))
        err = sleep_until_date(clock, timespec_to_ns(&ts));
    else
        err = thread_park(clock_deadline(clock, timespec_to_ns(&ts)));
    return err == -ERESTARTSYS ? -ERESTARTNOHAND : 0;
}

long sleep_restart(struct thread *t, const struct restart_block *r)
{
    struct cpu_clock cpu;

    if (r->kind == RESTART_SLEEP)
        return sleep_until(t, r->deadline_ns, r->user);
    if (cpu_clock_find(t, (int)r->arg[0], &cpu) != 0)
        return -EINTR;
    return cpu_sleep_for(t, (int)r->arg[0], &cpu, r->deadline_ns, r->user);
}
