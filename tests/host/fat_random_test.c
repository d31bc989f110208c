/* SPDX-License-Identifier: BSD-2-Clause */
/* fat-thread against a model: random operations on both, compared result by result and, now and then, file by
 * file, across mounts; fsck.fat judges the disk each time.
 *
 * FS_SEED=n starts from another seed, FS_STEPS=n makes that many steps a format. */
#include "host_test.h"

#include <fat_thread.h>
#include <ipc/fs.h>
#include <linux/errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "fat/setup.h"
#include "fs/disk.h"

enum { NODES = 250, FILE_MAX = 300000, CHUNK_MAX = 70000, TEXT = 80 };

/* One node of the model; FAT's have one name each. */
struct model {
    bool used, linked;
    uint64_t ino;
    uint32_t type;
    struct model *parent;
    char name[TEXT];
    uint8_t *data;
    uint64_t size;
};

static struct model nodes[NODES]; /* 0: the root directory */
static uint64_t random_state;

static uint32_t rnd(uint32_t below)
{
    random_state = random_state * 6364136223846793005u + 1442695040888963407u;
    return (random_state >> 33) % below;
}

static struct model *pick(uint32_t type)
{
    for (int tries = 0; tries < 300; tries++) {
        struct model *n = &nodes[rnd(NODES)];

        if (n->used && n->linked && (!type || n->type == type))
            return n;
    }
    return &nodes[0];
}

static struct model *find(const struct model *dir, const char *name)
{
    for (int i = 1; i < NODES; i++)
        if (nodes[i].linked && nodes[i].parent == dir && !strcasecmp(nodes[i].name, name))
            return &nodes[i];
    return NULL;
}

static bool is_empty(const struct model *dir)
{
    for (int i = 1; i < NODES; i++)
        if (nodes[i].linked && nodes[i].parent == dir)
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

/* Few letters, so that names meet; both cases, extensions, and names of many slots. */
static void random_name(char *name)
{
    uint32_t len = rnd(3) ? 1 + rnd(3) : 1 + rnd(TEXT - 6);

    for (uint32_t i = 0; i < len; i++)
        name[i] = "aAbB c"[i == 0 || i == len - 1 ? rnd(4) : rnd(6)];
    strcpy(name + len, rnd(3) ? "" : rnd(2) ? ".txt" : ".TxTx");
}

static void drop(struct model *n)
{
    free(n->data);
    *n = (struct model){ 0 };
}

static void step_create(void)
{
    struct model *dir = pick(DIR), *n = NULL;
    uint32_t mode = rnd(4) ? REG | 0644 : DIR | 0755;
    struct fs_attr attr;
    char name[TEXT];

    for (int i = 1; i < NODES && !n; i++)
        if (!nodes[i].used)
            n = &nodes[i];
    if (!n)
        return;
    random_name(name);

    int err = fs_create(fs, mnt, dir->ino, name, mode, 0, 0, 0, &attr);

    if (find(dir, name)) {
        assert_int_equal(err, -EEXIST);
        return;
    }
    if (err == -ENOSPC)
        return;
    assert_int_equal(err, 0);
    for (int i = 0; i < NODES; i++)
        assert_true(!nodes[i].used || nodes[i].ino != attr.ino);
    *n = (struct model){ .used = true, .linked = true, .ino = attr.ino, .type = mode & TYPE, .parent = dir };
    strcpy(n->name, name);
}

static void set_model_size(struct model *n, uint64_t size)
{
    if (size > n->size) {
        n->data = realloc(n->data, size);
        memset(n->data + n->size, 0, size - n->size);
    }
    n->size = size;
}

static struct model *pick_file(void)
{
    struct model *n = &nodes[rnd(NODES)];

    if (n->used && n->type == REG)
        return n; /* open ones without a name too */
    n = pick(REG);
    return n->type == REG ? n : NULL;
}

static void step_write(void)
{
    static uint8_t data[CHUNK_MAX];
    struct model *n = pick_file();
    uint32_t size = 1 + rnd(rnd(3) ? 5000 : CHUNK_MAX);

    if (!n)
        return;

    uint64_t at = rnd(2) ? n->size : rnd(FILE_MAX);

    if (at + size > FILE_MAX)
        return;
    for (uint32_t i = 0; i < size; i++)
        data[i] = rnd(256);

    ssize_t done = fs_write(fs, mnt, n->ino, at, data, size);

    if (done == -ENOSPC)
        return;
    assert_true(done > 0 && done <= size);
    if (at + done > n->size)
        set_model_size(n, at + done);
    memcpy(n->data + at, data, done);
}

static void step_read(void)
{
    static uint8_t data[CHUNK_MAX];
    struct model *n = pick_file();
    uint32_t size = rnd(CHUNK_MAX);
    uint64_t at = rnd(FILE_MAX);

    if (!n)
        return;

    uint64_t want = at < n->size ? n->size - at < size ? n->size - at : size : 0;

    assert_int_equal(fs_read(fs, mnt, n->ino, at, data, size), want);
    if (want > 0)
        assert_memory_equal(data, n->data + at, want);
}

static void step_resize(void)
{
    struct model *n = pick_file();

    if (!n)
        return;

    struct fs_attr want = { .size = rnd(4) ? rnd(n->size + 1) : rnd(FILE_MAX) }, attr;
    int err = fs_setattr(fs, mnt, n->ino, FS_SET_SIZE, &want, &attr);

    if (err == -ENOSPC && want.size > n->size)
        return;
    assert_int_equal(err, 0);
    assert_int_equal(attr.size, want.size);
    set_model_size(n, want.size);
}

/* The node lost its name; maybe it is released now, maybe it stays open for a while. */
static void lose_name(struct model *n)
{
    n->linked = false;
    if (rnd(3)) {
        assert_int_equal(fs_release(fs, mnt, n->ino), 0);
        drop(n);
    }
}

static void step_release(void)
{
    struct model *n = &nodes[rnd(NODES)];

    if (!n->used || n->linked)
        return;
    assert_int_equal(fs_release(fs, mnt, n->ino), 0);
    drop(n);
}

static void step_unlink(void)
{
    struct model *n = pick(0);
    struct fs_attr attr;

    if (n == &nodes[0])
        return;
    if (n->type == REG) {
        assert_int_equal(fs_unlink(fs, mnt, n->parent->ino, n->name, &attr), 0);
        assert_int_equal(attr.ino, n->ino);
    } else if (!is_empty(n)) {
        assert_int_equal(fs_rmdir(fs, mnt, n->parent->ino, n->name), -ENOTEMPTY);
        return;
    } else {
        assert_int_equal(fs_rmdir(fs, mnt, n->parent->ino, n->name), 0);
    }
    lose_name(n);
}

static int rename_result(const struct model *n, const struct model *to, const struct model *t, uint32_t flags)
{
    if (t && t != n && flags)
        return -EEXIST;
    if (n->type == DIR && is_inside(to, n))
        return -EINVAL;
    if (!t || t == n)
        return 0;
    if (t->type == DIR)
        return n->type != DIR ? -EISDIR : is_empty(t) ? 0 : -ENOTEMPTY;
    return n->type == DIR ? -ENOTDIR : 0;
}

static void step_rename(void)
{
    struct model *n = pick(0), *to = rnd(2) ? n->parent : pick(DIR), *t;
    uint32_t flags = rnd(4) == 0;
    uint64_t replaced;
    char name[TEXT];

    if (n == &nodes[0])
        return;
    random_name(name);
    if (rnd(8) == 0) {
        strcpy(name, n->name); /* other letters of the same name */
        name[0] = name[0] == 'a' ? 'A' : 'a';
    }
    t = rnd(4) ? NULL : pick(0);
    if (t && t != &nodes[0]) {
        to = t->parent;
        strcpy(name, t->name);
    }
    t = find(to, name);
    if (t == n && !strcmp(n->name, name))
        return;

    int err = fs_rename(fs, mnt, n->parent->ino, n->name, to->ino, name, flags, &replaced);

    if (err == -ENOSPC)
        return;
    assert_int_equal(err, rename_result(n, to, t, flags));
    if (err)
        return;
    assert_int_equal(replaced, t && t != n ? t->ino : 0);
    if (t && t != n) {
        strcpy(name, t->name); /* its entry is taken over */
        lose_name(t);
    }
    n->parent = to;
    strcpy(n->name, name);
}

static void compare_dir(struct model *dir)
{
    uint8_t buf[2000];
    uint64_t cookie = 0;
    int count = 0, want = 2;
    ssize_t got;

    while ((got = fs_readdir(fs, mnt, dir->ino, cookie, buf, sizeof(buf))) > 0)
        for (ssize_t at = 0; at < got; at += ((struct fs_dirent *)(void *)(buf + at))->reclen) {
            struct fs_dirent *d = (void *)(buf + at);
            struct model *n = find(dir, d->name);

            cookie = d->cookie;
            count++;
            if (!strcmp(d->name, "."))
                assert_int_equal(d->ino, dir->ino);
            else if (!strcmp(d->name, ".."))
                assert_int_equal(d->ino, dir->parent ? dir->parent->ino : ROOT);
            else if (!n || strcmp(n->name, d->name))
                fail_msg("%s is in a directory and should not be", d->name);
            else
                assert_int_equal(d->ino, n->ino);
        }
    assert_int_equal(got, 0);
    for (int i = 1; i < NODES; i++)
        want += nodes[i].linked && nodes[i].parent == dir;
    assert_int_equal(count, want);
}

static void compare(void)
{
    static uint8_t data[FILE_MAX];

    for (int i = 0; i < NODES; i++) {
        struct model *n = &nodes[i];
        struct fs_attr attr;
        uint32_t links = 2;

        if (!n->used)
            continue;
        for (int j = 1; j < NODES; j++)
            links += nodes[j].linked && nodes[j].parent == n && nodes[j].type == DIR;
        assert_int_equal(fs_getattr(fs, mnt, n->ino, &attr), 0);
        assert_int_equal(attr.mode & TYPE, n->type);
        assert_int_equal(attr.nlink, !n->linked ? 0 : n->type == DIR ? links : 1);
        if (n->type == DIR) {
            if (n->linked)
                compare_dir(n);
            continue;
        }
        assert_int_equal(attr.size, n->size);
        assert_int_equal(fs_read(fs, mnt, n->ino, 0, data, sizeof(data)), n->size);
        if (n->size > 0)
            assert_memory_equal(data, n->data, n->size);
    }
}

/* Numbers are those of a mount: finds them again, from the root down. */
static void find_again(struct model *dir)
{
    for (int i = 1; i < NODES; i++) {
        struct fs_attr attr;

        if (!nodes[i].linked || nodes[i].parent != dir)
            continue;
        assert_int_equal(fs_lookup(fs, mnt, dir->ino, nodes[i].name, &attr), 0);
        nodes[i].ino = attr.ino;
        if (nodes[i].type == DIR)
            find_again(&nodes[i]);
    }
}

static void check_and_remount(void)
{
    compare();
    assert_int_equal(fs_sync(fs, mnt), 0);
    assert_int_equal(fs_unmount(fs, mnt), 0);
    fat_check();
    fat_mount(0);
    for (int i = 0; i < NODES; i++)
        if (nodes[i].used && !nodes[i].linked)
            drop(&nodes[i]); /* open without a name: unmount freed it */
    find_again(&nodes[0]);
    compare();
}

static void run(const struct fat_format *format, unsigned steps)
{
    static void (*const kinds[])(void) = {
        step_create, step_create, step_create, step_write, step_write, step_write, step_read,
        step_read, step_resize, step_release, step_unlink, step_unlink, step_rename, step_rename,
    };

    fat_start(format);
    nodes[0] = (struct model){ .used = true, .linked = true, .ino = ROOT, .type = DIR };
    for (unsigned i = 1; i <= steps; i++) {
        kinds[rnd(sizeof(kinds) / sizeof(kinds[0]))]();
        if (i % 2000 == 0)
            check_and_remount();
    }
    check_and_remount();
    fat_end();
    for (int i = 0; i < NODES; i++)
        drop(&nodes[i]);
}

static void test_formats(void **state)
{
    static const struct fat_format small = { "FAT12, nearly always full", 2, "-F 12 -s 1 -r 64" };
    const char *seed = getenv("FS_SEED"), *count = getenv("FS_STEPS");
    unsigned steps = count ? strtoul(count, NULL, 0) : 4000;

    (void)state;
    random_state = seed ? strtoul(seed, NULL, 0) : 1;
    run(&small, steps);
    for (unsigned f = 0; f < fat_format_count; f++)
        run(&fat_formats[f], steps);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_formats) };

    return cmocka_run_group_tests_name("fat_random", tests, NULL, NULL);
}
