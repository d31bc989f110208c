/* SPDX-License-Identifier: BSD-2-Clause */
/* Files and directories inside their inodes: as mke2fs makes them, growing out of them, and as debugfs sees ours. */
#include "fs/setup.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const inline_formats[] = {
    "-t ext4 -b 4096 -O inline_data",
    "-t ext4 -b 1024 -O inline_data -I 1024",
    "-t ext4 -b 4096 -O inline_data,^metadata_csum,^dir_index -I 512",
};
enum { FORMATS = sizeof(inline_formats) / sizeof(inline_formats[0]), SIZES = 12, MIB = 16 };

static const uint32_t sizes[SIZES] = { 0, 1, 59, 60, 61, 100, 128, 129, 200, 400, 800, 5000 };

static void content(uint8_t *data, unsigned i)
{
    for (uint32_t at = 0; at < sizes[i]; at++)
        data[at] = 'a' + (at + i) % 26;
}

/* A disk with files of all sizes, a small directory and a long link, made by mke2fs. */
static void make_disk(const char *format)
{
    char command[400];

    disk_make(MIB, "true");
    snprintf(command, sizeof(command),
             "d=$(mktemp -d) && mkdir $d/dir && for n in a bb ccc; do echo $n > $d/dir/$n; done && "
             "ln -s $(printf '%%0100d' 7) $d/link && cp /tmp/fs-inline-* $d && mke2fs -q -F %s -d $d @ %u >/dev/null 2>&1; "
             "s=$?; rm -r $d; exit $s", format, (MIB << 20) / (strstr(format, "-b 1024") ? 1024 : 4096));
    for (unsigned i = 0; i < SIZES; i++) {
        static uint8_t data[5000];
        char name[40];
        FILE *f;

        snprintf(name, sizeof(name), "/tmp/fs-inline-%u", i);
        f = fopen(name, "w");
        assert_non_null(f);
        content(data, i);
        assert_int_equal(fwrite(data, 1, sizes[i], f), sizes[i]);
        fclose(f);
    }
    assert_int_equal(disk_run(command), 0);
    for (unsigned i = 0; i < SIZES; i++) {
        char name[40];

        snprintf(name, sizeof(name), "/tmp/fs-inline-%u", i);
        remove(name);
    }
    disk_check();
    mount_disk(0);
}

static uint64_t file(unsigned i)
{
    uint64_t ino;
    char name[40];

    snprintf(name, sizeof(name), "fs-inline-%u", i);
    assert_int_equal(find(ROOT, name, &ino), 0);
    return ino;
}

static void again(void)
{
    assert_int_equal(fs_unmount(fs, mnt), 0);
    disk_check();
    mount_disk(0);
}

static void test_theirs(void **state)
{
    static uint8_t data[6000];
    char text[200];
    uint64_t ino, dir;

    (void)state;
    for (int f = 0; f < FORMATS; f++) {
        make_disk(inline_formats[f]);
        for (unsigned i = 0; i < SIZES; i++) {
            content(data, i);
            assert_int_equal(attr_of(file(i)).size, sizes[i]);
            expect_data(file(i), 0, data, sizes[i]);
        }
        assert_int_equal(attr_of(file(3)).blocks, 1);
        assert_int_equal(find(ROOT, "dir", &dir), 0);
        assert_int_equal(find(dir, "bb", &ino), 0);
        expect_data(ino, 0, "bb\n", 3);
        assert_int_equal(find(dir, "..", &ino), 0);
        assert_int_equal(ino, ROOT);
        assert_int_equal(find(ROOT, "link", &ino), 0);
        assert_int_equal(fs_readlink(fs, mnt, ino, text, sizeof(text)), 100);
        assert_memory_equal(text, "0000000000", 10);
        assert_int_equal(text[99], '7');

        /* Each grows by a byte, by many, and shrinks. */
        for (unsigned i = 0; i < SIZES; i++) {
            content(data, i);
            assert_int_equal(fs_write(fs, mnt, file(i), sizes[i], "+", 1), 1);
            data[sizes[i]] = '+';
            expect_data(file(i), 0, data, sizes[i] + 1);
        }
        again();
        for (unsigned i = 0; i < SIZES; i++) {
            content(data, i);
            data[sizes[i]] = '+';
            expect_data(file(i), 0, data, sizes[i] + 1);
            assert_int_equal(set_size(file(i), i * 10), 0);
            memset(data + sizes[i] + 1, 0, sizeof(data) - sizes[i] - 1);
            assert_int_equal(set_size(file(i), 500), 0);
            memset(data + i * 10, 0, 500);
            expect_data(file(i), 0, data, 500);
        }
        again();
        end();
    }
}

static void test_directories(void **state)
{
    uint64_t dir, ino;
    uint64_t replaced;
    char name[40];

    (void)state;
    for (int f = 0; f < FORMATS; f++) {
        make_disk(inline_formats[f]);
        assert_int_equal(find(ROOT, "dir", &dir), 0);
        remove_file(dir, "bb");
        make(dir, "dd", REG | 0644);
        make(dir, "e", DIR | 0755);
        assert_int_equal(attr_of(dir).nlink, 3);
        assert_int_equal(attr_of(dir).blocks, 1);
        again();
        assert_int_equal(find(dir, "bb", NULL), -ENOENT);
        assert_int_equal(find(dir, "ccc", NULL), 0);
        assert_int_equal(find(dir, "e", &ino), 0);
        assert_int_equal(fs_rename(fs, mnt, dir, "e", ROOT, "e", 0, &replaced), 0);
        assert_int_equal(find(ino, "..", &replaced), 0);
        assert_int_equal(replaced, ROOT);
        assert_int_equal(fs_rename(fs, mnt, ROOT, "e", ROOT, "dir", EXCHANGE, &replaced), 0);
        assert_int_equal(fs_rename(fs, mnt, ROOT, "e", ROOT, "dir", EXCHANGE, &replaced), 0);
        assert_int_equal(fs_rmdir(fs, mnt, ROOT, "dir"), -ENOTEMPTY);
        for (unsigned i = 0; i < 200; i++) {
            snprintf(name, sizeof(name), "another name %u", i);
            make(dir, name, REG | 0644);
            if (i % 50 == 20)
                again();
        }
        assert_in_range(attr_of(dir).blocks, 8, 64);
        for (unsigned i = 0; i < 200; i++) {
            snprintf(name, sizeof(name), "another name %u", i);
            remove_file(dir, name);
        }
        remove_file(dir, "a");
        remove_file(dir, "ccc");
        remove_file(dir, "dd");
        assert_int_equal(fs_rmdir(fs, mnt, ROOT, "dir"), 0);
        assert_int_equal(fs_rmdir(fs, mnt, ROOT, "e"), 0);
        end();
    }
}

/* Attributes and data share the inode; what does not fit goes out. */
static void test_attributes(void **state)
{
    static uint8_t data[700];
    uint64_t ino;

    (void)state;
    for (int f = 0; f < FORMATS; f++) {
        start(inline_formats[f]);
        ino = make(ROOT, "f", REG | 0644);
        fill(data, sizeof(data), 1);
        assert_int_equal(fs_write(fs, mnt, ino, 0, data, 80), 80);
        assert_int_equal(fs_setxattr(fs, mnt, ino, "user.a", data, 20, 0), 0);
        assert_int_equal(fs_setxattr(fs, mnt, ino, "user.b", data, 600, 0), 0);
        assert_int_equal(fs_write(fs, mnt, ino, 80, data + 80, 20), 20);
        again();
        expect_data(ino, 0, data, 100);
        assert_int_equal(fs_listxattr(fs, mnt, ino, data + 600, 100), 14);
        assert_int_equal(fs_write(fs, mnt, ino, 100, data + 100, 400), 400);
        expect_data(ino, 0, data, 500);
        again();
        assert_int_equal(fs_unmount(fs, mnt), 0);
        assert_int_equal(disk_run("test $(debugfs -R 'cat f' @ 2>/dev/null | wc -c) = 500"), 0);
        mount_disk(0);
        end();
    }
}

/* Every small directory in its inode survives a full disk: there is no block to grow into. */
static void test_full(void **state)
{
    static uint8_t data[FS_MAX_BYTES];
    uint64_t big, dir;
    char name[40];
    struct fs_attr attr;
    int err = 0;

    (void)state;
    start(inline_formats[0]);
    dir = make(ROOT, "dir", DIR | 0755);
    big = make(ROOT, "big", REG | 0644);
    for (uint64_t at = 0; fs_write(fs, mnt, big, at, data, sizeof(data)) > 0; at += sizeof(data))
        ;
    for (unsigned i = 0; !err && i < 100; i++) {
        snprintf(name, sizeof(name), "name %u", i);
        err = fs_create(fs, mnt, dir, name, REG | 0644, 0, 0, 0, &attr);
    }
    assert_int_equal(err, -ENOSPC);
    again();
    assert_int_equal(find(dir, "name 0", &big), 0);
    assert_int_equal(fs_write(fs, mnt, big, 0, "small", 5), 5);
    assert_int_equal(fs_write(fs, mnt, big, 0, data, 5000), -ENOSPC);
    expect_data(big, 0, "small", 5);
    end();
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_theirs), cmocka_unit_test(test_directories), cmocka_unit_test(test_attributes),
        cmocka_unit_test(test_full),
    };

    return RUN("fs_inline", tests, argc, argv);
}
