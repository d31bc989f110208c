/* SPDX-License-Identifier: BSD-2-Clause */
/* The power goes after every single write of a scripted workload.
 *
 * The workload runs once and its writes are recorded.  For each number n, two disks are made: one with the first n
 * writes, the last of them torn in half for every other n, and one on which of the writes since the last flush only
 * some arrived, as a disk with a cache of its own may do it.  Both are replayed by fs-thread, the first one by
 * e2fsck, too; then e2fsck -fn must find nothing, and what was synced before is there. */
#include "fs/setup.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STEPS = 44, MIB = 12, MOST_WRITES = 20000, PIECE = 3000, LEAST_WRITES = 500,
       LARGE_MIB = 64, LARGE_PIECES = 200 };

static struct write {
    uint64_t at;
    uint32_t bytes;
    uint8_t *data; /* owned */
    uint32_t epoch; /* flushes before it */
} writes[MOST_WRITES];
static uint32_t write_count, epoch;

/* What is known of file n: since which write it is durable, and from which on something happens to it. */
static struct {
    uint32_t durable, changes;
} files[STEPS];

static void record(uint64_t at, const void *data, uint32_t bytes)
{
    if (!data) {
        epoch++;
        return;
    }
    assert_true(write_count < MOST_WRITES);

    struct write *w = &writes[write_count++];

    *w = (struct write){ .at = at, .bytes = bytes, .data = malloc(bytes), .epoch = epoch };
    assert_non_null(w->data);
    memcpy(w->data, data, bytes);
}

static uint32_t size_of(unsigned n)
{
    return 1 + n * 7919 % 24000;
}

static void name_of(char *name, unsigned n, bool renamed)
{
    sprintf(name, renamed ? "a longer name than before %u" : "file %u", n);
}

static uint64_t dir_of(unsigned n)
{
    uint64_t ino = ROOT;
    char name[20];

    sprintf(name, "dir %u", n % 3);
    if (n % 4 && find(ROOT, name, &ino))
        ino = 0;
    return ino;
}

/* Something happens to file n from now on. */
static void changing(unsigned n)
{
    if (files[n].changes > write_count)
        files[n].changes = write_count;
}

static void durable(unsigned n)
{
    files[n].durable = write_count;
}

static void make_file(unsigned n)
{
    static uint8_t data[24001];
    char name[64];

    if (n % 4 && !dir_of(n)) {
        sprintf(name, "dir %u", n % 3);
        make(ROOT, name, DIR | 0755);
    }
    name_of(name, n, false);

    uint64_t ino = make(dir_of(n), name, REG | 0644);

    fill(data, size_of(n), n);
    if (n % 6 == 2)
        (void)fs_allocate(fs, mnt, ino, 0, 0, size_of(n));
    for (uint32_t at = 0; at < size_of(n); at += PIECE) {
        uint32_t piece = size_of(n) - at < PIECE ? size_of(n) - at : PIECE;

        assert_int_equal(fs_write(fs, mnt, ino, at, data + at, piece), piece);
    }
    if (n % 6 == 1)
        assert_int_equal(fs_setxattr(fs, mnt, ino, "user.number", &n, sizeof(n), 0), 0);
    if (n % 2 == 0) {
        assert_int_equal(fs_fsync(fs, mnt, ino), 0);
        durable(n);
    }
}

static void workload(void)
{
    char name[64], other[64];
    uint64_t replaced, ino;

    for (unsigned i = 0; i < STEPS; i++) {
        make_file(i);
        if (i % 5 == 4) {
            changing(i - 3);
            name_of(name, i - 3, false);
            remove_file(dir_of(i - 3), name);
        }
        if (i % 7 == 4) {
            name_of(name, i - 4, false);
            name_of(other, i - 4, true);
            if (fs_rename(fs, mnt, dir_of(i - 4), name, dir_of(i - 4), other, 0, &replaced))
                assert_int_equal(files[i - 4].changes < UINT32_MAX, 1); /* it is gone */
        }
        if (i % 11 == 10 && find(dir_of(i - 5), (name_of(name, i - 5, false), name), &ino) == 0) {
            changing(i - 5);
            assert_int_equal(fs_allocate(fs, mnt, ino, FS_PUNCH_HOLE | FS_KEEP_SIZE, 0, 10000), 0);
            assert_int_equal(set_size(ino, 100), 0);
        }
        if (i % 9 == 5) {
            assert_int_equal(fs_sync(fs, mnt), 0);
            for (unsigned n = 0; n <= i; n++)
                if (!files[n].durable && files[n].changes == UINT32_MAX)
                    durable(n);
        }
    }
}

/* What was durable with the first `cut` writes is there; anything else may be, or not. */
static void expect_files(uint32_t cut)
{
    static uint8_t data[24001];

    for (unsigned n = 0; n < STEPS; n++) {
        char name[64];
        uint64_t ino, dir = dir_of(n);
        bool must = files[n].durable && files[n].durable <= cut && files[n].changes > cut;

        name_of(name, n, false);
        if (dir && find(dir, name, &ino)) {
            name_of(name, n, true);
            if (find(dir, name, &ino))
                dir = 0;
        }
        if (!dir && must)
            fail_msg("file %u was durable at write %u, is missing at %u", n, files[n].durable, cut);
        if (!dir || !must)
            continue;
        fill(data, size_of(n), n);
        assert_int_equal(attr_of(ino).size, size_of(n));
        expect_data(ino, 0, data, size_of(n));
        if (n % 6 == 1) {
            unsigned value = 0;

            assert_int_equal(fs_getxattr(fs, mnt, ino, "user.number", &value, sizeof(value)), sizeof(value));
            assert_int_equal(value, n);
        }
    }
}

static uint32_t rnd(uint32_t below)
{
    static uint64_t s = 99;

    s = s * 6364136223846793005u + 1442695040888963407u;
    return (s >> 33) % below;
}

static void apply(const struct write *w, uint32_t bytes)
{
    memcpy(disk_bytes() + w->at, w->data, bytes);
}

static void (*expect)(uint32_t cut); /* what the workload has to leave */

static void replay_and_check(uint32_t cut)
{
    mount_disk(0);
    expect(cut);
    make(ROOT, "goes on", REG | 0644);
    assert_int_equal(fs_unmount(fs, mnt), 0);
    disk_check();
}

/* e2fsck replays; its exit status 1 says that it corrected something, which is replaying here. */
static void other_replay(uint32_t cut)
{
    /* A superblock that was written in part is nothing that -p would mend; with the small groups of the large disk
     * its copy (block 257) has to be named. */
    if (disk_run("e2fsck -fp @ >/dev/null 2>&1 || [ $? = 1 ] || e2fsck -fy @ >/dev/null 2>&1 || [ $? = 1 ] || "
                 "e2fsck -fy -b 257 -B 1024 @ >/dev/null 2>&1") > 1)
        fail_msg("e2fsck cannot replay what was cut at write %u", cut);
    disk_check();
    mount_disk(0);
    expect(cut);
    assert_int_equal(fs_unmount(fs, mnt), 0);
}

/* Of the writes before `cut`, those of the last epoch may be missing. */
static void some_lost(const uint8_t *base, uint32_t cut)
{
    uint32_t last = cut > 0 ? writes[cut - 1].epoch : 0, first = cut;

    if (cut < write_count && writes[cut].epoch != last)
        return; /* there was a flush in between: nothing is in doubt */
    disk_restore(base);
    while (first > 0 && writes[first - 1].epoch == last)
        first--;
    for (uint32_t i = 0; i < cut; i++)
        if (i < first || rnd(2))
            apply(&writes[i], writes[i].bytes);
    replay_and_check(cut);
}

/* Runs `work` on the disk as it is, which is mounted, and goes through all that may be left of it. */
static void cut_everywhere(void (*work)(void), uint32_t stride)
{
    assert_int_equal(fs_unmount(fs, mnt), 0);

    uint8_t *base = disk_copy(), *cut = disk_copy();

    write_count = epoch = 0;
    mount_disk(0);
    disk_watch = record;
    work();
    assert_int_equal(fs_unmount(fs, mnt), 0);
    disk_watch = NULL;
    for (uint32_t n = 0; n <= write_count; n++) {
        disk_restore(cut);
        if (n < write_count && n % 2) /* the next one is torn */
            apply(&writes[n], writes[n].bytes / 2 / 512 * 512);
        if (n % stride == 0) {
            uint8_t *torn = disk_copy();

            replay_and_check(n);
            disk_restore(torn);
            other_replay(n);
            some_lost(base, n);
            free(torn);
        }
        if (n < write_count)
            memcpy(cut + writes[n].at, writes[n].data, writes[n].bytes);
    }
    printf("    %u writes, %u flushes\n", write_count, epoch);
    for (uint32_t n = 0; n < write_count; n++)
        free(writes[n].data);
    free(base);
    free(cut);
    disk_free();
}

static void test_format(const char *format, uint32_t stride)
{
    for (unsigned n = 0; n < STEPS; n++)
        files[n].changes = UINT32_MAX, files[n].durable = 0;
    disk_new(MIB, format);
    mount_disk(0);
    expect = expect_files;
    cut_everywhere(workload, stride);
    assert_in_range(write_count, LEAST_WRITES, MOST_WRITES);
}

static void start_large(const char *format)
{
    disk_new(LARGE_MIB, format);
    mount_disk(0);
}

/* Two files that lie in all groups of the disk become short, or go: more than the journal holds at once. */
static void shorten(void)
{
    uint64_t ino;

    assert_int_equal(find(ROOT, "cut", &ino), 0);
    assert_int_equal(set_size(ino, 1000), 0);
    assert_int_equal(fs_sync(fs, mnt), 0);
    remove_file(ROOT, "gone");
}

static void expect_shortened(uint32_t cut)
{
    static uint8_t want[1000];
    uint64_t ino;

    (void)cut;
    fill(want, sizeof(want), 5);
    assert_int_equal(find(ROOT, "cut", &ino), 0);
    expect_data(ino, 0, want, sizeof(want));
    if (attr_of(ino).size != 1000)
        assert_int_equal(attr_of(ino).size, (uint64_t)LARGE_PIECES * FS_MAX_BYTES);
}

static void test_longer_than_the_journal(void **state)
{
    static uint8_t data[FS_MAX_BYTES];
    const char *stride = getenv("FS_STRIDE");

    (void)state;
    start_large("-t ext4 -b 1024 -g 256 -N 512 -J size=1");
    fill(data, sizeof(data), 5);

    uint64_t a = make(ROOT, "cut", REG | 0644), b = make(ROOT, "gone", REG | 0644);

    for (uint64_t i = 0; i < LARGE_PIECES; i++) { /* one beside the other */
        assert_int_equal(fs_write(fs, mnt, a, i * sizeof(data), data, sizeof(data)), sizeof(data));
        assert_int_equal(fs_write(fs, mnt, b, i * sizeof(data), data, sizeof(data)), sizeof(data));
    }
    expect = expect_shortened;
    cut_everywhere(shorten, stride ? strtoul(stride, NULL, 0) : 3);
    assert_in_range(epoch, 10, 1000); /* it took several commits */
}

static void test_every_write(void **state)
{
    const char *stride = getenv("FS_STRIDE"); /* only each so many-th write */

    (void)state;
    test_format("-t ext4 -b 1024 -J size=1", stride ? strtoul(stride, NULL, 0) : 1);
    test_format("-t ext4 -b 4096 -J size=4 -O inline_data -N 256 -g 1024", stride ? strtoul(stride, NULL, 0) : 7);
    test_format("-t ext3 -b 1024 -J size=1", stride ? strtoul(stride, NULL, 0) : 11);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_write),
        cmocka_unit_test(test_longer_than_the_journal),
    };

    return RUN("fs_crash", tests, argc, argv);
}
