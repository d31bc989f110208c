/* SPDX-License-Identifier: BSD-2-Clause */
/* /proc/kit: the system below Linux: tasks, memory, caches, counters. */
#include <unistd.h>

#include <ipc/root_gen.h>
#include <linux/errno.h>
#include <rt/heap.h>
#include <rt/task.h>

#include "fs/pagecache.h"
#include "fs/procfs_int.h"
#include "fs/text.h"
#include "io/blockdev.h"
#include "mm/page.h"
#include "trace/count.h"

#define SHOW(name) int procfs_show_##name(struct text *out, struct proc *p, const struct procfs_node *node)
#define UNUSED ((void)p, (void)node)

SHOW(kit_cache)
{
    struct pagecache_stats cache;

    UNUSED;
    pagecache_stats(&cache);
    text_printf(out, "cached %lu\nhome %lu\ndirty %lu\nwriteback %lu\n", (unsigned long)cache.cached,
                (unsigned long)cache.home, (unsigned long)cache.dirty, (unsigned long)cache.writeback);
    return 0;
}

/* The calls that exist here, by number: how often each was made, and how often its result was an error. */
SHOW(kit_syscalls)
{
    UNUSED;
    for (uint64_t n = 0; n < SYSCALL_COUNT; n++) {
        const struct syscall_entry *e = syscall_find(n);
        if (e && (e->fn || e->is_zero))
            text_printf(out, "%lu %s %lu %lu\n", (unsigned long)n, e->name, (unsigned long)syscall_counts[n].calls,
                        (unsigned long)syscall_counts[n].errors);
    }
    return 0;
}

/* Where the memory is that the kernel gave to root-task, in bytes.  All but the last four lines are disjoint and together
 * the first one; those tell what kernel-thread's share is: pages of programs, of files, and pages nobody uses. */
SHOW(kit_memory)
{
    uint64_t total, left, mine, tasks = 0;
    struct root_task_state task;
    struct pagecache_stats cache;
    struct page_stats pages;

    UNUSED;
    int err = root_memory(rt_root(), &total, &left, &mine);
    if (err < 0)
        return err;
    page_stats(&pages);
    pagecache_stats(&cache);
    text_printf(out, "total %lu\nfree %lu\n", (unsigned long)total, (unsigned long)left);
    for (uint32_t i = 0; root_task(rt_root(), i, &task) == 0; i++) {
        text_printf(out, "task %s %lu\n", task.name, (unsigned long)task.bytes);
        tasks += task.bytes;
    }
    text_printf(out, "channels and root-task %lu\n", (unsigned long)(total - left - tasks));
    text_printf(out, "pages of programs %lu\n", (unsigned long)(pages.made - pages.free - cache.cached) * PAGE_BYTES);
    text_printf(out, "pages of files %lu\n", (unsigned long)cache.cached * PAGE_BYTES);
    text_printf(out, "pages free %lu\n", (unsigned long)(pages.free + pages.unmade) * PAGE_BYTES);
    text_printf(out, "kernel-thread itself %lu\n",
                (unsigned long)(mine - (pages.made + pages.unmade) * (uint64_t)PAGE_BYTES));
    text_printf(out, "of that unused objects, stacks and heap %lu\n", (unsigned long)page_stats_objects() * PAGE_BYTES);
    uint64_t areas, empty;
    rt_heap_areas(&areas, &empty);
    text_printf(out, "of that heap %lu\n",
                (unsigned long)((uintptr_t)sbrk(0) - rt_task_info->heap_start + areas - empty));
    return 0;
}

/* The native tasks: what `top` is for Linux' processes. */
SHOW(kit_tasks)
{
    static const char *const states[] = { "absent", "starting", "ready", "dead" };
    struct root_task_state task;

    UNUSED;
    text_printf(out, "%-20s %-9s %8s %10s %9s %8s %7s\n", "task", "state", "priority", "KiB", "run ms", "restarts",
                "clients");
    for (uint32_t i = 0; root_task(rt_root(), i, &task) == 0; i++) {
        text_printf(out, "%-20s %-9s %8u %10lu ", task.name,
                    task.state < sizeof states / sizeof *states ? states[task.state] : "?", task.priority,
                    (unsigned long)task.bytes / 1024);
        if (task.run_ms == ROOT_NO_TIME)
            text_printf(out, "%9s", "-");
        else
            text_printf(out, "%9lu", (unsigned long)task.run_ms);
        text_printf(out, " %8u %7u\n", task.restarts, task.clients);
    }
    return 0;
}

/* What the disks' driver has moved, and how: bytes named by a client, otherwise in place, copied (docs/bulk-data.md). */
SHOW(kit_disks)
{
    struct block_stats st;

    UNUSED;
    text_printf(out, "%-8s %10s %14s %14s %14s\n", "disk", "requests", "named", "in place", "copied");
    for (unsigned i = 0; blockdev_stats(i, &st) != -ENODEV; i++)
        text_printf(out, "%-8u %10lu %14lu %14lu %14lu\n", i, (unsigned long)st.requests, (unsigned long)st.named_bytes,
                    (unsigned long)st.in_place_bytes, (unsigned long)st.copied_bytes);
    return 0;
}
