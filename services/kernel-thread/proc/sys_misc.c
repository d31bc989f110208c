/* SPDX-License-Identifier: BSD-2-Clause */
/* proc/sys_misc.c: uname, sysinfo, prctl, scheduling, randomness. */
#include <stdio.h>
#include <string.h>

#include <linux/errno.h>
#include <linux/sched.h>
#include <linux/time.h>
#include <rt/fiber.h>

#include "fs/pagecache.h"
#include "mm/page.h"
#include "mm/random.h"
#include "mm/user.h"
#include "proc/hostname.h"
#include "proc/proc.h"
#include "time/clock.h"
#include "trace/syscalls.h"

enum { UTS_BYTES = 65 };

static char host_name[UTS_BYTES] = "cel4", domain_name[UTS_BYTES] = "(none)";

const char *hostname_get(void)
{
    return host_name;
}

long sys_uname(struct thread *t, const uint64_t a[6])
{
    struct {
        char sysname[UTS_BYTES], nodename[UTS_BYTES], release[UTS_BYTES], version[UTS_BYTES], machine[UTS_BYTES],
            domain[UTS_BYTES];
    } u;
    memset(&u, 0, sizeof(u));
    strcpy(u.sysname, "Linux");
    memcpy(u.nodename, host_name, UTS_BYTES);
    strcpy(u.release, KERNEL_RELEASE);
    strcpy(u.version, KERNEL_VERSION);
    strcpy(u.machine, "aarch64");
    memcpy(u.domain, domain_name, UTS_BYTES);
    return copy_out(t->proc->mm, a[0], &u, sizeof(u));
}

static long set_name(struct thread *t, char *name, const uint64_t a[6])
{
    char new[UTS_BYTES] = "";
    if (!cred_capable(t))
        return -EPERM;
    if (a[1] >= UTS_BYTES)
        return -EINVAL;
    if (copy_in(t->proc->mm, new, a[0], a[1]) != 0)
        return -EFAULT;
    memcpy(name, new, UTS_BYTES);
    return 0;
}

long sys_sethostname(struct thread *t, const uint64_t a[6])
{
    return set_name(t, host_name, a);
}

long sys_setdomainname(struct thread *t, const uint64_t a[6])
{
    return set_name(t, domain_name, a);
}

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
    s.totalram = (pages.made + pages.possible) * PAGE_BYTES;
    s.freeram = (pages.free + pages.possible) * PAGE_BYTES;
    s.sharedram = cache.home * PAGE_BYTES;
    s.procs = (uint16_t)thread_total();
    s.unit = 1;
    _Static_assert(sizeof(s) == 112, "struct sysinfo");
    return copy_out(t->proc->mm, a[0], &s, sizeof(s));
}

enum {
    PR_SET_PDEATHSIG = 1, PR_GET_PDEATHSIG = 2, PR_GET_DUMPABLE = 3, PR_SET_DUMPABLE = 4, PR_GET_KEEPCAPS = 7,
    PR_SET_KEEPCAPS = 8, PR_SET_NAME = 15, PR_GET_NAME = 16, PR_GET_SECCOMP = 21, PR_CAPBSET_READ = 23,
    PR_GET_SECUREBITS = 27, PR_SET_TIMERSLACK = 29, PR_GET_TIMERSLACK = 30, PR_SET_CHILD_SUBREAPER = 36,
    PR_GET_CHILD_SUBREAPER = 37, PR_SET_NO_NEW_PRIVS = 38, PR_GET_NO_NEW_PRIVS = 39, PR_GET_THP_DISABLE = 42,
    CAP_LAST = 40
};

static long set_thread_name(struct thread *t, uint64_t addr)
{
    char name[COMM_BYTES] = "";
    ssize_t len = copy_in_string(t->proc->mm, name, addr, sizeof(name));
    if (len < 0 && len != -ENAMETOOLONG)
        return len;
    name[sizeof(name) - 1] = '\0';
    memcpy(t->comm, name, sizeof(name));
    if (t->proc->leader == t)
        memcpy(t->proc->comm, name, sizeof(name));
    return 0;
}

long sys_prctl(struct thread *t, const uint64_t a[6])
{
    struct proc *p = t->proc;
    int32_t word;
    switch ((int)a[0]) {
    case PR_SET_PDEATHSIG:
        if (a[1] > LINUX_NSIG)
            return -EINVAL;
        p->parent_death_signal = (uint32_t)a[1];
        return 0;
    case PR_GET_PDEATHSIG:
        word = (int32_t)p->parent_death_signal;
        return copy_out(p->mm, a[1], &word, sizeof(word));
    case PR_GET_DUMPABLE:
        return p->dumpable;
    case PR_SET_DUMPABLE:
        if (a[1] > 1)
            return -EINVAL;
        p->dumpable = a[1] != 0;
        return 0;
    case PR_SET_NAME:
        return set_thread_name(t, a[1]);
    case PR_GET_NAME:
        return copy_out(p->mm, a[1], t->comm, COMM_BYTES);
    case PR_GET_KEEPCAPS:
    case PR_GET_SECCOMP:
    case PR_GET_SECUREBITS:
    case PR_GET_THP_DISABLE:
        return 0;
    case PR_CAPBSET_READ:
        return a[1] > CAP_LAST ? -EINVAL : 1;
    case PR_GET_TIMERSLACK:
        return 50000;
    case PR_SET_CHILD_SUBREAPER:
        p->subreaper = a[1] != 0;
        return 0;
    case PR_GET_CHILD_SUBREAPER:
        word = p->subreaper;
        return copy_out(p->mm, a[1], &word, sizeof(word));
    case PR_SET_NO_NEW_PRIVS:
        if (a[1] != 1)
            return -EINVAL;
        p->no_new_privs = true;
        return 0;
    case PR_GET_NO_NEW_PRIVS:
        return p->no_new_privs;
    default:
        return -EINVAL;
    }
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
