/* SPDX-License-Identifier: BSD-2-Clause */
/* File data: writing, reading, truncating, the forms a file's blocks are kept in; e2fsck judges the disk after each. */
#include "fs/setup.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void test_write_read(void **state)
{
    static uint8_t data[300000], zeros[300000];

    (void)state;
    fill(data, sizeof(data), 1);
    for (int f = 0; f < fs_format_count; f++) {
        start(fs_formats[f]);

        uint64_t ino = make(ROOT, "file", REG | 0644);

        assert_int_equal(fs_write(fs, mnt, ino, 0, data, 100), 100);
        expect_data(ino, 0, data, 100);
        assert_int_equal(fs_write(fs, mnt, ino, 100, data + 100, 131072), 131072);
        assert_int_equal(fs_write(fs, mnt, ino, 131172, data + 131172, 131072), 131072);
        expect_data(ino, 0, data, 262244);
        expect_data(ino, 5000, data + 5000, 100001);

        /* A hole, then data; the hole reads as zeros, in memory and after a new mount. */
        assert_int_equal(fs_write(fs, mnt, ino, 1000000, data, 5000), 5000);
        assert_int_equal(attr_of(ino).size, 1005000);
        expect_data(ino, 262244, zeros, 200000);
        fs_unmount(fs, mnt);
        disk_check();
        mount_disk(0);
        expect_data(ino, 0, data, 262244);
        expect_data(ino, 262244, zeros, 200000);
        expect_data(ino, 1000000, data, 5000);

        /* Overwrite in the middle, fill a part of the hole. */
        assert_int_equal(fs_write(fs, mnt, ino, 4000, data, 9000), 9000);
        expect_data(ino, 4000, data, 9000);
        assert_int_equal(fs_write(fs, mnt, ino, 500001, data, 3), 3);
        expect_data(ino, 500001, data, 3);
        expect_data(ino, 499000, zeros, 1001);
        expect_data(ino, 500004, zeros, 1001);

        uint8_t byte;
        assert_int_equal(fs_read(fs, mnt, ino, 1005000, &byte, 1), 0);
        assert_int_equal(fs_read(fs, mnt, ino, 1004999, zeros, 100), 1);
        zeros[0] = 0;
        end();
    }
}

static void test_truncate(void **state)
{
    static uint8_t data[200000], zeros[200000];

    (void)state;
    fill(data, sizeof(data), 2);
    for (int f = 0; f < fs_format_count; f++) {
        start(fs_formats[f]);

        uint64_t ino = make(ROOT, "file", REG | 0600);
        struct fs_statfs before, after;

        assert_int_equal(fs_statfs(fs, mnt, &before), 0);
        for (uint32_t at = 0; at < sizeof(data); at += 100000)
            assert_int_equal(fs_write(fs, mnt, ino, at, data + at, 100000), 100000);
        assert_int_equal(set_size(ino, 70001), 0);
        assert_int_equal(attr_of(ino).size, 70001);
        assert_int_equal(set_size(ino, 200000), 0);
        expect_data(ino, 0, data, 70001);
        expect_data(ino, 70001, zeros, 200000 - 70001);
        assert_int_equal(set_size(ino, 0), 0);
        assert_int_equal(attr_of(ino).blocks, 0);
        assert_int_equal(fs_sync(fs, mnt), 0);
        assert_int_equal(fs_statfs(fs, mnt, &after), 0);
        assert_int_equal(before.bfree, after.bfree);
        assert_int_equal(set_size(ROOT, 0), -EISDIR);
        assert_int_equal(set_size(ino, UINT64_MAX), -EFBIG);
        end();
    }
}

static void test_full_disk(void **state)
{
    static uint8_t data[100000];
    struct fs_attr attr;
    struct fs_statfs st;

    (void)state;
    fill(data, sizeof(data), 3);
    for (int f = 0; f < fs_format_count; f++) {
        start(fs_formats[f]);
        for (int round = 0; round < 3; round++) {
            uint64_t ino = make(ROOT, "file", REG | 0644), size = 0;
            ssize_t done;

            while ((done = fs_write(fs, mnt, ino, size, data, sizeof(data))) > 0)
                size += done;
            assert_int_equal(done, -ENOSPC);
            assert_int_equal(attr_of(ino).size, size);
            assert_true(size > 20 << 20);
            assert_int_equal(fs_statfs(fs, mnt, &st), 0);
            assert_true(st.bfree <= 3);

            int err = fs_create(fs, mnt, ROOT, "dir", DIR | 0755, 0, 0, 0, &attr);
            assert_true(err == 0 || err == -ENOSPC);
            if (!err) {
                assert_int_equal(fs_rmdir(fs, mnt, ROOT, "dir"), 0);
                assert_int_equal(fs_release(fs, mnt, attr.ino), 0);
            }
            assert_int_equal(fs_sync(fs, mnt), 0);
            disk_check();
            expect_data(ino, sizeof(data) * 7, data, 60000);
            remove_file(ROOT, "file"); /* its space is there again without a sync */
        }
        end();
    }
}

/* Every second block, backwards and forwards: a deep tree of extents, and its end. */
static void test_many_extents(void **state)
{
    static uint8_t block[1024];
    struct fs_statfs before, after;

    (void)state;
    for (int backwards = 0; backwards < 2; backwards++) {
        start(fs_formats[1]);
        assert_int_equal(fs_statfs(fs, mnt, &before), 0);

        uint64_t ino = make(ROOT, "f", REG | 0644);

        for (unsigned i = 0; i < 4000; i++) {
            unsigned at = backwards ? 3999 - i : i;

            fill(block, sizeof(block), at);
            assert_int_equal(fs_write(fs, mnt, ino, at * 2048ull, block, sizeof(block)), sizeof(block));
        }
        assert_int_equal(fs_sync(fs, mnt), 0);
        disk_check();
        for (unsigned i = 0; i < 4000; i += 11) {
            fill(block, sizeof(block), i);
            expect_data(ino, i * 2048ull, block, sizeof(block));
        }
        for (unsigned i = 0; i < 4000; i += 3) { /* some of the holes */
            fill(block, sizeof(block), i + 7);
            assert_int_equal(fs_write(fs, mnt, ino, i * 2048ull + 1024, block, 1024), 1024);
        }
        assert_int_equal(set_size(ino, 3000 * 1024), 0);
        assert_int_equal(fs_sync(fs, mnt), 0);
        disk_check();
        fill(block, sizeof(block), 9 + 7);
        expect_data(ino, 9 * 2048 + 1024, block, 1024);
        remove_file(ROOT, "f");
        assert_int_equal(fs_sync(fs, mnt), 0);
        assert_int_equal(fs_statfs(fs, mnt, &after), 0);
        assert_int_equal(before.bfree, after.bfree);
        end();
    }
}

/* Space that Linux' fallocate reserved reads as zeros and can be written piece by piece. */
static void test_unwritten(void **state)
{
    static uint8_t data[20000], zeros[20000];
    uint64_t ino;

    (void)state;
    fill(data, sizeof(data), 5);
    start(fs_formats[0]);
    make(ROOT, "f", REG | 0644);
    assert_int_equal(fs_unmount(fs, mnt), 0);
    assert_int_equal(disk_run("debugfs -w -R 'fallocate /f 0 63' @ >/dev/null 2>&1"), 0);
    assert_int_equal(disk_run("debugfs -w -R 'sif /f size 262144' @ >/dev/null 2>&1"), 0);
    mount_disk(0);
    assert_int_equal(find(ROOT, "f", &ino), 0);
    assert_int_equal(attr_of(ino).blocks, 512);
    expect_data(ino, 100, zeros, sizeof(zeros));
    assert_int_equal(fs_write(fs, mnt, ino, 50000, data, sizeof(data)), sizeof(data));
    assert_int_equal(fs_write(fs, mnt, ino, 0, data, 1), 1);
    assert_int_equal(fs_write(fs, mnt, ino, 262143, data, 1), 1);
    assert_int_equal(fs_write(fs, mnt, ino, 120000, data, sizeof(data)), sizeof(data));
    assert_int_equal(attr_of(ino).blocks, 512 + 8);
    expect_data(ino, 50000, data, sizeof(data));
    expect_data(ino, 120000, data, sizeof(data));
    expect_data(ino, 1, zeros, sizeof(zeros));
    expect_data(ino, 70000, zeros, sizeof(zeros));
    end();
}

static void test_huge_file(void **state)
{
    static uint8_t data[5000], zeros[5000];
    uint64_t far = 15ull << 40;

    (void)state;
    fill(data, sizeof(data), 6);
    start(fs_formats[0]);

    uint64_t ino = make(ROOT, "f", REG | 0644);

    assert_int_equal(fs_write(fs, mnt, ino, far, data, sizeof(data)), sizeof(data));
    assert_int_equal(attr_of(ino).size, far + sizeof(data));
    expect_data(ino, far, data, sizeof(data));
    expect_data(ino, far - 5000, zeros, 5000);
    assert_int_equal(fs_write(fs, mnt, ino, 1ull << 44, data, 1), -EFBIG);
    assert_int_equal(set_size(ino, far + 100), 0);
    end();
    start("-t ext2 -b 1024");
    ino = make(ROOT, "f", REG | 0644);
    far = 3ull << 30;
    assert_int_equal(fs_write(fs, mnt, ino, far, data, sizeof(data)), sizeof(data));
    expect_data(ino, far, data, sizeof(data));
    end();
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_write_read),
        cmocka_unit_test(test_truncate),
        cmocka_unit_test(test_full_disk),
        cmocka_unit_test(test_many_extents),
        cmocka_unit_test(test_unwritten),
        cmocka_unit_test(test_huge_file),
    };

    return RUN("fs_data", tests, argc, argv);
}
