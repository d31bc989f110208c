/* SPDX-License-Identifier: BSD-2-Clause */
/* The JBD2 journal: its format, and what loading (journal.c), replaying (journal_replay.c)
 * and writing (journal_write.c) share.
 *
 * The journal is a file (inode 8 as a rule) used as a ring of blocks.  A transaction is a sequence of
 * revoke blocks ("copies of these blocks in this or earlier transactions are void"), of descriptor blocks, each
 * followed by the copies it describes, and a commit block at its end.  All of them carry the transaction's
 * number; a transaction without its commit block did not happen.  Numbers are big-endian. */
#pragma once
#include "ext4.h"

enum {
    JOURNAL_MAGIC = 0xc03b3998,
    JOURNAL_DESCRIPTOR = 1, JOURNAL_COMMIT = 2, JOURNAL_SUPER_V1 = 3, JOURNAL_SUPER_V2 = 4,
    JOURNAL_REVOKE = 5,
    TAG_ESCAPED = 1,    /* the copy began with the magic number, now with 0 */
    TAG_SAME_UUID = 2,  /* no UUID follows */
    TAG_LAST = 8,
    JOURNAL_HEADER_BYTES = 12, JOURNAL_REVOKE_HEADER_BYTES = 16, JOURNAL_UUID_BYTES = 16,
    JOURNAL_TAIL_BYTES = 4, JOURNAL_SUPER_BYTES = 1024,
    SECTOR_BYTES = 512,
    FS_SUPER_AT = 1024, /* of the file system, on the disk */
};

/* Features of a journal. */
enum { JOURNAL_HAS_REVOKE = 1, JOURNAL_HAS_64BIT = 2, JOURNAL_HAS_ASYNC = 4, JOURNAL_HAS_CSUM2 = 8,
       JOURNAL_HAS_CSUM3 = 16, JOURNAL_KNOWN = 31 };

/* Offsets in the journal's superblock and its other blocks. */
enum {
    AT_MAGIC = 0, AT_TYPE = 4, AT_SEQUENCE = 8,
    SB_BLOCK_SIZE = 12, SB_BLOCKS = 16, SB_FIRST = 20, SB_SEQUENCE = 24, SB_START = 28,
    SB_INCOMPAT = 40, SB_UUID = 48, SB_CSUM_TYPE = 80, SB_CSUM = 252,
    COMMIT_CSUM = 16, COMMIT_SECONDS = 48, COMMIT_NS = 56, REVOKE_COUNT = 12,
};
enum { JOURNAL_CSUM_CRC32C = 4 };

struct journal {
    struct mount *m;
    uint64_t *place;        /* owned: disk block of each of its blocks */
    uint32_t blocks, first; /* the ring is [first, blocks) */
    uint32_t start;         /* where the oldest transaction begins; 0: empty */
    uint32_t sequence;      /* reading: its number; writing: of the next transaction */
    uint32_t incompat;
    uint32_t seed;          /* of the checksums */
    uint8_t *super;         /* owned: its block 0 */
    uint8_t *block, *data;  /* owned, one block each: structure, copy */
    uint32_t oldest;        /* writing: number of the transaction at `start` */
    uint32_t head, used;    /* writing: next free block of the ring; blocks taken since it was empty */
};

/* NULL if the file system has no journal in itself, or it is damaged or has features we do not know: *err. */
struct journal *ext4_journal_load(struct mount *m, int *err);
void ext4_journal_free(struct journal *j);
/* Writes the journal's superblock with what the struct says. */
int ext4_journal_super_write(struct journal *j);
/* Sets or clears the mark in the file system's superblock that there is something to replay.  Changes
 * nothing else of it: it belongs to the last commit. */
int ext4_journal_mark(struct mount *m, bool needs_replay);

/* Brings the disk to the state of the last transaction in the journal and empties the journal.  What was
 * read of the file system before is out of date afterwards. */
int ext4_journal_replay(struct mount *m);

/* Gets the journal of a mount ready for writing, if it has one. */
int ext4_journal_start(struct mount *m);
/* Writes all dirty blocks of the cache as one transaction; durable when it returns 0.  -ENOSPC if it
 * does not fit, and nothing has happened. */
int ext4_journal_commit(struct journal *j);
/* Everything was written to its place and is durable: the journal is empty. */
int ext4_journal_empty(struct journal *j);
/* Writes the copies that the journal has to their places: it is empty then.  What is newer in memory stays there. */
int ext4_journal_checkpoint(struct journal *j);
/* Is it time to write everything to its place? */
bool ext4_journal_is_long(const struct journal *j);
/* Dirty blocks a transaction should not exceed. */
uint32_t ext4_journal_most(const struct journal *j);

static inline uint32_t be32(const uint8_t *at)
{
    return (uint32_t)at[0] << 24 | at[1] << 16 | at[2] << 8 | at[3];
}
static inline void be32_put(uint8_t *at, uint32_t value)
{
    at[0] = value >> 24;
    at[1] = value >> 16;
    at[2] = value >> 8;
    at[3] = value;
}
static inline bool journal_has_csum(const struct journal *j)
{
    return j->incompat & (JOURNAL_HAS_CSUM2 | JOURNAL_HAS_CSUM3);
}
static inline uint32_t journal_next(const struct journal *j, uint32_t number)
{
    return number + 1 < j->blocks ? number + 1 : j->first;
}
static inline uint32_t journal_tag_bytes(const struct journal *j)
{
    if (j->incompat & JOURNAL_HAS_CSUM3)
        return 16;
    return 8 + (j->incompat & JOURNAL_HAS_CSUM2 ? 2 : 0) + (j->incompat & JOURNAL_HAS_64BIT ? 4 : 0);
}
/* Where tags and revoked numbers end in a block. */
static inline uint32_t journal_structure_end(const struct journal *j)
{
    return j->m->block_size - (journal_has_csum(j) ? JOURNAL_TAIL_BYTES : 0);
}
/* The checksum of a copy, of which the tag holds as much as has room. */
uint32_t ext4_journal_copy_csum(const struct journal *j, const uint8_t *data, uint32_t sequence);
