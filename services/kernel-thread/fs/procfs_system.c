/* SPDX-License-Identifier: BSD-2-Clause */
/* Contents of /proc about the system. */
#include <linux/errno.h>
#include <linux/stat.h>
#include <linux/time.h>
#include <rt/cpu.h>
#include <rt/task.h>
#include <stdlib.h>
#include <string.h>

#include "fs/dcache.h"
#include "fs/device.h"
#include "fs/loadavg.h"
#include "fs/pagecache.h"
#include "fs/procfs_int.h"
#include "fs/text.h"
#include "fs/vfs.h"
#include "mm/mm.h"
#include "mm/page.h"
#include "mm/random.h"
#include "proc/hostname.h"
#include "proc/hwcap.h"
#include "proc/proc.h"
#include "time/clock.h"

#define SHOW(name) int procfs_show_##name(struct text *out, struct proc *p, const struct procfs_node *node)
#define UNUSED ((void)p, (void)node)

SHOW(uptime)
{
    uint64_t up = clock_monotonic_ns() / 10000000, busy = busy_ns() / 10000000;
    uint64_t idle = up > busy ? up - busy : 0;

    UNUSED;
    text_printf(out, "%lu.%02lu %lu.%02lu\n", (unsigned long)up / 100, (unsigned long)up % 100,
                (unsigned long)idle / 100, (unsigned long)idle % 100);
    return 0;
}

SHOW(loadavg)
{
    unsigned load[3];
    unsigned running = 0;

    UNUSED;
    loadavg_get(load);
    for (struct proc *q = proc_next(0); q; q = proc_next(q->pid))
        running += proc_state_letter(q) == 'R';
    for (unsigned i = 0; i < 3; i++)
        text_printf(out, "%u.%02u ", load[i] / 100, load[i] % 100);
    text_printf(out, "%u/%u %d\n", running, thread_total() + 1, proc_last_pid());
    return 0;
}

SHOW(filesystems)
{
    UNUSED;
    for (const struct fs_type *t = fs_type_next(NULL); t; t = fs_type_next(t))
        text_printf(out, "%s\t%s\n", t->needs_device ? "" : "nodev", t->name);
    return 0;
}

SHOW(version)
{
    UNUSED;
    text_printf(out, "Linux version %s (kernel-thread of the ceL4 Linux Kit) %s\n", KERNEL_RELEASE, KERNEL_VERSION);
    return 0;
}

SHOW(cpuinfo)
{
    static const char *const features[] = { "fp", "asimd", "evtstrm", "aes", "pmull", "sha1", "sha2", "crc32",
                                            "atomics", "fphp", "asimdhp", "cpuid", "asimdrdm" };
    uint64_t bits = hwcap_bits();
    uint32_t midr = rt_cpu_midr();

    UNUSED;
    text_printf(out, "processor\t: 0\nBogoMIPS\t: %u.%02u\nFeatures\t:", (unsigned)(rt_task_info->counter_hz / 500000),
                (unsigned)(rt_task_info->counter_hz / 5000 % 100));
    for (unsigned i = 0; i < sizeof features / sizeof *features; i++)
        if (bits >> i & 1)
            text_printf(out, " %s", features[i]);
    text_printf(out, "\nCPU implementer\t: 0x%02x\nCPU architecture: 8\nCPU variant\t: 0x%x\nCPU part\t: 0x%03x\n"
                     "CPU revision\t: %u\n\n", midr >> 24, midr >> 20 & 15, midr >> 4 & 0xfff, midr & 15);
    return 0;
}

static void all_times(uint64_t *utime, uint64_t *stime)
{
    *utime = *stime = 0;
    for (struct proc *q = proc_next(0); q; q = proc_next(q->pid)) {
        uint64_t u, s;
        proc_times(q, &u, &s);
        *utime += u + q->child_utime_ns;
        *stime += s + q->child_stime_ns;
    }
}

uint64_t busy_ns(void)
{
    uint64_t u, s;

    all_times(&u, &s);
    return u + s;
}

SHOW(sys_stat)
{
    const uint64_t tick = NS_PER_SEC / USER_HZ;
    uint64_t u, s, up = clock_monotonic_ns();
    unsigned running = 0;

    UNUSED;
    all_times(&u, &s);
    uint64_t idle = up > u + s ? up - u - s : 0;
    for (int line = 0; line < 2; line++)
        text_printf(out, "cpu%s %lu 0 %lu %lu 0 0 0 0 0 0\n", line ? "0" : " ", (unsigned long)(u / tick),
                    (unsigned long)(s / tick), (unsigned long)(idle / tick));
    for (struct proc *q = proc_next(0); q; q = proc_next(q->pid))
        running += proc_state_letter(q) == 'R';
    text_printf(out, "intr 0\nctxt 0\nbtime %lu\nprocesses %d\nprocs_running %u\nprocs_blocked 0\n",
                (unsigned long)((clock_realtime_ns() - (int64_t)up) / NS_PER_SEC), proc_last_pid(), running);
    return 0;
}

static void list_devices(struct text *out, uint32_t type, const char *title)
{
    unsigned cookie = 0, seen = UINT32_MAX;
    const struct device *d;

    text_printf(out, "%s devices:\n", title);
    while ((d = device_next(&cookie))) {
        if ((d->mode & S_IFMT) != type || RDEV_MAJOR(d->rdev) == seen)
            continue;
        seen = RDEV_MAJOR(d->rdev);
        text_printf(out, "%3u %s\n", seen, d->name);
    }
}

SHOW(devices)
{
    UNUSED;
    list_devices(out, S_IFCHR, "Character");
    text_printf(out, "\n");
    list_devices(out, S_IFBLK, "Block");
    return 0;
}

SHOW(swaps)
{
    UNUSED;
    text_printf(out, "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n");
    return 0;
}

SHOW(cmdline_kernel)
{
    UNUSED;
    text_printf(out, "\n");
    return 0;
}

SHOW(ostype)
{
    UNUSED;
    text_printf(out, "Linux\n");
    return 0;
}

SHOW(osrelease)
{
    UNUSED;
    text_printf(out, "%s\n", KERNEL_RELEASE);
    return 0;
}

SHOW(sys_version)
{
    UNUSED;
    text_printf(out, "%s\n", KERNEL_VERSION);
    return 0;
}

static int show_uuid(struct text *out, unsigned char b[16])
{
    b[6] = (unsigned char)((b[6] & 0x0f) | 0x40);
    b[8] = (unsigned char)((b[8] & 0x3f) | 0x80);
    for (unsigned i = 0; i < 16; i++)
        text_printf(out, "%02x%s", b[i], i == 3 || i == 5 || i == 7 || i == 9 ? "-" : "");
    text_printf(out, "\n");
    return 0;
}

SHOW(uuid)
{
    unsigned char b[16];

    UNUSED;
    random_bytes(b, sizeof b);
    return show_uuid(out, b);
}

/* The same until the machine stops. */
SHOW(boot_id)
{
    static unsigned char b[16];
    static int made;

    UNUSED;
    if (!made)
        random_bytes(b, sizeof b);
    made = 1;
    return show_uuid(out, b);
}

SHOW(drop_caches)
{
    UNUSED;
    text_printf(out, "0\n");
    return 0;
}

/* 1: what is in memory of files and need not be written; 2: names that nobody uses; 3: both. */
int procfs_store_drop_caches(struct proc *p, const struct procfs_node *node, const char *text)
{
    UNUSED;
    char *end;
    unsigned long what = strtoul(text, &end, 10);

    if (end == text || (*end && !strchr(" \t\n", *end)) || what < 1 || what > 4) /* Linux reads the first number */
        return -EINVAL;
    if (what & 2)
        dcache_shrink(~0u);
    if (what & 1)
        (void)pagecache_shrink(SIZE_MAX);
    return 0;
}
