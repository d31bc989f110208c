/* SPDX-License-Identifier: BSD-2-Clause */
/* Ranges of a file: given blocks, punched, zeroed, taken out and put in; each against a copy in memory. */
#include "fs/setup.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { KEEP = FS_KEEP_SIZE, PUNCH = FS_PUNCH_HOLE, ZERO = FS_ZERO_RANGE, COLLAPSE = FS_COLLAPSE_RANGE,
       INSERT = FS_INSERT_RANGE, MOST = 1 << 20 };

static uint8_t model[2 * MOST];
static uint64_t model_size;

static int range(uint64_t ino, uint32_t mode, uint64_t offset, uint64_t length)
{
    return fs_allocate(fs, mnt, ino, mode, offset, length);
}

static void expect_model(uint64_t ino)
{
    assert_int_equal(attr_of(ino).size, model_size);
    for (uint64_t at = 0; at < model_size; at += FS_MAX_BYTES)
        expect_data(ino, at, model + at, model_size - at < FS_MAX_BYTES ? model_size - at : FS_MAX_BYTES);
}

static void write_model(uint64_t ino, uint64_t offset, uint32_t size, unsigned seed)
{
    uint8_t *data = malloc(size);

    fill(data, size, seed);
    assert_int_equal(fs_write(fs, mnt, ino, offset, data, size), size);
    memcpy(model + offset, data, size);
    free(data);
    if (offset + size > model_size)
        model_size = offset + size;
}

/* What the range does to the copy; 0 if it has to work. */
static void range_model(uint32_t mode, uint64_t offset, uint64_t length)
{
    uint64_t end = offset + length;

    if (mode & (PUNCH | ZERO))
        memset(model + offset, 0, length);
    if (mode == COLLAPSE) {
        memmove(model + offset, model + end, model_size - end);
        memset(model + model_size - length, 0, length);
        model_size -= length;
    }
    if (mode == INSERT) {
        memmove(model + end, model + offset, model_size - offset);
        memset(model + offset, 0, length);
        model_size += length;
    }
    if (!(mode & (KEEP | COLLAPSE | INSERT)) && end > model_size)
        model_size = end;
    if (mode & PUNCH && end > model_size)
        memset(model + model_size, 0, end - model_size);
}

static bool has_extents(int f)
{
    return strstr(fs_formats[f], "ext4") && !strstr(fs_formats[f], "^extent");
}

static void test_give(void **state)
{
    (void)state;
    for (int f = 0; f < fs_format_count; f++) {
        start(fs_formats[f]);

        uint64_t ino = make(ROOT, "f", REG | 0644), blocks;

        memset(model, 0, sizeof(model));
        model_size = 0;
        if (!has_extents(f)) {
            assert_int_equal(range(ino, 0, 0, 5000), -EOPNOTSUPP);
            end();
            continue;
        }
        assert_int_equal(range(ino, KEEP, 0, 500000), 0);
        assert_int_equal(attr_of(ino).size, 0);
        blocks = attr_of(ino).blocks;
        assert_in_range(blocks, 500000 / 512, 510000 / 512);
        assert_int_equal(range(ino, 0, 100, 99900), 0);
        model_size = 100000;
        expect_model(ino);
        assert_int_equal(attr_of(ino).blocks, blocks);
        for (unsigned i = 0; i < 100000; i += 4096) /* written piece by piece: one extent in the end */
            write_model(ino, i, 4096, i);
        expect_model(ino);
        assert_int_equal(fs_unmount(fs, mnt), 0);
        disk_check();
        assert_int_equal(disk_run("test $(debugfs -R 'ex f' @ 2>/dev/null | grep -vc Level) -le 3"), 0);
        mount_disk(0);
        expect_model(ino);
        assert_int_equal(set_size(ino, model_size), 0); /* what lies behind the end goes */
        assert_in_range(attr_of(ino).blocks, 100000 / 512, 110000 / 512);
        expect_model(ino);
        end();
    }
}

static void test_errors(void **state)
{
    uint64_t ino, dir;

    (void)state;
    start(fs_formats[0]);
    ino = make(ROOT, "f", REG | 0644);
    dir = make(ROOT, "d", DIR | 0755);
    model_size = 0;
    write_model(ino, 0, 50000, 1);
    assert_int_equal(range(ino, 0, 0, 0), -EINVAL);
    assert_int_equal(range(dir, 0, 0, 4096), -EISDIR);
    assert_int_equal(range(ino, PUNCH, 0, 4096), -EOPNOTSUPP);
    assert_int_equal(range(ino, PUNCH | ZERO | KEEP, 0, 4096), -EOPNOTSUPP);
    assert_int_equal(range(ino, 64, 0, 4096), -EOPNOTSUPP);
    assert_int_equal(range(ino, COLLAPSE, 100, 4096), -EINVAL);
    assert_int_equal(range(ino, COLLAPSE, 4096, 100), -EINVAL);
    assert_int_equal(range(ino, COLLAPSE, 45056, 4096 * 2), -EINVAL); /* reaches the end */
    assert_int_equal(range(ino, INSERT, 53248, 4096), -EINVAL);
    assert_int_equal(range(ino, INSERT, 4096, 1ull << 44), -EFBIG);
    assert_int_equal(range(ino, 0, 1ull << 44, 4096), -EFBIG);
    assert_int_equal(range(ino, 0, UINT64_MAX, UINT64_MAX), -EFBIG);
    assert_int_equal(range(ino, KEEP, 0, 1 << 30), -ENOSPC);
    expect_model(ino);
    assert_int_equal(fs_unmount(fs, mnt), 0);
    mount_disk(FS_MOUNT_RDONLY);
    assert_int_equal(range(ino, 0, 0, 4096), -EROFS);
    end();
}

static uint32_t rnd(uint32_t below)
{
    static uint64_t s = 12345;

    s = s * 6364136223846793005u + 1442695040888963407u;
    return (s >> 33) % below;
}

static void one_step(uint64_t ino, int f, uint32_t block)
{
    static const uint32_t modes[] = { 0, KEEP, PUNCH | KEEP, ZERO, ZERO | KEEP, COLLAPSE, INSERT };
    uint32_t mode = has_extents(f) ? modes[rnd(7)] : PUNCH | KEEP;
    uint64_t offset = rnd(MOST / 2), length = 1 + rnd(rnd(2) ? 200000 : 20000);

    if (rnd(2)) {
        write_model(ino, offset, length, length);
        return;
    }
    if (mode == COLLAPSE || mode == INSERT) {
        offset &= ~(uint64_t)(block - 1);
        length = (length + block - 1) & ~(uint64_t)(block - 1);
        if (offset >= model_size || (mode == COLLAPSE && offset + length >= model_size) ||
            (mode == INSERT && model_size + length > MOST))
            return;
    }
    assert_int_equal(range(ino, mode, offset, length), 0);
    range_model(mode, offset, length);
}

static void test_random(void **state)
{
    (void)state;
    for (int f = 0; f < fs_format_count; f++) {
        start(fs_formats[f]);

        uint64_t ino = make(ROOT, "f", REG | 0644);
        struct fs_statfs st;

        fs_statfs(fs, mnt, &st);
        memset(model, 0, sizeof(model));
        model_size = 0;
        for (unsigned step = 0; step < 400; step++) {
            one_step(ino, f, st.bsize);
            if (step % 20 == 19)
                expect_model(ino);
            if (step % 100 == 99) {
                assert_int_equal(fs_unmount(fs, mnt), 0);
                disk_check();
                mount_disk(0);
                expect_model(ino);
            }
        }
        assert_int_equal(set_size(ino, 0), 0);
        assert_int_equal(attr_of(ino).blocks, 0);
        end();
    }
}

static void test_seek(void **state)
{
    struct fs_statfs st;
    uint64_t ino;

    (void)state;
    for (int f = 0; f < fs_format_count; f++) {
        start(fs_formats[f]);
        ino = make(ROOT, "f", REG | 0644);
        fs_statfs(fs, mnt, &st);
        model_size = 0;
        assert_int_equal(fs_seek(fs, mnt, ino, 0, 0), -ENXIO);
        write_model(ino, 8192, 8192, 1);
        write_model(ino, 800000, 100, 1);
        assert_int_equal(fs_seek(fs, mnt, ino, 0, 0), 8192);
        assert_int_equal(fs_seek(fs, mnt, ino, 0, 1), 0);
        assert_int_equal(fs_seek(fs, mnt, ino, 9000, 0), 9000);
        assert_int_equal(fs_seek(fs, mnt, ino, 9000, 1), 16384);
        assert_int_equal(fs_seek(fs, mnt, ino, 16384, 0), 800000 / st.bsize * st.bsize);
        assert_int_equal(fs_seek(fs, mnt, ino, 800050, 1), 800100);
        assert_int_equal(fs_seek(fs, mnt, ino, 800100, 0), -ENXIO);
        assert_int_equal(fs_seek(fs, mnt, ino, 800100, 1), -ENXIO);
        assert_int_equal(set_size(ino, 3ull << 30), 0);
        assert_int_equal(fs_seek(fs, mnt, ino, 900000, 0), -ENXIO);
        assert_int_equal(fs_seek(fs, mnt, ino, 900000, 1), 900000);
        if (has_extents(f)) { /* given but never written is a hole */
            assert_int_equal(range(ino, 0, 100000, 50000), 0);
            assert_int_equal(fs_seek(fs, mnt, ino, 110000, 1), 110000);
        }
        end();
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_give), cmocka_unit_test(test_errors), cmocka_unit_test(test_random),
        cmocka_unit_test(test_seek),
    };

    return RUN("fs_range", tests, argc, argv);
}
