/* SPDX-License-Identifier: BSD-2-Clause */
/* A journal with transactions in it, written by debugfs, is replayed at mount.
 *
 * State A of a disk, and state B after some operations: the blocks in which they differ go into the
 * journal of A.  Mounting that disk must give B; without a commit block, A. */
#include "host_test.h"

#include <fs_thread.h>
#include <ipc/fs.h>
#include <linux/errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fs/disk.h"

enum { ROOT = 2, REG = 0100000, DIR = 0040000, MIB = 16, BYTES = MIB << 20 };

static struct fs *fs;
static uint32_t mnt;
static char names[3][32] = { "/tmp/fs-journal-XXXXXX", "/tmp/fs-script-XXXXXX", "/tmp/fs-second-XXXXXX" };

static void mount_disk(void)
{
    struct fs_attr root;

    assert_int_equal(fs_mount(fs, 0, 0, &mnt, &root), 0);
}

static void make(const char *name, uint32_t mode, const void *data, uint32_t size)
{
    struct fs_attr attr;

    assert_int_equal(fs_create(fs, mnt, ROOT, name, mode, 0, 0, 0, &attr), 0);
    if (size > 0)
        assert_int_equal(fs_write(fs, mnt, attr.ino, 0, data, size), size);
}

static bool has(const char *name)
{
    struct fs_attr attr;
    int err = fs_lookup(fs, mnt, ROOT, name, &attr);

    assert_true(err == 0 || err == -ENOENT);
    return err == 0;
}

/* Numbers of the blocks in [from, to) of the list of those that differ. */
static unsigned differences(const uint8_t *a, const uint8_t *b, uint32_t block_size, uint32_t *list)
{
    unsigned count = 0;

    for (uint32_t block = 0; block < BYTES / block_size; block++)
        if (memcmp(a + (size_t)block * block_size, b + (size_t)block * block_size, block_size))
            list[count++] = block;
    return count;
}

/* Writes the blocks' contents to a file and appends the debugfs command for one transaction. */
static void transaction(FILE *script, const char *file, const char *options, const uint8_t *state,
                        uint32_t block_size, const uint32_t *list, unsigned count)
{
    FILE *out = fopen(file, "w");

    assert_non_null(out);
    fprintf(script, "jw %s -b ", options);
    for (unsigned i = 0; i < count; i++) {
        fprintf(script, "%s%u", i ? "," : "", list[i]);
        assert_int_equal(fwrite(state + (size_t)list[i] * block_size, block_size, 1, out), 1);
    }
    fprintf(script, " %s\n", file);
    fclose(out);
}

static void run_script(void)
{
    char command[200];

    snprintf(command, sizeof(command), "debugfs -w -f %s @ >/dev/null 2>&1", names[1]);
    assert_int_equal(disk_run(command), 0);
    assert_int_equal(disk_run("dumpe2fs -h @ 2>/dev/null | grep -q needs_recovery"), 0);
}

struct states {
    uint8_t *a, *b;
    uint32_t list[4096];
    unsigned count;
};

/* Makes A and B of one format. */
static void make_states(const char *format, uint32_t block_size, struct states *s)
{
    uint8_t data[5000];

    disk_new(MIB, format);
    mount_disk();
    memset(data, 'a', sizeof(data));
    make("old", REG | 0644, data, sizeof(data));
    assert_int_equal(fs_unmount(fs, mnt), 0);
    s->a = disk_copy();
    mount_disk();
    memset(data, 'b', sizeof(data));
    memcpy(data, "\xc0\x3b\x39\x98 looks like the journal's own", 20); /* has to be escaped */
    make("new", REG | 0644, data, sizeof(data));
    make("dir", DIR | 0755, NULL, 0);
    assert_int_equal(fs_unmount(fs, mnt), 0);
    s->b = disk_copy();
    s->count = differences(s->a, s->b, block_size, s->list);
    assert_true(s->count > 4 && s->count < 100);
    disk_restore(s->a);
}

static void free_states(struct states *s)
{
    free(s->a);
    free(s->b);
    disk_free();
}

static const struct {
    const char *format, *open;
    uint32_t block_size;
} kinds[] = {
    { "-t ext4 -b 1024 -J size=1", "jo -c -v 3", 1024 },
    { "-t ext4 -b 4096 -J size=4", "jo -c -v 3", 4096 },
    { "-t ext4 -b 1024 -J size=1 -O ^metadata_csum,^64bit", "jo", 1024 },
    { "-t ext4 -b 1024 -J size=1 -O ^metadata_csum,64bit", "jo", 1024 },
    { "-t ext3 -b 4096 -J size=4", "jo", 4096 },
};
enum { KINDS = sizeof(kinds) / sizeof(kinds[0]) };

static FILE *open_script(int kind)
{
    FILE *script = fopen(names[1], "w");

    assert_non_null(script);
    fprintf(script, "%s\n", kinds[kind].open);
    return script;
}

static void close_script(FILE *script)
{
    fprintf(script, "jc\nq\n");
    fclose(script);
    run_script();
}

static void test_replay(void **state)
{
    static struct states s;

    (void)state;
    for (int k = 0; k < KINDS; k++) {
        make_states(kinds[k].format, kinds[k].block_size, &s);

        FILE *script = open_script(k);

        transaction(script, names[0], "", s.b, kinds[k].block_size, s.list, s.count);
        close_script(script);
        mount_disk();
        assert_true(has("new") && has("dir") && has("old"));

        struct fs_attr attr;
        char data[20];

        assert_int_equal(fs_lookup(fs, mnt, ROOT, "new", &attr), 0);
        assert_int_equal(fs_read(fs, mnt, attr.ino, 0, data, sizeof(data)), sizeof(data));
        assert_memory_equal(data, "\xc0\x3b\x39\x98 looks", 10);
        assert_int_equal(fs_unmount(fs, mnt), 0);
        disk_check();
        assert_int_not_equal(disk_run("dumpe2fs -h @ 2>/dev/null | grep -q needs_recovery"), 0);
        free_states(&s);
    }
}

/* A transaction without its commit block did not happen. */
static void test_uncommitted(void **state)
{
    static struct states s;

    (void)state;
    for (int k = 0; k < KINDS; k++) {
        make_states(kinds[k].format, kinds[k].block_size, &s);

        FILE *script = open_script(k);

        transaction(script, names[0], "", s.a, kinds[k].block_size, s.list, 1);
        transaction(script, names[2], "-c", s.b, kinds[k].block_size, s.list, s.count);
        close_script(script);
        mount_disk();
        assert_true(!has("new") && !has("dir") && has("old"));
        assert_int_equal(fs_unmount(fs, mnt), 0);
        disk_check();
        free_states(&s);
    }
}

/* Copies in the journal that a later transaction revokes stay there. */
static void test_revoked(void **state)
{
    static struct states s;

    (void)state;
    for (int k = 0; k < KINDS; k++) {
        uint32_t size = kinds[k].block_size, free_block = BYTES / size - 3;
        uint8_t *garbage = malloc(BYTES);

        make_states(kinds[k].format, size, &s);
        memset(garbage, 'g', BYTES);

        FILE *script = open_script(k);

        transaction(script, names[0], "", garbage, size, &free_block, 1);
        fprintf(script, "jw -r %u\n", free_block);
        close_script(script);
        mount_disk();
        assert_int_not_equal(disk_bytes()[(size_t)free_block * size], 'g');
        assert_true(!has("new"));
        assert_int_equal(fs_unmount(fs, mnt), 0);
        disk_check();
        free_states(&s);
        free(garbage);
    }
}

/* A copy that does not fit its checksum is not used; nothing crashes on any other damage either. */
static void test_damaged(void **state)
{
    static struct states s;

    (void)state;
    for (int k = 0; k < KINDS; k++) {
        uint32_t size = kinds[k].block_size;

        make_states(kinds[k].format, size, &s);

        FILE *script = open_script(k);

        transaction(script, names[0], "", s.b, size, s.list, s.count);
        close_script(script);

        uint8_t *journaled = disk_copy();

        for (uint32_t i = 0; i < 150; i++) {
            struct fs_attr root;

            for (uint32_t block = 1; block < BYTES / size; block++) {
                uint8_t *at = disk_bytes() + (size_t)block * size;

                if (memcmp(at, "\xc0\x3b\x39\x98", 4) == 0 && (block + i) % 3 == 0)
                    at[i < 60 ? i : i * 7919 % size] ^= 1 << i % 8;
            }
            if (fs_mount(fs, 0, 0, &mnt, &root) == 0) {
                (void)has("new");
                (void)fs_unmount(fs, mnt);
            }
            disk_restore(journaled);
        }
        free(journaled);
        free_states(&s);
    }
}

/* Steps of a program that syncs after each; returns how many of them it was told are durable. */
static unsigned work(void)
{
    static uint8_t data[40000];
    struct fs_attr attr;
    uint64_t replaced;
    char name[32], other[32];

    for (unsigned i = 0; i < 12; i++) {
        memset(data, 'A' + i, sizeof(data));
        snprintf(name, sizeof(name), "file-%u", i);
        snprintf(other, sizeof(other), "renamed-%u", i);
        if (fs_create(fs, mnt, ROOT, name, REG | 0644, 0, 0, 0, &attr) ||
            fs_write(fs, mnt, attr.ino, 0, data, sizeof(data)) != sizeof(data) ||
            (i % 2 && fs_rename(fs, mnt, ROOT, name, ROOT, other, 0, &replaced)))
            return i;
        if (i > 3) { /* what was written four steps ago goes */
            snprintf(name, sizeof(name), i % 2 ? "renamed-%u" : "file-%u", i - 4);
            if (fs_unlink(fs, mnt, ROOT, name, &attr) || fs_release(fs, mnt, attr.ino))
                return i;
        }
        if (i % 4 == 2 ? fs_sync(fs, mnt) : fs_fsync(fs, mnt, ROOT))
            return i;
    }
    return 12;
}

/* The files are those of after step `done`, or of the step after it, which was not acknowledged. */
static void expect_work(unsigned done)
{
    char name[32];
    bool next;

    snprintf(name, sizeof(name), done % 2 ? "renamed-%u" : "file-%u", done);
    next = has(name);
    for (unsigned i = 0; i < 12; i++) {
        static uint8_t data[40000];
        struct fs_attr attr;

        snprintf(name, sizeof(name), i % 2 ? "renamed-%u" : "file-%u", i);
        if (i == done)
            continue;
        if (i > done || i + 4 < done) {
            assert_false(has(name));
        } else if (i + 4 > done) {
            assert_int_equal(fs_lookup(fs, mnt, ROOT, name, &attr), 0);
            assert_int_equal(fs_read(fs, mnt, attr.ino, 0, data, sizeof(data)), sizeof(data));
            for (unsigned k = 0; k < sizeof(data); k++)
                assert_int_equal(data[k], 'A' + i);
        } else {
            assert_int_equal(has(name), !next); /* goes in the step that is in doubt */
        }
    }
}

/* The power goes at every single write: the next mount finds all that was acknowledged. */
static void test_power_cut(void **state)
{
    (void)state;
    for (int k = 0; k < KINDS; k++) {
        disk_new(MIB, kinds[k].format);

        uint8_t *fresh = disk_copy();
        unsigned done = 0;

        for (unsigned writes = 0; done < 12; writes++) {
            disk_restore(fresh);
            mount_disk();
            disk_faults.writes_left = writes;
            disk_faults.torn = writes % 2;
            done = work();
            disk_faults.writes_left = 0;
            (void)fs_unmount(fs, mnt);
            disk_faults.writes_left = -1;
            mount_disk();
            expect_work(done);
            make("goes-on", REG | 0644, "x", 1);
            assert_int_equal(fs_unmount(fs, mnt), 0);
            if (writes % 5 == 0 || done == 12)
                disk_check();
        }
        free(fresh);
        disk_free();
    }
}

static uint64_t random_state = 1;

static uint32_t rnd(uint32_t below)
{
    random_state = random_state * 6364136223846793005u + 1442695040888963407u;
    return (random_state >> 33) % below;
}

enum { FILES = 200, PIECES = 30, PIECE = 4096 };

/* File n holds pattern n in every second piece, up to where it was written, and zeros between. */
static uint8_t pattern(unsigned n, uint64_t at)
{
    return at / PIECE % 2 ? 0 : 1 + (n * 37 + at / PIECE) % 255;
}

static uint64_t directory(unsigned n)
{
    struct fs_attr attr;
    char name[32];

    snprintf(name, sizeof(name), "dir-%u", n % 5);
    if (fs_lookup(fs, mnt, ROOT, name, &attr) &&
        fs_create(fs, mnt, ROOT, name, DIR | 0755, 0, 0, 0, &attr))
        return 0;
    return attr.ino;
}

static int random_step(void)
{
    static uint8_t data[PIECE];
    unsigned n = rnd(FILES);
    uint64_t dir = directory(n);
    struct fs_attr attr;
    char name[200];

    if (!dir)
        return -EIO;
    snprintf(name, sizeof(name), "%0*u", 20 + (int)n % 100, n);
    if (rnd(8) == 0)
        return fs_fsync(fs, mnt, dir);
    if (fs_lookup(fs, mnt, dir, name, &attr) == 0) {
        int err = fs_unlink(fs, mnt, dir, name, &attr);

        if (!err && rnd(3))
            err = fs_release(fs, mnt, attr.ino);
        snprintf(name, sizeof(name), "dir-%u", n % 5);
        if (!err && fs_rmdir(fs, mnt, ROOT, name) == 0)
            err = fs_release(fs, mnt, dir);
        return err;
    }

    int err = fs_create(fs, mnt, dir, name, REG | 0644, 0, 0, 0, &attr);

    for (unsigned i = 0; !err && i < n % PIECES; i++) {
        memset(data, pattern(n, i * 2 * PIECE), sizeof(data));
        if (fs_write(fs, mnt, attr.ino, (uint64_t)i * 2 * PIECE, data, sizeof(data)) != PIECE)
            err = -EIO;
    }
    return err;
}

static void expect_file(uint64_t ino, unsigned n)
{
    static uint8_t data[2 * PIECE * PIECES];
    ssize_t size = fs_read(fs, mnt, ino, 0, data, sizeof(data));

    assert_true(size >= 0 && size % PIECE == 0);
    for (ssize_t at = 0; at < size; at++)
        if (data[at] != pattern(n, at))
            fail_msg("file %u, byte %zd: %u, not %u", n, at, data[at], pattern(n, at));
}

static unsigned expect_files(void)
{
    unsigned found = 0;

    for (unsigned n = 0; n < FILES; n++) {
        struct fs_attr dir, attr;
        char name[200];

        snprintf(name, sizeof(name), "dir-%u", n % 5);
        if (fs_lookup(fs, mnt, ROOT, name, &dir))
            continue;
        snprintf(name, sizeof(name), "%0*u", 20 + (int)n % 100, n);
        if (fs_lookup(fs, mnt, dir.ino, name, &attr))
            continue;
        expect_file(attr.ino, n);
        found++;
    }
    return found;
}

/* The power goes at a random write of a busy disk, many times: the disk is in order after each mount, and
 * no block shows what it held for another file. */
static void test_busy_power_cuts(void **state)
{
    const char *rounds = getenv("FS_STEPS"), *seed = getenv("FS_SEED");

    (void)state;
    if (seed)
        random_state = strtoul(seed, NULL, 0);
    for (int k = 0; k < KINDS; k++) {
        unsigned found = 0;

        disk_new(MIB, kinds[k].format);
        for (unsigned i = rounds ? strtoul(rounds, NULL, 0) : 25; i > 0; i--) {
            mount_disk();
            disk_faults.writes_left = rnd(3000);
            disk_faults.torn = rnd(2);
            for (unsigned step = rnd(400); step > 0 && random_step() == 0; step--)
                ;
            disk_faults.writes_left = 0;
            (void)fs_unmount(fs, mnt);
            disk_faults.writes_left = -1;
            mount_disk();
            found += expect_files();
            assert_int_equal(fs_unmount(fs, mnt), 0);
            disk_check();
        }
        assert_true(found > 0);
        disk_free();
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_replay),
        cmocka_unit_test(test_uncommitted),
        cmocka_unit_test(test_revoked),
        cmocka_unit_test(test_damaged),
        cmocka_unit_test(test_power_cut),
        cmocka_unit_test(test_busy_power_cuts),
    };

    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    for (int i = 0; i < 3; i++) {
        int fd = mkstemp(names[i]);

        if (fd < 0)
            return 1;
        close(fd);
    }
    fs = fs_thread_new();

    int failed = cmocka_run_group_tests_name("fs_journal", tests, NULL, NULL);

    free(fs);
    for (int i = 0; i < 3; i++)
        unlink(names[i]);
    return failed;
}
