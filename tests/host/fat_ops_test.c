/* SPDX-License-Identifier: BSD-2-Clause */
/* fat-thread, operation by operation, on FAT12, FAT16 and FAT32; fsck.fat judges the disk, mtools reads it. */
#include "host_test.h"

#include <ipc/fs.h>
#include <linux/errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fat/setup.h"
#include "fs/disk.h"

enum { NOREPLACE = 1, EXCHANGE = 2 };
#define NS INT64_C(1000000000)

static uint64_t make(uint64_t dir, const char *name, uint32_t mode)
{
    struct fs_attr attr;

    assert_int_equal(fs_create(fs, mnt, dir, name, mode, 0, 0, 0, &attr), 0);
    assert_int_equal(attr.mode & TYPE, mode & TYPE);
    return attr.ino;
}

static int find(uint64_t dir, const char *name, uint64_t *ino)
{
    struct fs_attr attr;
    int err = fs_lookup(fs, mnt, dir, name, &attr);

    if (!err && ino)
        *ino = attr.ino;
    return err;
}

static struct fs_attr attr_of(uint64_t ino)
{
    struct fs_attr attr;

    assert_int_equal(fs_getattr(fs, mnt, ino, &attr), 0);
    return attr;
}

static void fill(uint8_t *data, size_t size, unsigned seed)
{
    for (size_t i = 0; i < size; i++)
        data[i] = (i * 2654435761u + seed * 40503u) >> 13;
}

static void expect_data(uint64_t ino, uint64_t offset, const void *want, uint32_t size)
{
    uint8_t *got = malloc(size + 1);

    assert_int_equal(fs_read(fs, mnt, ino, offset, got, size), size);
    assert_memory_equal(got, want, size);
    free(got);
}

static int set_size(uint64_t ino, uint64_t size)
{
    struct fs_attr want = { .size = size }, attr;

    return fs_setattr(fs, mnt, ino, FS_SET_SIZE, &want, &attr);
}

static void test_write_read(void **state)
{
    static uint8_t data[300000], zeros[300000];

    (void)state;
    fill(data, sizeof(data), 1);
    for (unsigned f = 0; f < fat_format_count; f++) {
        fat_start(&fat_formats[f]);

        uint64_t ino = make(ROOT, "file", REG | 0644);

        assert_int_equal(fs_write(fs, mnt, ino, 0, data, 100), 100);
        assert_int_equal(fs_write(fs, mnt, ino, 100, data + 100, 131072), 131072);
        assert_int_equal(fs_write(fs, mnt, ino, 131172, data + 131172, 131072), 131072);
        expect_data(ino, 5000, data + 5000, 100001);
        /* Behind the end: zeros between. */
        assert_int_equal(fs_write(fs, mnt, ino, 1000000, data, 5000), 5000);
        assert_int_equal(attr_of(ino).size, 1005000);
        expect_data(ino, 262244, zeros, 200000);
        /* Cut, extend: zeros again, where data was. */
        assert_int_equal(set_size(ino, 1234), 0);
        assert_int_equal(set_size(ino, 200000), 0);
        expect_data(ino, 1234, zeros, 200000 - 1234);
        assert_int_equal(fs_sync(fs, mnt), 0);
        fat_check();
        assert_int_equal(fs_unmount(fs, mnt), 0);
        fat_mount(0);
        assert_int_equal(find(ROOT, "FILE", &ino), 0);
        expect_data(ino, 0, data, 1234);
        expect_data(ino, 1234, zeros, 200000 - 1234);
        assert_int_equal(set_size(ino, 0), 0);
        assert_int_equal(attr_of(ino).blocks, 0);
        assert_int_equal(fs_write(fs, mnt, ino, UINT32_MAX, data, 1), -EFBIG);
        assert_int_equal(set_size(ino, UINT64_C(1) << 32), -EFBIG);
        fat_end();
    }
}

static void test_names(void **state)
{
    static const char *const names[] = {
        "a", "UPPER.TXT", "lower.txt", "Mixed Case.text", "a.b.c.d", ".profile", "with space", "+,;=[]",
        "Stra\303\237e \316\261\316\262\316\263 \320\266.txt", "\360\237\230\200 smile",
        "a name that is longer than thirteen units, and longer than twenty-six",
    };
    enum { NAMES = sizeof(names) / sizeof(names[0]) };
    char longest[260];
    uint64_t ino, again;

    (void)state;
    memset(longest, 'x', sizeof(longest));
    longest[255] = 0;
    for (unsigned f = 0; f < fat_format_count; f++) {
        struct fs_attr attr;

        fat_start(&fat_formats[f]);
        for (int i = 0; i < NAMES; i++)
            make(ROOT, names[i], REG | 0644);
        make(ROOT, longest, REG | 0644);
        assert_int_equal(fs_unmount(fs, mnt), 0);
        fat_check();
        fat_mount(0);
        for (int i = 0; i < NAMES; i++)
            assert_int_equal(find(ROOT, names[i], NULL), 0);
        assert_int_equal(find(ROOT, "mixed case.TEXT", &ino), 0);
        assert_int_equal(find(ROOT, "MIXEDC~1.TEX", &again), 0);
        assert_int_equal(ino, again);
        assert_int_equal(find(ROOT, "strA\303\237e \316\221\316\222\316\223 \320\226.TXT", NULL), 0);
        assert_int_equal(find(ROOT, longest, NULL), 0);
        assert_int_equal(find(ROOT, "lower.txt...", NULL), 0); /* dots at the end do not count */
        longest[255] = 'x';
        longest[256] = 0;
        assert_int_equal(find(ROOT, longest, NULL), -ENAMETOOLONG);
        longest[255] = 0;
        assert_int_equal(fs_create(fs, mnt, ROOT, "a:b", REG, 0, 0, 0, &attr), -EINVAL);
        assert_int_equal(fs_create(fs, mnt, ROOT, "\377bad", REG, 0, 0, 0, &attr), -EINVAL);
        assert_int_equal(fs_create(fs, mnt, ROOT, "A", REG, 0, 0, 0, &attr), -EEXIST);
        assert_int_equal(find(ROOT, "none", NULL), -ENOENT);
        for (int i = 0; i < NAMES; i++) {
            assert_int_equal(fs_unlink(fs, mnt, ROOT, names[i], &attr), 0);
            assert_int_equal(attr.nlink, 0);
            assert_int_equal(fs_release(fs, mnt, attr.ino), 0);
        }
        fat_end();
    }
}

static void test_what_fat_cannot(void **state)
{
    struct fs_attr attr, want = { .uid = 5, .mode = 04755 };
    uint64_t ino;

    (void)state;
    fat_start(&fat_formats[1]);
    ino = make(ROOT, "f", REG | 0600);
    assert_int_equal(attr_of(ino).mode, REG | 0755);
    assert_int_equal(fs_link(fs, mnt, ino, ROOT, "g", &attr), -EPERM);
    assert_int_equal(fs_symlink(fs, mnt, ROOT, "g", 0, 0, "f", 1, &attr), -EPERM);
    assert_int_equal(fs_create(fs, mnt, ROOT, "c", CHR | 0644, 0, 0, 0, &attr), -EPERM);
    assert_int_equal(fs_create(fs, mnt, ROOT, "p", FIFO | 0644, 0, 0, 0, &attr), -EPERM);
    assert_int_equal(fs_setattr(fs, mnt, ino, FS_SET_UID, &want, &attr), -EPERM);
    assert_int_equal(fs_setattr(fs, mnt, ino, FS_SET_MODE, &want, &attr), -EPERM);
    want.mode = 0600;
    assert_int_equal(fs_setattr(fs, mnt, ino, FS_SET_MODE, &want, &attr), 0);
    assert_int_equal(attr.mode, REG | 0755);
    want.mode = 0555;
    assert_int_equal(fs_setattr(fs, mnt, ino, FS_SET_MODE, &want, &attr), 0);
    assert_int_equal(attr.mode, REG | 0555);
    fat_end();
}

static void test_times(void **state)
{
    struct fs_attr attr, want = { .mtime_ns = INT64_C(1709209999) * NS + 5, .atime_ns = INT64_C(1709209999) * NS };
    uint64_t ino;

    (void)state;
    fat_start(&fat_formats[3]);
    assert_int_equal(fs_set_time(fs, INT64_C(1700000001) * NS), 0);
    ino = make(ROOT, "f", REG | 0644);
    assert_int_equal(attr_of(ino).mtime_ns / NS, 1700000000);
    /* 2024-02-29 12:33:19: steps of two seconds, of a day for the last access. */
    assert_int_equal(fs_setattr(fs, mnt, ino, FS_SET_MTIME | FS_SET_ATIME, &want, &attr), 0);
    assert_int_equal(attr.mtime_ns, INT64_C(1709209998) * NS);
    assert_int_equal(attr.atime_ns, INT64_C(1709164800) * NS);
    want.mtime_ns = -5;
    assert_int_equal(fs_setattr(fs, mnt, ino, FS_SET_MTIME, &want, &attr), 0);
    assert_int_equal(attr.mtime_ns, INT64_C(315532800) * NS);
    fat_end();
}

static void test_directories(void **state)
{
    (void)state;
    for (unsigned f = 0; f < fat_format_count; f++) {
        struct fs_attr attr;
        uint64_t a, b, ino, replaced;
        char name[64];

        fat_start(&fat_formats[f]);
        a = make(ROOT, "a", DIR | 0755);
        b = make(ROOT, "b", DIR | 0755);
        assert_int_equal(attr_of(ROOT).nlink, 4);
        for (unsigned i = 0; i < 300; i++) {
            snprintf(name, sizeof(name), "some longer name %u", i);
            make(a, name, REG | 0644);
        }
        assert_int_equal(fs_rmdir(fs, mnt, ROOT, "a"), -ENOTEMPTY);
        assert_int_equal(fs_unlink(fs, mnt, ROOT, "a", &attr), -EISDIR);
        assert_int_equal(fs_rename(fs, mnt, ROOT, "a", b, "moved", 0, &replaced), 0);
        assert_int_equal(find(b, "moved", &ino), 0);
        assert_int_equal(ino, a);
        assert_int_equal(attr_of(ROOT).nlink, 3);
        assert_int_equal(attr_of(b).nlink, 3);
        assert_int_equal(fs_rename(fs, mnt, ROOT, "b", a, "loop", 0, &replaced), -EINVAL);
        fs_sync(fs, mnt);
        fat_check();
        for (unsigned i = 0; i < 300; i++) {
            snprintf(name, sizeof(name), "SOME LONGER NAME %u", i);
            assert_int_equal(fs_unlink(fs, mnt, a, name, &attr), 0);
            assert_int_equal(fs_release(fs, mnt, attr.ino), 0);
        }
        assert_int_equal(fs_rmdir(fs, mnt, b, "moved"), 0);
        assert_int_equal(fs_create(fs, mnt, a, "x", REG, 0, 0, 0, &attr), -ENOENT);
        assert_int_equal(fs_release(fs, mnt, a), 0);
        assert_int_equal(fs_getattr(fs, mnt, a, &attr), -ESTALE);
        fat_end();
    }
}

/* "ONE" and "the second file" change places, and back; a directory and a file, too. */
static void test_exchange(uint64_t one, uint64_t two)
{
    uint64_t ino, replaced, dir = make(ROOT, "a directory", DIR | 0755), in = make(dir, "in", REG | 0644);

    assert_int_equal(fs_rename(fs, mnt, ROOT, "ONE", ROOT, "none", EXCHANGE, &replaced), -ENOENT);
    assert_int_equal(fs_rename(fs, mnt, ROOT, "ONE", ROOT, "the second file", EXCHANGE, &replaced), 0);
    assert_int_equal(replaced, 0);
    assert_int_equal(find(ROOT, "one", &ino), 0);
    assert_int_equal(ino, two);
    expect_data(one, 0, "1", 1);
    expect_data(two, 0, "22", 2);
    assert_int_equal(fs_rename(fs, mnt, dir, "in", ROOT, "a directory", EXCHANGE, &replaced), -EINVAL);
    assert_int_equal(fs_rename(fs, mnt, dir, "in", ROOT, "one", EXCHANGE, &replaced), 0);
    assert_int_equal(find(dir, "in", &ino), 0);
    assert_int_equal(ino, two);
    assert_int_equal(fs_rename(fs, mnt, dir, "in", ROOT, "the second file", EXCHANGE, &replaced), 0);
    assert_int_equal(fs_rename(fs, mnt, dir, "in", ROOT, "ONE", EXCHANGE, &replaced), 0);
    assert_int_equal(fs_rename(fs, mnt, ROOT, "the second file", ROOT, "a directory", EXCHANGE, &replaced), 0);
    assert_int_equal(find(ROOT, "a directory", &ino), 0);
    assert_int_equal(ino, two);
    assert_int_equal(fs_rename(fs, mnt, ROOT, "the second file", ROOT, "a directory", EXCHANGE, &replaced), 0);
    assert_int_equal(find(dir, "in", &ino), 0);
    assert_int_equal(ino, in);
    assert_int_equal(fs_sync(fs, mnt), 0);
    fat_check();
}

static void test_rename(void **state)
{
    struct fs_attr attr;
    uint64_t one, two, ino, replaced;

    (void)state;
    for (unsigned f = 0; f < fat_format_count; f++) {
        fat_start(&fat_formats[f]);
        one = make(ROOT, "one", REG | 0644);
        two = make(ROOT, "the second file", REG | 0644);
        fs_write(fs, mnt, one, 0, "1", 1);
        fs_write(fs, mnt, two, 0, "22", 2);
        assert_int_equal(fs_rename(fs, mnt, ROOT, "one", ROOT, "ONE", 0, &replaced), 0);
        assert_int_equal(replaced, 0);
        assert_int_equal(find(ROOT, "one", &ino), 0);
        assert_int_equal(ino, one);
        assert_int_equal(fs_rename(fs, mnt, ROOT, "ONE", ROOT, "the second file", NOREPLACE, &replaced), -EEXIST);
        test_exchange(one, two);
        assert_int_equal(fs_rename(fs, mnt, ROOT, "ONE", ROOT, "the second file", 0, &replaced), 0);
        assert_int_equal(replaced, two);
        /* The replaced file is still open: its data is there, and a new file at its place is another. */
        expect_data(two, 0, "22", 2);
        assert_int_equal(attr_of(two).nlink, 0);
        assert_int_equal(find(ROOT, "the second file", &ino), 0);
        assert_int_equal(ino, one);
        ino = make(ROOT, "one", REG | 0644);
        assert_true(ino != one && ino != two);
        assert_int_equal(fs_write(fs, mnt, ino, 0, "333", 3), 3);
        assert_int_equal(fs_release(fs, mnt, two), 0);
        expect_data(one, 0, "1", 1);
        /* Left unlinked at unmount: freed. */
        assert_int_equal(fs_unlink(fs, mnt, ROOT, "one", &attr), 0);
        expect_data(ino, 0, "333", 3);
        fat_end();
    }
}

static void test_full(void **state)
{
    static uint8_t data[FS_MAX_BYTES];

    (void)state;
    for (unsigned f = 0; f < 4; f++) {
        struct fs_statfs before, after;
        struct fs_attr attr;
        uint64_t ino, offset = 0;
        ssize_t done;

        fat_start(&fat_formats[f]);
        ino = make(ROOT, "big", REG | 0644);
        assert_int_equal(fs_statfs(fs, mnt, &before), 0);
        assert_int_equal(set_size(ino, before.bfree * before.bsize + 1), -ENOSPC);
        while ((done = fs_write(fs, mnt, ino, offset, data, sizeof(data))) > 0)
            offset += done;
        assert_int_equal(done, -ENOSPC);
        assert_int_equal(offset, before.bfree * before.bsize);
        assert_int_equal(fs_create(fs, mnt, ROOT, "dir", DIR | 0755, 0, 0, 0, &attr), -ENOSPC);
        assert_int_equal(fs_statfs(fs, mnt, &after), 0);
        assert_int_equal(after.bfree, 0);
        fs_sync(fs, mnt);
        fat_check();
        assert_int_equal(fs_unlink(fs, mnt, ROOT, "big", &attr), 0);
        assert_int_equal(fs_release(fs, mnt, ino), 0);
        assert_int_equal(fs_statfs(fs, mnt, &after), 0);
        assert_int_equal(after.bfree, before.bfree);
        fat_end();
    }
}

static void test_dirty_flag(void **state)
{
    (void)state;
    for (unsigned f = 0; f < fat_format_count; f++) {
        uint32_t at = strstr(fat_formats[f].options, "32") ? 65 : 37;

        fat_start(&fat_formats[f]);
        assert_int_equal(disk_bytes()[at] & 1, 0);
        make(ROOT, "f", REG | 0644);
        assert_int_equal(disk_bytes()[at] & 1, 1);
        assert_int_equal(fs_sync(fs, mnt), 0);
        assert_int_equal(disk_bytes()[at] & 1, 0);
        assert_int_equal(fs_unmount(fs, mnt), 0);
        disk_bytes()[at] |= 1; /* somebody else's crash: not ours to call clean */
        fat_mount(0);
        make(ROOT, "g", REG | 0644);
        assert_int_equal(fs_unmount(fs, mnt), 0);
        assert_int_equal(disk_bytes()[at] & 1, 1);
        disk_bytes()[at] &= ~1;
        fat_mount(FS_MOUNT_RDONLY);

        struct fs_attr attr;

        assert_int_equal(fs_create(fs, mnt, ROOT, "h", REG, 0, 0, 0, &attr), -EROFS);
        fat_end();
    }
}

static void test_mtools(void **state)
{
    static uint8_t data[50000];

    (void)state;
    fill(data, sizeof(data), 3);
    for (unsigned f = 0; f < fat_format_count; f++) {
        FILE *file = fopen("/tmp/fat-ops-data", "w");
        uint64_t ino;

        assert_non_null(file);
        assert_int_equal(fwrite(data, 1, sizeof(data), file), sizeof(data));
        fclose(file);
        fat_start(&fat_formats[f]);
        ino = make(make(ROOT, "A long directory", DIR | 0755), "our file.data", REG | 0644);
        assert_int_equal(fs_write(fs, mnt, ino, 0, data, sizeof(data)), sizeof(data));
        assert_int_equal(fs_sync(fs, mnt), 0);
        assert_int_equal(disk_run("mtype -i @ '::A long directory/our file.data' | cmp - /tmp/fat-ops-data"), 0);
        assert_int_equal(disk_run("mdir -b -i @ '::A long directory' | grep -q '/our file.data$'"), 0);
        assert_int_equal(fs_unmount(fs, mnt), 0);
        assert_int_equal(disk_run("mmd -i @ '::Their Dir' && "
                                  "mcopy -i @ /tmp/fat-ops-data '::Their Dir/Their file with a name'"), 0);
        fat_mount(0);
        assert_int_equal(find(ROOT, "Their Dir", &ino), 0);
        assert_int_equal(find(ino, "Their file with a name", &ino), 0);
        expect_data(ino, 0, data, sizeof(data));
        fat_end();
        remove("/tmp/fat-ops-data");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_write_read), cmocka_unit_test(test_names), cmocka_unit_test(test_what_fat_cannot),
        cmocka_unit_test(test_times), cmocka_unit_test(test_directories), cmocka_unit_test(test_rename),
        cmocka_unit_test(test_full), cmocka_unit_test(test_dirty_flag), cmocka_unit_test(test_mtools),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
