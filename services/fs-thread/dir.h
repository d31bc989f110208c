/* SPDX-License-Identifier: BSD-2-Clause */
/* What the two halves of the directory code share. */
#pragma once
#include "ext4.h"

/* Bytes of a block that entries may take. */
uint32_t ext4_dir_usable(const struct mount *m);
/* A block of the directory, checked and pinned; NULL: a hole. */
int ext4_dir_block(struct node *dir, uint32_t lblk, struct buf **buf);
/* Makes the block a leaf without entries. */
void ext4_dir_block_empty(const struct mount *m, struct buf *buf);
/* Is it a block of the hash index?  Such a block looks like one without entries (the root: with . and ..). */
bool ext4_dir_is_index(const struct node *dir, uint32_t lblk, const struct buf *buf);
/* Turns the blocks of the hash index into leaves; the directory is searched linearly from then on. */
int ext4_dir_index_remove(struct node *dir);
