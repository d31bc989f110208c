/* SPDX-License-Identifier: BSD-2-Clause */
/* Directories of very many names: created, found, listed and deleted with the hash index, which e2fsck
 * judges; indexes made by e2fsck are used and extended; damaged ones do no harm.
 *
 * FS_NAMES=n chooses another number of names, FS_STEPS=n more damage. */
#include "host_test.h"

#include <fs_thread.h>
#include <ipc/fs.h>
#include <linux/errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fs/disk.h"

enum {
    ROOT = 2, REG = 0100000, DIR = 0040000,
    NAMES = 100000, FILES = 8, /* the names are links to a few files: none gets too many */
    HANG_SECONDS = 60,
};

static struct fs *fs;
static uint32_t mnt;
static uint8_t *seen;
static unsigned names;
static uint64_t random_state = 1;

static uint32_t rnd(uint32_t below)
{
    random_state = random_state * 6364136223846793005u + 1442695040888963407u;
    return (random_state >> 33) % below;
}

static void mount_disk(void)
{
    struct fs_attr root;

    fs = fs ? fs : fs_thread_new();
    assert_int_equal(fs_mount(fs, 0, 0, &mnt, &root), 0);
}

static uint64_t make(uint64_t dir, const char *name, uint32_t mode)
{
    struct fs_attr attr;

    assert_int_equal(fs_create(fs, mnt, dir, name, mode, 0, 0, 0, &attr), 0);
    return attr.ino;
}

static uint64_t find(uint64_t dir, const char *name)
{
    struct fs_attr attr;

    return fs_lookup(fs, mnt, dir, name, &attr) ? 0 : attr.ino;
}

/* Names with bytes above 127, where char's sign makes a difference. */
static const char *name_of(unsigned i)
{
    static char name[40];

    snprintf(name, sizeof(name), i % 3 ? "name-%u" : "n\xc3\xa4me-%u-longer", i);
    return name;
}

/* Lists the directory and notes which numbers were seen; returns how many entries there were.  At `stop`
 * entries `then` is called, once. */
static unsigned list(uint64_t dir, uint32_t size, unsigned stop, void (*then)(uint64_t dir))
{
    static uint8_t buf[65536];
    uint64_t cookie = 0;
    unsigned count = 0;
    ssize_t got;

    memset(seen, 0, names * 2);
    while ((got = fs_readdir(fs, mnt, dir, cookie, buf, size)) > 0)
        for (ssize_t at = 0; at < got;) {
            struct fs_dirent *e = (void *)(buf + at);
            unsigned i;

            if (sscanf(e->name, "name-%u", &i) == 1 || sscanf(e->name, "n\xc3\xa4me-%u", &i) == 1) {
                assert_true(i < names * 2);
                assert_true(seen[i] < 2);
                seen[i]++;
            }
            assert_true(e->cookie > cookie);
            cookie = e->cookie;
            at += e->reclen;
            if (++count == stop && then)
                then(dir);
        }
    assert_int_equal(got, 0);
    return count;
}

static void expect_seen(unsigned first, unsigned end, unsigned step)
{
    for (unsigned i = first; i < end; i += step)
        assert_int_equal(seen[i], 1);
}

static void link_names(uint64_t dir, const uint64_t *files, unsigned first, unsigned end)
{
    struct fs_attr attr;

    for (unsigned i = first; i < end; i++)
        assert_int_equal(fs_link(fs, mnt, files[i % FILES], dir, name_of(i), &attr), 0);
}

static void files_make(uint64_t *files)
{
    char name[8];

    for (unsigned i = 0; i < FILES; i++) {
        snprintf(name, sizeof(name), "f%u", i);
        files[i] = make(ROOT, name, REG | 0644);
    }
}

static uint64_t files[FILES];

/* In the middle of a listing: as many names again, so that every leaf is split. */
static void add_more(uint64_t dir)
{
    link_names(dir, files, names, names * 2);
}

static bool is_indexed(const char *path)
{
    char command[200];

    snprintf(command, sizeof(command),
             "debugfs -R 'stat %s' @ 2>/dev/null | grep -q 'Flags: 0x[0-9a-f]*1000$'", path);
    return disk_run(command) == 0;
}

static void many_names(const char *format)
{
    struct fs_attr attr;

    disk_new(64, format);
    mount_disk();
    files_make(files);

    uint64_t dir = make(ROOT, "dir", DIR | 0755);

    link_names(dir, files, 0, names);
    assert_int_equal(fs_lookup(fs, mnt, dir, "absent", &attr), -ENOENT);
    assert_int_equal(fs_link(fs, mnt, files[0], dir, name_of(names / 2), &attr), -EEXIST);
    for (unsigned i = 0; i < names; i++)
        assert_int_equal(find(dir, name_of(i)), files[i % FILES]);
    assert_int_equal(list(dir, 65536, 0, NULL), names + 2);
    expect_seen(0, names, 1);
    assert_int_equal(fs_unmount(fs, mnt), 0);
    disk_check();
    assert_true(is_indexed("/dir"));

    mount_disk();
    for (unsigned i = 0; i < names; i += 2)
        assert_int_equal(fs_unlink(fs, mnt, dir, name_of(i), &attr), 0);
    for (unsigned i = 0; i < names; i++)
        assert_int_equal(find(dir, name_of(i)), i % 2 ? files[i % FILES] : 0);
    assert_int_equal(list(dir, 4096, 0, NULL), names / 2 + 2);
    expect_seen(1, names, 2);
    assert_int_equal(fs_sync(fs, mnt), 0);
    disk_check();
    for (unsigned i = 1; i < names; i += 2)
        assert_int_equal(fs_unlink(fs, mnt, dir, name_of(i), &attr), 0);
    assert_int_equal(list(dir, 4096, 0, NULL), 2);
    assert_int_equal(fs_rmdir(fs, mnt, ROOT, "dir"), 0);
    assert_int_equal(fs_release(fs, mnt, dir), 0);
    assert_int_equal(fs_unmount(fs, mnt), 0);
    disk_check();
    disk_free();
}

static void test_many_names(void **state)
{
    static const char *const formats[] = {
        "-t ext4 -b 4096",
        "-t ext4 -b 1024",
        "-t ext4 -b 4096 -O ^metadata_csum",
        "-t ext4 -b 1024 -O ^metadata_csum",
    };
    const char *asked = getenv("FS_NAMES");

    (void)state;
    names = asked ? strtoul(asked, NULL, 0) : NAMES;
    seen = malloc(names * 2);
    for (unsigned f = 0; f < 4; f++)
        many_names(formats[f]);
    free(seen);
}

/* Every hash, for both signs of char; names come in while the directory is listed. */
static void test_hashes(void **state)
{
    static const char *const hashes[] = { "legacy", "half_md4", "tea" };
    char command[300];

    (void)state;
    names = 3000;
    seen = malloc(names * 2);
    for (unsigned h = 0; h < 6; h++) {
        disk_new(32, h % 2 ? "-t ext4 -b 1024" : "-t ext4 -b 1024 -O ^metadata_csum");
        snprintf(command, sizeof(command),
                 "{ tune2fs -E hash_alg=%s @ && debugfs -w -R 'ssv flags %u' @; } >/dev/null 2>&1",
                 hashes[h / 2], h % 2 + 1);
        assert_int_equal(disk_run(command), 0);
        mount_disk();
        files_make(files);

        uint64_t dir = make(ROOT, "dir", DIR | 0755);

        link_names(dir, files, 0, 20); /* one block yet */
        names = 20;
        unsigned count = list(dir, 64, 5, add_more);
        assert_true(count >= 22 && count <= 42);
        expect_seen(0, 20, 1);
        names = 3000;
        link_names(dir, files, 40, names);
        count = list(dir, 200, 1000, add_more);
        assert_true(count >= names + 2 && count <= 2 * names + 2);
        expect_seen(0, names, 1);
        assert_int_equal(list(dir, 4096, 0, NULL), 2 * names + 2);
        expect_seen(0, 2 * names, 1);
        for (unsigned i = 0; i < 2 * names; i++)
            assert_int_equal(find(dir, name_of(i)), files[i % FILES]);
        assert_int_equal(fs_unmount(fs, mnt), 0);
        disk_check();
        assert_true(is_indexed("/dir"));
        disk_free();
    }
    free(seen);
}

/* Indexes packed tight by e2fsck. */
static void test_foreign_index(void **state)
{
    static const char *const formats[] = {
        "-t ext4 -b 4096", "-t ext4 -b 1024", "-t ext4 -b 1024 -O ^metadata_csum", "-t ext3 -b 1024",
    };
    char command[500];
    struct fs_attr attr;

    (void)state;
    names = 6000;
    seen = malloc(names * 2);
    for (unsigned f = 0; f < 4; f++) {
        disk_new(64, formats[f]);
        snprintf(command, sizeof(command),
                 "t=$(mktemp -d) && mkdir $t/dir && (cd $t/dir && seq -f name-%%.0f 0 5999 | xargs touch) && "
                 "mke2fs -q -F %s -N 16384 -d $t @ >/dev/null 2>&1 && rm -r $t && "
                 "{ e2fsck -fyD @ >/dev/null 2>&1; test $? -le 1; }", formats[f]);
        assert_int_equal(disk_run(command), 0);
        assert_true(is_indexed("/dir"));
        mount_disk();
        files_make(files);

        uint64_t dir = find(ROOT, "dir"), replaced;

        for (unsigned i = 0; i < names; i++) {
            snprintf(command, sizeof(command), "name-%u", i);
            assert_true(find(dir, command) != 0);
        }
        assert_int_equal(list(dir, 1000, 0, NULL), names + 2);
        expect_seen(0, names, 1);
        link_names(dir, files, names, 2 * names);
        assert_int_equal(list(dir, 1000, 0, NULL), 2 * names + 2);
        expect_seen(0, 2 * names, 1);
        assert_int_equal(fs_sync(fs, mnt), 0);
        disk_check();
        assert_int_equal(fs_rename(fs, mnt, dir, "name-7", dir, "renamed", 0, &replaced), 0);
        assert_int_equal(find(dir, "name-7"), 0);

        uint64_t other = make(ROOT, "other", DIR | 0755);

        assert_int_equal(fs_rename(fs, mnt, ROOT, "dir", other, "dir", 0, &replaced), 0);
        assert_int_equal(fs_lookup(fs, mnt, dir, "..", &attr), 0);
        assert_int_equal(attr.ino, other);
        assert_int_equal(fs_unmount(fs, mnt), 0);
        disk_check();
        assert_true(is_indexed("/other/dir"));
        disk_free();
    }
    free(seen);
}

/* A directory grows until the disk is full: no name is lost, and the index stays in order. */
static void test_full_disk(void **state)
{
    struct fs_attr attr;
    unsigned count = 0;
    int err = 0;

    (void)state;
    disk_new(2, "-t ext4 -b 1024 -O ^has_journal");
    mount_disk();
    files_make(files);

    uint64_t dir = make(ROOT, "dir", DIR | 0755);

    while ((err = fs_link(fs, mnt, files[count % FILES], dir, name_of(count), &attr)) == 0)
        count++;
    assert_int_equal(err, -ENOSPC);
    assert_true(count > 10000);
    for (unsigned i = 0; i < count; i++)
        assert_int_equal(find(dir, name_of(i)), files[i % FILES]);
    assert_int_equal(fs_unmount(fs, mnt), 0);
    disk_check();
    disk_free();
}

static void use_damaged(uint64_t dir)
{
    static uint8_t buf[4096];
    struct fs_attr attr;
    uint64_t cookie = 0, replaced;

    for (unsigned i = 0; i < 60; i++) {
        (void)fs_lookup(fs, mnt, dir, name_of(rnd(1500)), &attr);
        (void)fs_unlink(fs, mnt, dir, name_of(rnd(1500)), &attr);
        (void)fs_link(fs, mnt, files[rnd(FILES)], dir, name_of(1500 + rnd(1500)), &attr);
        (void)fs_rename(fs, mnt, dir, name_of(rnd(1500)), dir, name_of(rnd(3000)), 0, &replaced);
    }
    for (unsigned i = 0; i < 3000; i++) {
        ssize_t got = fs_readdir(fs, mnt, dir, cookie, buf, sizeof(buf));

        if (got <= 0)
            break;
        assert_true(((struct fs_dirent *)(void *)buf)->cookie > cookie);
        cookie = ((struct fs_dirent *)(void *)buf)->cookie;
    }
    (void)fs_rename(fs, mnt, ROOT, "dir", ROOT, "moved", 0, &replaced);
}

/* Damage of blocks of an index, which start like these: an entry that fills the block, or the root's. */
static void damage_index(void)
{
    uint8_t *bytes = disk_bytes();

    for (uint32_t block = 0; block < 8 << 10; block++) {
        uint8_t *at = bytes + block * 1024;
        bool node = !memcmp(at, "\0\0\0\0\0\4\0\0", 8), root = at[4] == 12 && at[16] == 0xf4 && at[17] == 3;
        uint32_t head = root ? 24 : 0;

        if ((!node && !root) || rnd(2))
            continue;
        for (uint32_t n = rnd(4); n > 0; n--) {
            uint32_t where = head + rnd(rnd(2) ? 20 : 1000 - head);

            at[where] = rnd(2) ? rnd(256) : rnd(2) ? at[where] + 1u : 0;
        }
    }
}

static void test_damage(void **state)
{
    static const char *const formats[] = {
        "-t ext4 -b 1024 -O ^metadata_csum,^has_journal -N 64", "-t ext4 -b 1024 -O ^has_journal -N 64",
    };
    const char *steps = getenv("FS_STEPS");
    unsigned rounds = steps ? strtoul(steps, NULL, 0) : 200, mounted = 0;

    (void)state;
    for (unsigned f = 0; f < 2; f++) {
        struct fs_attr root;

        disk_new(8, formats[f]);
        mount_disk();
        files_make(files);

        uint64_t dir = make(ROOT, "dir", DIR | 0755);

        link_names(dir, files, 0, 6000); /* two levels */
        assert_int_equal(fs_unmount(fs, mnt), 0);

        uint8_t *copy = disk_copy();

        for (unsigned i = 0; i < rounds; i++) {
            disk_restore(copy);
            damage_index();
            alarm(HANG_SECONDS);
            if (fs_mount(fs, 0, 0, &mnt, &root))
                continue;
            mounted++;
            use_damaged(dir);
            (void)fs_unmount(fs, mnt);
        }
        free(copy);
        disk_free();
    }
    alarm(0);
    assert_true(mounted > rounds);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hashes),
        cmocka_unit_test(test_foreign_index),
        cmocka_unit_test(test_full_disk),
        cmocka_unit_test(test_damage),
        cmocka_unit_test(test_many_names),
    };

    if (argc > 1)
        cmocka_set_test_filter(argv[1]);

    int failed = cmocka_run_group_tests_name("fs_htree", tests, NULL, NULL);

    free(fs);
    return failed;
}
