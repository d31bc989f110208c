/* SPDX-License-Identifier: BSD-2-Clause */
/* Extended attributes: in the inode, in a block, as other tools make and see them. */
#include "fs/setup.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CREATE = FS_XATTR_CREATE, REPLACE = FS_XATTR_REPLACE };

static int set(uint64_t ino, const char *name, const void *value, uint32_t size, uint32_t flags)
{
    return fs_setxattr(fs, mnt, ino, name, value, size, flags);
}

static void expect(uint64_t ino, const char *name, const void *value, ssize_t size)
{
    static uint8_t got[FS_XATTR_MAX];

    assert_int_equal(fs_getxattr(fs, mnt, ino, name, got, sizeof(got)), size);
    if (size > 0) {
        assert_memory_equal(got, value, size);
        assert_int_equal(fs_getxattr(fs, mnt, ino, name, got, size), size);
        assert_int_equal(fs_getxattr(fs, mnt, ino, name, got, size - 1), -ERANGE);
    }
}

/* Names one after the other, as the list has them; NULL: any of that size. */
static void expect_names(uint64_t ino, const char *names, ssize_t size)
{
    char got[1000];

    assert_int_equal(fs_listxattr(fs, mnt, ino, got, sizeof(got)), size);
    if (names)
        assert_memory_equal(got, names, size);
    if (size > 0)
        assert_int_equal(fs_listxattr(fs, mnt, ino, got, size - 1), -ERANGE);
}

static void again(void)
{
    assert_int_equal(fs_unmount(fs, mnt), 0);
    disk_check();
    mount_disk(0);
}

static void test_small(void **state)
{
    (void)state;
    for (int f = 0; f < fs_format_count; f++) {
        start(fs_formats[f]);

        uint64_t ino = make(ROOT, "f", REG | 0644);

        expect_names(ino, "", 0);
        expect(ino, "user.a", NULL, -ENODATA);
        assert_int_equal(set(ino, "user.a", "one", 3, 0), 0);
        assert_int_equal(set(ino, "trusted.b", "", 0, CREATE), 0);
        assert_int_equal(set(ino, "security.c", "three", 5, 0), 0);
        assert_int_equal(set(ino, "user.a", "x", 1, CREATE), -EEXIST);
        assert_int_equal(set(ino, "user.z", "x", 1, REPLACE), -ENODATA);
        assert_int_equal(set(ino, "user.a", "other", 5, REPLACE), 0);
        again();
        expect(ino, "user.a", "other", 5);
        expect(ino, "trusted.b", "", 0);
        expect(ino, "security.c", "three", 5);
        expect_names(ino, "user.a\0trusted.b\0security.c", 28);
        assert_int_equal(fs_removexattr(fs, mnt, ino, "trusted.b"), 0);
        assert_int_equal(fs_removexattr(fs, mnt, ino, "trusted.b"), -ENODATA);
        assert_int_equal(fs_removexattr(fs, mnt, ino, "user.a"), 0);
        assert_int_equal(fs_removexattr(fs, mnt, ino, "security.c"), 0);
        expect_names(ino, "", 0);
        again();
        expect_names(ino, "", 0);
        assert_int_equal(attr_of(ino).blocks, 0);
        end();
    }
}

static void test_names_that_are_none(void **state)
{
    char name[260] = "user.";
    uint64_t ino;

    (void)state;
    start(fs_formats[0]);
    ino = make(ROOT, "f", REG | 0644);
    assert_int_equal(set(ino, "user.", "x", 1, 0), -EINVAL);
    assert_int_equal(set(ino, "other.x", "x", 1, 0), -EOPNOTSUPP);
    assert_int_equal(set(ino, "system.data", "x", 1, 0), -EOPNOTSUPP);
    assert_int_equal(set(ino, "user", "x", 1, 0), -EOPNOTSUPP);
    assert_int_equal(set(ino, "user.x", "x", 1, 8), -EINVAL);
    memset(name + 5, 'n', 245);
    assert_int_equal(set(ino, name, "x", 1, 0), 0);
    expect(ino, name, "x", 1);
    expect(ino + 1000, name, NULL, -ESTALE);
    end();
}

/* More and more, until a block is full; what is there stays. */
static void test_block(void **state)
{
    static uint8_t value[5000];
    char name[20];

    (void)state;
    for (int f = 0; f < fs_format_count; f++) {
        start(fs_formats[f]);

        uint64_t ino = make(ROOT, "f", REG | 0644);
        unsigned count = 0;
        int err;

        fill(value, sizeof(value), 1);
        assert_int_equal(set(ino, "user.large", value, sizeof(value), 0), -ENOSPC);
        for (;; count++) {
            snprintf(name, sizeof(name), "user.%u", count * 7919 % 1000);
            err = set(ino, name, value + count, 60, 0);
            if (err)
                break;
        }
        assert_int_equal(err, -ENOSPC);
        assert_in_range(count, 9, 60);
        again();
        for (unsigned i = 0; i < count; i++) {
            snprintf(name, sizeof(name), "user.%u", i * 7919 % 1000);
            expect(ino, name, value + i, 60);
            assert_int_equal(set(ino, name, value + i + 1, 57, REPLACE), 0);
        }
        assert_int_not_equal(attr_of(ino).blocks, 0);
        again();
        for (unsigned i = 0; i < count; i++) {
            snprintf(name, sizeof(name), "user.%u", i * 7919 % 1000);
            expect(ino, name, value + i + 1, 57);
            assert_int_equal(fs_removexattr(fs, mnt, ino, name), 0);
        }
        assert_int_equal(attr_of(ino).blocks, 0);

        /* A value that grows goes from the inode to the block and back. */
        assert_int_equal(set(ino, "user.g", value, 10, 0), 0);
        assert_int_equal(set(ino, "user.g", value, 700, 0), 0);
        expect(ino, "user.g", value, 700);
        assert_int_equal(set(ino, "user.h", value, 7, 0), 0);
        assert_int_equal(set(ino, "user.g", value, 3, 0), 0);
        expect(ino, "user.g", value, 3);
        expect(ino, "user.h", value, 7);
        again();
        assert_int_equal(set(ino, "user.g", value, 700, 0), 0);
        remove_file(ROOT, "f"); /* its block goes with it */
        end();
    }
}

/* Everything but names of its own may have attributes. */
static void test_kinds(void **state)
{
    uint64_t ino[3];
    struct fs_attr attr;

    (void)state;
    start(fs_formats[1]);
    ino[0] = make(ROOT, "dir", DIR | 0755);
    ino[1] = make(ROOT, "fifo", FIFO | 0644);
    assert_int_equal(fs_symlink(fs, mnt, ROOT, "link", 0, 0, "target", 6, &attr), 0);
    ino[2] = attr.ino;
    for (int i = 0; i < 3; i++) {
        assert_int_equal(set(ino[i], "trusted.t", "1", 1, 0), 0);
        assert_int_equal(set(ino[i], "security.s", "0123456789012345678901234567890123456789", 40, 0), 0);
        assert_int_equal(set(ino[i], "security.r", "0123456789012345678901234567890123456789", 40, 0), 0);
    }
    again();
    for (int i = 0; i < 3; i++)
        expect(ino[i], "security.r", "0123456789012345678901234567890123456789", 40);
    assert_int_equal(fs_readlink(fs, mnt, ino[2], &attr, 100), 6);
    remove_file(ROOT, "link");
    assert_int_equal(fs_rmdir(fs, mnt, ROOT, "dir"), 0);
    end();
}

/* As debugfs makes them, and as it sees ours. */
static void test_others(void **state)
{
    uint64_t ino;

    (void)state;
    for (int f = 0; f < fs_format_count; f++) {
        start(fs_formats[f]);
        ino = make(ROOT, "f", REG | 0644);
        make(ROOT, "g", REG | 0644);
        assert_int_equal(fs_unmount(fs, mnt), 0);
        assert_int_equal(disk_run("printf '%s' 'ea_set f user.made by-debugfs\n"
                                  "ea_set f trusted.long 0123456789012345678901234567890123456789"
                                  "01234567890123456789012345678901234567890123456789\n' | "
                                  "debugfs -w -f - @ >/dev/null 2>&1"), 0);
        mount_disk(0);
        expect(ino, "user.made", "by-debugfs", 10);
        assert_int_equal(set(ino, "user.ours", "from fs-thread", 14, 0), 0);
        assert_int_equal(set(ino + 1, "user.more", "bytes", 5, 0), 0);
        again();
        expect_names(ino, NULL, 33);
        assert_int_equal(fs_unmount(fs, mnt), 0);
        assert_int_equal(disk_run("debugfs -R 'ea_get -V f user.ours' @ 2>/dev/null | grep -q 'from fs-thread'"), 0);
        assert_int_equal(disk_run("debugfs -R 'ea_get -V f user.made' @ 2>/dev/null | grep -q 'by-debugfs'"), 0);
        assert_int_equal(disk_run("debugfs -R 'ea_list g' @ 2>/dev/null | grep -q 'user.more (5)'"), 0);
        mount_disk(0);
        end();
    }
}

/* A block that two inodes share: who changes his gets one of his own. */
static void test_shared(void **state)
{
    static uint8_t value[300];
    uint64_t a, b;

    (void)state;
    start("-t ext4 -b 1024 -O ^metadata_csum -I 128");
    fill(value, sizeof(value), 3);
    a = make(ROOT, "a", REG | 0644);
    b = make(ROOT, "b", REG | 0644);
    assert_int_equal(set(a, "user.x", value, 300, 0), 0);
    assert_int_equal(fs_unmount(fs, mnt), 0);
    assert_int_equal(disk_run("n=$(debugfs -R 'stat a' @ 2>/dev/null | sed -n 's/.*File ACL: \\([0-9]*\\).*/\\1/p') && "
                              "debugfs -w -R \"set_inode_field b file_acl $n\" @ >/dev/null 2>&1 && "
                              "printf '\\002' | dd of=@ bs=1 seek=$((n * 1024 + 4)) conv=notrunc 2>/dev/null && "
                              "debugfs -w -R 'set_inode_field b blocks 2' @ >/dev/null 2>&1"), 0);
    disk_check();
    mount_disk(0);
    expect(b, "user.x", value, 300);
    assert_int_equal(set(b, "user.y", value, 20, 0), 0);
    expect(a, "user.y", NULL, -ENODATA);
    again();
    expect(a, "user.x", value, 300);
    expect(b, "user.x", value, 300);
    expect(b, "user.y", value, 20);
    remove_file(ROOT, "a");
    end();
}

static void test_acl(void **state)
{
    static const uint8_t plain[] = { 2, 0, 0, 0, 1, 0, 6, 0, 255, 255, 255, 255, 4, 0, 4, 0, 255, 255, 255, 255,
                                     32, 0, 0, 0, 255, 255, 255, 255 };
    static const uint8_t list[] = { 2, 0, 0, 0, 1, 0, 7, 0, 255, 255, 255, 255, 2, 0, 6, 0, 0xe8, 3, 0, 0,
                                    4, 0, 5, 0, 255, 255, 255, 255, 16, 0, 7, 0, 255, 255, 255, 255,
                                    32, 0, 1, 0, 255, 255, 255, 255 };
    static const char access[] = "system.posix_acl_access", dflt[] = "system.posix_acl_default";
    uint8_t bad[sizeof(list)];
    uint64_t ino, dir;

    (void)state;
    start(fs_formats[0]);
    ino = make(ROOT, "f", REG | 0644);
    dir = make(ROOT, "d", DIR | 0755);
    assert_int_equal(set(ino, access, list, sizeof(list), 0), 0);
    assert_int_equal(attr_of(ino).mode, REG | 0771);
    expect(ino, access, list, sizeof(list));
    expect_names(ino, access, sizeof(access));
    assert_int_equal(set(ino, access, plain, sizeof(plain), 0), 0);
    assert_int_equal(attr_of(ino).mode, REG | 0640);
    expect(ino, access, NULL, -ENODATA);
    assert_int_equal(set(ino, access, "", 0, 0), 0);
    assert_int_equal(set(ino, dflt, list, sizeof(list), 0), -EACCES);
    assert_int_equal(set(dir, dflt, list, sizeof(list), 0), 0);
    assert_int_equal(attr_of(dir).mode, DIR | 0755);
    for (unsigned at = 0; at < 3; at++) {
        static const uint8_t where[] = { 0, 4, 30 }, with[] = { 1, 2, 9 };

        memcpy(bad, list, sizeof(list));
        bad[where[at]] = with[at];
        assert_int_equal(set(ino, access, bad, sizeof(bad), 0), at ? -EINVAL : -EOPNOTSUPP);
    }
    assert_int_equal(set(ino, access, list, sizeof(list) - 1, 0), -EINVAL);
    assert_int_equal(set(ino, access, list, 36, 0), -EINVAL);
    again();
    expect(dir, dflt, list, sizeof(list));
    assert_int_equal(set(dir, dflt, "", 0, 0), 0);
    expect(dir, dflt, NULL, -ENODATA);
    end();
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_small),  cmocka_unit_test(test_names_that_are_none),
        cmocka_unit_test(test_block),  cmocka_unit_test(test_kinds),
        cmocka_unit_test(test_others), cmocka_unit_test(test_shared),
        cmocka_unit_test(test_acl),
    };

    return RUN("fs_xattr", tests, argc, argv);
}
