/* SPDX-License-Identifier: BSD-2-Clause */
/* fs-thread against a model: random operations on both, compared result by result and, now and then, file
 * by file; e2fsck judges the disk after each comparison, which also cuts the power after a sync.
 *
 * FS_SEED=n starts from another seed, FS_STEPS=n makes that many steps a format. */
#include "host_test.h"

#include <fs_thread.h>
#include <ipc/fs.h>
#include <linux/errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fs/disk.h"

enum {
    ROOT_INO = 2,
    REG = 0100000, DIR = 0040000, LNK = 0120000, FIFO = 0010000,
    NODES = 400, NAMES = 40, FILE_MAX = 400000, CHUNK_MAX = 70000,
    DISK_MIB = 48,
};

struct name {
    char text[64];
    struct model *node;
};

/* One inode of the model. */
struct model {
    bool used;
    uint64_t ino;
    uint32_t mode, links;
    struct model *parent;       /* directories */
    struct name names[NAMES];   /* directories; empty text: free */
    uint8_t *data;              /* files, links */
    uint64_t size;
};

static struct model nodes[NODES];
static struct fs *fs;
static uint32_t mnt;
static uint64_t random_state;

static uint32_t rnd(uint32_t below)
{
    random_state = random_state * 6364136223846793005u + 1442695040888963407u;
    return (random_state >> 33) % below;
}

static struct model *model_new(uint32_t mode, uint64_t ino)
{
    for (int i = 0; i < NODES; i++)
        if (!nodes[i].used) {
            nodes[i] = (struct model){ .used = true, .mode = mode, .ino = ino, .links = 1 };
            return &nodes[i];
        }
    return NULL;
}

static void model_free(struct model *n)
{
    free(n->data);
    n->data = NULL;
    n->used = false;
}

static struct model *pick(uint32_t type)
{
    for (int tries = 0; tries < 200; tries++) {
        struct model *n = &nodes[rnd(NODES)];

        if (n->used && n->links > 0 && (!type || (n->mode & 0170000) == type))
            return n;
    }
    return &nodes[0];
}

static struct name *find(struct model *dir, const char *text)
{
    for (int i = 0; i < NAMES; i++)
        if (!strcmp(dir->names[i].text, text))
            return &dir->names[i];
    return NULL;
}

static struct name *pick_name(struct model *dir)
{
    struct name *name = &dir->names[rnd(NAMES)];

    return name->text[0] ? name : NULL;
}

static void random_text(char *text)
{
    uint32_t len = rnd(4) ? 1 + rnd(3) : 1 + rnd(60);

    for (uint32_t i = 0; i < len; i++)
        text[i] = 'a' + rnd(3);
    text[len] = 0;
}

static bool is_dir(const struct model *n)
{
    return (n->mode & 0170000) == DIR;
}

static bool is_empty(const struct model *dir)
{
    for (int i = 0; i < NAMES; i++)
        if (dir->names[i].text[0])
            return false;
    return true;
}

static bool is_inside(const struct model *dir, const struct model *top)
{
    for (; dir; dir = dir->parent)
        if (dir == top)
            return true;
    return false;
}

static void step_create(void)
{
    static const uint32_t modes[] = { REG | 0644, REG | 0600, REG | 0755, DIR | 0755, FIFO | 0600 };
    struct model *dir = pick(DIR);
    struct name *slot = find(dir, "");
    uint32_t mode = modes[rnd(5)];
    struct fs_attr attr;
    char text[64];

    random_text(text);
    if (!slot)
        return;

    int err = fs_create(fs, mnt, dir->ino, text, mode, 0, 0, 0, &attr);

    if (find(dir, text)) {
        assert_int_equal(err, -EEXIST);
        return;
    }
    if (err == -ENOSPC)
        return;
    assert_int_equal(err, 0);

    struct model *n = model_new(mode, attr.ino);

    if (!n) { /* the model is full */
        if (is_dir(&(struct model){ .mode = mode }))
            assert_int_equal(fs_rmdir(fs, mnt, dir->ino, text), 0);
        else
            assert_int_equal(fs_unlink(fs, mnt, dir->ino, text, &attr), 0);
        assert_int_equal(fs_release(fs, mnt, attr.ino), 0);
        return;
    }
    strcpy(slot->text, text);
    slot->node = n;
    if (is_dir(n)) {
        n->parent = dir;
        n->links = 2;
        dir->links++;
    }
}

static void step_symlink(void)
{
    struct model *dir = pick(DIR);
    struct name *slot = find(dir, "");
    uint32_t len = 1 + rnd(rnd(2) ? 80 : 1000);
    struct fs_attr attr;
    char text[64], target[1024];

    random_text(text);
    memset(target, 'a' + rnd(26), len);
    if (!slot || find(dir, text))
        return;

    int err = fs_symlink(fs, mnt, dir->ino, text, 0, 0, target, len, &attr);

    if (err == -ENOSPC)
        return;
    assert_int_equal(err, 0);

    struct model *n = model_new(LNK | 0777, attr.ino);

    if (!n) {
        assert_int_equal(fs_unlink(fs, mnt, dir->ino, text, &attr), 0);
        assert_int_equal(fs_release(fs, mnt, attr.ino), 0);
        return;
    }
    n->data = malloc(len);
    memcpy(n->data, target, len);
    n->size = len;
    strcpy(slot->text, text);
    slot->node = n;
}

static void grow_to(struct model *n, uint64_t size)
{
    if (size > n->size) {
        n->data = realloc(n->data, size);
        memset(n->data + n->size, 0, size - n->size);
    }
    n->size = size;
}

static void step_write(void)
{
    static uint8_t data[CHUNK_MAX];
    struct model *n = pick(REG);
    uint32_t size = 1 + rnd(rnd(3) ? 5000 : CHUNK_MAX);
    uint64_t at = rnd(2) ? n->size : rnd(FILE_MAX);

    if (is_dir(n) || at + size > FILE_MAX)
        return;
    if (rnd(2))
        at &= ~4095ull;
    for (uint32_t i = 0; i < size; i++)
        data[i] = rnd(256);

    ssize_t done = fs_write(fs, mnt, n->ino, at, data, size);

    if (done == -ENOSPC)
        return;
    assert_true(done > 0 && done <= size);
    if (at + done > n->size)
        grow_to(n, at + done);
    memcpy(n->data + at, data, done);
}

static void step_read(void)
{
    static uint8_t data[CHUNK_MAX];
    struct model *n = pick(REG);
    uint32_t size = rnd(CHUNK_MAX);
    uint64_t at = rnd(FILE_MAX);

    if (is_dir(n))
        return;

    uint64_t want = at < n->size ? n->size - at < size ? n->size - at : size : 0;

    assert_int_equal(fs_read(fs, mnt, n->ino, at, data, size), want);
    if (want > 0)
        assert_memory_equal(data, n->data + at, want);
}

static void step_truncate(void)
{
    struct model *n = pick(REG);
    struct fs_attr want = { .size = rnd(4) ? rnd(n->size + 1) : rnd(FILE_MAX) }, attr;

    if (is_dir(n))
        return;
    assert_int_equal(fs_setattr(fs, mnt, n->ino, FS_SET_SIZE, &want, &attr), 0);
    assert_int_equal(attr.size, want.size);
    grow_to(n, want.size);
}

/* The name's node lost a link; maybe it is released now, maybe it stays open for a while. */
static void drop_link(struct model *n)
{
    n->links = is_dir(n) ? 0 : n->links - 1;
    if (n->links == 0 && rnd(3)) {
        assert_int_equal(fs_release(fs, mnt, n->ino), 0);
        model_free(n);
    }
}

static void step_release(void)
{
    struct model *n = &nodes[rnd(NODES)];

    if (!n->used || n->links > 0)
        return;
    assert_int_equal(fs_release(fs, mnt, n->ino), 0);
    model_free(n);
}

static void step_unlink(void)
{
    struct model *dir = pick(DIR);
    struct name *name = pick_name(dir);
    struct fs_attr attr;

    if (!name)
        return;

    struct model *n = name->node;

    if (!is_dir(n)) {
        assert_int_equal(fs_unlink(fs, mnt, dir->ino, name->text, &attr), 0);
        assert_int_equal(attr.nlink, n->links - 1);
    } else if (!is_empty(n)) {
        assert_int_equal(fs_rmdir(fs, mnt, dir->ino, name->text), -ENOTEMPTY);
        return;
    } else {
        assert_int_equal(fs_rmdir(fs, mnt, dir->ino, name->text), 0);
        dir->links--;
    }
    name->text[0] = 0;
    drop_link(n);
}

static void step_link(void)
{
    struct model *n = pick(rnd(2) ? REG : LNK), *dir = pick(DIR);
    struct name *slot = find(dir, "");
    struct fs_attr attr;
    char text[64];

    random_text(text);
    if (is_dir(n) || !slot || find(dir, text))
        return;

    int err = fs_link(fs, mnt, n->ino, dir->ino, text, &attr);

    if (err == -ENOSPC)
        return;
    assert_int_equal(err, 0);
    n->links++;
    strcpy(slot->text, text);
    slot->node = n;
}

static int rename_result(const struct model *from, const struct model *n, const struct model *to,
                         const struct model *t, uint32_t flags)
{
    if ((flags & 2) && !t)
        return -ENOENT;
    if ((flags & 1) && t)
        return -EEXIST;
    if (from != to && is_dir(n) && is_inside(to, n))
        return -EINVAL;
    if (from != to && (flags & 2) && is_dir(t) && is_inside(from, t))
        return -EINVAL;
    if (n == t || (flags & 2) || !t)
        return 0;
    if (is_dir(t))
        return !is_dir(n) ? -EISDIR : is_empty(t) ? 0 : -ENOTEMPTY;
    return is_dir(n) ? -ENOTDIR : 0;
}

static void step_rename(void)
{
    struct model *from = pick(DIR), *to = rnd(2) ? from : pick(DIR);
    struct name *name = pick_name(from), *other = rnd(2) ? pick_name(to) : NULL;
    uint32_t flags = rnd(4) == 0 ? 1 + rnd(2) : 0;
    uint64_t replaced;
    char text[64];

    if (!name)
        return;
    random_text(text);
    if (other)
        strcpy(text, other->text);
    other = find(to, text);

    struct model *n = name->node, *t = other ? other->node : NULL;
    int want = rename_result(from, n, to, t, flags);

    if (!other && !find(to, ""))
        return;

    int err = fs_rename(fs, mnt, from->ino, name->text, to->ino, text, flags, &replaced);

    if (err == -ENOSPC)
        return;
    assert_int_equal(err, want);
    if (err)
        return;
    assert_int_equal(replaced, t && t != n && !(flags & 2) ? t->ino : 0);
    if (n == t)
        return;
    if (is_dir(n)) {
        n->parent = to;
        from->links--;
        to->links++;
    }
    if (t && is_dir(t)) {
        to->links--;
        if (flags & 2) {
            t->parent = from;
            from->links++;
        }
    }
    if (flags & 2) {
        name->node = t;
        other->node = n;
        return;
    }
    if (other)
        other->node = n;
    name->text[0] = 0;
    if (!other) {
        struct name *slot = find(to, "");

        strcpy(slot->text, text);
        slot->node = n;
    }
    if (t)
        drop_link(t);
}

static void expect_name(struct model *dir, const struct fs_dirent *d)
{
    struct name *name = find(dir, d->name);

    if (!name)
        fail_msg("%s is in a directory and should not be", d->name);
    assert_int_equal(d->ino, name->node->ino);
}

static void compare_dir(struct model *dir)
{
    uint8_t buf[2000];
    uint64_t cookie = 0;
    unsigned count = 0, want = 2;
    ssize_t got;

    while ((got = fs_readdir(fs, mnt, dir->ino, cookie, buf, sizeof(buf))) > 0)
        for (ssize_t at = 0; at < got; at += ((struct fs_dirent *)(void *)(buf + at))->reclen) {
            struct fs_dirent *d = (void *)(buf + at);

            cookie = d->cookie;
            count++;
            if (!strcmp(d->name, "."))
                assert_int_equal(d->ino, dir->ino);
            else if (!strcmp(d->name, ".."))
                assert_int_equal(d->ino, dir->parent ? dir->parent->ino : ROOT_INO);
            else if (dir->parent || strcmp(d->name, "lost+found"))
                expect_name(dir, d);
        }
    assert_int_equal(got, 0);
    for (int i = 0; i < NAMES; i++)
        want += dir->names[i].text[0] != 0;
    assert_int_equal(count, want + (dir == &nodes[0])); /* lost+found */
}

static void compare(void)
{
    static uint8_t data[FILE_MAX];

    for (int i = 0; i < NODES; i++) {
        struct model *n = &nodes[i];
        struct fs_attr attr;

        if (!n->used)
            continue;
        assert_int_equal(fs_getattr(fs, mnt, n->ino, &attr), 0);
        assert_int_equal(attr.mode, n->mode);
        assert_int_equal(attr.nlink, n->links);
        if (is_dir(n)) {
            if (n->links > 0)
                compare_dir(n);
            continue;
        }
        assert_int_equal(attr.size, n->size);
        if ((n->mode & 0170000) == REG)
            assert_int_equal(fs_read(fs, mnt, n->ino, 0, data, sizeof(data)), n->size);
        if ((n->mode & 0170000) == LNK)
            assert_int_equal(fs_readlink(fs, mnt, n->ino, data, sizeof(data)), n->size);
        if (n->size > 0)
            assert_memory_equal(data, n->data, n->size);
    }
}

static void mount_disk(void)
{
    struct fs_attr root;

    assert_int_equal(fs_mount(fs, 0, 0, &mnt, &root), 0);
}

/* The disk of this moment, without what memory knows, is in order; then a new mount goes on. */
static void check_and_remount(void)
{
    compare();
    assert_int_equal(fs_sync(fs, mnt), 0);
    assert_int_equal(fs_unmount(fs, mnt), 0);
    disk_check();
    mount_disk();
    for (int i = 0; i < NODES; i++)
        if (nodes[i].used && nodes[i].links == 0)
            model_free(&nodes[i]); /* open without a name: unmount freed it */
    compare();
}

/* As it is after a power cut: the next mount finds everything that was synced. */
static void check_power_cut(void)
{
    assert_int_equal(rnd(2) ? fs_sync(fs, mnt) : fs_fsync(fs, mnt, ROOT_INO), 0);

    uint8_t *copy = disk_copy();

    for (int i = 0; i < 20; i++) {
        struct fs_attr attr;
        char name[32];

        snprintf(name, sizeof(name), "lost-%d", i);
        (void)fs_create(fs, mnt, ROOT_INO, name, REG | 0644, 0, 0, 0, &attr);
    }
    assert_int_equal(fs_unmount(fs, mnt), 0);
    disk_restore(copy);
    free(copy);
    mount_disk();
    for (int i = 0; i < NODES; i++)
        if (nodes[i].used && nodes[i].links == 0)
            model_free(&nodes[i]);
    compare();
    assert_int_equal(fs_sync(fs, mnt), 0);
    disk_check();
}

static void run(const char *format, unsigned steps)
{
    static void (*const kinds[])(void) = {
        step_create, step_create, step_create, step_symlink, step_write, step_write, step_write,
        step_write, step_read, step_read, step_truncate, step_release, step_unlink, step_unlink,
        step_link, step_rename, step_rename,
    };
    struct fs_attr attr;

    disk_new(DISK_MIB, format);
    mount_disk();
    for (int i = 0; i < NODES; i++)
        model_free(&nodes[i]);
    model_new(DIR | 0755, ROOT_INO);
    assert_int_equal(fs_getattr(fs, mnt, ROOT_INO, &attr), 0);
    nodes[0].links = attr.nlink;
    for (unsigned i = 1; i <= steps; i++) {
        kinds[rnd(sizeof(kinds) / sizeof(kinds[0]))]();
        if (i % 3000 == 0)
            check_and_remount();
        else if (i % 3000 == 1500)
            check_power_cut();
    }
    check_and_remount();
    assert_int_equal(fs_unmount(fs, mnt), 0);
    disk_free();
}

static void test_formats(void **state)
{
    static const char *const formats[] = {
        "-t ext4 -b 4096", "-t ext4 -b 1024", "-t ext4 -b 1024 -O ^metadata_csum",
        "-t ext3 -b 1024", "-t ext2 -b 2048 -I 128",
        "-t ext4 -b 4096 -O inline_data", "-t ext4 -b 1024 -O inline_data,^dir_index -I 512",
        "-t ext4 -b 1024 -N 256 -g 1024", /* few inodes, many groups */
    };
    const char *seed = getenv("FS_SEED"), *steps = getenv("FS_STEPS");

    (void)state;
    fs = fs_thread_new();
    for (unsigned i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
        random_state = seed ? strtoul(seed, NULL, 0) : 1;
        run(formats[i], steps ? strtoul(steps, NULL, 0) : 6000);
    }
    for (int i = 0; i < NODES; i++)
        model_free(&nodes[i]);
    free(fs);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_formats) };

    return cmocka_run_group_tests_name("fs_random", tests, NULL, NULL);
}
