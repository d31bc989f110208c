/* SPDX-License-Identifier: BSD-2-Clause */
/* Names and attributes: every operation on them, on disks of several formats; e2fsck judges the disk after each. */
#include "fs/setup.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void test_types(void **state)
{
    static const uint32_t types[] = { REG, DIR, CHR, BLK, FIFO, SOCK };
    struct fs_attr attr;

    (void)state;
    start(fs_formats[0]);
    for (unsigned i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        char name[8];

        snprintf(name, sizeof(name), "n%u", i);
        attr = attr_of(make(ROOT, name, types[i] | 04751));
        assert_int_equal(attr.nlink, types[i] == DIR ? 2 : 1);
        assert_int_equal(attr.uid, 7);
        assert_int_equal(attr.gid, 70000);
        assert_int_equal(fs_lookup(fs, mnt, ROOT, name, &attr), 0);
    }
    assert_int_equal(fs_create(fs, mnt, ROOT, "tty", CHR | 0600, 0, 0, 5 << 20 | 1, &attr), 0);
    assert_int_equal(attr_of(attr.ino).rdev, 5 << 20 | 1);
    assert_int_equal(fs_create(fs, mnt, ROOT, "big", BLK | 0600, 0, 0, 259 << 20 | 70000, &attr), 0);
    assert_int_equal(attr_of(attr.ino).rdev, 259 << 20 | 70000);
    assert_int_equal(fs_create(fs, mnt, ROOT, "bad", LNK | 0600, 0, 0, 0, &attr), -EINVAL);
    assert_int_equal(fs_create(fs, mnt, ROOT, "bad", 0600, 0, 0, 0, &attr), -EINVAL);
    assert_int_equal(fs_create(fs, mnt, ROOT, "tty", REG, 0, 0, 0, &attr), -EEXIST);
    end();
}

static void test_names(void **state)
{
    char name[300];
    struct fs_attr attr;
    uint64_t ino;

    (void)state;
    start(fs_formats[1]);
    memset(name, 'x', sizeof(name));
    name[255] = 0;
    ino = make(ROOT, name, REG | 0644);
    assert_int_equal(find(ROOT, name, &ino), 0);
    name[255] = 'x';
    name[256] = 0;
    assert_int_equal(find(ROOT, name, NULL), -ENAMETOOLONG);
    assert_int_equal(fs_create(fs, mnt, ROOT, name, REG, 0, 0, 0, &attr), -ENAMETOOLONG);
    assert_int_equal(fs_create(fs, mnt, ROOT, "a/b", REG, 0, 0, 0, &attr), -EINVAL);
    assert_int_equal(fs_create(fs, mnt, ROOT, "", REG, 0, 0, 0, &attr), -EINVAL);
    assert_int_equal(fs_create(fs, mnt, ROOT, "..", DIR, 0, 0, 0, &attr), -EEXIST);
    assert_int_equal(find(ino, "x", NULL), -ENOTDIR);
    assert_int_equal(find(ROOT, "..", &ino), 0);
    assert_int_equal(ino, ROOT);
    assert_int_equal(fs_getattr(fs, mnt, 999999, &attr), -ESTALE);
    assert_int_equal(fs_getattr(fs, mnt, 8, &attr), -ESTALE);
    assert_int_equal(fs_getattr(fs, mnt, 0, &attr), -ESTALE);
    assert_int_equal(fs_getattr(fs, mnt + 1, ROOT, &attr), -ENOTCONN);
    assert_int_equal(fs_getattr(fs, 1u << 31, ROOT, &attr), -ENOTCONN);
    end();
}

static void test_symlinks(void **state)
{
    static const uint32_t lengths[] = { 1, 58, 59, 60, 61, 500, 1023 };
    char target[2000], got[2000];
    struct fs_attr attr;

    (void)state;
    memset(target, 't', sizeof(target));
    for (int f = 0; f < fs_format_count; f++) {
        start(fs_formats[f]);
        for (unsigned i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
            char name[8];

            snprintf(name, sizeof(name), "l%u", i);
            assert_int_equal(fs_symlink(fs, mnt, ROOT, name, 1, 2, target, lengths[i], &attr), 0);
            assert_int_equal(attr.mode, LNK | 0777);
            assert_int_equal(attr.size, lengths[i]);
        }
        fs_unmount(fs, mnt);
        disk_check();
        mount_disk(0);
        for (unsigned i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
            char name[8];
            uint64_t ino;

            snprintf(name, sizeof(name), "l%u", i);
            assert_int_equal(find(ROOT, name, &ino), 0);
            assert_int_equal(fs_readlink(fs, mnt, ino, got, sizeof(got)), lengths[i]);
            assert_memory_equal(got, target, lengths[i]);
            assert_int_equal(fs_readlink(fs, mnt, ino, got, 1), 1);
            assert_int_equal(fs_read(fs, mnt, ino, 0, got, 1), -EINVAL);
            remove_file(ROOT, name);
        }
        assert_int_equal(fs_symlink(fs, mnt, ROOT, "l", 0, 0, target, 0, &attr), -ENOENT);
        assert_int_equal(fs_readlink(fs, mnt, ROOT, got, 10), -EINVAL);
        end();
    }
}

static void test_links(void **state)
{
    struct fs_attr attr;

    (void)state;
    start(fs_formats[0]);

    uint64_t ino = make(ROOT, "a", REG | 0644), dir = make(ROOT, "d", DIR | 0755);

    assert_int_equal(fs_link(fs, mnt, ino, dir, "b", &attr), 0);
    assert_int_equal(attr.nlink, 2);
    assert_int_equal(fs_link(fs, mnt, ino, dir, "b", &attr), -EEXIST);
    assert_int_equal(fs_link(fs, mnt, dir, ROOT, "e", &attr), -EPERM);
    assert_int_equal(fs_unlink(fs, mnt, ROOT, "a", &attr), 0);
    assert_int_equal(attr.nlink, 1);
    assert_int_equal(fs_unlink(fs, mnt, ROOT, "a", &attr), -ENOENT);
    assert_int_equal(fs_unlink(fs, mnt, ROOT, "d", &attr), -EISDIR);
    assert_int_equal(find(dir, "b", &ino), 0);
    assert_int_equal(fs_unlink(fs, mnt, dir, "b", &attr), 0);
    assert_int_equal(attr.nlink, 0);
    /* As long as it is held it can get a name again. */
    assert_int_equal(fs_link(fs, mnt, ino, dir, "c", &attr), 0);
    assert_int_equal(attr.nlink, 1);
    assert_int_equal(fs_release(fs, mnt, ino), 0);
    assert_int_equal(fs_unmount(fs, mnt), 0);
    disk_check();
    mount_disk(0);
    assert_int_equal(find(dir, "c", &ino), 0);
    assert_int_equal(fs_unlink(fs, mnt, dir, "c", &attr), 0);
    assert_int_equal(fs_release(fs, mnt, ino), 0);
    assert_int_equal(fs_link(fs, mnt, ino, dir, "c", &attr), -ESTALE);
    assert_int_equal(fs_getattr(fs, mnt, ino, &attr), -ESTALE);
    assert_int_equal(fs_release(fs, mnt, ino), 0);
    end();
}

static void test_directories(void **state)
{
    (void)state;
    for (int f = 0; f < fs_format_count; f++) {
        start(fs_formats[f]);

        uint64_t a = make(ROOT, "a", DIR | 0755), b = make(a, "b", DIR | 0755);
        uint32_t links = attr_of(ROOT).nlink;
        struct fs_attr attr;

        assert_int_equal(attr_of(a).nlink, 3);
        assert_int_equal(fs_rmdir(fs, mnt, ROOT, "a"), -ENOTEMPTY);
        assert_int_equal(fs_rmdir(fs, mnt, a, "."), -EINVAL);
        assert_int_equal(fs_rmdir(fs, mnt, a, ".."), -ENOTEMPTY);
        make(a, "file", REG | 0644);
        assert_int_equal(fs_rmdir(fs, mnt, a, "file"), -ENOTDIR);
        remove_file(a, "file");
        assert_int_equal(fs_rmdir(fs, mnt, a, "b"), 0);
        assert_int_equal(attr_of(a).nlink, 2);

        /* b has no name but may still be open: nothing can be made in it. */
        assert_int_equal(attr_of(b).nlink, 0);
        assert_int_equal(fs_create(fs, mnt, b, "x", REG, 0, 0, 0, &attr), -ENOENT);
        assert_int_equal(fs_release(fs, mnt, b), 0);
        assert_int_equal(fs_rmdir(fs, mnt, ROOT, "a"), 0);
        assert_int_equal(fs_release(fs, mnt, a), 0);
        assert_int_equal(attr_of(ROOT).nlink, links - 1);
        end();
    }
}

static void test_rename(void **state)
{
    uint64_t replaced, ino;
    struct fs_attr attr;

    (void)state;
    start(fs_formats[0]);

    uint64_t d1 = make(ROOT, "d1", DIR | 0755), d2 = make(ROOT, "d2", DIR | 0755);
    uint64_t f1 = make(d1, "f", REG | 0644), f2 = make(d2, "f", REG | 0600);
    uint64_t sub = make(d1, "sub", DIR | 0755), subsub = make(sub, "subsub", DIR | 0755);

    /* Plain, in one directory and across. */
    assert_int_equal(fs_rename(fs, mnt, d1, "f", d1, "g", 0, &replaced), 0);
    assert_int_equal(replaced, 0);
    assert_int_equal(find(d1, "f", NULL), -ENOENT);
    assert_int_equal(find(d1, "g", &ino), 0);
    assert_int_equal(ino, f1);
    assert_int_equal(fs_rename(fs, mnt, d1, "g", d2, "f", NOREPLACE, &replaced), -EEXIST);
    assert_int_equal(fs_rename(fs, mnt, d1, "g", d2, "f", 0, &replaced), 0);
    assert_int_equal(replaced, f2);
    assert_int_equal(attr_of(f2).nlink, 0);
    assert_int_equal(fs_release(fs, mnt, f2), 0);
    assert_int_equal(find(d2, "f", &ino), 0);
    assert_int_equal(ino, f1);

    /* Two names of one file: nothing happens. */
    assert_int_equal(fs_link(fs, mnt, f1, d1, "same", &attr), 0);
    assert_int_equal(fs_rename(fs, mnt, d2, "f", d1, "same", 0, &replaced), 0);
    assert_int_equal(replaced, 0);
    assert_int_equal(find(d2, "f", NULL), 0);

    /* Directories: .. follows, link counts too, never into itself. */
    assert_int_equal(fs_rename(fs, mnt, d1, "sub", d2, "moved", 0, &replaced), 0);
    assert_int_equal(find(sub, "..", &ino), 0);
    assert_int_equal(ino, d2);
    assert_int_equal(attr_of(d1).nlink, 2);
    assert_int_equal(attr_of(d2).nlink, 3);
    assert_int_equal(fs_rename(fs, mnt, d2, "moved", subsub, "x", 0, &replaced), -EINVAL);
    assert_int_equal(fs_rename(fs, mnt, ROOT, "d2", subsub, "x", 0, &replaced), -EINVAL);
    assert_int_equal(fs_rename(fs, mnt, d2, "moved", sub, "x", 0, &replaced), -EINVAL);
    assert_int_equal(fs_rename(fs, mnt, d2, "f", ROOT, "d1", 0, &replaced), -EISDIR);
    assert_int_equal(fs_rename(fs, mnt, ROOT, "d1", d2, "f", 0, &replaced), -ENOTDIR);
    assert_int_equal(fs_rename(fs, mnt, ROOT, "d1", d2, "moved", 0, &replaced), -ENOTEMPTY);
    assert_int_equal(fs_rename(fs, mnt, ROOT, "none", d2, "x", 0, &replaced), -ENOENT);
    assert_int_equal(fs_rename(fs, mnt, ROOT, "..", d2, "x", 0, &replaced), -EBUSY);
    assert_int_equal(fs_rename(fs, mnt, ROOT, "d1", d2, ".", 0, &replaced), -EBUSY);
    assert_int_equal(fs_rename(fs, mnt, ROOT, "d1", d2, "x", 3, &replaced), -EINVAL);
    assert_int_equal(fs_rename(fs, mnt, ROOT, "d1", d2, "x", 4, &replaced), -EINVAL);

    /* A directory over an empty one. */
    uint64_t empty = make(d1, "empty", DIR | 0755);
    assert_int_equal(fs_rename(fs, mnt, d2, "moved", d1, "empty", 0, &replaced), 0);
    assert_int_equal(replaced, empty);
    assert_int_equal(fs_release(fs, mnt, empty), 0);
    assert_int_equal(attr_of(d1).nlink, 3);
    assert_int_equal(attr_of(d2).nlink, 2);

    /* Exchange, of a directory and a file in different directories. */
    assert_int_equal(fs_rename(fs, mnt, d1, "empty", d2, "none", EXCHANGE, &replaced), -ENOENT);
    assert_int_equal(fs_rename(fs, mnt, d1, "empty", d2, "f", EXCHANGE, &replaced), 0);
    assert_int_equal(replaced, 0);
    assert_int_equal(find(d2, "f", &ino), 0);
    assert_int_equal(ino, sub);
    assert_int_equal(find(d1, "empty", &ino), 0);
    assert_int_equal(ino, f1);
    assert_int_equal(attr_of(d1).nlink, 2);
    assert_int_equal(attr_of(d2).nlink, 3);
    assert_int_equal(fs_rename(fs, mnt, ROOT, "d1", subsub, "y", 0, &replaced), 0);
    assert_int_equal(fs_rename(fs, mnt, subsub, "y", ROOT, "d2", EXCHANGE, &replaced), -EINVAL);
    end();
}

/* Counts the entries and checks that none comes twice; `each` may change the directory. */
static unsigned list(uint64_t dir, uint32_t size, void (*each)(unsigned n))
{
    static uint8_t seen[100000];
    char buf[1024];
    uint64_t cookie = 0;
    unsigned count = 0;
    ssize_t got;

    memset(seen, 0, sizeof(seen));
    while ((got = fs_readdir(fs, mnt, dir, cookie, buf, size)) > 0)
        for (char *at = buf; at < buf + got;) {
            struct fs_dirent *d = (void *)at;

            assert_int_equal(d->reclen % 8, 0);
            assert_int_equal(strlen(d->name), d->namelen);
            assert_true(d->ino < sizeof(seen) && !seen[d->ino]);
            seen[d->ino] = strcmp(d->name, ".") && strcmp(d->name, "..");
            cookie = d->cookie;
            at += d->reclen;
            count++;
            if (each)
                each(count);
        }
    assert_int_equal(got, 0);
    return count;
}

static uint64_t big_dir;
static unsigned removed;

static void remove_some(unsigned n)
{
    char name[32];

    snprintf(name, sizeof(name), "entry-number-%u", n * 7 % 1000);
    if (n % 3 == 0 && find(big_dir, name, NULL) == 0) {
        remove_file(big_dir, name);
        removed++;
    }
}

static void test_readdir(void **state)
{
    char name[32];

    (void)state;
    for (int f = 0; f < fs_format_count; f++) {
        start(fs_formats[f]);
        big_dir = make(ROOT, "big", DIR | 0755);
        for (unsigned i = 0; i < 1000; i++) {
            snprintf(name, sizeof(name), "entry-number-%u", i);
            make(big_dir, name, REG | 0644);
        }
        assert_int_equal(list(big_dir, 1024, NULL), 1002);
        assert_int_equal(list(big_dir, 64, NULL), 1002);
        assert_int_equal(fs_readdir(fs, mnt, big_dir, 0, name, 20), -EINVAL);

        /* Entries that go away while it is read take none of the others with them. */
        removed = 0;
        unsigned seen = list(big_dir, 64, remove_some);
        assert_true(seen <= 1002 && seen >= 1002 - removed);
        assert_int_equal(list(big_dir, 1024, NULL), 1002 - removed);
        for (unsigned i = 0; i < 1000; i++) {
            snprintf(name, sizeof(name), "entry-number-%u", i);
            if (find(big_dir, name, NULL) == 0)
                remove_file(big_dir, name);
        }
        assert_int_equal(list(big_dir, 1024, NULL), 2);
        assert_int_equal(fs_rmdir(fs, mnt, ROOT, "big"), 0);
        assert_int_equal(fs_release(fs, mnt, big_dir), 0);
        end();
    }
}

static void test_attributes(void **state)
{
    const int64_t s = 1000000000;
    struct fs_attr want = { .mode = 04711, .uid = 100000, .gid = 3, .atime_ns = -5 * s + 7,
                            .mtime_ns = 5000000000 * s + 999999999, .ctime_ns = 1700000000 * s },
                   attr;

    (void)state;
    start(fs_formats[0]);

    uint64_t ino = make(ROOT, "f", REG | 0644);

    assert_int_equal(fs_setattr(fs, mnt, ino,
                                FS_SET_MODE | FS_SET_UID | FS_SET_GID | FS_SET_ATIME | FS_SET_MTIME |
                                    FS_SET_CTIME, &want, &attr), 0);
    assert_int_equal(fs_sync(fs, mnt), 0);
    fs_unmount(fs, mnt);
    mount_disk(0);
    attr = attr_of(ino);
    assert_int_equal(attr.mode, REG | 04711);
    assert_int_equal(attr.uid, 100000);
    assert_int_equal(attr.gid, 3);
    assert_int_equal(attr.atime_ns, want.atime_ns);
    assert_int_equal(attr.mtime_ns, want.mtime_ns);
    assert_int_equal(attr.ctime_ns, want.ctime_ns);

    /* Stamps of our own come from the clock that was set. */
    assert_int_equal(fs_set_time(fs, 1800000000 * s), 0);
    assert_int_equal(fs_write(fs, mnt, ino, 0, "x", 1), 1);
    attr = attr_of(ino);
    assert_true(attr.mtime_ns >= 1800000000 * s && attr.mtime_ns < 1800000100 * s);
    end();
}

static void test_no_inodes(void **state)
{
    struct fs_attr attr;
    unsigned made = 0;
    char name[16];
    int err = 0;

    (void)state;
    start("-t ext4 -N 64");
    while (!err) {
        snprintf(name, sizeof(name), "f%u", made);
        err = fs_create(fs, mnt, ROOT, name, REG | 0644, 0, 0, 0, &attr);
        made += !err;
    }
    assert_int_equal(err, -ENOSPC);
    assert_true(made > 40);
    remove_file(ROOT, "f3");
    make(ROOT, "again", REG | 0644);
    end();
}

/* A tree made by mke2fs and indexed by e2fsck: found, read, changed. */
static void test_indexed_directory(void **state)
{
    char command[600], name[64];
    uint64_t dir, ino;
    struct fs_attr attr;

    (void)state;
    disk_new(32, "-t ext4 -b 1024");
    snprintf(command, sizeof(command),
             "t=$(mktemp -d) && mkdir $t/dir && (cd $t/dir && for i in $(seq 2000); do echo $i > "
             "file-with-a-long-name-$i; done) && mke2fs -q -F -t ext4 -b 1024 -d $t @ >/dev/null 2>&1 && "
             "rm -r $t && { e2fsck -fyD @ >/dev/null 2>&1; test $? -le 1; } && "
             "debugfs -R 'stat /dir' @ 2>/dev/null | grep -q 'Flags: 0x81000'");
    assert_int_equal(disk_run(command), 0);
    mount_disk(0);
    assert_int_equal(find(ROOT, "dir", &dir), 0);
    for (unsigned i = 1; i <= 2000; i += 37) {
        char text[8];

        snprintf(name, sizeof(name), "file-with-a-long-name-%u", i);
        snprintf(text, sizeof(text), "%u\n", i);
        assert_int_equal(find(dir, name, &ino), 0);
        expect_data(ino, 0, text, strlen(text));
    }
    assert_int_equal(list(dir, 1024, NULL), 2002);

    /* Removing keeps the index. */
    remove_file(dir, "file-with-a-long-name-77");
    assert_int_equal(fs_sync(fs, mnt), 0);
    disk_check();
    for (unsigned i = 0; i < 300; i++) {
        snprintf(name, sizeof(name), "new-%u", i);
        make(dir, name, REG | 0644);
    }
    assert_int_equal(list(dir, 1024, NULL), 2301);
    uint64_t replaced, other = make(ROOT, "other", DIR | 0755);
    assert_int_equal(fs_rename(fs, mnt, ROOT, "dir", other, "dir", 0, &replaced), 0);
    assert_int_equal(fs_lookup(fs, mnt, dir, "..", &attr), 0);
    assert_int_equal(attr.ino, other);
    end();
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_types),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_symlinks),
        cmocka_unit_test(test_links),
        cmocka_unit_test(test_directories),
        cmocka_unit_test(test_rename),
        cmocka_unit_test(test_readdir),
        cmocka_unit_test(test_attributes),
        cmocka_unit_test(test_no_inodes),
        cmocka_unit_test(test_indexed_directory),
    };

    return RUN("fs_names", tests, argc, argv);
}
