/* SPDX-License-Identifier: BSD-2-Clause */
/* proc/sys_misc.c: sysinfo, prctl, scheduling, randomness. */
#include <string.h>

#include <linux/errno.h>
#include <linux/sched.h>
#include <linux/time.h>
#include <rt/fiber.h>

#include "fs/pagecache.h"
#include "mm/page.h"
#include "mm/random.h"
#include "mm/user.h"
#include "proc/proc.h"
#include "time/clock.h"
#include "trace/syscalls.h"

long sys_sysinfo(struct thread *t, const uint64_t a[6])
{
    struct {
        int64_t uptime;
        uint64_t loads[3], totalram, freeram, sharedram, bufferram, totalswap, freeswap;
        uint16_t procs, pad;
        uint32_t pad2;
        uint64_t totalhigh, freehigh;
        uint32_t unit, pad3;
    } s;
    struct page_stats pages;
    struct pagecache_stats cache;
    page_stats(&pages);
    pagecache_stats(&cache);
    memset(&s, 0, sizeof(s));
    s.uptime = (int64_t)(clock_monotonic_ns() / NS_PER_SEC);
    s.totalram = pages.total * PAGE_BYTES;
    s.freeram = (pages.free + pages.possible) * PAGE_BYTES;
    s.sharedram = cache.home * PAGE_BYTES;
    s.procs = (uint16_t)thread_total();
    s.unit = 1;
    _Static_assert(sizeof(s) == 112, "struct sysinfo");
    return copy_out(t->proc->mm, a[0], &s, sizeof(s));
}

long sys_personality(struct thread *t, const uint64_t a[6])
{
    long old = (long)t->proc->personality;
    if ((uint32_t)a[0] != UINT32_MAX)
        t->proc->personality = (uint32_t)a[0];
    return old;
}

long sys_getrandom(struct thread *t, const uint64_t a[6])
{
    enum { GRND_ALL = 7, GRND_RANDOM = 2, GRND_INSECURE = 4, CHUNK = 256 };
    if (a[2] & ~(uint64_t)GRND_ALL || (a[2] & (GRND_RANDOM | GRND_INSECURE)) == (GRND_RANDOM | GRND_INSECURE))
        return -EINVAL;
    uint64_t size = a[1] > INT32_MAX ? INT32_MAX : a[1], done = 0;
    uint8_t chunk[CHUNK];
    while (done < size) {
        size_t n = size - done < CHUNK ? size - done : CHUNK;
        random_bytes(chunk, n);
        ssize_t moved = copy_out_some(t->proc->mm, a[0] + done, chunk, n);
        if (moved < 0)
            return done != 0 ? (long)done : -EFAULT;
        done += (uint64_t)moved;
        if ((size_t)moved < n || signal_pending(t))
            break;
    }
    memset(chunk, 0, sizeof(chunk));
    return (long)done;
}
