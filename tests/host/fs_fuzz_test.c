/* SPDX-License-Identifier: BSD-2-Clause */
/* fs-thread on damaged disks: whatever is in them, operations end, with a result or an error.
 *
 * A disk with some files gets a few bytes of its metadata changed; checksums are off in one of the formats,
 * so that damage is not found too early.  FS_SEED and FS_STEPS choose other damage and more of it. */
#include "host_test.h"

#include <fs_thread.h>
#include <ipc/fs.h>
#include <linux/errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fs/disk.h"

enum { ROOT = 2, REG = 0100000, DIR = 0040000, MIB = 4, HANG_SECONDS = 60 };

static struct fs *fs;
static uint32_t mnt;
static uint64_t random_state;

static uint32_t rnd(uint32_t below)
{
    random_state = random_state * 6364136223846793005u + 1442695040888963407u;
    return (random_state >> 33) % below;
}

static void populate(void)
{
    static uint8_t data[3000];
    struct fs_attr attr, root;
    char name[60];

    assert_int_equal(fs_mount(fs, 0, 0, &mnt, &root), 0);
    assert_int_equal(fs_create(fs, mnt, ROOT, "dir", DIR | 0755, 0, 0, 0, &root), 0);
    for (unsigned i = 0; i < 60; i++) {
        snprintf(name, sizeof(name), "a-file-with-some-name-%u", i);
        assert_int_equal(fs_create(fs, mnt, root.ino, name, REG | 0644, 0, 0, 0, &attr), 0);
        for (unsigned at = 0; at < i; at++) /* some have a tree of extents */
            assert_int_equal(fs_write(fs, mnt, attr.ino, at * 8192, data, 1000), 1000);
        assert_int_equal(fs_setxattr(fs, mnt, attr.ino, "user.a", data, i, 0), 0);
        if (i % 10 == 0)
            assert_int_equal(fs_setxattr(fs, mnt, attr.ino, "user.long", data, 500, 0), 0);
    }
    assert_int_equal(fs_symlink(fs, mnt, ROOT, "link", 0, 0, data, 0, &attr), -ENOENT);
    memset(data, 'l', 200);
    assert_int_equal(fs_symlink(fs, mnt, ROOT, "link", 0, 0, data, 200, &attr), 0);
    assert_int_equal(fs_create(fs, mnt, ROOT, "open", REG | 0644, 0, 0, 0, &attr), 0);
    assert_int_equal(fs_unlink(fs, mnt, ROOT, "open", &attr), 0);
    assert_int_equal(fs_sync(fs, mnt), 0);
}

static void use_attributes(uint64_t ino, uint8_t *buf)
{
    static const char *const names[] = { "user.a", "user.long", "trusted.t", "system.posix_acl_access" };
    const char *name = names[rnd(4)];

    (void)fs_listxattr(fs, mnt, ino, buf, FS_XATTR_MAX);
    (void)fs_getxattr(fs, mnt, ino, name, buf, FS_XATTR_MAX);
    (void)fs_setxattr(fs, mnt, ino, name, buf, rnd(rnd(2) ? 30 : 900), rnd(4));
    (void)fs_removexattr(fs, mnt, ino, names[rnd(4)]);
}

/* Everything a client can do, on every inode there may be. */
static void use(void)
{
    static uint8_t buf[70000];
    struct fs_attr attr, want = { .size = 5000 };
    struct fs_statfs st;
    uint64_t replaced;
    char name[60];

    (void)fs_statfs(fs, mnt, &st);
    for (uint64_t ino = 0; ino < 90; ino++) {
        uint64_t cookie = 0;

        (void)fs_getattr(fs, mnt, ino, &attr);
        for (int i = 0; i < 50; i++) {
            ssize_t got = fs_readdir(fs, mnt, ino, cookie, buf, 500);

            if (got <= 0)
                break;
            cookie = ((struct fs_dirent *)(void *)buf)->cookie;
        }
        (void)fs_readlink(fs, mnt, ino, buf, sizeof(buf));
        (void)fs_read(fs, mnt, ino, rnd(100000), buf, sizeof(buf));
        (void)fs_lookup(fs, mnt, ino, "a-file-with-some-name-7", &attr);
        (void)fs_write(fs, mnt, ino, rnd(400000), buf, rnd(sizeof(buf)));
        snprintf(name, sizeof(name), "new-%u", rnd(100));
        (void)fs_create(fs, mnt, ino, name, (rnd(2) ? REG : DIR) | 0755, 0, 0, 0, &attr);
        (void)fs_rename(fs, mnt, ino, name, ROOT, name, rnd(3), &replaced);
        (void)fs_link(fs, mnt, ino, ROOT, name, &attr);
        want.size = rnd(300000);
        (void)fs_setattr(fs, mnt, ino, FS_SET_SIZE, &want, &attr);
        (void)fs_allocate(fs, mnt, ino, rnd(64), rnd(300) * 1024, rnd(100) * 1024);
        (void)fs_seek(fs, mnt, ino, rnd(100000), rnd(2));
        use_attributes(ino, buf);
        snprintf(name, sizeof(name), "a-file-with-some-name-%u", rnd(60));
        if (fs_unlink(fs, mnt, ino, name, &attr) == 0)
            (void)fs_release(fs, mnt, attr.ino);
        (void)fs_rmdir(fs, mnt, ino, "dir");
        (void)fs_release(fs, mnt, ino);
    }
    (void)fs_sync(fs, mnt);
}

/* Changes a few bytes of blocks that are not all zero. */
static void damage(void)
{
    uint8_t *bytes = disk_bytes();

    for (uint32_t n = 1 + rnd(6); n > 0; n--) {
        uint32_t block = rnd(8) ? rnd(MIB << 10) : 1;
        uint8_t *at = bytes + block * 1024, *end = at + 1024;

        while (at < end && *at == 0)
            at++;
        if (at == end)
            continue;
        at = bytes + block * 1024 + rnd(1024);
        switch (rnd(4)) {
        case 0:
            *at = rnd(256);
            break;
        case 1:
            *at ^= 1 << rnd(8);
            break;
        case 2:
            memset(at, rnd(2) ? 0xff : 0, end - at < 8 ? end - at : 8);
            break;
        default:
            *at += rnd(2) ? 1 : -1;
            break;
        }
    }
}

static void test_damage(void **state)
{
    static const char *const formats[] = {
        "-t ext4 -b 1024 -O ^metadata_csum,^has_journal -N 96",
        "-t ext4 -b 1024 -O ^has_journal -N 96",
        "-t ext2 -b 1024 -N 96",
        "-t ext4 -b 1024 -O inline_data,^metadata_csum,^has_journal -N 96 -I 512",
    };
    const unsigned format_count = sizeof(formats) / sizeof(formats[0]);
    const char *seed = getenv("FS_SEED"), *steps = getenv("FS_STEPS");
    unsigned rounds = steps ? strtoul(steps, NULL, 0) : 150, mounted = 0;

    (void)state;
    fs = fs_thread_new();
    random_state = seed ? strtoul(seed, NULL, 0) : 1;
    for (unsigned f = 0; f < format_count; f++) {
        disk_new(MIB, formats[f]);
        populate();

        uint8_t *copy = disk_copy();

        (void)fs_unmount(fs, mnt);
        for (unsigned i = 0; i < rounds; i++) {
            struct fs_attr root;

            disk_restore(copy);
            damage();
            alarm(HANG_SECONDS);
            if (fs_mount(fs, 0, rnd(4) ? 0 : FS_MOUNT_RDONLY, &mnt, &root))
                continue;
            mounted++;
            use();
            (void)fs_unmount(fs, mnt);
        }
        free(copy);
        disk_free();
    }
    alarm(0);
    free(fs);
    assert_true(mounted > rounds);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_damage) };

    return cmocka_run_group_tests_name("fs_fuzz", tests, NULL, NULL);
}
