/* SPDX-License-Identifier: BSD-2-Clause */
/* A disk for tests: an image in memory behind the block interface, made and checked by
 * the tools of its file system.
 *
 * One disk at a time.  wire_block() gives fs-thread this disk as unit 0. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

/* Makes a disk of that size and a file system on it; `options` go to mke2fs. */
void disk_new(unsigned mib, const char *options);
/* ... by any command, as disk_run takes it. */
void disk_make(unsigned mib, const char *command);
void disk_free(void);
/* Writes the image to a file and runs a command in which @ stands for the file's name; the image is read
 * back.  Returns the command's exit status. */
int disk_run(const char *command);
/* e2fsck -fn finds nothing; what it says is shown otherwise. */
void disk_check(void);
/* A copy of the image as it is now, and back to it: a machine that was switched off then. */
uint8_t *disk_copy(void);
void disk_restore(const uint8_t *copy);
uint8_t *disk_bytes(void);

/* What the disk does from now on. */
struct disk_faults {
    bool read_only;         /* block_info says so */
    int64_t writes_left;    /* then writes give -EIO; < 0: never */
    int64_t reads_left;
    bool once;              /* only the first of them fails */
    bool torn;              /* the first write that fails is half done, in pieces of 4 KiB */
};
extern struct disk_faults disk_faults;

/* Sees every write, torn or not, and every flush (data NULL); NULL: nobody looks. */
extern void (*disk_watch)(uint64_t at, const void *data, uint32_t bytes);

struct disk_counts {
    uint64_t reads, read_sectors, writes, written_sectors, flushes;
};
extern struct disk_counts disk_counts;
