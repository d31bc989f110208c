/* SPDX-License-Identifier: BSD-2-Clause */
/* Counters of the system: vmstat, diskstats, zoneinfo and their like.
 *
 * There is one node with one zone, whose free pages are single ones. */
#include <linux/errno.h>
#include <linux/mman.h>
#include <stdlib.h>

#include "fs/device.h"
#include "fs/file.h"
#include "fs/lock.h"
#include "fs/pagecache.h"
#include "fs/procfs_int.h"
#include "fs/text.h"
#include "io/blockdev.h"
#include "mm/commit.h"
#include "mm/mm.h"
#include "mm/page.h"
#include "mm/usage.h"
#include "proc/proc.h"

#define SHOW(name) int procfs_show_##name(struct text *out, struct proc *p, const struct procfs_node *node)
#define UNUSED ((void)p, (void)node)

enum { ORDERS = 11, KB_PER_PAGE = 4 };

/* Pages, all of them. */
struct numbers {
    unsigned long total, free, cached, dirty, writeback, home, anon, mapped, tables, locked;
};

static void numbers_get(struct numbers *n)
{
    struct page_stats pages;
    struct pagecache_stats cache;

    *n = (struct numbers){ 0 };
    page_stats(&pages);
    pagecache_stats(&cache);
    n->total = (unsigned long)pages.total;
    n->free = (unsigned long)(pages.free + pages.possible);
    n->cached = (unsigned long)cache.cached;
    n->dirty = (unsigned long)cache.dirty;
    n->writeback = (unsigned long)cache.writeback;
    n->home = (unsigned long)cache.home;
    for (struct proc *q = proc_next(0); q; q = proc_next(q->pid)) {
        struct mm_stats m;
        struct memory_kinds k;
        if (!q->mm)
            continue;
        mm_statistics(q->mm, &m);
        memory_kinds(q->mm, &k);
        n->anon += (unsigned long)k.anon;
        n->mapped += (unsigned long)k.file + (unsigned long)k.shmem;
        n->tables += (unsigned long)m.tables;
        n->locked += (unsigned long)memory_locked(q->mm);
    }
}

SHOW(meminfo)
{
    struct numbers n;

    UNUSED;
    numbers_get(&n);
    unsigned long files = n.cached - n.home, used = n.anon + n.cached + n.tables;
    unsigned long kernel = n.total - n.free > used ? n.total - n.free - used : 0;
    const struct { const char *name; unsigned long pages; } lines[] = {
        { "MemTotal:", n.total },
        { "MemFree:", n.free },
        { "MemAvailable:", n.free + files - n.dirty - n.writeback + (unsigned long)page_stats_objects() },
        { "Buffers:", 0 },
        { "Cached:", n.cached },
        { "SwapCached:", 0 },
        { "Active:", n.anon + n.mapped },
        { "Inactive:", n.cached > n.mapped ? n.cached - n.mapped : 0 },
        { "Active(anon):", n.anon },
        { "Inactive(anon):", n.home },
        { "Active(file):", n.mapped },
        { "Inactive(file):", files > n.mapped ? files - n.mapped : 0 },
        { "Unevictable:", n.locked },
        { "Mlocked:", n.locked },
        { "SwapTotal:", 0 },
        { "SwapFree:", 0 },
        { "Zswap:", 0 },
        { "Zswapped:", 0 },
        { "Dirty:", n.dirty },
        { "Writeback:", n.writeback },
        { "AnonPages:", n.anon },
        { "Mapped:", n.mapped },
        { "Shmem:", n.home },
        { "KReclaimable:", 0 },
        { "Slab:", kernel },
        { "SReclaimable:", 0 },
        { "SUnreclaim:", kernel },
        { "KernelStack:", thread_total() * 8ul },
        { "PageTables:", n.tables },
        { "SecPageTables:", 0 },
        { "NFS_Unstable:", 0 },
        { "Bounce:", 0 },
        { "WritebackTmp:", 0 },
        { "CommitLimit:", (unsigned long)commit_limit() },
        { "Committed_AS:", (unsigned long)commit_used() },
        { "VmallocTotal:", 0 },
        { "VmallocUsed:", 0 },
        { "VmallocChunk:", 0 },
        { "Percpu:", 0 },
        { "HardwareCorrupted:", 0 },
        { "AnonHugePages:", 0 },
        { "ShmemHugePages:", 0 },
        { "ShmemPmdMapped:", 0 },
        { "FileHugePages:", 0 },
        { "FilePmdMapped:", 0 },
        { "CmaTotal:", 0 },
        { "CmaFree:", 0 },
    };
    for (unsigned i = 0; i < sizeof lines / sizeof *lines; i++)
        text_printf(out, "%-15s %8lu kB\n", lines[i].name, lines[i].pages * KB_PER_PAGE);
    text_printf(out, "HugePages_Total:       0\nHugePages_Free:        0\nHugePages_Rsvd:        0\nHugePages_Surp:        0\n"
                     "Hugepagesize:       2048 kB\nHugetlb:               0 kB\n");
    return 0;
}

static void faults(unsigned long *minor, unsigned long *major)
{
    *minor = *major = 0;
    for (struct proc *q = proc_next(0); q; q = proc_next(q->pid)) {
        *minor += (unsigned long)(q->min_faults + q->child_min_faults);
        *major += (unsigned long)(q->maj_faults + q->child_maj_faults);
    }
}

static void disk_kilobytes(unsigned long *in, unsigned long *out)
{
    struct block_stats st;

    *in = *out = 0;
    for (unsigned disk = 0; blockdev_stats(disk, &st) == 0; disk++) {
        *in += (unsigned long)st.read_sectors / 2;
        *out += (unsigned long)st.write_sectors / 2;
    }
}

SHOW(vmstat)
{
    struct numbers n;
    unsigned long minor, major, in, disk_out;

    UNUSED;
    numbers_get(&n);
    faults(&minor, &major);
    disk_kilobytes(&in, &disk_out);
    const struct { const char *name; unsigned long value; } lines[] = {
        { "nr_free_pages", n.free },      { "nr_zone_inactive_anon", n.home },
        { "nr_zone_active_anon", n.anon }, { "nr_zone_inactive_file", n.cached - n.home },
        { "nr_zone_active_file", 0 },      { "nr_zone_unevictable", n.locked },
        { "nr_zone_write_pending", n.dirty + n.writeback }, { "nr_mlock", n.locked },
        { "nr_inactive_anon", n.home },    { "nr_active_anon", n.anon },
        { "nr_inactive_file", n.cached - n.home }, { "nr_active_file", 0 },
        { "nr_unevictable", n.locked },    { "nr_slab_reclaimable", 0 },
        { "nr_slab_unreclaimable", 0 },    { "nr_anon_pages", n.anon },
        { "nr_mapped", n.mapped },         { "nr_file_pages", n.cached },
        { "nr_dirty", n.dirty },           { "nr_writeback", n.writeback },
        { "nr_shmem", n.home },            { "nr_page_table_pages", n.tables },
        { "nr_kernel_stack", thread_total() * 32ul }, { "nr_swapcached", 0 },
        { "pgpgin", in },                  { "pgpgout", disk_out },
        { "pswpin", 0 },                   { "pswpout", 0 },
        { "pgfault", minor + major },      { "pgmajfault", major },
        { "pgfree", 0 },                   { "pgactivate", 0 },
        { "pgdeactivate", 0 },             { "pgscan_kswapd", 0 },
        { "pgscan_direct", 0 },            { "pgsteal_kswapd", 0 },
        { "pgsteal_direct", 0 },           { "oom_kill", 0 },
        { "unevictable_pgs_mlocked", 0 },  { "unevictable_pgs_munlocked", 0 },
    };
    for (unsigned i = 0; i < sizeof lines / sizeof *lines; i++)
        text_printf(out, "%s %lu\n", lines[i].name, lines[i].value);
    return 0;
}

SHOW(zoneinfo)
{
    struct numbers n;

    UNUSED;
    numbers_get(&n);
    text_printf(out, "Node 0, zone      DMA\n  per-node stats\n      nr_inactive_anon %lu\n      nr_active_anon %lu\n"
                     "      nr_inactive_file %lu\n      nr_active_file %lu\n      nr_mapped    %lu\n      nr_file_pages %lu\n"
                     "      nr_dirty     %lu\n      nr_writeback %lu\n      nr_shmem     %lu\n",
                n.home, n.anon, n.cached - n.home, 0ul, n.mapped, n.cached, n.dirty, n.writeback, n.home);
    text_printf(out, "  pages free     %lu\n        boost    0\n        min      0\n        low      0\n        high     0\n"
                     "        spanned  %lu\n        present  %lu\n        managed  %lu\n        cma      0\n"
                     "        protection: (0, 0, 0, 0)\n      nr_free_pages %lu\n  pagesets\n    cpu: 0\n"
                     "              count: 0\n              high:  0\n              batch: 0\n  node_unreclaimable:  0\n"
                     "  start_pfn:           0\n", n.free, n.total, n.total, n.total, n.free);
    return 0;
}

SHOW(buddyinfo)
{
    struct numbers n;

    UNUSED;
    numbers_get(&n);
    text_printf(out, "Node 0, zone      DMA ");
    for (unsigned i = 0; i < ORDERS; i++)
        text_printf(out, "%6lu ", i ? 0ul : n.free);
    text_printf(out, "\n");
    return 0;
}

static void slab(struct text *out, const char *name, unsigned long count, size_t size)
{
    text_printf(out, "%-17s %6lu %6lu %6zu %4zu %4d : tunables %4d %4d %4d : slabdata %6lu %6lu %6d\n", name, count, count,
                size, PAGE_BYTES / size ? PAGE_BYTES / size : 1, 1, 0, 0, 0, count * size / PAGE_BYTES,
                count * size / PAGE_BYTES, 0);
}

/* The objects that are counted; they come from one heap. */
SHOW(slabinfo)
{
    UNUSED;
    text_printf(out, "slabinfo - version: 2.1\n# name            <active_objs> <num_objs> <objsize> <objperslab> <pagesperslab> : "
                     "tunables <limit> <batchcount> <sharedfactor> : slabdata <active_slabs> <num_slabs> <sharedavail>\n");
    slab(out, "filp", (unsigned long)file_count, sizeof(struct file));
    slab(out, "task_struct", thread_total(), sizeof(struct thread));
    slab(out, "signal_cache", proc_count(), sizeof(struct proc));
    return 0;
}

SHOW(diskstats)
{
    struct block_stats st;

    UNUSED;
    for (const struct blockdev *bd = blockdev_next(0); bd; bd = blockdev_next(bd->rdev)) {
        st = (struct block_stats){ 0 };
        if (RDEV_MAJOR(bd->rdev) == DISK_MAJOR && RDEV_MINOR(bd->rdev) % DISK_MINORS == 0)
            (void)blockdev_stats(RDEV_MINOR(bd->rdev) / DISK_MINORS, &st);
        text_printf(out, "%4u %7u %s %lu 0 %lu 0 %lu 0 %lu 0 0 0 0 0 0 0 0 %lu 0\n", RDEV_MAJOR(bd->rdev), RDEV_MINOR(bd->rdev),
                    bd->name, (unsigned long)st.reads, (unsigned long)st.read_sectors, (unsigned long)st.writes,
                    (unsigned long)st.write_sectors, (unsigned long)st.flushes);
    }
    return 0;
}

SHOW(partitions)
{
    UNUSED;
    text_printf(out, "major minor  #blocks  name\n\n");
    for (const struct blockdev *bd = blockdev_next(0); bd; bd = blockdev_next(bd->rdev))
        if (bd->sectors)
            text_printf(out, "%4u %8u %10lu %s\n", RDEV_MAJOR(bd->rdev), RDEV_MINOR(bd->rdev), (unsigned long)bd->sectors / 2,
                        bd->name);
    return 0;
}

SHOW(locks)
{
    UNUSED;
    locks_show_all(out);
    return 0;
}

SHOW(interrupts)
{
    UNUSED;
    text_printf(out, "           CPU0       \n");
    return 0;
}

SHOW(softirqs)
{
    static const char *const names[] = { "HI", "TIMER", "NET_TX", "NET_RX", "BLOCK", "IRQ_POLL", "TASKLET", "SCHED", "HRTIMER",
                                         "RCU" };

    UNUSED;
    text_printf(out, "                    CPU0       \n");
    for (unsigned i = 0; i < sizeof names / sizeof *names; i++)
        text_printf(out, "%12s: %10d\n", names[i], 0);
    return 0;
}

SHOW(schedstat)
{
    UNUSED;
    text_printf(out, "version 15\ntimestamp 0\ncpu0 0 0 0 0 0 0 0 0 0\n");
    return 0;
}
