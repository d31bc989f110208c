/* SPDX-License-Identifier: BSD-2-Clause */
/* adjtimex and clock_adjtime: what the clock says about itself.  Its rate cannot be changed; its time can be stepped. */
#include <linux/capability.h>
#include <linux/errno.h>
#include <linux/time.h>

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

enum { ADJ_SETOFFSET = 0x100, ADJ_NANO = 0x2000, ADJ_OFFSET_SS_READ = 0xa001 };
enum { STA_UNSYNC = 0x40, STA_NANO = 0x2000, TIME_ERROR = 5 };
enum { MAX_ERROR_US = 16000000, TOLERANCE = 32768000 /* 500 ppm, 16 bits of fraction */, TICK_US = 10000, CONSTANT = 2 };

static bool nano_told; /* ADJ_NANO was the last choice */

static long step(const struct linux_timex *tx)
{
    int64_t unit = tx->modes & ADJ_NANO ? 1 : 1000;
    if (tx->time.usec < 0 || tx->time.usec >= NS_PER_SEC / unit)
        return -EINVAL;
    int64_t by = tx->time.sec * NS_PER_SEC + tx->time.usec * unit;
    int err = clock_set_realtime(clock_realtime_ns() + by);
    if (err == 0)
        posix_timers_date_set();
    return err;
}

static void tell(struct linux_timex *tx)
{
    int64_t now = clock_realtime_ns();
    *tx = (struct linux_timex){
        .modes = tx->modes, .maxerror = MAX_ERROR_US, .esterror = MAX_ERROR_US,
        .status = STA_UNSYNC | (nano_told ? STA_NANO : 0), .constant = CONSTANT, .precision = 1, .tolerance = TOLERANCE,
        .time = {now / NS_PER_SEC, now % NS_PER_SEC / (nano_told ? 1 : 1000)}, .tick = TICK_US};
}

static long adjust(struct thread *t, uint64_t addr)
{
    struct linux_timex tx;
    if (copy_in(t->proc->mm, &tx, addr, sizeof(tx)) != 0)
        return -EFAULT;
    if (tx.modes != 0 && tx.modes != ADJ_OFFSET_SS_READ) {
        if (!cred_has(t, CAP_SYS_TIME))
            return -EPERM;
        if ((tx.modes & ~(uint32_t)(ADJ_SETOFFSET | ADJ_NANO)) != 0)
            return -EINVAL; /* its rate is the machine's counter's */
        long err = tx.modes & ADJ_SETOFFSET ? step(&tx) : 0;
        if (err)
            return err;
        nano_told = (tx.modes & ADJ_NANO) != 0;
    }
    tell(&tx);
    return copy_out(t->proc->mm, addr, &tx, sizeof(tx)) != 0 ? -EFAULT : TIME_ERROR;
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
