/* SPDX-License-Identifier: BSD-2-Clause */
/* What the parts of the directory code share: entries of a block, blocks of a directory, its hash index. */
#pragma once
#include <string.h>

#include "ext4.h"

enum {
    DIR_ENTRY_FIXED = offsetof(struct ext2_dir_entry_2, name),
    DIR_DOT_BYTES = 12,     /* an entry for "." or ".." */
    DIR_LONG_BLOCK = 65536, /* whose length does not fit rec_len */
    INDEX_ROOT_INFO = 2 * DIR_DOT_BYTES, /* behind . and .. */
};

static inline struct ext2_dir_entry_2 *dir_entry_at(const struct buf *buf, uint32_t offset)
{
    return (void *)(buf->data + offset);
}
static inline uint32_t dir_length(const struct mount *m, const struct ext2_dir_entry_2 *e)
{
    if (m->block_size == DIR_LONG_BLOCK && (e->rec_len == 0 || e->rec_len == UINT16_MAX))
        return DIR_LONG_BLOCK;
    return e->rec_len;
}
static inline void dir_length_set(struct ext2_dir_entry_2 *e, uint32_t length)
{
    e->rec_len = length == DIR_LONG_BLOCK ? UINT16_MAX : length;
}
/* Bytes that an entry with such a name takes. */
static inline uint32_t dir_bytes_for(size_t name_len)
{
    return (DIR_ENTRY_FIXED + name_len + 3) & ~3u;
}
static inline bool dir_is_dots(const struct ext2_dir_entry_2 *e)
{
    return e->name[0] == '.' && (e->name_len == 1 || (e->name_len == 2 && e->name[1] == '.'));
}
static inline uint32_t dir_blocks(const struct node *dir)
{
    return node_size(dir) >> dir->mount->block_bits;
}

/* dir.c */
/* Bytes of a leaf that entries may take. */
uint32_t ext4_dir_usable(const struct mount *m);
/* Where the entries of this block end. */
uint32_t ext4_dir_end(const struct mount *m, const struct buf *buf);
/* A block of the directory, checked and pinned; NULL: a hole. */
int ext4_dir_block(struct node *dir, uint32_t lblk, struct buf **buf);
/* Makes the block a leaf without entries. */
void ext4_dir_block_empty(const struct mount *m, struct buf *buf);
/* Gives the directory one more block, a leaf without entries, pinned and dirty. */
int ext4_dir_grow(struct node *dir, struct buf **buf);
/* The same of entries in memory, from data to data + end: are they in order, adding one, is none there? */
bool ext4_entries_good(const struct mount *m, const uint8_t *data, uint32_t end);
bool ext4_entries_add(const struct mount *m, uint8_t *data, uint32_t end, const char *name, size_t len,
                      uint32_t ino, uint8_t type);
bool ext4_entries_empty(const struct mount *m, const uint8_t *data, uint32_t end);
/* Searches one block; sets all of *pos but lblk. */
bool ext4_dir_find_in(const struct mount *m, const struct buf *buf, const char *name, size_t len,
                      struct dir_pos *pos);
/* Puts the entry into the block if there is room; the caller says that the block is dirty. */
bool ext4_dir_add_in(const struct mount *m, struct buf *buf, const char *name, size_t len, uint32_t ino,
                     uint8_t type);

/* dir_index.c: blocks of the index, and taking one away */
/* Is it a block of the hash index?  Such a block looks like one without entries (the root: with . and ..). */
bool ext4_dir_is_index(const struct node *dir, uint32_t lblk, const struct buf *buf);
/* Does the block have the layout of an index block: a count that fits, and room for that many? */
bool ext4_index_good(const struct mount *m, const struct buf *buf, bool root);
/* Where the list of such a block starts, and how many entries it has room for. */
uint32_t ext4_index_start(bool root);
uint32_t ext4_index_limit(const struct mount *m, bool root);
/* Turns the blocks of the hash index into leaves; the directory is searched linearly from then on. */
int ext4_dir_index_remove(struct node *dir);

/* dir_hash.c: the hash index at work */
/* In a boundary between leaves: the leaf before it has names of this hash, too. */
enum { INDEX_SAME_HASH = 1 };
/* What a name's place in the index and in a listing is. */
struct dir_hash {
    uint32_t major;     /* the lowest bit is 0 */
    uint32_t minor;     /* tells names of the same major apart, in listings only */
};
/* A way from the root of the index to a leaf; the index blocks are pinned until ext4_path_put. */
enum { INDEX_LEVELS = 3 };
struct index_path {
    struct node *dir;
    uint32_t depth;     /* index blocks on the way */
    uint32_t at[INDEX_LEVELS];
    struct buf *bufs[INDEX_LEVELS];
};
static inline struct ext2_dx_root_info *index_info(const struct buf *root)
{
    return (void *)(root->data + INDEX_ROOT_INFO);
}

static inline struct ext2_dx_entry *path_list(const struct index_path *path, uint32_t level)
{
    return (void *)(path->bufs[level]->data + ext4_index_start(level == 0));
}

static inline struct ext2_dx_countlimit *path_head(const struct index_path *path, uint32_t level)
{
    return (void *)path_list(path, level);
}

/* Says so, makes the mount read-only, and returns -EIO. */
int ext4_index_damaged(struct node *dir);
/* The directory has an index that we know, or would get one when it grows: *version is for ext4_dir_hash. */
bool ext4_dir_hash_version(struct node *dir, int *version);
/* It has one now. */
bool ext4_dir_is_hashed(struct node *dir);
void ext4_dir_hash(const struct mount *m, int version, const char *name, size_t len,
                   struct dir_hash *hash);
/* The way to the first leaf that may have names of that hash. */
int ext4_path_find(struct node *dir, uint32_t hash, struct index_path *path);
/* On to the next leaf; *hash is the lowest in it, with bit 0 set if the leaf before it may hold the same.
 * 0: there is none. */
int ext4_path_next(struct index_path *path, uint32_t *hash);
/* The leaf at the end of the way, pinned. */
int ext4_path_leaf(struct index_path *path, uint32_t *lblk, struct buf **leaf);
void ext4_path_put(struct index_path *path);
int ext4_hash_find(struct node *dir, const char *name, size_t len, struct dir_pos *pos);

/* dir_split.c: adding to the index */
int ext4_hash_add(struct node *dir, const char *name, size_t len, uint32_t ino, uint8_t type);
/* Makes the only block of a directory an index root with one leaf.  1: done, 0: it cannot have one. */
int ext4_hash_make(struct node *dir);
