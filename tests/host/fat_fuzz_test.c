/* SPDX-License-Identifier: BSD-2-Clause */
/* fat-thread on damaged disks: whatever is in them, operations end, with a result or an error.
 *
 * A volume with some files gets a few bytes of its boot sector, tables and directories changed.  FS_SEED and
 * FS_STEPS choose other damage and more of it. */
#include "host_test.h"

#include <fat_thread.h>
#include <ipc/fs.h>
#include <linux/errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fat/setup.h"
#include "fs/disk.h"

enum { MIB = 4, HANG_SECONDS = 60, NODES = 64 };

static uint64_t random_state;
static uint64_t nodes[NODES];
static unsigned node_count;

static uint32_t rnd(uint32_t below)
{
    random_state = random_state * 6364136223846793005u + 1442695040888963407u;
    return (random_state >> 33) % below;
}

static void populate(void)
{
    static uint8_t data[3000];
    struct fs_attr attr, dir;
    char name[60];

    assert_int_equal(fs_create(fs, mnt, ROOT, "dir", DIR | 0755, 0, 0, 0, &dir), 0);
    assert_int_equal(fs_create(fs, mnt, dir.ino, "another directory", DIR | 0755, 0, 0, 0, &attr), 0);
    for (unsigned i = 0; i < 40; i++) {
        snprintf(name, sizeof(name), "a-file-with-some-name-%u", i);
        memset(data, i, sizeof(data));
        assert_int_equal(fs_create(fs, mnt, i % 2 ? dir.ino : ROOT, name, REG | 0644, 0, 0, 0, &attr), 0);
        assert_int_equal(fs_write(fs, mnt, attr.ino, i * 300, data, 1000), 1000);
    }
    assert_int_equal(fs_sync(fs, mnt), 0);
}

/* Looks up what a directory says it has; two levels. */
static void collect(uint64_t dir, int depth)
{
    uint8_t *buf = malloc(4096);
    uint64_t cookie = 0;

    for (int i = 0; i < 40; i++) {
        ssize_t got = fs_readdir(fs, mnt, dir, cookie, buf, 4096);

        for (ssize_t at = 0; at < got;) {
            struct fs_dirent *d = (struct fs_dirent *)(void *)(buf + at);
            struct fs_attr attr;

            cookie = d->cookie;
            at += d->reclen;
            assert_true(d->reclen > 0 && strlen(d->name) == d->namelen && !strchr(d->name, '/'));
            if (fs_lookup(fs, mnt, dir, d->name, &attr) || node_count == NODES)
                continue;
            nodes[node_count++] = attr.ino;
            if ((attr.mode & TYPE) == DIR && depth > 0)
                collect(attr.ino, depth - 1);
        }
        if (got <= 0)
            break;
    }
    free(buf);
}

/* Everything a client can do, on every node there is. */
static void use(void)
{
    static uint8_t buf[70000];
    struct fs_attr attr, want = { 0 };
    struct fs_statfs st;
    uint64_t replaced;
    char name[60];

    node_count = 1;
    nodes[0] = ROOT;
    collect(ROOT, 2);
    (void)fs_statfs(fs, mnt, &st);
    for (unsigned i = 0; i < 100; i++) {
        uint64_t ino = nodes[rnd(node_count)], other = nodes[rnd(node_count)];

        (void)fs_getattr(fs, mnt, ino, &attr);
        (void)fs_read(fs, mnt, ino, rnd(20000), buf, sizeof(buf));
        (void)fs_write(fs, mnt, ino, rnd(40000), buf, rnd(sizeof(buf)));
        snprintf(name, sizeof(name), "a new name %u", rnd(100));
        (void)fs_create(fs, mnt, ino, name, (rnd(2) ? REG : DIR) | 0755, 0, 0, 0, &attr);
        (void)fs_rename(fs, mnt, ino, name, other, name, rnd(2), &replaced);
        want.size = rnd(60000);
        (void)fs_setattr(fs, mnt, ino, FS_SET_SIZE | FS_SET_MTIME, &want, &attr);
        snprintf(name, sizeof(name), "a-file-with-some-name-%u", rnd(40));
        (void)fs_rename(fs, mnt, ino, name, other, "target", 0, &replaced);
        if (fs_unlink(fs, mnt, ino, name, &attr) == 0 && rnd(2))
            (void)fs_release(fs, mnt, attr.ino);
        (void)fs_rename(fs, mnt, ino, "dir", other, "another directory", 0, &replaced);
        (void)fs_rmdir(fs, mnt, ino, rnd(2) ? "dir" : "another directory");
        (void)fs_release(fs, mnt, ino);
    }
    (void)fs_sync(fs, mnt);
}

/* Changes a few bytes, most of them in the first part of the disk, where metadata is. */
static void damage(void)
{
    uint8_t *bytes = disk_bytes();

    for (uint32_t n = 1 + rnd(8); n > 0; n--) {
        uint32_t block = rnd(8) ? rnd(100) : rnd(2) ? 0 : rnd(MIB * 2048);
        uint8_t *at = bytes + block * 512, *end = at + 512;

        while (at < end && *at == 0)
            at++;
        if (at == end)
            continue;
        at = bytes + block * 512 + rnd(block ? 512 : 80);
        end = bytes + block * 512 + 512;
        if (rnd(3) == 0)
            memset(at, rnd(2) ? 0xff : 0, end - at < 8 ? end - at : 8);
        else
            *at = rnd(2) ? rnd(256) : *at ^ 1u << rnd(8);
    }
}

static void test_damage(void **state)
{
    static const struct fat_format formats[] = {
        { "FAT12", MIB, "-F 12 -s 2" },
        { "FAT16", MIB, "-F 16 -s 1" },
        { "FAT32", MIB, "-F 32 -s 1" },
    };
    const char *seed = getenv("FS_SEED"), *steps = getenv("FS_STEPS");
    unsigned rounds = steps ? strtoul(steps, NULL, 0) : 200, mounted = 0;

    (void)state;
    random_state = seed ? strtoul(seed, NULL, 0) : 1;
    for (unsigned f = 0; f < 3; f++) {
        fat_start(&formats[f]);
        populate();

        uint8_t *copy = disk_copy();

        assert_int_equal(fs_unmount(fs, mnt), 0);
        for (unsigned i = 0; i < rounds; i++) {
            struct fs_attr root;

            disk_restore(copy);
            damage();
            alarm(HANG_SECONDS);
            if (fs_mount(fs, 0, rnd(8) ? 0 : FS_MOUNT_RDONLY, &mnt, &root))
                continue;
            mounted++;
            use();
            (void)fs_unmount(fs, mnt);
        }
        free(copy);
        disk_free();
    }
    alarm(0);
    assert_true(mounted > rounds);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_damage) };

    return cmocka_run_group_tests_name("fat_fuzz", tests, NULL, NULL);
}
