/* SPDX-License-Identifier: BSD-2-Clause */
/* /proc/sys.
 *
 * SET files change what the variable governs.  KEPT ones hold what is written for whoever asks, as what they tune in Linux
 * does not exist here (swap, the page allocator's zones, watchdogs); TEXT ones cannot be written.  docs/proc.md lists them. */
#include <linux/errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fs/aio.h"
#include "fs/file.h"
#include "fs/lease.h"
#include "fs/limits.h"
#include "fs/namei.h"
#include "fs/notify.h"
#include "fs/pipe_int.h"
#include "fs/procfs_int.h"
#include "fs/text.h"
#include "ipc/limits.h"
#include "io/klog.h"
#include "mm/commit.h"
#include "mm/mm.h"
#include "mm/random.h"
#include "proc/core.h"
#include "proc/hostname.h"
#include "proc/proc.h"

#define SHOW(name) static int show_##name(struct text *out, struct proc *p, const struct procfs_node *node)
#define UNUSED ((void)p, (void)node)
#define FILE_ENTRY(text, mode, fn) { text, PROCFS_FILE, mode, .show = procfs_show_##fn, .sysctl = 1 }
#define DIR_ENTRY(text, table) { text, PROCFS_DIR, 0555, .children = table }
#define SET(text, variable, low, high)                                                                        \
    { text, PROCFS_FILE, 0644, .number = { &(variable), sizeof(variable), 0, low, high }, .sysctl = 1 }
#define SET_MANY(text, variable, n)                                                                           \
    { text, PROCFS_FILE, 0644, .number = { variable, sizeof(variable[0]), n, 0, INT32_MAX }, .sysctl = 1 }
#define KEPT(text, variable, low, high) SET(text, kept.variable, low, high)
#define TEXT(text, contents) { text, PROCFS_FILE, 0444, .constant = contents "\n", .sysctl = 1 }

/* Linux' defaults. */
static struct {
    int swappiness, dirty_ratio, dirty_background_ratio, vfs_cache_pressure, panic_on_oom, page_cluster,
        laptop_mode, zone_reclaim, oom_kill_allocating, oom_dump, panic, panic_on_oops, sysrq, core_pipe_limit,
        child_first, rt_runtime, rt_period, rr_slice, timer_migration, kptr_restrict, perf_paranoid, numa,
        autogroup, schedstats, hung_task, watchdog, soft_watchdog, watchdog_thresh, printk[4], printk_delay, printk_limit,
        printk_burst, dirty_expire, dirty_writeback, stat_interval, suid_dumpable, ldisc,
        userfaultfd, min_slab, extfrag, compaction, watermark_boost, exception_trace, write_wakeup, ctrl_alt_del, userns, bpf,
        min_free, admin_reserve, user_reserve, hugepages, overcommit_hugepages, legacy_layout, watermark_scale, overflowuid, overflowgid, nr_open,
        ptrace_scope, shm_rmid, mount_max;
    unsigned long dirty_bytes, dirty_background_bytes;
} kept = {
    .swappiness = 60, .dirty_ratio = 20, .dirty_background_ratio = 10, .vfs_cache_pressure = 100,
    .page_cluster = 3, .oom_dump = 1, .sysrq = 438, .rt_runtime = 950000, .rt_period = 1000000, .rr_slice = 100,
    .timer_migration = 1, .perf_paranoid = 3, .hung_task = 120, .watchdog = 1, .soft_watchdog = 1,
    .watchdog_thresh = 10, .printk = { 4, 4, 1, 7 }, .printk_limit = 5, .printk_burst = 10, .dirty_expire = 3000,
    .dirty_writeback = 500, .stat_interval = 1, .ldisc = 1, .min_slab = 5,
    .extfrag = 500, .compaction = 20, .watermark_boost = 15000, .write_wakeup = 256, .ctrl_alt_del = 1, .userns = 1, .bpf = 2,
    .min_free = 22528, .admin_reserve = 8192, .user_reserve = 30854, .watermark_scale = 10, .overflowuid = 65534,
    .overflowgid = 65534, .nr_open = 1048576, .mount_max = 100000,
};

SHOW(hostname)
{
    UNUSED;
    text_printf(out, "%s\n", hostname_get());
    return 0;
}

SHOW(domainname)
{
    UNUSED;
    text_printf(out, "%s\n", domainname_get());
    return 0;
}

/* The bytes of a name that was written: its first line, as far as it fits. */
static size_t name_length(const char *text)
{
    size_t n = strcspn(text, "\n");
    return n < UTS_BYTES ? n : UTS_BYTES - 1;
}

static int store_hostname(struct proc *p, const struct procfs_node *node, const char *text)
{
    UNUSED;
    return hostname_set(text, name_length(text));
}

static int store_domainname(struct proc *p, const struct procfs_node *node, const char *text)
{
    UNUSED;
    return domainname_set(text, name_length(text));
}

SHOW(file_nr)
{
    UNUSED;
    text_printf(out, "%ld\t0\t%lu\n", file_count, fs_limits.files);
    return 0;
}

SHOW(last_pid)
{
    UNUSED;
    text_printf(out, "%d\n", proc_last_pid());
    return 0;
}

SHOW(pipe_max)
{
    UNUSED;
    text_printf(out, "%u\n", pipe_max_size);
    return 0;
}

/* Rounded up to a power of two of pages. */
static int store_pipe_max(struct proc *p, const struct procfs_node *node, const char *text)
{
    char *end;
    unsigned long wanted = strtoul(text, &end, 0), size = PAGE_BYTES;

    UNUSED;
    if (end == text || wanted > 1ul << 31)
        return -EINVAL;
    while (size < wanted)
        size *= 2;
    pipe_max_size = (unsigned)size;
    return 0;
}

SHOW(core_pattern)
{
    UNUSED;
    text_printf(out, "%s\n", core_pattern);
    return 0;
}

static int store_core_pattern(struct proc *p, const struct procfs_node *node, const char *text)
{
    UNUSED;
    snprintf(core_pattern, sizeof core_pattern, "%.*s", (int)strcspn(text, "\n"), text);
    return 0;
}

static const struct procfs_entry sys_random[] = {
    FILE_ENTRY("boot_id", 0444, boot_id),
    TEXT("entropy_avail", "256"),
    TEXT("poolsize", "256"),
    TEXT("urandom_min_reseed_secs", "60"),
    FILE_ENTRY("uuid", 0444, uuid),
    KEPT("write_wakeup_threshold", write_wakeup, 0, 256),
    { 0 },
};

static const struct procfs_entry sys_pty[] = {
    TEXT("max", "4096"),
    TEXT("reserve", "1024"),
    { 0 },
};

static const struct procfs_entry sys_seccomp[] = {
    TEXT("actions_avail", "kill_process kill_thread trap errno trace log allow"),
    TEXT("actions_logged", "kill_process kill_thread trap errno trace log"),
    { 0 },
};

static const struct procfs_entry sys_yama[] = {
    KEPT("ptrace_scope", ptrace_scope, 0, 3),
    { 0 },
};

static const struct procfs_entry sys_kernel[] = {
    TEXT("arch", "aarch64"),
    TEXT("auto_msgmni", "0"),
    TEXT("cad_pid", "1"),
    TEXT("cap_last_cap", "40"),
    { "core_pattern", PROCFS_FILE, 0644, .show = show_core_pattern, .store = store_core_pattern, .sysctl = 1 },
    KEPT("core_pipe_limit", core_pipe_limit, 0, INT32_MAX),
    SET("core_uses_pid", core_uses_pid, 0, 1),
    KEPT("ctrl-alt-del", ctrl_alt_del, 0, 1),
    SET("dmesg_restrict", klog_restricted, 0, 1),
    { "domainname", PROCFS_FILE, 0644, .show = show_domainname, .store = store_domainname, .sysctl = 1 },
    { "hostname", PROCFS_FILE, 0644, .show = show_hostname, .store = store_hostname, .sysctl = 1 },
    KEPT("hung_task_timeout_secs", hung_task, 0, INT32_MAX),
    KEPT("kptr_restrict", kptr_restrict, 0, 2),
    SET("msg_next_id", ipc_limits.queue_next, 0, INT32_MAX),
    SET("msgmax", ipc_limits.message_bytes, 0, INT32_MAX),
    SET("msgmnb", ipc_limits.queue_bytes, 0, INT32_MAX),
    SET("msgmni", ipc_limits.queues, 0, 32768),
    TEXT("ngroups_max", "65536"),
    { "ns_last_pid", PROCFS_FILE, 0444, .show = show_last_pid, .sysctl = 1 },
    KEPT("numa_balancing", numa, 0, 1),
    FILE_ENTRY("osrelease", 0444, osrelease),
    FILE_ENTRY("ostype", 0444, ostype),
    KEPT("overflowgid", overflowgid, 0, 65535),
    KEPT("overflowuid", overflowuid, 0, 65535),
    KEPT("panic", panic, INT32_MIN, INT32_MAX),
    KEPT("panic_on_oops", panic_on_oops, 0, 1),
    KEPT("perf_event_paranoid", perf_paranoid, INT32_MIN, INT32_MAX),
    SET("pid_max", proc_pid_max, 301, 32768),
    SET_MANY("printk", kept.printk, 4),
    KEPT("printk_delay", printk_delay, 0, 10000),
    KEPT("printk_ratelimit", printk_limit, 0, INT32_MAX),
    KEPT("printk_ratelimit_burst", printk_burst, 0, INT32_MAX),
    DIR_ENTRY("pty", sys_pty),
    DIR_ENTRY("random", sys_random),
    SET("randomize_va_space", randomize_places, INT32_MIN, INT32_MAX),
    KEPT("sched_autogroup_enabled", autogroup, 0, 1),
    KEPT("sched_child_runs_first", child_first, 0, 1),
    KEPT("sched_rr_timeslice_ms", rr_slice, INT32_MIN, INT32_MAX),
    KEPT("sched_rt_period_us", rt_period, 1, INT32_MAX),
    KEPT("sched_rt_runtime_us", rt_runtime, -1, INT32_MAX),
    KEPT("sched_schedstats", schedstats, 0, 1),
    DIR_ENTRY("seccomp", sys_seccomp),
    SET_MANY("sem", ipc_limits.sem, 4),
    SET("sem_next_id", ipc_limits.sem_next, 0, INT32_MAX),
    SET("shm_next_id", ipc_limits.segment_next, 0, INT32_MAX),
    SET("shmall", ipc_limits.shm_pages, 0, 0),
    SET("shmmax", ipc_limits.shm_bytes, 0, 0),
    SET("shmmni", ipc_limits.segments, 0, 32768),
    KEPT("shm_rmid_forced", shm_rmid, 0, 1),
    KEPT("soft_watchdog", soft_watchdog, 0, 1),
    KEPT("sysrq", sysrq, INT32_MIN, INT32_MAX),
    TEXT("tainted", "0"),
    SET("threads-max", proc_threads_max, 1, INT32_MAX),
    KEPT("timer_migration", timer_migration, 0, 1),
    KEPT("unprivileged_bpf_disabled", bpf, 0, 2),
    KEPT("unprivileged_userns_clone", userns, 0, 1),
    FILE_ENTRY("version", 0444, sys_version),
    KEPT("watchdog", watchdog, 0, 1),
    KEPT("watchdog_thresh", watchdog_thresh, 0, 60),
    DIR_ENTRY("yama", sys_yama),
    { 0 },
};

static const struct procfs_entry sys_vm[] = {
    KEPT("admin_reserve_kbytes", admin_reserve, 0, INT32_MAX),
    KEPT("compaction_proactiveness", compaction, 0, 100),
    KEPT("dirty_background_bytes", dirty_background_bytes, 0, 0),
    KEPT("dirty_background_ratio", dirty_background_ratio, 0, 100),
    KEPT("dirty_bytes", dirty_bytes, 0, 0),
    KEPT("dirty_expire_centisecs", dirty_expire, 0, INT32_MAX),
    KEPT("dirty_ratio", dirty_ratio, 0, 100),
    KEPT("dirty_writeback_centisecs", dirty_writeback, 0, INT32_MAX),
    { "drop_caches", PROCFS_FILE, 0200, .show = procfs_show_drop_caches, .store = procfs_store_drop_caches, .sysctl = 1 },
    KEPT("extfrag_threshold", extfrag, 0, 1000),
    KEPT("laptop_mode", laptop_mode, 0, INT32_MAX),
    KEPT("legacy_va_layout", legacy_layout, 0, INT32_MAX),
    SET("max_map_count", mm_regions_max, 0, INT32_MAX),
    KEPT("min_free_kbytes", min_free, 0, INT32_MAX),
    KEPT("min_slab_ratio", min_slab, 0, 100),
    TEXT("mmap_min_addr", "65536"),
    KEPT("nr_hugepages", hugepages, 0, 0),
    KEPT("nr_overcommit_hugepages", overcommit_hugepages, 0, 0),
    KEPT("oom_dump_tasks", oom_dump, INT32_MIN, INT32_MAX),
    KEPT("oom_kill_allocating_task", oom_kill_allocating, INT32_MIN, INT32_MAX),
    SET("overcommit_kbytes", commit_rule.kbytes, 0, 0),
    SET("overcommit_memory", commit_rule.mode, 0, 2),
    SET("overcommit_ratio", commit_rule.ratio, 0, INT32_MAX),
    KEPT("page-cluster", page_cluster, 0, 31),
    KEPT("panic_on_oom", panic_on_oom, 0, 2),
    KEPT("stat_interval", stat_interval, 0, INT32_MAX),
    KEPT("swappiness", swappiness, 0, 200),
    KEPT("unprivileged_userfaultfd", userfaultfd, 0, 1),
    KEPT("user_reserve_kbytes", user_reserve, 0, INT32_MAX),
    KEPT("vfs_cache_pressure", vfs_cache_pressure, 0, INT32_MAX),
    KEPT("watermark_boost_factor", watermark_boost, 0, INT32_MAX),
    KEPT("watermark_scale_factor", watermark_scale, 1, 3000),
    KEPT("zone_reclaim_mode", zone_reclaim, 0, INT32_MAX),
    { 0 },
};

static const struct procfs_entry sys_epoll[] = { SET("max_user_watches", fs_limits.epoll_watches, 0, 0), { 0 } };

static const struct procfs_entry sys_inotify[] = {
    SET("max_queued_events", fs_limits.notify_events, 0, INT32_MAX),
    SET("max_user_instances", fs_limits.notify_instances, 0, INT32_MAX),
    SET("max_user_watches", fs_limits.notify_watches, 0, INT32_MAX),
    { 0 },
};

static const struct procfs_entry sys_mqueue[] = {
    SET("msg_default", ipc_limits.mq_messages_default, 1, 65536),
    SET("msg_max", ipc_limits.mq_messages, 1, 65536),
    SET("msgsize_default", ipc_limits.mq_bytes_default, 128, 16 << 20),
    SET("msgsize_max", ipc_limits.mq_bytes, 128, 16 << 20),
    SET("queues_max", ipc_limits.mq_queues, 0, INT32_MAX),
    { 0 },
};

SHOW(aio_nr)
{
    UNUSED;
    text_printf(out, "%lu\n", aio_nr);
    return 0;
}

static const struct procfs_entry sys_fs[] = {
    SET("aio-max-nr", aio_max_nr, 0, 0),
    { "aio-nr", PROCFS_FILE, 0444, .show = show_aio_nr, .sysctl = 1 },
    SET("dir-notify-enable", dir_notify_enable, INT32_MIN, INT32_MAX),
    DIR_ENTRY("epoll", sys_epoll),
    SET("file-max", fs_limits.files, 0, 0),
    { "file-nr", PROCFS_FILE, 0444, .show = show_file_nr, .sysctl = 1 },
    DIR_ENTRY("inotify", sys_inotify),
    SET("lease-break-time", lease_break_time, INT32_MIN, INT32_MAX),
    SET("leases-enable", leases_enable, INT32_MIN, INT32_MAX),
    KEPT("mount-max", mount_max, 1, INT32_MAX),
    DIR_ENTRY("mqueue", sys_mqueue),
    KEPT("nr_open", nr_open, 8, INT32_MAX),
    KEPT("overflowgid", overflowgid, 0, 65535),
    KEPT("overflowuid", overflowuid, 0, 65535),
    { "pipe-max-size", PROCFS_FILE, 0644, .show = show_pipe_max, .store = store_pipe_max, .sysctl = 1 },
    SET("pipe-user-pages-hard", pipe_user_pages_hard, 0, INT32_MAX),
    SET("pipe-user-pages-soft", pipe_user_pages_soft, 0, INT32_MAX),
    SET("protected_fifos", protected_fifos, 0, 2),
    SET("protected_hardlinks", protected_hardlinks, 0, 1),
    SET("protected_regular", protected_regular, 0, 2),
    SET("protected_symlinks", protected_symlinks, 0, 1),
    KEPT("suid_dumpable", suid_dumpable, 0, 2),
    { 0 },
};

static const struct procfs_entry sys_tty[] = { KEPT("ldisc_autoload", ldisc, 0, 1), { 0 } };
static const struct procfs_entry sys_dev[] = { DIR_ENTRY("tty", sys_tty), { 0 } };
static const struct procfs_entry sys_debug[] = { KEPT("exception-trace", exception_trace, 0, 1), { 0 } };
static const struct procfs_entry sys_abi[] = { TEXT("tagged_addr_disabled", "0"), { 0 } };
static const struct procfs_entry sys_net_unix[] = { TEXT("max_dgram_qlen", "10"), { 0 } };
static const struct procfs_entry sys_net_core[] = { TEXT("somaxconn", "4096"), TEXT("rmem_max", "212992"),
                                                    TEXT("wmem_max", "212992"), TEXT("rmem_default", "212992"),
                                                    TEXT("wmem_default", "212992"), { 0 } };
static const struct procfs_entry sys_net[] = { DIR_ENTRY("core", sys_net_core), DIR_ENTRY("unix", sys_net_unix), { 0 } };
static const struct procfs_entry sys_user[] = {
    SET("max_inotify_instances", fs_limits.notify_instances, 0, INT32_MAX),
    SET("max_inotify_watches", fs_limits.notify_watches, 0, INT32_MAX),
    { 0 },
};

const struct procfs_entry procfs_sys[] = {
    DIR_ENTRY("abi", sys_abi),   DIR_ENTRY("debug", sys_debug),   DIR_ENTRY("dev", sys_dev), DIR_ENTRY("fs", sys_fs),
    DIR_ENTRY("kernel", sys_kernel), DIR_ENTRY("net", sys_net), DIR_ENTRY("user", sys_user), DIR_ENTRY("vm", sys_vm), { 0 },
};
