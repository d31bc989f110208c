/* SPDX-License-Identifier: BSD-2-Clause */
/* What the parts of fs-thread share: the mount, the node, and what each part offers the others.
 *
 * Nothing here is reentrant: ops.c holds the lock of the whole service around every operation.
 * Functions return 0 or a negative Linux error number. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/queue.h>
#include <sys/types.h>

#include "ext2_fs.h"
#include "ext2fs.h"

#include "cache.h"
#include <disk/disk.h>

struct fs_attr;

enum {
    EXT4_MOUNTS = 8,
    NODE_BUCKETS = 256,
    LINK_MAX = 65000,
};

/* Where blocks of a file lie: `count` blocks from file block `lblk` on. */
struct mapping {
    uint32_t lblk, count;
    uint64_t pblk;      /* first disk block; 0: a hole */
    bool unwritten;     /* allocated, reads as zeros */
};

/* An inode in memory; it is the truth, newer than the inode table when dirty. */
struct node {
    struct mount *mount;
    uint32_t ino;
    uint32_t csum_seed; /* of the blocks that belong to the inode */
    uint32_t refs;      /* operations at work on it, and 1 while it is an orphan */
    bool dirty;
    bool orphan;        /* no link, not freed yet: in mount.orphans */
    struct mapping last; /* a mapping that was looked up; count 0: none */
    uint32_t room_hint; /* directories: no room for an entry in the blocks before this one */
    LIST_ENTRY(node) hash;
    TAILQ_ENTRY(node) order;   /* mount.nodes, least recently used first */
    TAILQ_ENTRY(node) orphans; /* mount.orphans */
    struct ext2_inode_large inode; /* really inode_size bytes: attributes follow in the same allocation */
};

/* Freed blocks that stay marked in the bitmap until the commit that makes their freeing durable: before
 * it, the disk still has the old owner's pointers to them. */
struct pending_free {
    uint64_t first, count;
};

struct mount {
    bool used, read_only;
    bool failed;        /* read-only because something was wrong: stays so until it was checked */
    bool changed;       /* something is newer than the disk */
    bool clean_on_disk; /* the superblock on the disk says so */
    bool was_clean;     /* it did at mount; if not, it is for e2fsck to say so again */
    ext2_filsys fs;     /* superblock, group descriptors, bitmaps; owned */
    struct disk disk;
    struct cache cache;
    uint32_t block_size, block_bits, inode_size;
    uint64_t overhead_blocks; /* never available for files */
    LIST_HEAD(, node) node_hash[NODE_BUCKETS];
    TAILQ_HEAD(, node) nodes;
    TAILQ_HEAD(, node) orphans; /* the order of the list on the disk */
    uint32_t node_count, dirty_nodes;
    uint8_t *dirty_groups;      /* per group: its bitmaps or descriptor changed */
    uint32_t dirty_group_count;
    uint32_t pending_groups;    /* at most so many will be dirty when `pending` is applied */
    struct pending_free *pending; /* owned */
    uint32_t pending_count, pending_room;
    uint64_t pending_blocks;
    struct journal *journal; /* owned, from the first change on; NULL: written without one */
    bool journal_asked;
    uint32_t changes_at_begin; /* cache.changes, when the operation began */
    uint32_t generation; /* for the next new inode */
};

/* errcode.c: the one place where libext2fs' errors become errno. */
int ext4_errno(errcode_t code);
const char *ext4_error_text(errcode_t code);

/* clock.c: nanoseconds since 1970. */
int64_t ext4_now_ns(void);
void ext4_clock_set(int64_t now_ns);
/* It is at least that late, as far as nobody has set the clock. */
void ext4_clock_not_before(int64_t ns);

/* io.c: libext2fs reads and writes through the mount's cache. */
extern struct struct_io_manager ext4_io_manager;

/* mount.c */
int ext4_mount_open(struct mount *m, struct block *dev, uint32_t unit, bool read_only);
int ext4_mount_close(struct mount *m);
int ext4_mount_change(struct mount *m, bool read_only);
/* Something is wrong on the disk or with it: no more changes until it is checked. */
void ext4_mount_fail(struct mount *m, const char *what, uint64_t where);

/* super.c */
/* 1 if the two sectors of the superblock do not fit each other, as after a power cut while they were written, and
 * the journal may have what belongs there; 0 if they do, or there is nothing to see that by.  Before open. */
int ext4_super_torn(struct mount *m);
/* Does the superblock on the disk have its right checksum? -EINVAL. */
int ext4_super_whole(struct mount *m);
/* Can what is on the disk be mounted?  Says in the log why not. */
int ext4_super_check(struct mount *m);
/* Can it be written, too?  -EROFS. */
int ext4_super_writable(const struct mount *m);
uint64_t ext4_super_overhead(const struct mount *m);

/* txn.c: all changes of metadata happen between begin and end; commit makes them durable together; sync also
 * brings everything to its place, so that the disk is in order without its journal. */
/* -EROFS if nothing may change.  `blocks`: an upper bound of what will be allocated, so that space whose
 * freeing is pending can be made available before anything has changed. */
int ext4_txn_begin(struct mount *m, uint64_t blocks);
/* Returns err, or the error of a commit that was due. */
int ext4_txn_end(struct mount *m, int err);
/* ... of an operation that must not be done by half: if the disk or the memory failed after something had changed, the
 * mount becomes read-only, and the disk keeps what was committed before. */
int ext4_txn_end_whole(struct mount *m, int err);
int ext4_txn_commit(struct mount *m);
/* The transaction should not get longer: end it, or, where everything is in order, call ext4_txn_step. */
bool ext4_txn_is_long(const struct mount *m);
/* Between the steps of a long operation: commits if that is due. */
int ext4_txn_step(struct mount *m);
int ext4_txn_sync(struct mount *m);

/* csum.c */
uint32_t ext4_csum_seed(const struct mount *m, uint32_t ino, uint32_t generation);
void ext4_seal(struct cache *cache, struct buf *buf);
bool ext4_extents_csum_good(const struct mount *m, const struct buf *buf);
bool ext4_dir_csum_good(const struct mount *m, const struct buf *buf);
/* Of a block that ext4_index_good found good. */
bool ext4_index_csum_good(const struct mount *m, const struct buf *buf);

/* alloc.c */
/* The longest run of up to `want` free blocks near goal; at least one. */
int ext4_blocks_alloc(struct mount *m, uint64_t goal, uint32_t want, uint64_t *first, uint32_t *count);
/* Blocks that nothing on the disk points to yet: free again at once. */
void ext4_blocks_unalloc(struct mount *m, uint64_t first, uint32_t count);
/* Free after the next commit. */
int ext4_blocks_free(struct mount *m, uint64_t first, uint64_t count);
void ext4_pending_apply(struct mount *m);
bool ext4_block_valid(const struct mount *m, uint64_t block);
uint64_t ext4_free_blocks(const struct mount *m);
int ext4_inode_alloc(struct mount *m, uint32_t near_ino, bool dir, uint32_t *ino);
void ext4_inode_free(struct mount *m, uint32_t ino, bool dir);
void ext4_group_dirty(struct mount *m, uint32_t group);

/* node.c */
/* The node of an inode in use, + reference; -ESTALE if it is free or not for files. */
int ext4_node_get(struct mount *m, uint64_t ino, struct node **node);
/* A node for a fresh inode, all zero. */
int ext4_node_new(struct mount *m, uint32_t ino, struct node **node);
/* As ext4_node_get, whatever the link count (orphans found at mount). */
int ext4_node_get_any(struct mount *m, uint32_t ino, struct node **node);
void ext4_node_put(struct node *n);
void ext4_node_dirty(struct node *n);
/* Puts all dirty nodes into their blocks of the inode table. */
int ext4_nodes_store(struct mount *m);
void ext4_nodes_free(struct mount *m);
errcode_t ext4_hook_read_inode(ext2_filsys fs, ext2_ino_t ino, struct ext2_inode *inode);
errcode_t ext4_hook_write_inode(ext2_filsys fs, ext2_ino_t ino, struct ext2_inode *inode);

static inline struct ext2_inode *node_inode(struct node *n)
{
    return (struct ext2_inode *)&n->inode;
}
static inline uint32_t node_type(const struct node *n)
{
    return n->inode.i_mode & LINUX_S_IFMT;
}
static inline bool node_is_dir(const struct node *n)
{
    return node_type(n) == LINUX_S_IFDIR;
}
static inline uint64_t node_size(const struct node *n)
{
    return n->inode.i_size | (uint64_t)n->inode.i_size_high << 32;
}
static inline bool node_has_extents(const struct node *n)
{
    return n->inode.i_flags & EXT4_EXTENTS_FL;
}

/* attr.c */
void ext4_attr_fill(struct node *n, struct fs_attr *attr);
int ext4_attr_set(struct node *n, uint32_t set, const struct fs_attr *want);
enum { TIME_A = 1, TIME_M = 2, TIME_C = 4 };
/* Sets the times of `which` to now. */
void ext4_touch(struct node *n, int which);
/* All times of a fresh node, and the place for those that came later than ext2. */
void ext4_birth(struct node *n);
/* Flags that the directory hands down to a node that is made in it. */
void ext4_flags_inherit(struct node *n, const struct node *dir);
/* May it have extended attributes? */
bool ext4_xattr_any(struct node *n);
void ext4_size_set(struct node *n, uint64_t size);
void ext4_owner_set(struct node *n, uint32_t uid, uint32_t gid);
/* Device number, major << 20 | minor. */
void ext4_rdev_set(struct node *n, uint32_t rdev);
uint64_t ext4_max_size(const struct node *n);
/* ... of any file of the mount, with or without extents. */
uint64_t ext4_file_max(const struct mount *m, bool extents);

/* map.c: blocks of a file, whatever way they are kept */
/* What holds file block lblk and what follows it, at most `want` blocks. */
int ext4_map(struct node *n, uint32_t lblk, uint32_t want, struct mapping *map);
/* A good place for file block lblk: behind the block before it, else in the inode's group. */
uint64_t ext4_map_goal(struct node *n, uint32_t lblk);
/* Makes allocated blocks part of the file, where it has a hole. */
int ext4_map_add(struct node *n, uint32_t lblk, uint64_t pblk, uint32_t count);
/* The blocks, which are unwritten, now hold data. */
int ext4_map_written(struct node *n, uint32_t lblk, uint32_t count);
/* Frees the blocks of [from, to); MAP_END: to the end. -EAGAIN: the transaction is long and not all is done; go on
 * after ext4_txn_step. */
#define MAP_END UINT32_MAX
int ext4_map_remove(struct node *n, uint32_t from, uint32_t to);
/* ... all of them, with commits in between: what the caller has changed has to be in order. */
int ext4_map_remove_all(struct node *n, uint32_t from, uint32_t to);
/* Makes allocated blocks part of the file, where it has a hole; they read as zeros.  -EOPNOTSUPP without extents. */
int ext4_map_add_unwritten(struct node *n, uint32_t lblk, uint64_t pblk, uint32_t count);
/* What is in file blocks from `from` on goes |delta| blocks up, or down where there is nothing. */
int ext4_map_shift(struct node *n, uint32_t from, int64_t delta);

/* extent.c, extent_edit.c: the same for inodes with an extent tree */
void ext4_extent_init(struct node *n);
int ext4_extent_map(struct node *n, uint32_t lblk, uint32_t want, struct mapping *map);
int ext4_extent_add(struct node *n, uint32_t lblk, uint64_t pblk, uint32_t count, bool unwritten);
int ext4_extent_written(struct node *n, uint32_t lblk, uint32_t count);
int ext4_extent_remove(struct node *n, uint32_t from, uint32_t to);
/* No extent goes across the start of lblk. */
int ext4_extent_split(struct node *n, uint32_t lblk);
int ext4_extent_shift(struct node *n, uint32_t from, int64_t delta);

/* indirect.c: the same for inodes without; a hole may come in pieces */
int ext4_indirect_map(struct node *n, uint32_t lblk, uint32_t want, struct mapping *map);
int ext4_indirect_add(struct node *n, uint32_t lblk, uint64_t pblk, uint32_t count);
int ext4_indirect_remove(struct node *n, uint32_t from, uint32_t to);

/* file.c */
ssize_t ext4_file_read(struct node *n, uint64_t offset, void *data, uint32_t count);
ssize_t ext4_file_write(struct node *n, uint64_t offset, const void *data, uint32_t count);
int ext4_file_truncate(struct node *n, uint64_t size);

/* range.c */
/* fs_allocate and fs_seek. */
int ext4_file_allocate(struct node *n, uint32_t mode, uint64_t offset, uint64_t length);
int64_t ext4_file_seek(struct node *n, uint64_t offset, bool hole);
/* At most how many blocks ext4_file_allocate takes. */
uint64_t ext4_allocate_blocks(const struct node *n, uint32_t mode, uint64_t length);
/* Zeroes the bytes [from, to) of one block, if data is there. */
int ext4_file_zero(struct node *n, uint64_t from, uint64_t to);

/* xattr.c: extended attributes, as the fs interface has them */
ssize_t ext4_xattr_get(struct node *n, const char *name, void *value, uint32_t size);
ssize_t ext4_xattr_list(struct node *n, void *names, uint32_t size);
int ext4_xattr_set(struct node *n, const char *name, const void *value, uint32_t size, uint32_t flags);
int ext4_xattr_remove(struct node *n, const char *name);
/* xattr_node.c: the node, which goes, gives up its block of attributes */
int ext4_xattr_free_block(struct node *n);

/* dir.c: directories */
struct dir_pos {
    uint32_t lblk;      /* block of the directory */
    uint32_t offset;    /* of the entry in it */
    uint32_t before;    /* offset of the entry before it in the same block; = offset: none */
    uint32_t ino;
    uint8_t type;       /* EXT2_FT_ value, 0 unknown */
};
/* -ENOENT if there is no such name. */
int ext4_dir_find(struct node *dir, const char *name, size_t len, struct dir_pos *pos);
int ext4_dir_add(struct node *dir, const char *name, size_t len, uint32_t ino, uint32_t mode);
int ext4_dir_remove(struct node *dir, const struct dir_pos *pos);
/* The entry leads to another inode. */
int ext4_dir_replace(struct node *dir, const struct dir_pos *pos, uint32_t ino, uint32_t mode);
/* Gives a fresh directory its first block with . and .. */
int ext4_dir_init(struct node *dir, uint32_t parent);
/* 1 if nothing but . and .. is in it, 0 if not. */
int ext4_dir_is_empty(struct node *dir);
int ext4_dir_parent(struct node *dir, uint32_t *parent);
int ext4_dir_set_parent(struct node *dir, uint32_t parent);
/* dir_list.c: cookie 0 is the start; each entry put out brings the cookie of what follows it. */
ssize_t ext4_dir_read(struct node *dir, uint64_t cookie, void *buf, uint32_t size);

/* name.c */
/* *len is the name's length; -EINVAL for what cannot be a name, -ENAMETOOLONG. */
int ext4_name_check(const char *name, size_t *len);
/* . or .. */
bool ext4_name_is_dots(const char *name);
/* A directory that can take part in an operation on names: -ENOTDIR, or -ENOENT if it was removed. */
int ext4_dir_get(struct mount *m, uint64_t ino, struct node **dir);
/* One link less; the last one makes the node an orphan. */
void ext4_link_drop(struct node *n);
/* Link counts of directories: their subdirectories' ".." entries; not counted (1) past the limit. */
void ext4_dir_link_add(struct node *dir);
void ext4_dir_link_drop(struct node *dir);
bool ext4_dir_link_room(const struct node *dir);
int ext4_create(struct mount *m, uint64_t dir, const char *name, uint32_t mode, uint32_t uid,
                uint32_t gid, uint32_t rdev, struct fs_attr *attr);
int ext4_symlink(struct mount *m, uint64_t dir, const char *name, uint32_t uid, uint32_t gid,
                 const void *target, uint32_t len, struct fs_attr *attr);
ssize_t ext4_readlink(struct node *n, void *buf, uint32_t size);
int ext4_link(struct mount *m, uint64_t ino, uint64_t dir, const char *name, struct fs_attr *attr);
int ext4_unlink(struct mount *m, uint64_t dir, const char *name, struct fs_attr *attr);
int ext4_rmdir(struct mount *m, uint64_t dir, const char *name);

/* rename.c */
int ext4_rename(struct mount *m, uint64_t from_dir, const char *from, uint64_t to_dir, const char *to,
                uint32_t flags, uint64_t *replaced);

/* orphan.c: nodes without a name, kept while they are open */
void ext4_orphan_add(struct node *n);
void ext4_orphan_remove(struct node *n);
/* Frees the node's blocks and inode; the caller's reference goes with it. */
int ext4_orphan_free(struct node *n);
/* Frees what lies behind the end of a file; in the list while that takes more than one commit, and when it
 * failed. */
int ext4_orphan_truncate(struct node *n);
/* Does for each of the list what it is there for. */
int ext4_orphans_finish(struct mount *m);
/* ... that an earlier mount left. */
int ext4_orphans_clean(struct mount *m);
