/* SPDX-License-Identifier: BSD-2-Clause */
/* A FAT volume for tests: made by mkfs.fat, mounted, judged by fsck.fat. */
#pragma once
#include <ipc/fs.h>

enum { ROOT = 1, REG = 0100000, DIR = 0040000, CHR = 0020000, FIFO = 0010000, TYPE = 0170000 };

struct fat_format {
    const char *name;
    unsigned mib;
    const char *options; /* of mkfs.fat */
};
extern const struct fat_format fat_formats[];
extern const unsigned fat_format_count;

extern struct fs *fs;
extern uint32_t mnt;

/* A new volume, mounted. */
void fat_start(const struct fat_format *format);
void fat_mount(uint32_t flags);
/* fsck.fat -n finds nothing; what it says is shown otherwise. */
void fat_check(void);
/* Unmounts, checks and frees the disk. */
void fat_end(void);
