/* SPDX-License-Identifier: BSD-2-Clause */
/* Partition tables: MBR with logical partitions, GPT (UEFI 2.10, chapter 5). */
#pragma once
#include <stdint.h>

#include <ipc/block.h>

enum {
    PARTITIONS_MAX = BLOCK_PARTITIONS_MAX
}; /* numbers 1..15 of a disk; later ones are not seen */

struct partition {
    uint64_t first, sectors; /* inside the disk; sectors 0: there is no such partition */
};

/* Reads one sector of 512 bytes; 0 or a negative errno. */
typedef int partition_read(void *ctx, uint64_t sector, void *buf);

/* Fills table[1..PARTITIONS_MAX] (all of it; [0] is not used).  Entries that do not fit the disk of
 * `sectors` are left out.  Returns the highest number found, 0 if the disk has no table, or the
 * error of a read. */
int partition_scan(struct partition *table, uint64_t sectors, partition_read *read, void *ctx);
