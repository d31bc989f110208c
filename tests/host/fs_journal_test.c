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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_replay),
        cmocka_unit_test(test_uncommitted),
        cmocka_unit_test(test_revoked),
        cmocka_unit_test(test_damaged),
    };

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
