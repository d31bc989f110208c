/* SPDX-License-Identifier: BSD-2-Clause */
/* The names of /proc. */
#include <stddef.h>

#include "fs/procfs_int.h"
#include "fs/text.h"
#include "ipc/ipc_show.h"

#define FILE_ENTRY(text, mode, fn) { text, PROCFS_FILE, mode, .show = procfs_show_##fn }
#define GUARDED(text, mode, fn) { text, PROCFS_FILE, mode, .show = procfs_show_##fn, .guarded = 1 }
#define OF_MEMORY(text, mode, fn) { text, PROCFS_FILE, mode, .show = procfs_show_##fn, .guarded = 1, .of_memory = 1 }
#define TEXT(text, mode, contents) { text, PROCFS_FILE, mode, .constant = contents }
#define DIR_ENTRY(text, mode, table) { text, PROCFS_DIR, mode, .children = table }
#define LINK(text, fn) { text, PROCFS_LINK, 0777, .jump = procfs_jump_##fn }
/* One user namespace: each number is itself. */
#define ID_MAP "         0          0 4294967295\n"

const struct procfs_entry procfs_kit[] = {
    FILE_ENTRY("accounting", 0444, kit_accounting),
    FILE_ENTRY("cache", 0444, kit_cache),
    FILE_ENTRY("disks", 0444, kit_disks),
    FILE_ENTRY("memory", 0444, kit_memory),
    FILE_ENTRY("syscalls", 0444, kit_syscalls),
    FILE_ENTRY("tasks", 0444, kit_tasks),
    { 0 },
};

/* What processes and their threads have. */
#define COMMON                                                                                                    \
    OF_MEMORY("auxv", 0400, pid_auxv),                                                                            \
    TEXT("cgroup", 0444, ""),                                                                                     \
    { "clear_refs", PROCFS_FILE, 0200, .store = procfs_store_pid_clear_refs },                                    \
    FILE_ENTRY("cmdline", 0444, pid_cmdline),                                                                     \
    { "comm", PROCFS_FILE, 0644, .show = procfs_show_pid_comm, .store = procfs_store_pid_comm },                  \
    TEXT("cpuset", 0444, "/\n"),                                                                                  \
    LINK("cwd", cwd),                                                                                             \
    OF_MEMORY("environ", 0400, pid_environ),                                                                      \
    LINK("exe", exe),                                                                                             \
    { "fd", PROCFS_DIR, 0500, .next = procfs_fd_next, .member = &procfs_fd_member },                              \
    { "fdinfo", PROCFS_DIR, 0555, .next = procfs_fd_next, .member = &procfs_fdinfo_member },                      \
    TEXT("gid_map", 0644, ID_MAP),                                                                                \
    GUARDED("io", 0400, pid_io),                                                                                  \
    FILE_ENTRY("limits", 0444, pid_limits),                                                                       \
    TEXT("loginuid", 0644, "4294967295"),                                                                         \
    OF_MEMORY("maps", 0444, pid_maps),                                                                            \
    { "mem", PROCFS_FILE, 0600, .fops = &procfs_mem_ops },                                                        \
    FILE_ENTRY("mountinfo", 0444, pid_mountinfo),                                                                 \
    FILE_ENTRY("mounts", 0444, pid_mounts),                                                                       \
    DIR_ENTRY("net", 0555, procfs_net),                                                                           \
    DIR_ENTRY("ns", 0511, procfs_ns),                                                                             \
    OF_MEMORY("numa_maps", 0444, pid_numa_maps),                                                                  \
    { "oom_adj", PROCFS_FILE, 0644, .show = procfs_show_pid_oom_adj, .store = procfs_store_pid_oom_adj },         \
    FILE_ENTRY("oom_score", 0444, pid_oom_score),                                                                 \
    { "oom_score_adj", PROCFS_FILE, 0644, .show = procfs_show_pid_oom_score_adj,                                  \
      .store = procfs_store_pid_oom_score_adj },                                                                  \
    { "pagemap", PROCFS_FILE, 0400, .fops = &procfs_pagemap_ops },                                                \
    GUARDED("personality", 0400, pid_personality),                                                                \
    TEXT("projid_map", 0644, ID_MAP),                                                                             \
    LINK("root", root),                                                                                           \
    FILE_ENTRY("sched", 0644, pid_sched),                                                                         \
    FILE_ENTRY("schedstat", 0444, pid_schedstat),                                                                 \
    TEXT("sessionid", 0444, "4294967295"),                                                                        \
    TEXT("setgroups", 0644, "allow\n"),                                                                           \
    OF_MEMORY("smaps", 0444, pid_smaps),                                                                          \
    OF_MEMORY("smaps_rollup", 0444, pid_smaps_rollup),                                                            \
    GUARDED("stack", 0400, pid_stack),                                                                            \
    FILE_ENTRY("stat", 0444, pid_stat),                                                                           \
    FILE_ENTRY("statm", 0444, pid_statm),                                                                         \
    FILE_ENTRY("status", 0444, pid_status),                                                                       \
    GUARDED("syscall", 0400, pid_syscall),                                                                        \
    TEXT("uid_map", 0644, ID_MAP),                                                                                \
    FILE_ENTRY("wchan", 0444, pid_wchan)

static const struct procfs_entry task_files[] = {
    COMMON,
    FILE_ENTRY("children", 0444, pid_children),
    { 0 },
};

const struct procfs_entry procfs_task_member = { "task", PROCFS_DIR, 0555, .children = task_files };

const struct procfs_entry procfs_pid[] = {
    COMMON,
    FILE_ENTRY("autogroup", 0644, pid_autogroup),
    { "coredump_filter", PROCFS_FILE, 0644, .show = procfs_show_pid_coredump_filter,
      .store = procfs_store_pid_coredump_filter },
    { "map_files", PROCFS_DIR, 0500, .next = procfs_map_next, .name_of = procfs_map_name, .member = &procfs_map_file_member },
    GUARDED("mountstats", 0400, pid_mountstats),
    { "task", PROCFS_DIR, 0555, .next = procfs_task_next, .member = &procfs_task_member, .member_is_tid = 1 },
    FILE_ENTRY("timens_offsets", 0644, pid_clock_offsets),
    FILE_ENTRY("timers", 0444, pid_timers),
    { "timerslack_ns", PROCFS_FILE, 0666, .show = procfs_show_pid_timerslack, .store = procfs_store_pid_timerslack },
    { 0 },
};

static int link_mounts(struct text *out, struct proc *p, const struct procfs_node *node)
{
    (void)p;
    (void)node;
    text_printf(out, "self/mounts");
    return 0;
}

static int link_net(struct text *out, struct proc *p, const struct procfs_node *node)
{
    (void)p;
    (void)node;
    text_printf(out, "self/net");
    return 0;
}

#define SHOW_IPC(kind)                                                                                            \
    static int show_##kind(struct text *out, struct proc *p, const struct procfs_node *node)                      \
    {                                                                                                             \
        (void)p;                                                                                                  \
        (void)node;                                                                                               \
        kind##_show_all(out);                                                                                     \
        return 0;                                                                                                 \
    }
SHOW_IPC(msg)
SHOW_IPC(sem)
SHOW_IPC(shm)

static const struct procfs_entry sysvipc[] = {
    { "msg", PROCFS_FILE, 0444, .show = show_msg },
    { "sem", PROCFS_FILE, 0444, .show = show_sem },
    { "shm", PROCFS_FILE, 0444, .show = show_shm },
    { 0 },
};

static const struct procfs_entry tty[] = {
    TEXT("drivers", 0444, "/dev/tty             /dev/tty        5       0 system:/dev/tty\n"
                          "/dev/console         /dev/console    5       1 system:console\n"
                          "/dev/ptmx            /dev/ptmx       5       2 system\n"
                          "pty_slave            /dev/pts      136 0-1048575 pty:slave\n"
                          "pty_master           /dev/ptm      128 0-1048575 pty:master\n"),
    TEXT("ldiscs", 0444, "n_tty       0\n"),
    { 0 },
};

static const struct procfs_entry fs[] = { { 0 } };

const struct procfs_entry procfs_root[] = {
    FILE_ENTRY("buddyinfo", 0400, buddyinfo),
    TEXT("cgroups", 0444, "#subsys_name\thierarchy\tnum_cgroups\tenabled\n"),
    FILE_ENTRY("cmdline", 0444, cmdline_kernel),
    FILE_ENTRY("config.gz", 0444, config),
    TEXT("consoles", 0444, "hvc0                 -W- (EC p  )  229:0\n"),
    FILE_ENTRY("cpuinfo", 0444, cpuinfo),
    FILE_ENTRY("devices", 0444, devices),
    FILE_ENTRY("diskstats", 0444, diskstats),
    TEXT("execdomains", 0444, "0-0\tLinux           \t[kernel]\n"),
    FILE_ENTRY("filesystems", 0444, filesystems),
    DIR_ENTRY("fs", 0555, fs),
    FILE_ENTRY("interrupts", 0444, interrupts),
    DIR_ENTRY("kit", 0555, procfs_kit),
    FILE_ENTRY("loadavg", 0444, loadavg),
    FILE_ENTRY("locks", 0444, locks),
    FILE_ENTRY("meminfo", 0444, meminfo),
    TEXT("misc", 0444, ""),
    TEXT("modules", 0444, ""),
    { "mounts", PROCFS_LINK, 0777, .link = link_mounts },
    { "net", PROCFS_LINK, 0777, .link = link_net },
    FILE_ENTRY("partitions", 0444, partitions),
    FILE_ENTRY("schedstat", 0444, schedstat),
    { "self", PROCFS_LINK, 0777, .link = procfs_link_self },
    FILE_ENTRY("slabinfo", 0400, slabinfo),
    FILE_ENTRY("softirqs", 0444, softirqs),
    FILE_ENTRY("stat", 0444, sys_stat),
    FILE_ENTRY("swaps", 0444, swaps),
    DIR_ENTRY("sys", 0555, procfs_sys),
    DIR_ENTRY("sysvipc", 0555, sysvipc),
    { "thread-self", PROCFS_LINK, 0777, .link = procfs_link_thread_self },
    DIR_ENTRY("tty", 0555, tty),
    FILE_ENTRY("uptime", 0444, uptime),
    FILE_ENTRY("version", 0444, version),
    FILE_ENTRY("vmstat", 0444, vmstat),
    FILE_ENTRY("zoneinfo", 0444, zoneinfo),
    { 0 },
};
