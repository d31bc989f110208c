/* SPDX-License-Identifier: BSD-2-Clause */
/* An ext2/3/4 disk for tests: made by mke2fs, mounted, judged by e2fsck. */
#pragma once
#include <ipc/fs.h>
#include <linux/errno.h>
#include <stdint.h>

#include "fs/disk.h"
#include "host_test.h"

enum {
    ROOT = 2,
    REG = 0100000, DIR = 0040000, CHR = 0020000, BLK = 0060000, FIFO = 0010000, SOCK = 0140000,
    LNK = 0120000, TYPE = 0170000,
    NOREPLACE = 1, EXCHANGE = 2,
};

/* Options of mke2fs. */
extern const char *const fs_formats[];
extern const int fs_format_count;

extern struct fs *fs;
extern uint32_t mnt;

void mount_disk(uint32_t flags);
/* A new disk, mounted. */
void start(const char *format);
/* Unmounts, checks and frees the disk. */
void end(void);
uint64_t make(uint64_t dir, const char *name, uint32_t mode);
int find(uint64_t dir, const char *name, uint64_t *ino);
struct fs_attr attr_of(uint64_t ino);
/* Bytes that look like nothing else. */
void fill(uint8_t *data, size_t size, unsigned seed);
void expect_data(uint64_t ino, uint64_t offset, const void *want, uint32_t size);
int set_size(uint64_t ino, uint64_t size);
void remove_file(uint64_t dir, const char *name);
/* Runs the tests, or those that match the first argument. */
#define RUN(name, tests, argc, argv)                                                                   \
    ((argc) > 1 ? cmocka_set_test_filter((argv)[1]) : (void)0,                                         \
     cmocka_run_group_tests_name(name, tests, NULL, fs_free))
int fs_free(void **state);
