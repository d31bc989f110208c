/* SPDX-License-Identifier: BSD-2-Clause */
/* Disks, partitions and loop devices in /sys. */
#include <ipc/block_gen.h>
#include <linux/errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fs/device.h"
#include "fs/file.h"
#include "fs/sysfs.h"
#include "fs/text.h"
#include "io/blockdev.h"
#include "io/loop.h"

#define SHOW(name) static int name(struct text *out, struct proc *p, const struct procfs_node *node)
#define FILE_ENTRY(text, fn) { text, PROCFS_FILE, 0444, .show = fn }
#define TEXT(text, contents) { text, PROCFS_FILE, 0444, .constant = contents "\n" }
#define DIR_ENTRY(text, table) { text, PROCFS_DIR, 0555, .children = table }

static const struct procfs_entry empty[] = { { 0 } };

/* -- disks: node->id is the device number -- */

static const struct blockdev *device_of(const struct procfs_node *node)
{
    return blockdev_find((uint32_t)node->id);
}

/* Of its disk: 0 for the disk itself. */
static unsigned partition_of(uint32_t rdev)
{
    return RDEV_MAJOR(rdev) == DISK_MAJOR ? RDEV_MINOR(rdev) % DISK_MINORS : 0;
}

#define SHOW_DEVICE(name, format, value)                                                            \
    SHOW(name)                                                                                      \
    {                                                                                               \
        const struct blockdev *bd = device_of(node);                                                \
        (void)p;                                                                                    \
        if (!bd)                                                                                    \
            return -ENODEV;                                                                         \
        text_printf(out, format "\n", value);                                                       \
        return 0;                                                                                   \
    }
SHOW_DEVICE(disk_size, "%lu", (unsigned long)bd->sectors)
SHOW_DEVICE(disk_read_only, "%u", bd->read_only)
SHOW_DEVICE(disk_logical, "%u", bd->logical)
SHOW_DEVICE(disk_physical, "%u", bd->physical)
SHOW_DEVICE(disk_read_ahead, "%u", bd->read_ahead / 2)
SHOW_DEVICE(disk_partition, "%u", partition_of(bd->rdev))

SHOW(disk_dev)
{
    (void)p;
    text_printf(out, "%u:%u\n", RDEV_MAJOR((uint32_t)node->id), RDEV_MINOR((uint32_t)node->id));
    return 0;
}

SHOW(disk_serial)
{
    const struct blockdev *bd = device_of(node);
    struct block_info info;

    (void)p;
    if (bd && !bd->kind && block_info(bd->service, bd->unit, &info) == 0)
        text_add(out, info.serial, strnlen(info.serial, sizeof info.serial));
    return 0;
}

SHOW(disk_stat)
{
    struct block_stats st = { 0 };

    (void)p;
    if (RDEV_MAJOR((uint32_t)node->id) == DISK_MAJOR)
        (void)blockdev_stats(RDEV_MINOR((uint32_t)node->id) / DISK_MINORS, &st);
    text_printf(out, "%8lu %8d %8lu %8d %8lu %8d %8lu %8d %8d %8d %8d %8d %8d %8d %8d %8lu %8d\n", (unsigned long)st.reads, 0,
                (unsigned long)st.read_sectors, 0, (unsigned long)st.writes, 0, (unsigned long)st.write_sectors, 0, 0, 0, 0, 0,
                0, 0, 0, (unsigned long)st.flushes, 0);
    return 0;
}

SHOW(disk_event)
{
    const struct blockdev *bd = device_of(node);

    (void)p;
    if (!bd)
        return -ENODEV;
    unsigned part = partition_of(bd->rdev);
    text_printf(out, "MAJOR=%u\nMINOR=%u\nDEVNAME=%s\nDEVTYPE=%s\n", RDEV_MAJOR(bd->rdev), RDEV_MINOR(bd->rdev), bd->name,
                part ? "partition" : "disk");
    if (part)
        text_printf(out, "PARTN=%u\n", part);
    return 0;
}

static const struct procfs_entry queue[] = {
    TEXT("add_random", "0"),          TEXT("discard_granularity", "0"),
    TEXT("discard_max_bytes", "0"),   TEXT("discard_zeroes_data", "0"),
    FILE_ENTRY("hw_sector_size", disk_logical),    TEXT("io_poll", "0"),
    TEXT("iostats", "1"),             FILE_ENTRY("logical_block_size", disk_logical),
    TEXT("max_sectors_kb", "1280"),   TEXT("minimum_io_size", "512"),
    TEXT("nomerges", "0"),            TEXT("nr_requests", "128"),
    TEXT("optimal_io_size", "0"),     FILE_ENTRY("physical_block_size", disk_physical),
    FILE_ENTRY("read_ahead_kb", disk_read_ahead),     TEXT("rotational", "1"),
    TEXT("scheduler", "[none]"),      TEXT("write_cache", "write back"),
    TEXT("write_same_max_bytes", "0"), TEXT("zoned", "none"),
    { 0 },
};

/* /sys/block/vda/vda1 and /sys/class/block/vda1 */
static const struct procfs_entry partition_files[] = {
    TEXT("alignment_offset", "0"),     FILE_ENTRY("dev", disk_dev),   TEXT("discard_alignment", "0"),
    DIR_ENTRY("holders", empty),       TEXT("inflight", "       0        0"), FILE_ENTRY("partition", disk_partition),
    FILE_ENTRY("ro", disk_read_only),  FILE_ENTRY("size", disk_size), FILE_ENTRY("stat", disk_stat),
    FILE_ENTRY("uevent", disk_event),  { 0 },
};

/* -- loop devices -- */

static const struct loop *loop_at(const struct procfs_node *node)
{
    const struct blockdev *bd = device_of(node);

    return bd && bd->kind == &loop_kind ? (const struct loop *)bd : NULL;
}

SHOW(loop_file)
{
    const struct loop *lo = loop_at(node);
    char *buf = malloc(PATH_BYTES), *name = lo && lo->file && buf ? path_string(&lo->file->path, NULL, buf, PATH_BYTES) : NULL;

    (void)p;
    text_printf(out, "%s\n", name ? name : "");
    free(buf);
    return 0;
}

static int loop_flag(struct text *out, const struct procfs_node *node, uint32_t flag)
{
    const struct loop *lo = loop_at(node);

    text_printf(out, "%d\n", lo && (lo->flags & flag));
    return 0;
}

SHOW(loop_autoclear)
{
    (void)p;
    return loop_flag(out, node, LO_FLAGS_AUTOCLEAR);
}

SHOW(loop_partscan)
{
    (void)p;
    return loop_flag(out, node, LO_FLAGS_PARTSCAN);
}

SHOW(loop_direct)
{
    (void)p;
    return loop_flag(out, node, LO_FLAGS_DIRECT_IO);
}

SHOW(loop_offset)
{
    const struct loop *lo = loop_at(node);

    (void)p;
    text_printf(out, "%lu\n", lo ? (unsigned long)lo->offset : 0);
    return 0;
}

SHOW(loop_limit)
{
    const struct loop *lo = loop_at(node);

    (void)p;
    text_printf(out, "%lu\n", lo ? (unsigned long)lo->limit : 0);
    return 0;
}

static const struct procfs_entry loop_files[] = {
    FILE_ENTRY("autoclear", loop_autoclear), FILE_ENTRY("backing_file", loop_file), FILE_ENTRY("dio", loop_direct),
    FILE_ENTRY("offset", loop_offset), FILE_ENTRY("partscan", loop_partscan), FILE_ENTRY("sizelimit", loop_limit), { 0 },
};

static const struct procfs_entry disk_files[] = {
    TEXT("alignment_offset", "0"),   TEXT("capability", "0"),        FILE_ENTRY("dev", disk_dev),
    TEXT("discard_alignment", "0"),  TEXT("ext_range", "256"),       TEXT("hidden", "0"),
    DIR_ENTRY("holders", empty),     TEXT("inflight", "       0        0"), DIR_ENTRY("queue", queue),
    TEXT("range", "16"),             TEXT("removable", "0"),         FILE_ENTRY("ro", disk_read_only),
    FILE_ENTRY("serial", disk_serial), FILE_ENTRY("size", disk_size), DIR_ENTRY("slaves", empty),
    FILE_ENTRY("stat", disk_stat),   FILE_ENTRY("uevent", disk_event), { 0 },
};

int sysfs_block_next(struct proc *p, int after)
{
    const struct blockdev *bd = blockdev_next(after < 0 ? 0 : (uint32_t)after);

    (void)p;
    return bd ? (int)bd->rdev : -1;
}

int sysfs_disk_next(struct proc *p, int after)
{
    do
        after = sysfs_block_next(p, after);
    while (after >= 0 && partition_of((uint32_t)after));
    return after;
}

void sysfs_block_name(struct proc *p, int id, char *name)
{
    const struct blockdev *bd = blockdev_find((uint32_t)id);

    (void)p;
    strcpy(name, bd ? bd->name : "");
}

void sysfs_block_number(struct proc *p, int id, char *name)
{
    (void)p;
    sprintf(name, "%u:%u", RDEV_MAJOR((uint32_t)id), RDEV_MINOR((uint32_t)id));
}

/* The directory of a disk or partition, from one that is `up` directories below /sys. */
static int block_place(struct text *out, uint32_t rdev, const char *up)
{
    const struct blockdev *disk = blockdev_find(rdev - partition_of(rdev)), *bd = blockdev_find(rdev);

    if (!disk || !bd)
        return -ENOENT;
    text_printf(out, "%sdevices/%s/block/%s", up, RDEV_MAJOR(rdev) == DISK_MAJOR ? "virtio" : "virtual", disk->name);
    if (bd != disk)
        text_printf(out, "/%s", bd->name);
    return 0;
}

static int link_from_block(struct text *out, struct proc *p, const struct procfs_node *node)
{
    (void)p;
    return block_place(out, (uint32_t)node->id, "../");
}

static int link_from_class(struct text *out, struct proc *p, const struct procfs_node *node)
{
    (void)p;
    return block_place(out, (uint32_t)node->id, "../../");
}

const struct procfs_entry sysfs_block_link = { "block", PROCFS_LINK, 0777, .link = link_from_block };
const struct procfs_entry sysfs_class_link = { "block", PROCFS_LINK, 0777, .link = link_from_class };

/* A disk's partitions are in its directory, which is found with the disk's number. */
static const struct procfs_entry partition_dir = { "partition", PROCFS_DIR, 0555, .children = partition_files };

static int partition_next_of(const struct procfs_node *disk, int after)
{
    int next = sysfs_block_next(NULL, after < disk->id ? disk->id : after);

    return next >= 0 && RDEV_MAJOR((uint32_t)next) == DISK_MAJOR && next < disk->id + DISK_MINORS ? next : -1;
}

static const struct procfs_entry disk_dir = {
    "disk", PROCFS_DIR, 0555, .children = disk_files, .next_of = partition_next_of, .name_of = sysfs_block_name, .member = &partition_dir,
};

/* That of a bound loop device. */
static int loop_next_of(const struct procfs_node *disk, int after)
{
    const struct loop *lo = loop_at(disk);

    return lo && lo->file && after < 0 ? disk->id : -1;
}

static void loop_name(struct proc *p, int id, char *name)
{
    (void)p;
    (void)id;
    strcpy(name, "loop");
}

static const struct procfs_entry loop_files_dir = { "loop", PROCFS_DIR, 0555, .children = loop_files };
static const struct procfs_entry loop_dir = {
    "disk", PROCFS_DIR, 0555, .children = disk_files, .next_of = loop_next_of, .name_of = loop_name, .member = &loop_files_dir,
};

static int loop_next(struct proc *p, int after)
{
    do
        after = sysfs_disk_next(p, after);
    while (after >= 0 && RDEV_MAJOR((uint32_t)after) == DISK_MAJOR);
    return after;
}

static int virtio_next(struct proc *p, int after)
{
    do
        after = sysfs_disk_next(p, after);
    while (after >= 0 && RDEV_MAJOR((uint32_t)after) != DISK_MAJOR);
    return after;
}

const struct procfs_entry sysfs_virtual[] = {
    { "block", PROCFS_DIR, 0555, .next = loop_next, .name_of = sysfs_block_name, .member = &loop_dir },
    { 0 },
};

const struct procfs_entry sysfs_virtio[] = {
    { "block", PROCFS_DIR, 0555, .next = virtio_next, .name_of = sysfs_block_name, .member = &disk_dir },
    { 0 },
};
