/* SPDX-License-Identifier: BSD-2-Clause */
/* What of the disks a client sees.  A client that uses the service by IPC is confined to what its
 * entry in apps.toml names; one that has it linked in sees everything. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include <ipc/block_gen.h>

enum { DISKS_MAX = 8 };

struct block_view {
    struct block base;
    uint16_t parts[DISKS_MAX]; /* bit per partition of the disk; bit 0: the whole disk */
};

void block_view_all(struct block_view *view);
/* Adds what `list` gives the client: "BADGE:UNIT+UNIT;BADGE:..." where a unit is "*" (everything),
 * "1" (a disk) or "1p2" (a partition).  What cannot be understood gives nothing. */
void block_view_parse(struct block_view *view, const char *list, uint64_t badge);
/* Who has the whole disk has its partitions. */
bool block_view_allows(const struct block_view *view, unsigned disk, unsigned partition);

/* The service as the client with that badge sees it; NULL for a badge that no task has. */
struct block *block_thread_client(uint64_t badge);
