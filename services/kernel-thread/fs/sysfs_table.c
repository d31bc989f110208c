/* SPDX-License-Identifier: BSD-2-Clause */
/* The names of /sys: the processors and the disks, as programs look for them. */
#include <linux/errno.h>
#include <rt/cpu.h>

#include "fs/sysfs.h"
#include "fs/text.h"

#define SHOW(name) static int name(struct text *out, struct proc *p, const struct procfs_node *node)
#define FILE_ENTRY(text, fn) { text, PROCFS_FILE, 0444, .show = fn }
#define TEXT(text, contents) { text, PROCFS_FILE, 0444, .constant = contents "\n" }
#define DIR_ENTRY(text, table) { text, PROCFS_DIR, 0555, .children = table }

/* There is one processor, number 0: lists, the greatest number and its place all read so. */
int procfs_show_sys_cpus(struct text *out, struct proc *p, const struct procfs_node *node)
{
    (void)p;
    (void)node;
    text_printf(out, "0\n");
    return 0;
}

SHOW(midr)
{
    (void)p;
    (void)node;
    text_printf(out, "0x%016x\n", rt_cpu_midr());
    return 0;
}

static const struct procfs_entry topology[] = {
    TEXT("cluster_cpus", "1"),
    TEXT("cluster_cpus_list", "0"),
    TEXT("cluster_id", "-1"),
    TEXT("core_cpus", "1"),
    TEXT("core_cpus_list", "0"),
    TEXT("core_id", "0"),
    TEXT("core_siblings", "1"),
    TEXT("core_siblings_list", "0"),
    TEXT("package_cpus", "1"),
    TEXT("package_cpus_list", "0"),
    TEXT("physical_package_id", "0"),
    TEXT("thread_siblings", "1"),
    TEXT("thread_siblings_list", "0"),
    { 0 },
};

static const struct procfs_entry identification[] = {
    FILE_ENTRY("midr_el1", midr),
    TEXT("revidr_el1", "0x0000000000000000"),
    { 0 },
};
static const struct procfs_entry registers[] = { DIR_ENTRY("identification", identification), { 0 } };

static const struct procfs_entry cpu0[] = {
    TEXT("cpu_capacity", "1024"),
    TEXT("online", "1"),
    DIR_ENTRY("regs", registers),
    DIR_ENTRY("topology", topology),
    { 0 },
};

static const struct procfs_entry vulnerabilities[] = {
    TEXT("gather_data_sampling", "Not affected"),
    TEXT("indirect_target_selection", "Not affected"),
    TEXT("itlb_multihit", "Not affected"),
    TEXT("l1tf", "Not affected"),
    TEXT("mds", "Not affected"),
    TEXT("meltdown", "Not affected"),
    TEXT("mmio_stale_data", "Not affected"),
    TEXT("reg_file_data_sampling", "Not affected"),
    TEXT("retbleed", "Not affected"),
    TEXT("spec_rstack_overflow", "Not affected"),
    TEXT("spec_store_bypass", "Not affected"),
    TEXT("spectre_v1", "Mitigation: __user pointer sanitization"),
    TEXT("spectre_v2", "Not affected"),
    TEXT("srbds", "Not affected"),
    TEXT("tsa", "Not affected"),
    TEXT("tsx_async_abort", "Not affected"),
    TEXT("vmscape", "Not affected"),
    { 0 },
};

static const struct procfs_entry cpu[] = {
    DIR_ENTRY("cpu0", cpu0),
    TEXT("isolated", ""),
    TEXT("kernel_max", "0"),
    TEXT("modalias", "cpu:type:aarch64:feature:"),
    TEXT("offline", ""),
    TEXT("online", "0"),
    TEXT("possible", "0"),
    TEXT("present", "0"),
    DIR_ENTRY("vulnerabilities", vulnerabilities),
    { 0 },
};

static const struct procfs_entry node0[] = {
    TEXT("cpulist", "0"),
    TEXT("cpumap", "1"),
    TEXT("distance", "10"),
    { "meminfo", PROCFS_FILE, 0444, .show = procfs_show_meminfo },
    { "vmstat", PROCFS_FILE, 0444, .show = procfs_show_vmstat },
    { 0 },
};
static const struct procfs_entry nodes[] = {
    TEXT("has_cpu", "0"), TEXT("has_memory", "0"), DIR_ENTRY("node0", node0), TEXT("online", "0"), TEXT("possible", "0"), { 0 },
};

static const struct procfs_entry empty[] = { { 0 } };

static const struct procfs_entry system_devices[] = {
    DIR_ENTRY("cpu", cpu),
    DIR_ENTRY("node", nodes),
    { 0 },
};

static const struct procfs_entry devices[] = {
    DIR_ENTRY("system", system_devices),
    DIR_ENTRY("virtio", sysfs_virtio),
    DIR_ENTRY("virtual", sysfs_virtual),
    { 0 },
};

static const struct procfs_entry classes[] = {
    { "block", PROCFS_DIR, 0555, .next = sysfs_block_next, .name_of = sysfs_block_name, .member = &sysfs_class_link },
    DIR_ENTRY("net", empty),
    { 0 },
};

static const struct procfs_entry numbers[] = {
    { "block", PROCFS_DIR, 0555, .next = sysfs_block_next, .name_of = sysfs_block_number, .member = &sysfs_class_link },
    DIR_ENTRY("char", empty),
    { 0 },
};

static const struct procfs_entry huge_pages[] = {
    TEXT("defrag", "always defer defer+madvise madvise [never]"),
    TEXT("enabled", "always madvise [never]"),
    TEXT("hpage_pmd_size", "2097152"),
    { 0 },
};
static const struct procfs_entry mm[] = { DIR_ENTRY("transparent_hugepage", huge_pages), { 0 } };

static const struct procfs_entry kernel[] = {
    TEXT("kexec_loaded", "0"),
    DIR_ENTRY("mm", mm),
    TEXT("uevent_seqnum", "0"),
    { 0 },
};

const struct procfs_entry sysfs_root[] = {
    { "block", PROCFS_DIR, 0555, .next = sysfs_disk_next, .name_of = sysfs_block_name, .member = &sysfs_block_link },
    DIR_ENTRY("bus", empty),
    DIR_ENTRY("class", classes),
    DIR_ENTRY("dev", numbers),
    DIR_ENTRY("devices", devices),
    DIR_ENTRY("firmware", empty),
    DIR_ENTRY("fs", empty),
    DIR_ENTRY("kernel", kernel),
    DIR_ENTRY("module", empty),
    { 0 },
};
