/* SPDX-License-Identifier: BSD-2-Clause */
/* The names of /sys: the processors, as programs look for them. */
#include <stddef.h>

#include "fs/procfs_int.h"
#include "fs/text.h"

#define FILE_ENTRY(text, fn) { text, PROCFS_FILE, 0444, .show = procfs_show_##fn }
#define DIR_ENTRY(text, table) { text, PROCFS_DIR, 0555, .children = table }

/* There is one processor, number 0: lists, the greatest number and its place all read so. */
int procfs_show_sys_cpus(struct text *out, struct proc *p, const struct procfs_node *node)
{
    (void)p;
    (void)node;
    text_printf(out, "0\n");
    return 0;
}

static const struct procfs_entry topology[] = {
    FILE_ENTRY("core_id", sys_cpus),
    FILE_ENTRY("physical_package_id", sys_cpus),
    FILE_ENTRY("core_siblings_list", sys_cpus),
    FILE_ENTRY("thread_siblings_list", sys_cpus),
    { 0 },
};

static const struct procfs_entry cpu0[] = {
    DIR_ENTRY("topology", topology),
    { 0 },
};

static const struct procfs_entry cpu[] = {
    DIR_ENTRY("cpu0", cpu0),
    FILE_ENTRY("kernel_max", sys_cpus),
    FILE_ENTRY("online", sys_cpus),
    FILE_ENTRY("possible", sys_cpus),
    FILE_ENTRY("present", sys_cpus),
    { 0 },
};

static const struct procfs_entry empty[] = { { 0 } };

static const struct procfs_entry system_devices[] = {
    DIR_ENTRY("cpu", cpu),
    { 0 },
};

static const struct procfs_entry devices[] = {
    DIR_ENTRY("system", system_devices),
    { 0 },
};

const struct procfs_entry sysfs_root[] = {
    DIR_ENTRY("devices", devices),
    DIR_ENTRY("fs", empty),
    DIR_ENTRY("kernel", empty),
    { 0 },
};
