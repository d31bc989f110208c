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
static uint64_t dirs[3], deep; /* of the disk that test_each_error uses */

static void errors_prepare(const char *format)
{
    char name[40];

    disk_new(12, format);
    mount_disk(0);
    for (unsigned d = 0; d < 3; d++) {
        sprintf(name, "directory %u", d);
        dirs[d] = make(ROOT, name, DIR | 0755);
        for (unsigned i = 0; i < 70; i++) {
            sprintf(name, "a file with a number %u", i);
            make(dirs[d], name, REG | 0644);
        }
        make(dirs[d], "sub", DIR | 0755);
    }
    deep = make(ROOT, "deep", REG | 0644);
    for (unsigned i = 0; i < 400; i++)
        assert_int_equal(fs_write(fs, mnt, deep, i * 8192, "data", 4), 4);
    assert_int_equal(fs_setxattr(fs, mnt, deep, "user.long", name, 30, 0), 0);
    assert_int_equal(fs_unmount(fs, mnt), 0);
}

static int operation(unsigned which)
{
    static uint8_t data[70000];
    struct fs_attr attr, want = { .size = 5000 };
    uint64_t replaced;
    int err;

    switch (which) {
    case 0: return fs_create(fs, mnt, dirs[0], "one more, with such a long name that it needs a lot of room in the block",
                             REG | 0644, 0, 0, 0, &attr);
    case 1: return fs_create(fs, mnt, dirs[1], "new directory", DIR | 0755, 0, 0, 0, &attr);
    case 2:
        err = fs_unlink(fs, mnt, dirs[0], "a file with a number 7", &attr);
        return err ? err : fs_release(fs, mnt, attr.ino);
    case 3: return fs_rmdir(fs, mnt, dirs[0], "sub");
    case 4: return fs_rename(fs, mnt, dirs[0], "a file with a number 9", dirs[1], "moved", 0, &replaced);
    case 5: return fs_rename(fs, mnt, dirs[0], "a file with a number 9", dirs[2], "a file with a number 1", 0, &replaced);
    case 6: return fs_rename(fs, mnt, dirs[0], "sub", dirs[1], "a file with a number 3", EXCHANGE, &replaced);
    case 7: return fs_rename(fs, mnt, dirs[0], "sub", dirs[1], "sub", 0, &replaced);
    case 8: return fs_rename(fs, mnt, dirs[0], "sub", dirs[1], "other", 0, &replaced);
    case 9: return fs_link(fs, mnt, deep, dirs[2], "linked", &attr);
    case 10:
        memset(data, 'l', 200);
        return fs_symlink(fs, mnt, dirs[1], "link", 0, 0, data, 200, &attr);
    case 11: return fs_setattr(fs, mnt, deep, FS_SET_SIZE, &want, &attr);
    case 12: return fs_write(fs, mnt, deep, 4096 * 301, data, sizeof(data));
    case 13: return fs_allocate(fs, mnt, deep, FS_PUNCH_HOLE | FS_KEEP_SIZE, 100000, 1000000);
    case 14: return fs_setxattr(fs, mnt, deep, "user.another", data, 500, 0);
    case 15:
        err = fs_unlink(fs, mnt, ROOT, "deep", &attr);
        return err ? err : fs_release(fs, mnt, attr.ino);
    default: return fs_read(fs, mnt, deep, 0, data, sizeof(data));
    }
}
enum { OPERATIONS = 17 };

/* One operation on a disk on which the n-th request fails, once or from then on. */
static bool one_error(const uint8_t *disk, unsigned which, unsigned n, bool write, bool once)
{
    disk_restore(disk);
    mount_disk(0);
    disk_faults = (struct disk_faults){ .writes_left = write ? (int64_t)n : -1,
                                        .reads_left = write ? -1 : (int64_t)n, .once = once };

    int err = operation(which), late = fs_fsync(fs, mnt, ROOT), last = fs_unmount(fs, mnt);
    bool happened = disk_faults.writes_left <= 0 && disk_faults.reads_left <= 0 &&
                    (once ? disk_faults.writes_left == disk_faults.reads_left : true);
    struct fs_attr root;

    if (once && !(disk_faults.writes_left == -1 && disk_faults.reads_left == -1))
        happened = false;
    disk_faults = (struct disk_faults){ .writes_left = -1, .reads_left = -1 };
    assert_true(err >= 0 || err == -EIO || err == -EROFS);
    assert_true(late == 0 || late == -EIO || late == -EROFS);
    assert_true(last == 0 || last == -EIO || last == -EROFS);

    /* It can be mounted again, and what there was before is there. */
    assert_int_equal(fs_mount(fs, 0, 0, &mnt, &root), 0);
    assert_int_equal(find(dirs[2], "a file with a number 5", NULL), 0);
    assert_int_equal(fs_unmount(fs, mnt), 0);
    /* e2fsck takes away the mark that there was an error, and finds nothing else. */
    if (disk_run("out=$(e2fsck -fp @ 2>&1) || [ $? = 1 ] && out=$(e2fsck -fn @ 2>&1) || { echo \"$out\"; false; }"))
        fail_msg("operation %u, %s %u fails%s: e2fsck finds errors", which, write ? "write" : "read", n, once ? " once" : "");
    return happened;
}

static void test_each_error(void **state)
{
    static const char *const kinds[] = { "-t ext4 -b 1024 -J size=1 -N 512", "-t ext3 -b 1024 -J size=1 -N 512",
                                         "-t ext4 -b 4096 -O inline_data -J size=4 -N 512" };

    (void)state;
    for (unsigned k = 0; k < 3; k++) {
        errors_prepare(kinds[k]);

        uint8_t *disk = disk_copy();

        for (unsigned which = 0; which < OPERATIONS; which++)
            for (unsigned kind = 0; kind < 4; kind++)
                for (unsigned n = k; n < 40 && one_error(disk, which, n, kind & 1, kind & 2); n += k + 1)
                    ;
        free(disk);
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
        cmocka_unit_test(test_each_error),
        cmocka_unit_test(test_bad_images),
    };

    return RUN("fs_faults", tests, argc, argv);
}
