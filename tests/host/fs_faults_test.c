/* SPDX-License-Identifier: BSD-2-Clause */
/* Disks that were switched off, fail, may not be written, or are not what they say. */
#include "fs/setup.h"

#include <fs_thread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* After a sync the disk is in order by itself, whatever follows and is lost. */
static void test_switched_off(void **state)
{
    static uint8_t data[50000];

    (void)state;
    fill(data, sizeof(data), 4);
    for (int f = 0; f < fs_format_count; f++) {
        start(fs_formats[f]);

        uint64_t ino = make(ROOT, "kept", REG | 0644), open = make(ROOT, "open", REG | 0644);
        struct fs_attr attr;

        assert_int_equal(fs_write(fs, mnt, ino, 0, data, sizeof(data)), sizeof(data));
        assert_int_equal(fs_write(fs, mnt, open, 0, data, sizeof(data)), sizeof(data));
        assert_int_equal(fs_unlink(fs, mnt, ROOT, "open", &attr), 0);
        assert_int_equal(fs_fsync(fs, mnt, ino), 0);

        uint8_t *copy = disk_copy();

        make(ROOT, "lost", DIR | 0755);
        assert_int_equal(fs_write(fs, mnt, ino, 50000, data, sizeof(data)), sizeof(data));
        fs_unmount(fs, mnt);
        disk_check();

        /* The next mount frees what was open without a name. */
        disk_restore(copy);
        free(copy);
        mount_disk(0);
        assert_int_equal(find(ROOT, "lost", NULL), -ENOENT);
        assert_int_equal(find(ROOT, "kept", &ino), 0);
        assert_int_equal(attr_of(ino).size, 50000);
        expect_data(ino, 0, data, sizeof(data));
        assert_int_equal(fs_getattr(fs, mnt, open, &attr), -ESTALE);
        end();
    }
}

static void test_unmount_frees_orphans(void **state)
{
    struct fs_attr attr;

    (void)state;
    start(fs_formats[0]);
    for (int i = 0; i < 3; i++) {
        char name[4] = { 'a' + i };
        uint64_t ino = make(ROOT, name, REG | 0644);

        assert_int_equal(fs_write(fs, mnt, ino, 0, "data", 4), 4);
        assert_int_equal(fs_unlink(fs, mnt, ROOT, name, &attr), 0);
        expect_data(ino, 0, "data", 4);
        if (i == 1)
            assert_int_equal(fs_release(fs, mnt, ino), 0);
    }
    end();
}

static void test_read_only(void **state)
{
    struct fs_attr attr;
    uint64_t replaced;

    (void)state;
    start(fs_formats[0]);

    uint64_t ino = make(ROOT, "f", REG | 0644);

    fs_unmount(fs, mnt);
    for (int device = 0; device < 2; device++) {
        uint8_t *copy = disk_copy();

        disk_faults.read_only = device;
        if (device) {
            uint32_t number;

            assert_int_equal(fs_mount(fs, 0, 0, &number, &attr), -EROFS);
        }
        mount_disk(FS_MOUNT_RDONLY);
        assert_int_equal(fs_create(fs, mnt, ROOT, "x", REG, 0, 0, 0, &attr), -EROFS);
        assert_int_equal(fs_write(fs, mnt, ino, 0, "x", 1), -EROFS);
        assert_int_equal(fs_unlink(fs, mnt, ROOT, "f", &attr), -EROFS);
        assert_int_equal(fs_rename(fs, mnt, ROOT, "f", ROOT, "g", 0, &replaced), -EROFS);
        assert_int_equal(fs_rmdir(fs, mnt, ROOT, "lost+found"), -EROFS);
        assert_int_equal(set_size(ino, 5), -EROFS);
        assert_int_equal(fs_sync(fs, mnt), 0);
        assert_int_equal(fs_unmount(fs, mnt), 0);
        assert_memory_equal(copy, disk_bytes(), 32 << 20);
        free(copy);
    }
    disk_faults.read_only = false;
    mount_disk(0);
    end();
}

/* Requests fail from the n-th on: errors, no crash, and what was there before is not lost. */
static void test_broken_disk(void **state)
{
    (void)state;
    for (int n = 0; n < 60; n++) {
        struct fs_attr attr;
        uint64_t replaced;

        start(fs_formats[n % fs_format_count]);
        uint64_t dir = make(ROOT, "dir", DIR | 0755);
        make(dir, "old", REG | 0644);
        assert_int_equal(fs_unmount(fs, mnt), 0);
        mount_disk(0);
        disk_faults.writes_left = n % 2 ? n / 2 : -1;
        disk_faults.reads_left = n % 2 ? -1 : n / 2;
        (void)fs_create(fs, mnt, dir, "new", REG | 0644, 0, 0, 0, &attr);
        (void)fs_write(fs, mnt, dir + 1, 0, "data", 4);
        (void)fs_symlink(fs, mnt, ROOT, "link", 0, 0, fs_formats[0], 11, &attr);
        (void)fs_rename(fs, mnt, dir, "old", ROOT, "newer", 0, &replaced);
        int err = fs_sync(fs, mnt);
        assert_true(err == 0 || err == -EIO);
        if (err) { /* nothing is changed any more, if it can be read at all */
            err = fs_create(fs, mnt, dir, "x", REG | 0644, 0, 0, 0, &attr);
            assert_true(err == -EROFS || err == -EIO);
        }
        (void)fs_unmount(fs, mnt);
        disk_faults.writes_left = disk_faults.reads_left = -1;
        disk_free();
    }
}

static void test_bad_images(void **state)
{
    struct fs_attr root;
    uint32_t number;

    (void)state;
    disk_new(32, fs_formats[0]);
    fs = fs ? fs : fs_thread_new();
    assert_int_equal(fs_mount(fs, 1, 0, &number, &root), -ENODEV);
    assert_int_equal(fs_mount(fs, 0, 2, &number, &root), -EINVAL);

    /* One sector of zeros at a time, over everything mount looks at, then over the rest of the start. */
    uint8_t *copy = disk_copy();
    for (int sector = 0; sector < 200; sector++) {
        memset(disk_bytes() + sector * 512, sector % 2 ? 0xff : 0, 512);
        if (fs_mount(fs, 0, 0, &number, &root) == 0) {
            struct fs_attr attr;

            mnt = number;
            (void)fs_create(fs, mnt, ROOT, "f", REG | 0644, 0, 0, 0, &attr);
            (void)fs_create(fs, mnt, ROOT, "d", DIR | 0755, 0, 0, 0, &attr);
            (void)fs_write(fs, mnt, attr.ino, 0, "data", 4);
            (void)fs_unmount(fs, mnt);
        }
        disk_restore(copy);
    }
    free(copy);
    memset(disk_bytes(), 0, 32 << 20);
    assert_int_equal(fs_mount(fs, 0, 0, &number, &root), -EINVAL);
    disk_free();
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_switched_off),
        cmocka_unit_test(test_unmount_frees_orphans),
        cmocka_unit_test(test_read_only),
        cmocka_unit_test(test_broken_disk),
        cmocka_unit_test(test_bad_images),
    };

    return RUN("fs_faults", tests, argc, argv);
}
