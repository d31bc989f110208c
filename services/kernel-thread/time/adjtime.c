/* SPDX-License-Identifier: BSD-2-Clause */
/* adjtimex and clock_adjtime: the date is set, made up for, or follows another rate than the counter's. */
#include <linux/capability.h>
#include <linux/errno.h>
#include <linux/time.h>
#include <rt/timer.h>

#include "mm/user.h"
#include "proc/proc.h"
#include "time/clock.h"
#include "time/posix_timer.h"
#include "trace/syscalls.h"

struct linux_timex {
    uint32_t modes, pad0;
    int64_t offset, freq, maxerror, esterror;
    int32_t status, pad1;
    int64_t constant, precision, tolerance;
    struct linux_timeval time;
    int64_t tick, ppsfreq, jitter;
    int32_t shift, pad2;
    int64_t stabil, jitcnt, calcnt, errcnt, stbcnt;
    int32_t tai, pad3[11];
};
_Static_assert(sizeof(struct linux_timex) == 208, "struct timex");

enum {
    ADJ_OFFSET = 1, ADJ_FREQUENCY = 2, ADJ_MAXERROR = 4, ADJ_ESTERROR = 8, ADJ_STATUS = 0x10, ADJ_TIMECONST = 0x20,
    ADJ_TAI = 0x80, ADJ_SETOFFSET = 0x100, ADJ_MICRO = 0x1000, ADJ_NANO = 0x2000, ADJ_TICK = 0x4000,
    ADJ_ADJTIME = 0x8000, ADJ_SINGLESHOT = 0x8001, ADJ_SS_READ = 0xa001
};
enum { STA_PLL = 1, STA_UNSYNC = 0x40, STA_CLOCKERR = 0x1000, STA_NANO = 0x2000, STA_READ_ONLY = 0xff00, TIME_ERROR = 5 };
enum { MAX_ERROR_US = 16000000, FREQ_MOST = 500 << 16 /* ppm, 16 bits of fraction */, TICK_US = 10000, TICK_LEAST = 9000,
       TICK_MOST = 11000, CONSTANT_MOST = 10, TAI_MOST = 100000, PLL_SHIFT = 2, ADJTIME_NS = 500000 /* of each second */,
       OFFSET_MOST_NS = 500000000 };

/* What the callers chose.  The date follows in small steps while the rate is another than the counter's or an offset is
 * to be made up; the monotonic clocks stay the counter. */
static struct {
    int64_t freq, maxerror, esterror, constant, tick;
    int32_t status, tai;
    int64_t offset_ns;             /* not made up yet (ADJ_OFFSET) */
    int64_t adjtime_us;            /* the same of ADJ_OFFSET_SINGLESHOT */
    int64_t rest_ns;               /* parts of nanoseconds, in 2^-16, that steps have left */
    struct rt_timer timer;
} self = {.maxerror = MAX_ERROR_US, .esterror = MAX_ERROR_US, .constant = 2, .tick = TICK_US, .status = STA_UNSYNC};

enum { STEPS = 50 /* a second */, STEP_NS = NS_PER_SEC / STEPS };

static bool runs(void)
{
    return self.freq != 0 || self.tick != TICK_US || self.offset_ns != 0 || self.adjtime_us != 0;
}

static int64_t least(int64_t value, int64_t most)
{
    return value > most ? most : value < -most ? -most : value;
}

/* On the loop's stack: what the date gains in one step. */
static void step_date(void *ctx)
{
    (void)ctx;
    self.rest_ns += self.freq * (NS_PER_SEC / 1000000) / STEPS + ((self.tick - TICK_US) * (NS_PER_SEC / TICK_US) << 16) / STEPS;
    int64_t by = self.rest_ns >> 16;
    self.rest_ns -= by << 16;
    int64_t part = least(self.adjtime_us, ADJTIME_NS / 1000 / STEPS);
    self.adjtime_us -= part;
    by += part * 1000;
    part = self.offset_ns / STEPS >> (PLL_SHIFT + self.constant);
    if (part == 0)
        part = self.offset_ns;
    self.offset_ns -= part;
    clock_slew_realtime(by + part);
    if (runs())
        rt_timer_set(&self.timer, rt_now_ns() + STEP_NS, step_date, NULL);
}

static int check(const struct thread *t, const struct linux_timex *tx)
{
    bool may = cred_has(t, CAP_SYS_TIME);
    if (tx->modes & ADJ_ADJTIME) {
        if ((tx->modes & ADJ_OFFSET) == 0)
            return -EINVAL;
        if ((tx->modes & ADJ_NANO) == 0 && !may)
            return -EPERM;
    } else {
        if (tx->modes != 0 && !may)
            return -EPERM;
        if ((tx->modes & ADJ_TICK) && (tx->tick < TICK_LEAST || tx->tick > TICK_MOST))
            return -EINVAL;
    }
    if ((tx->modes & ADJ_SETOFFSET) == 0)
        return 0;
    int64_t units = tx->modes & ADJ_NANO ? NS_PER_SEC : 1000000;
    return !may ? -EPERM : tx->time.usec < 0 || tx->time.usec >= units ? -EINVAL : 0;
}

static int jump(const struct linux_timex *tx)
{
    int64_t unit = tx->modes & ADJ_NANO ? 1 : 1000;
    int err = clock_set_realtime(clock_realtime_ns() + tx->time.sec * NS_PER_SEC + tx->time.usec * unit);
    if (err == 0)
        posix_timers_date_set();
    return err;
}

static void choose(const struct linux_timex *tx)
{
    if (tx->modes & ADJ_STATUS) {
        if ((self.status & STA_PLL) && (tx->status & STA_PLL) == 0)
            self.status = STA_UNSYNC;
        self.status = (self.status & STA_READ_ONLY) | (tx->status & ~STA_READ_ONLY);
    }
    if (tx->modes & ADJ_NANO)
        self.status |= STA_NANO;
    if (tx->modes & ADJ_MICRO)
        self.status &= ~STA_NANO;
    if (tx->modes & ADJ_FREQUENCY)
        self.freq = least(tx->freq, FREQ_MOST);
    if (tx->modes & ADJ_MAXERROR)
        self.maxerror = tx->maxerror;
    if (tx->modes & ADJ_ESTERROR)
        self.esterror = tx->esterror;
    if (tx->modes & ADJ_TIMECONST) {
        int64_t constant = tx->constant + (self.status & STA_NANO ? 0 : 4);
        self.constant = constant < 0 ? 0 : constant > CONSTANT_MOST ? CONSTANT_MOST : constant;
    }
    if ((tx->modes & ADJ_TAI) && tx->constant >= 0 && tx->constant <= TAI_MOST)
        self.tai = (int32_t)tx->constant;
    if ((tx->modes & ADJ_OFFSET) && (self.status & STA_PLL))
        self.offset_ns = least(self.status & STA_NANO ? tx->offset : least(tx->offset, 1000000) * 1000, OFFSET_MOST_NS);
    if (tx->modes & ADJ_TICK)
        self.tick = tx->tick;
}

static void tell(struct linux_timex *tx, int64_t offset)
{
    int64_t now = clock_realtime_ns(), unit = self.status & STA_NANO ? 1 : 1000;
    *tx = (struct linux_timex){
        .modes = tx->modes, .offset = offset, .freq = self.freq, .maxerror = self.maxerror, .esterror = self.esterror,
        .status = self.status, .constant = self.constant, .precision = 1, .tolerance = FREQ_MOST,
        .time = {now / NS_PER_SEC, now % NS_PER_SEC / unit}, .tick = self.tick, .tai = self.tai};
}

static long adjust(struct thread *t, uint64_t addr)
{
    struct linux_timex tx;
    if (copy_in(t->proc->mm, &tx, addr, sizeof(tx)) != 0)
        return -EFAULT;
    int err = check(t, &tx);
    if (err == 0 && (tx.modes & ADJ_SETOFFSET))
        err = jump(&tx);
    if (err)
        return err;
    if (tx.modes & ADJ_ADJTIME) {
        int64_t before = self.adjtime_us;
        if (tx.modes != ADJ_SS_READ)
            self.adjtime_us = tx.offset;
        tell(&tx, before);
    } else {
        choose(&tx);
        tell(&tx, self.offset_ns / (self.status & STA_NANO ? 1 : 1000));
    }
    if (runs() && !self.timer.set)
        rt_timer_set(&self.timer, rt_now_ns() + STEP_NS, step_date, NULL);
    if (copy_out(t->proc->mm, addr, &tx, sizeof(tx)) != 0)
        return -EFAULT;
    return self.status & (STA_UNSYNC | STA_CLOCKERR) ? TIME_ERROR : 0;
}

long sys_adjtimex(struct thread *t, const uint64_t a[6])
{
    return adjust(t, a[0]);
}

long sys_clock_adjtime(struct thread *t, const uint64_t a[6])
{
    int clock = (int)a[0];
    struct linux_timex tx;
    if (copy_in(t->proc->mm, &tx, a[1], sizeof(tx)) != 0)
        return -EFAULT;
    if (clock == CLOCK_REALTIME)
        return adjust(t, a[1]);
    bool is_clock = clock < 0 || (clock <= CLOCK_TAI && clock != 10);
    return is_clock ? -EOPNOTSUPP : -EINVAL;
}
