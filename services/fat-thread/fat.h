/* SPDX-License-Identifier: BSD-2-Clause */
/* The parts of fat-thread: a volume, its cache, its allocation table, directories, nodes and data.
 *
 * A volume is boot sector, allocation table (in copies), on FAT12/16 a root directory of fixed size, and
 * clusters, numbered from 2.  The table holds for each cluster the next one of its chain.  Numbers on the
 * disk are little-endian.  Everything runs under the lock of ops.c. */
#pragma once
#include <disk/disk.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/types.h>

struct block;
struct fs_attr;

enum {
    FAT_MOUNTS = 8,
    FAT_SLOT = 32,              /* bytes of one entry of a directory */
    FAT_DIR_SLOTS = 65536,      /* of a directory at most */
    FAT_NAME_UNITS = 255,       /* UTF-16 units of a name at most */
    FAT_LONG_UNITS = 13,        /* in one slot */
    FAT_HASH = 1024,
    FAT_ROOT_INO = 1,
};
#define FAT_SIZE_MAX UINT32_C(0xffffffff)

/* Attributes of an entry. */
enum { FAT_RDONLY = 1, FAT_LABEL = 8, FAT_DIR = 16, FAT_ARCHIVE = 32, FAT_LONG = 15 };

/* Offsets in an entry. */
enum { AT_ATTR = 11, AT_CASE = 12, AT_BIRTH_10MS = 13, AT_BIRTH_TIME = 14, AT_BIRTH_DATE = 16,
       AT_ACCESS_DATE = 18, AT_FIRST_HIGH = 20, AT_TIME = 22, AT_DATE = 24, AT_FIRST = 26, AT_SIZE = 28 };
enum { FAT_DELETED = 0xe5, FAT_CASE_BASE = 8, FAT_CASE_EXT = 16 };

struct cache_block;
struct cache {
    struct cache_block *hash[FAT_HASH];
    struct cache_block *newest, *oldest; /* by use */
    uint32_t count, dirty;
};

/* A file or directory that was looked up.  Owned by its volume's table, until it is freed on the disk. */
struct node {
    struct volume *v;
    uint64_t ino;
    uint64_t pos;               /* of its entry on the disk in slots; 0: root, or unlinked */
    struct node *parent;        /* of a linked node; NULL: root, or unlinked */
    struct node *next_ino, *next_pos;
    uint32_t first;             /* cluster; 0: none */
    uint32_t size;              /* of files */
    uint32_t subdirs;           /* of directories */
    uint32_t hint_index, hint_cluster; /* a known place of the chain; cluster 0: none */
    uint8_t attr;
    bool unlinked;              /* has no name; freed by fs_release */
    int64_t atime_ns, mtime_ns, btime_ns; /* as the disk holds them */
};

struct volume {
    bool used, read_only;
    struct disk disk;
    struct cache cache;
    unsigned bits;              /* of an entry of the table: 12, 16, 32 */
    uint32_t cluster_bytes, clusters;
    uint64_t fat_at, fat_bytes; /* the copy we read; bytes of one copy */
    uint64_t fat_first;         /* the first copy */
    uint32_t copies;            /* all of which are written; 1 if mirroring is off */
    uint64_t root_at;           /* FAT12/16 */
    uint32_t root_slots;        /* 0: FAT32 */
    uint32_t root_cluster;
    uint64_t data_at;
    uint64_t info_at;           /* FSInfo sector; 0: none */
    uint32_t free, next_free;   /* clusters; where to search */
    uint32_t serial;
    uint32_t state_at;          /* of the byte with the dirty flag */
    bool dirty, was_dirty;      /* marked on the disk: by us; before we came */
    struct node *by_ino[FAT_HASH], *by_pos[FAT_HASH];
    uint64_t fresh_ino;
    struct node *root;
};

static inline uint16_t get16(const uint8_t *at)
{
    return at[0] | at[1] << 8;
}
static inline uint32_t get32(const uint8_t *at)
{
    return get16(at) | (uint32_t)get16(at + 2) << 16;
}
static inline void put16(uint8_t *at, uint16_t value)
{
    at[0] = value;
    at[1] = value >> 8;
}
static inline void put32(uint8_t *at, uint32_t value)
{
    put16(at, value);
    put16(at + 2, value >> 16);
}
static inline bool node_is_dir(const struct node *n)
{
    return n->attr & FAT_DIR;
}

/* cache.c: bytes of boot sector, table and directories; written by fat_cache_flush */
int fat_cache_read(struct volume *v, uint64_t offset, void *data, size_t size);
int fat_cache_write(struct volume *v, uint64_t offset, const void *data, size_t size);
int fat_cache_zero(struct volume *v, uint64_t offset, size_t size);
/* The sectors become file data: what is not written yet is dropped. */
void fat_cache_forget(struct volume *v, uint64_t offset, size_t size);
int fat_cache_flush(struct volume *v);
void fat_cache_free(struct volume *v);

/* table.c */
/* *next is 0 at the end of the chain; -EIO if the table is damaged there. */
int fat_next(struct volume *v, uint32_t cluster, uint32_t *next);
/* Takes a free cluster, the one behind `after` if possible, and links it behind `after` (0: a new chain). */
int fat_alloc(struct volume *v, uint32_t after, uint32_t *cluster);
/* Frees the chain from cluster on. */
int fat_free_chain(struct volume *v, uint32_t cluster);
/* Makes cluster the last of its chain. */
int fat_end_chain(struct volume *v, uint32_t cluster);
/* Reads the whole table: v->free. */
int fat_count_free(struct volume *v);
static inline bool fat_cluster_valid(const struct volume *v, uint32_t cluster)
{
    return cluster >= 2 && cluster - 2 < v->clusters;
}
static inline uint64_t fat_cluster_at(const struct volume *v, uint32_t cluster)
{
    return v->data_at + (uint64_t)(cluster - 2) * v->cluster_bytes;
}

/* volume.c, boot.c */
int fat_boot_read(struct volume *v);
int fat_volume_open(struct volume *v, struct block *dev, uint32_t unit, bool read_only);
/* Everything is durable; the volume stays marked as dirty. */
int fat_volume_write(struct volume *v);
/* ... and is marked as clean. */
int fat_volume_sync(struct volume *v);
int fat_volume_close(struct volume *v);
int fat_volume_change(struct volume *v, bool read_only);
/* Before the first change after a sync: marks the volume dirty on the disk; -EROFS. */
int fat_change_begin(struct volume *v);

/* time.c */
int64_t fat_now_ns(void);
void fat_clock_set(int64_t now_ns);
/* Nanoseconds since 1970 from date, time and hundredths (0 to 199), and back; what is out of range is cut. */
int64_t fat_time_decode(uint16_t date, uint16_t time, uint8_t hundredths);
void fat_time_encode(int64_t ns, uint16_t *date, uint16_t *time, uint8_t *hundredths);

/* chain.c: clusters of a file or directory */
/* *cluster is the index-th cluster, 0 behind the end. */
int fat_chain_at(struct node *n, uint32_t index, uint32_t *cluster);
/* Extends a chain of `have` clusters to `want`; -ENOSPC leaves it as it was. */
int fat_chain_grow(struct node *n, uint32_t have, uint32_t want);
/* Keeps the first `keep` clusters. */
int fat_chain_cut(struct node *n, uint32_t keep);

/* node.c */
int fat_node_get(struct volume *v, uint64_t ino, struct node **n);
/* The node of an entry found in dir; makes it if it is seen the first time. */
int fat_node_of(struct node *dir, uint64_t pos, const uint8_t *slot, struct node **n);
/* Its inode number, without making a node where that is not needed. */
int fat_node_ino(struct node *dir, uint64_t pos, const uint8_t *slot, uint64_t *ino);
struct node *fat_node_root(struct volume *v);
/* Its entry is elsewhere now. */
void fat_node_move(struct node *n, struct node *parent, uint64_t pos);
/* It has no entry any more, or, then, one again. */
void fat_node_unlink(struct node *n);
void fat_node_relink(struct node *n, struct node *parent, uint64_t pos);
/* Frees an unlinked node and its clusters. */
int fat_node_release(struct node *n);
void fat_nodes_free(struct volume *v);
/* A node without a name is open. */
bool fat_nodes_unlinked(const struct volume *v);
/* Writes what the node holds to its entry. */
int fat_node_store(struct node *n);
/* ... into a slot in memory, all but the name. */
void fat_node_fill_slot(const struct node *n, uint8_t *slot);
static inline uint32_t fat_slot_first(const struct volume *v, const uint8_t *slot)
{
    return get16(slot + AT_FIRST) | (v->bits == 32 ? (uint32_t)get16(slot + AT_FIRST_HIGH) << 16 : 0);
}
/* What `..` of a directory's child says. */
static inline uint32_t fat_dotdot_first(const struct node *dir)
{
    return dir == dir->v->root ? 0 : dir->first;
}

/* A name as the disk has it. */
struct name {
    uint16_t units[FAT_NAME_UNITS + 5]; /* a damaged entry may have 260 */
    uint32_t count;
};

/* utf.c */
/* From UTF-8; -EINVAL for what FAT cannot hold, -ENAMETOOLONG, -ENOENT if nothing is left of it. */
int fat_name_parse(const char *text, struct name *name);
/* Returns the length, without NUL; -ENAMETOOLONG if it needs more than 255 bytes. */
int fat_name_text(const struct name *name, char text[256]);
/* As users see names: without regard to case. */
bool fat_name_same(const struct name *a, const struct name *b);

/* short.c: 8.3 names */
void fat_short_decode(const uint8_t *slot, struct name *name);
/* Fills name and case bits if the name needs no long form. */
bool fat_short_fits(const struct name *name, uint8_t *slot);
/* The n-th proposal of an alias for a long name. */
void fat_short_alias(const struct name *name, uint32_t n, uint8_t *slot);
uint8_t fat_short_sum(const uint8_t *slot);

/* dir.c: entries of a directory, one after the other */
struct dir_entry {
    struct name name;
    struct name alias;          /* its 8.3 name */
    uint8_t slot[FAT_SLOT];     /* as on the disk */
    uint32_t index, count;      /* its first slot, and how many */
    uint64_t pos;               /* of `slot` on the disk, in slots */
};
/* Where a slot of dir is on the disk, in bytes; 0 behind the end. */
int fat_slot_at(struct node *dir, uint32_t index, uint64_t *at);
/* The next entry from *index on, which moves behind it; 1, 0 at the end, or an error.  Without . and .. */
int fat_dir_next(struct node *dir, uint32_t *index, struct dir_entry *e);
/* -ENOENT */
int fat_dir_find(struct node *dir, const struct name *name, struct dir_entry *e);
int fat_dir_is_empty(struct node *dir); /* 1, 0, or an error */
uint32_t fat_dir_count_subdirs(struct node *dir);
ssize_t fat_dir_read(struct node *dir, uint64_t cookie, void *buf, uint32_t size);

/* dir_edit.c */
/* Adds an entry; the slot's name is made from name, the rest is the caller's.  An alias may be the one of
 * the entry at position `except`, which goes next.  *pos is where it went. */
int fat_dir_add(struct node *dir, const struct name *name, uint8_t *slot, uint64_t except, uint64_t *pos);
int fat_dir_remove(struct node *dir, const struct dir_entry *e);

/* file.c */
ssize_t fat_file_read(struct node *n, uint64_t offset, void *data, uint32_t count);
ssize_t fat_file_write(struct node *n, uint64_t offset, const void *data, uint32_t count);
int fat_file_resize(struct node *n, uint64_t size);
/* fs_allocate: a file can be made longer; it has no holes, and keeps nothing behind its end. */
int fat_file_allocate(struct node *n, uint32_t mode, uint64_t offset, uint64_t length);

/* attr.c */
void fat_attr_fill(struct node *n, struct fs_attr *attr);
int fat_attr_set(struct node *n, uint32_t set, const struct fs_attr *want);

/* create.c, rename.c */
int fat_create(struct node *dir, const char *text, uint32_t mode, struct fs_attr *attr);
int fat_unlink(struct node *dir, const char *text, struct fs_attr *attr);
int fat_rmdir(struct node *dir, const char *text);
int fat_rename(struct node *from_dir, const char *from, struct node *to_dir, const char *to, uint32_t flags,
               uint64_t *replaced);
