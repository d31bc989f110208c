/* SPDX-License-Identifier: BSD-2-Clause */
/* An ext2/3/4 disk for tests. */
#include "fs/setup.h"

#include <fs_thread.h>
#include <stdlib.h>
#include <string.h>

const char *const fs_formats[] = {
    "-t ext4 -b 4096",
    "-t ext4 -b 1024",
    "-t ext4 -b 4096 -O ^metadata_csum,^64bit",
    "-t ext4 -b 1024 -O ^metadata_csum,^64bit,uninit_bg,^extent,^huge_file",
    "-t ext4 -b 2048 -O ^has_journal,^flex_bg -I 128",
    "-t ext4 -b 4096 -O inline_data",
    "-t ext4 -b 1024 -O inline_data,^dir_index,^metadata_csum -I 512",
    "-t ext3 -b 1024",
    "-t ext2 -b 4096",
};
const int fs_format_count = sizeof(fs_formats) / sizeof(fs_formats[0]);

struct fs *fs;
uint32_t mnt;

void mount_disk(uint32_t flags)
{
    struct fs_attr root;

    if (!fs)
        fs = fs_thread_new();
    assert_non_null(fs);
    assert_int_equal(fs_mount(fs, 0, flags, &mnt, &root), 0);
    assert_int_equal(root.ino, ROOT);
    assert_int_equal(root.mode & TYPE, DIR);
}

void start(const char *format)
{
    disk_new(32, format);
    mount_disk(0);
}

void end(void)
{
    assert_int_equal(fs_unmount(fs, mnt), 0);
    disk_check();
    disk_free();
}

uint64_t make(uint64_t dir, const char *name, uint32_t mode)
{
    struct fs_attr attr;

    assert_int_equal(fs_create(fs, mnt, dir, name, mode, 7, 70000, 0, &attr), 0);
    assert_int_equal(attr.mode, mode);
    return attr.ino;
}

int find(uint64_t dir, const char *name, uint64_t *ino)
{
    struct fs_attr attr;
    int err = fs_lookup(fs, mnt, dir, name, &attr);

    if (!err && ino)
        *ino = attr.ino;
    return err;
}

struct fs_attr attr_of(uint64_t ino)
{
    struct fs_attr attr;

    assert_int_equal(fs_getattr(fs, mnt, ino, &attr), 0);
    return attr;
}

void fill(uint8_t *data, size_t size, unsigned seed)
{
    for (size_t i = 0; i < size; i++)
        data[i] = (i * 2654435761u + seed * 40503u) >> 13;
}

void expect_data(uint64_t ino, uint64_t offset, const void *want, uint32_t size)
{
    uint8_t *got = malloc(size + 1);

    assert_int_equal(fs_read(fs, mnt, ino, offset, got, size), size);
    assert_memory_equal(got, want, size);
    free(got);
}

int set_size(uint64_t ino, uint64_t size)
{
    struct fs_attr want = { .size = size }, attr;

    return fs_setattr(fs, mnt, ino, FS_SET_SIZE, &want, &attr);
}

void remove_file(uint64_t dir, const char *name)
{
    struct fs_attr attr;

    assert_int_equal(fs_unlink(fs, mnt, dir, name, &attr), 0);
    if (attr.nlink == 0)
        assert_int_equal(fs_release(fs, mnt, attr.ino), 0);
}

int fs_free(void **state)
{
    (void)state;
    free(fs);
    fs = NULL;
    return 0;
}
