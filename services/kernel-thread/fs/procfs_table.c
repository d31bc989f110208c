/* SPDX-License-Identifier: BSD-2-Clause */
/* The names of /proc. */
#include <stddef.h>

#include "fs/procfs_int.h"
#include "fs/text.h"

#define FILE_ENTRY(text, mode, fn) { text, PROCFS_FILE, mode, .show = procfs_show_##fn }

static const struct procfs_entry sys_random[] = {
    FILE_ENTRY("uuid", 0444, uuid),
    { 0 },
};

static const struct procfs_entry sys_kernel[] = {
    FILE_ENTRY("hostname", 0444, hostname),
    FILE_ENTRY("osrelease", 0444, osrelease),
    FILE_ENTRY("ostype", 0444, ostype),
    FILE_ENTRY("pid_max", 0444, pid_max),
    { "random", PROCFS_DIR, 0555, .children = sys_random },
    FILE_ENTRY("version", 0444, sys_version),
    { 0 },
};

static const struct procfs_entry sys_vm[] = {
    { "drop_caches", PROCFS_FILE, 0200, .show = procfs_show_drop_caches, .store = procfs_store_drop_caches },
    FILE_ENTRY("max_map_count", 0444, max_map_count),
    FILE_ENTRY("overcommit_memory", 0444, overcommit),
    { 0 },
};

const struct procfs_entry procfs_sys[] = {
    { "kernel", PROCFS_DIR, 0555, .children = sys_kernel },
    { "vm", PROCFS_DIR, 0555, .children = sys_vm },
    { 0 },
};

const struct procfs_entry procfs_kit[] = {
    FILE_ENTRY("accounting", 0444, kit_accounting),
    FILE_ENTRY("cache", 0444, kit_cache),
    FILE_ENTRY("disks", 0444, kit_disks),
    FILE_ENTRY("memory", 0444, kit_memory),
    FILE_ENTRY("syscalls", 0444, kit_syscalls),
    FILE_ENTRY("tasks", 0444, kit_tasks),
    { 0 },
};

const struct procfs_entry procfs_pid[] = {
    FILE_ENTRY("cmdline", 0444, pid_cmdline),
    FILE_ENTRY("comm", 0644, pid_comm),
    { "cwd", PROCFS_LINK, 0777, .jump = procfs_jump_cwd },
    { "environ", PROCFS_FILE, 0400, .show = procfs_show_pid_environ, .of_memory = 1 },
    { "exe", PROCFS_LINK, 0777, .jump = procfs_jump_exe },
    { "fd", PROCFS_DIR, 0500, .next = procfs_fd_next, .member = &procfs_fd_member },
    FILE_ENTRY("limits", 0444, pid_limits),
    { "maps", PROCFS_FILE, 0444, .show = procfs_show_pid_maps, .of_memory = 1 },
    FILE_ENTRY("mountinfo", 0444, pid_mountinfo),
    FILE_ENTRY("mounts", 0444, pid_mounts),
    { "root", PROCFS_LINK, 0777, .jump = procfs_jump_root },
    FILE_ENTRY("stat", 0444, pid_stat),
    FILE_ENTRY("statm", 0444, pid_statm),
    FILE_ENTRY("status", 0444, pid_status),
    { "task", PROCFS_DIR, 0555, .next = procfs_task_next, .member = &procfs_task_member },
    { 0 },
};

static int link_mounts(struct text *out, struct proc *p, const struct procfs_node *node)
{
    (void)p;
    (void)node;
    text_printf(out, "self/mounts");
    return 0;
}

const struct procfs_entry procfs_root[] = {
    FILE_ENTRY("cmdline", 0444, cmdline_kernel),
    FILE_ENTRY("cpuinfo", 0444, cpuinfo),
    FILE_ENTRY("devices", 0444, devices),
    FILE_ENTRY("filesystems", 0444, filesystems),
    { "kit", PROCFS_DIR, 0555, .children = procfs_kit },
    FILE_ENTRY("loadavg", 0444, loadavg),
    FILE_ENTRY("meminfo", 0444, meminfo),
    { "mounts", PROCFS_LINK, 0777, .link = link_mounts },
    FILE_ENTRY("partitions", 0444, partitions),
    { "self", PROCFS_LINK, 0777, .link = procfs_link_self },
    FILE_ENTRY("stat", 0444, sys_stat),
    FILE_ENTRY("swaps", 0444, swaps),
    { "sys", PROCFS_DIR, 0555, .children = procfs_sys },
    { "thread-self", PROCFS_LINK, 0777, .link = procfs_link_thread_self },
    FILE_ENTRY("uptime", 0444, uptime),
    FILE_ENTRY("version", 0444, version),
    { 0 },
};
