/* SPDX-License-Identifier: BSD-2-Clause */
/* Data inside an inode (the feature inline_data): the first 60 bytes where others have the map of their blocks, the
 * rest as the value of the extended attribute system.data. */
#pragma once
#include "ext4.h"

enum { INLINE_HEAD = EXT2_N_BLOCKS * sizeof(uint32_t) };

/* Where the bytes are, until attributes of the node change. */
struct inline_data {
    uint8_t *head;      /* INLINE_HEAD bytes */
    uint8_t *tail;      /* tail_size bytes */
    uint32_t tail_size;
};

static inline bool node_is_inline(const struct node *n)
{
    return (n->inode.i_flags & EXT4_INLINE_DATA_FL) && ext2fs_has_feature_inline_data(n->mount->fs->super);
}

/* inline.c */
/* Makes a fresh node one that holds its data inside, if the file system has that and there is room; no data yet. */
bool ext4_inline_init(struct node *n);
/* -EIO: the node is damaged. */
int ext4_inline_get(struct node *n, struct inline_data *data);
/* Gives the tail another size, new bytes are 0; -ENOSPC. */
int ext4_inline_resize(struct node *n, uint32_t tail_size);
/* The largest tail there is room for. */
uint32_t ext4_inline_most(struct node *n);
/* Makes the node one with blocks, of which it has none yet; what it held is lost. */
int ext4_inline_clear(struct node *n);

/* ... of files */
ssize_t ext4_inline_read(struct node *n, uint64_t offset, void *data, uint32_t count);
/* -ENOSPC: there is no room for it inside. */
ssize_t ext4_inline_write(struct node *n, uint64_t offset, const void *data, uint32_t count);
int ext4_inline_truncate(struct node *n, uint64_t size);
/* The data goes to a block of its own. */
int ext4_inline_out(struct node *n);

/* dir_inline.c: directories; the head begins with the inode of "..", and both parts hold entries of their own.
 * Positions are those in a block that holds all of it, as ext4_inline_dir_image makes it. */
int ext4_inline_dir_init(struct node *dir, uint32_t parent);
/* block_size bytes: a leaf with . and .. */
int ext4_inline_dir_image(struct node *dir, uint8_t *image);
int ext4_inline_dir_find(struct node *dir, const char *name, size_t len, struct dir_pos *pos);
/* -ENOSPC: there is no room inside; see ext4_inline_dir_out. */
int ext4_inline_dir_add(struct node *dir, const char *name, size_t len, uint32_t ino, uint8_t type);
int ext4_inline_dir_remove(struct node *dir, const struct dir_pos *pos);
int ext4_inline_dir_replace(struct node *dir, const struct dir_pos *pos, uint32_t ino, uint8_t type);
int ext4_inline_dir_is_empty(struct node *dir);
/* The entries go to a block of their own. */
int ext4_inline_dir_out(struct node *dir);
