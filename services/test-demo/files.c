/* SPDX-License-Identifier: BSD-2-Clause */
/* Tests of the interface fs, every operation: ext4 on disk 0, FAT on disk 1.  The host made a file /hello on both, and
 * reads /box/kept afterwards. */
#include <stdlib.h>
#include <string.h>

#include <ipc/fs.h>
#include <linux/errno.h>
#include <wire.h>

#include "test.h"

enum { REG = 0100000, DIR = 0040000, LNK = 0120000, TYPE = 0170000, KEPT_BYTES = 100000, PIECE = 8192 };

static const int64_t a_time = 1800000000ll * 1000000000;

/* A mounted file system under test. */
struct tree {
    struct fs *fs;
    uint32_t mount;
    uint64_t root, box; /* directories */
};

static uint8_t pattern(uint64_t at)
{
    return (uint8_t)(at * 7 + (at >> 8) * 13);
}

static void mount(struct tree *t, uint32_t unit)
{
    struct fs_attr attr = {0};
    uint32_t second;

    CHECK_EQ(fs_mount(t->fs, unit, 0, &t->mount, &attr), 0);
    t->root = attr.ino;
    CHECK_EQ(attr.mode & TYPE, DIR);
    CHECK_EQ(fs_mount(t->fs, unit, 0, &second, &attr), -EBUSY);
    CHECK(fs_mount(t->fs, 99, 0, &second, &attr) < 0);
    CHECK_EQ(fs_mount(t->fs, unit, 1u << 31, &second, &attr), -EINVAL);
}

static uint64_t create(const struct tree *t, uint64_t dir, const char *name, uint32_t mode)
{
    struct fs_attr attr = {0};

    CHECK_EQ(fs_create(t->fs, t->mount, dir, name, mode, 0, 0, 0, &attr), 0);
    CHECK_EQ(fs_create(t->fs, t->mount, dir, name, mode, 0, 0, 0, &attr), -EEXIST);
    return attr.ino;
}

/* Reads or writes the pattern of /box/kept; how many bytes differ or did not come. */
static uint64_t wrong_bytes(const struct tree *t, uint64_t ino)
{
    static uint8_t buf[PIECE];
    uint64_t wrong = 0;

    for (uint64_t at = 0; at < KEPT_BYTES; at += PIECE) {
        ssize_t got = fs_read(t->fs, t->mount, ino, at, buf, PIECE);
        uint64_t want = KEPT_BYTES - at < PIECE ? KEPT_BYTES - at : PIECE;
        wrong += got != (ssize_t)want;
        for (uint64_t i = 0; i < want; i++)
            wrong += buf[i] != pattern(at + i);
    }
    return wrong;
}

static void data(struct tree *t)
{
    static uint8_t buf[PIECE];
    static const char hello[] = "hello from the host\n";
    struct fs_attr attr = {0};

    CHECK_EQ(fs_lookup(t->fs, t->mount, t->root, "hello", &attr), 0);
    CHECK_EQ(attr.size, sizeof(hello) - 1);
    CHECK_EQ(fs_read(t->fs, t->mount, attr.ino, 0, buf, PIECE), sizeof(hello) - 1);
    CHECK_EQ(memcmp(buf, hello, sizeof(hello) - 1), 0);
    CHECK_EQ(fs_read(t->fs, t->mount, attr.ino, 1000, buf, PIECE), 0);
    CHECK_EQ(fs_lookup(t->fs, t->mount, t->root, "none", &attr), -ENOENT);

    t->box = create(t, t->root, "box", DIR | 0755);
    uint64_t ino = create(t, t->box, "kept", REG | 0644);
    for (uint64_t at = 0; at < KEPT_BYTES; at += PIECE) {
        uint32_t count = (uint32_t)(KEPT_BYTES - at < PIECE ? KEPT_BYTES - at : PIECE);
        for (uint32_t i = 0; i < count; i++)
            buf[i] = pattern(at + i);
        CHECK_EQ(fs_write(t->fs, t->mount, ino, at, buf, count), count);
    }
    CHECK_EQ(wrong_bytes(t, ino), 0);
    CHECK_EQ(fs_fsync(t->fs, t->mount, ino), 0);
    CHECK_EQ(fs_write(t->fs, t->mount, t->box, 0, buf, 1), -EISDIR);
    CHECK_EQ(fs_getattr(t->fs, t->mount, ino, &attr), 0);
    CHECK_EQ(attr.size, KEPT_BYTES);
    CHECK_EQ(fs_seek(t->fs, t->mount, ino, 0, 0), 0);
    CHECK_EQ(fs_seek(t->fs, t->mount, ino, KEPT_BYTES, 0), -ENXIO);
}

/* Names come and go; how many entries /box has then. */
static void names(const struct tree *t)
{
    struct fs_attr attr = {0}, want = {.size = 10};
    uint64_t replaced = 1, cookie = 0;
    unsigned entries = 0;
    ssize_t got;
    char buf[512];

    uint64_t ino = create(t, t->box, "first", REG | 0600);
    CHECK_EQ(fs_setattr(t->fs, t->mount, ino, FS_SET_SIZE, &want, &attr), 0);
    CHECK_EQ(attr.size, 10);
    CHECK_EQ(fs_rename(t->fs, t->mount, t->box, "first", t->root, "second", 0, &replaced), 0);
    CHECK_EQ(replaced, 0);
    CHECK_EQ(fs_rename(t->fs, t->mount, t->box, "first", t->root, "second", 0, &replaced), -ENOENT);
    CHECK_EQ(fs_rename(t->fs, t->mount, t->box, "kept", t->root, "second", 1, &replaced), -EEXIST);
    CHECK_EQ(fs_unlink(t->fs, t->mount, t->root, "second", &attr), 0);
    CHECK_EQ(fs_read(t->fs, t->mount, attr.ino, 0, buf, 20), 10); /* it lives until it is released */
    CHECK_EQ(fs_release(t->fs, t->mount, attr.ino), 0);
    CHECK_EQ(fs_rmdir(t->fs, t->mount, t->root, "box"), -ENOTEMPTY);
    ino = create(t, t->box, "empty", DIR | 0700);
    CHECK_EQ(fs_unlink(t->fs, t->mount, t->box, "empty", &attr), -EISDIR);
    CHECK_EQ(fs_rmdir(t->fs, t->mount, t->box, "empty"), 0);
    CHECK_EQ(fs_release(t->fs, t->mount, ino), 0);
    while ((got = fs_readdir(t->fs, t->mount, t->box, cookie, buf, sizeof(buf))) > 0)
        for (ssize_t at = 0; at < got; entries++) {
            struct fs_dirent *d = (void *)(buf + at);
            cookie = d->cookie;
            at += d->reclen;
        }
    CHECK_EQ(got, 0);
    CHECK_EQ(entries, 3); /* . .. kept */
}

/* What FAT has no place for. */
static void links(const struct tree *t, uint64_t kept)
{
    struct fs_attr attr = {0};
    char text[64];

    CHECK_EQ(fs_link(t->fs, t->mount, kept, t->root, "other", &attr), 0);
    CHECK_EQ(attr.nlink, 2);
    CHECK_EQ(fs_unlink(t->fs, t->mount, t->root, "other", &attr), 0);
    CHECK_EQ(attr.nlink, 1);
    CHECK_EQ(fs_symlink(t->fs, t->mount, t->root, "sign", 0, 0, "box/kept", 8, &attr), 0);
    CHECK_EQ(attr.mode & TYPE, LNK);
    CHECK_EQ(fs_readlink(t->fs, t->mount, attr.ino, text, sizeof(text)), 8);
    CHECK_EQ(memcmp(text, "box/kept", 8), 0);
    CHECK_EQ(fs_readlink(t->fs, t->mount, kept, text, sizeof(text)), -EINVAL);

    CHECK_EQ(fs_setxattr(t->fs, t->mount, kept, "user.color", "blue", 4, 0), 0);
    CHECK_EQ(fs_setxattr(t->fs, t->mount, kept, "user.color", "red", 3, FS_XATTR_CREATE), -EEXIST);
    CHECK_EQ(fs_getxattr(t->fs, t->mount, kept, "user.color", text, sizeof(text)), 4);
    CHECK_EQ(memcmp(text, "blue", 4), 0);
    CHECK_EQ(fs_getxattr(t->fs, t->mount, kept, "user.none", text, sizeof(text)), -ENODATA);
    CHECK_EQ(fs_listxattr(t->fs, t->mount, kept, text, sizeof(text)), sizeof("user.color"));
    CHECK_EQ(fs_removexattr(t->fs, t->mount, kept, "user.color"), 0);
    CHECK_EQ(fs_listxattr(t->fs, t->mount, kept, text, sizeof(text)), 0);
}

/* Blocks without data, and data without blocks. */
static void ranges(const struct tree *t)
{
    struct fs_attr attr = {0};
    uint64_t ino = create(t, t->root, "ranges", REG | 0600);

    CHECK_EQ(fs_allocate(t->fs, t->mount, ino, 0, 0, 1 << 20), 0);
    CHECK_EQ(fs_getattr(t->fs, t->mount, ino, &attr), 0);
    CHECK_EQ(attr.size, 1 << 20);
    CHECK(attr.blocks >= 2048);
    CHECK_EQ(fs_write(t->fs, t->mount, ino, 512 << 10, "data", 4), 4);
    CHECK_EQ(fs_seek(t->fs, t->mount, ino, 0, 0), 512 << 10);
    CHECK(fs_seek(t->fs, t->mount, ino, 512 << 10, 1) > 512 << 10);
    CHECK_EQ(fs_allocate(t->fs, t->mount, ino, FS_PUNCH_HOLE | FS_KEEP_SIZE, 0, 1 << 20), 0);
    CHECK_EQ(fs_seek(t->fs, t->mount, ino, 0, 0), -ENXIO);
    CHECK_EQ(fs_unlink(t->fs, t->mount, t->root, "ranges", &attr), 0);
    CHECK_EQ(fs_release(t->fs, t->mount, ino), 0);
}

/* Flags and the end of a mount; what was written is there at the next one. */
static void end(struct tree *t, uint32_t unit)
{
    struct fs_attr attr = {0};
    struct fs_statfs st = {0};

    uint64_t held = create(t, t->root, "held", REG | 0600); /* without a name, but open */

    CHECK_EQ(fs_unlink(t->fs, t->mount, t->root, "held", &attr), 0);
    CHECK_EQ(fs_statfs(t->fs, t->mount, &st), 0);
    CHECK(st.bfree > 0 && st.bfree < st.blocks);
    CHECK_EQ(fs_sync(t->fs, t->mount), 0);
    CHECK_EQ(fs_remount(t->fs, t->mount, FS_MOUNT_RDONLY), -EBUSY);
    CHECK_EQ(fs_release(t->fs, t->mount, held), 0);
    CHECK_EQ(fs_remount(t->fs, t->mount, FS_MOUNT_RDONLY), 0);
    CHECK_EQ(fs_create(t->fs, t->mount, t->root, "late", REG, 0, 0, 0, &attr), -EROFS);
    CHECK_EQ(fs_remount(t->fs, t->mount, 0), 0);
    CHECK_EQ(fs_unmount(t->fs, t->mount), 0);
    CHECK_EQ(fs_statfs(t->fs, t->mount, &st), -ENOTCONN);
    mount(t, unit);
    CHECK_EQ(fs_lookup(t->fs, t->mount, t->root, "box", &attr), 0);
    CHECK_EQ(fs_lookup(t->fs, t->mount, attr.ino, "kept", &attr), 0);
    CHECK_EQ(wrong_bytes(t, attr.ino), 0);
    CHECK_EQ(fs_unmount(t->fs, t->mount), 0);
}

void test_fs(void)
{
    struct tree t = {.fs = wire_fs()};
    struct fs_attr attr = {0}, want = {.mode = 0640, .uid = 7};

    CHECK(t.fs != NULL);
    if (t.fs == NULL)
        return;
    CHECK_EQ(fs_set_time(t.fs, a_time), 0);
    mount(&t, 0);
    data(&t);
    CHECK_EQ(fs_lookup(t.fs, t.mount, t.box, "kept", &attr), 0);
    CHECK(attr.mtime_ns >= a_time && attr.mtime_ns < a_time + 60000000000);
    CHECK_EQ(fs_setattr(t.fs, t.mount, attr.ino, FS_SET_MODE | FS_SET_UID, &want, &attr), 0);
    CHECK_EQ(attr.mode, REG | 0640);
    CHECK_EQ(attr.uid, 7);
    names(&t);
    links(&t, attr.ino);
    ranges(&t);
    end(&t, 0);
}

void test_fat(void)
{
    struct tree t = {.fs = wire_fat()};
    struct fs_attr attr = {0};

    CHECK(t.fs != NULL);
    if (t.fs == NULL)
        return;
    CHECK_EQ(fs_set_time(t.fs, a_time), 0);
    mount(&t, 1);
    data(&t);
    names(&t);
    CHECK_EQ(fs_symlink(t.fs, t.mount, t.root, "sign", 0, 0, "box", 3, &attr), -EPERM);
    end(&t, 1);
}
