/* SPDX-License-Identifier: BSD-2-Clause */
/* A FAT volume for tests. */
#include "fat/setup.h"
#include "fs/disk.h"
#include "host_test.h"

#include <fat_thread.h>
#include <stdio.h>

const struct fat_format fat_formats[] = {
    { "FAT12", 4, "-F 12 -s 4" },
    { "FAT16", 20, "-F 16 -s 2" },
    { "FAT16, 16 KiB clusters, sectors of 2 KiB", 128, "-F 16 -S 2048 -s 8" },
    { "FAT32", 40, "-F 32 -s 1" },
    { "FAT32, 4 KiB clusters, one table", 300, "-F 32 -s 8 -f 1" },
};
const unsigned fat_format_count = sizeof(fat_formats) / sizeof(fat_formats[0]);

struct fs *fs;
uint32_t mnt;

void fat_mount(uint32_t flags)
{
    struct fs_attr root;

    if (!fs)
        fs = fat_thread_new();
    assert_non_null(fs);
    assert_int_equal(fs_mount(fs, 0, flags, &mnt, &root), 0);
    assert_int_equal(root.ino, ROOT);
    assert_int_equal(root.mode & TYPE, DIR);
}

void fat_start(const struct fat_format *format)
{
    char command[256];

    snprintf(command, sizeof(command), "/sbin/mkfs.fat %s @ >/dev/null", format->options);
    disk_make(format->mib, command);
    fat_mount(0);
}

void fat_check(void)
{
    if (disk_run("out=$(/sbin/fsck.fat -n @ 2>&1) || { echo \"$out\"; false; }"))
        fail_msg("fsck.fat finds errors");
}

void fat_end(void)
{
    assert_int_equal(fs_unmount(fs, mnt), 0);
    fat_check();
    disk_free();
}
