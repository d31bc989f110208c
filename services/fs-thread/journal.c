/* SPDX-License-Identifier: BSD-2-Clause */
/* Replaying a JBD2 journal that Linux left behind.
 *
 * The journal is a file (inode 8 as a rule) used as a ring of blocks.  A transaction is a sequence of
 * descriptor blocks, each followed by the copies it describes, of revoke blocks ("copies of these blocks in
 * this or earlier transactions are void"), and a commit block at its end.  All of them carry the
 * transaction's number; a transaction without its commit block did not happen.  Three walks: find the end,
 * collect what is revoked, write the copies to their places.  Numbers are big-endian. */
#include "journal.h"

#include <linux/errno.h>
#include <rt/log.h>
#include <stdlib.h>
#include <string.h>

enum {
    MAGIC = 0xc03b3998,
    DESCRIPTOR = 1, COMMIT = 2, SUPER_V1 = 3, SUPER_V2 = 4, REVOKE = 5,
    ESCAPED = 1, SAME_UUID = 2, LAST_TAG = 8, /* flags of a tag */
    HEADER_BYTES = 12, REVOKE_HEADER_BYTES = 16, UUID_BYTES = 16, TAIL_BYTES = 4,
    SUPER_BYTES = 1024, SUPERBLOCK_AT = 1024,
    REVOKE_BUCKETS = 256,
};

/* Features of a journal. */
enum { HAS_REVOKE = 1, HAS_64BIT = 2, HAS_ASYNC = 4, HAS_CSUM2 = 8, HAS_CSUM3 = 16,
       HAS_KNOWN = HAS_REVOKE | HAS_64BIT | HAS_ASYNC | HAS_CSUM2 | HAS_CSUM3 };

/* Offsets in the journal's superblock and its other blocks. */
enum {
    AT_MAGIC = 0, AT_TYPE = 4, AT_SEQUENCE = 8,
    SB_BLOCK_SIZE = 12, SB_BLOCKS = 16, SB_FIRST = 20, SB_SEQUENCE = 24, SB_START = 28,
    SB_INCOMPAT = 40, SB_UUID = 48, SB_CSUM = 252,
    COMMIT_CSUM = 16, REVOKE_COUNT = 12,
};

struct revoked {
    uint64_t block;
    uint32_t sequence;      /* the last transaction that revokes it */
    struct revoked *next;
};

struct journal {
    struct mount *m;
    struct node *node;      /* the journal's inode, + reference */
    uint32_t blocks, first; /* the ring is [first, blocks) */
    uint32_t start;         /* where the oldest transaction begins; 0: empty */
    uint32_t sequence;      /* its number */
    uint32_t incompat;
    uint32_t seed;          /* of the checksums */
    uint8_t *block, *data;  /* owned, one block each: structure, copy */
    uint32_t end;           /* number of the first transaction that did not happen */
    uint32_t copies;        /* written to their places */
    struct revoked *revoked[REVOKE_BUCKETS];
};

enum walk { FIND_END, COLLECT_REVOKED, WRITE_COPIES };

/* A tag of a descriptor block. */
struct tag {
    uint64_t block;
    uint32_t flags, csum;
};

static uint32_t be32(const uint8_t *at)
{
    return (uint32_t)at[0] << 24 | at[1] << 16 | at[2] << 8 | at[3];
}

static void be32_put(uint8_t *at, uint32_t value)
{
    at[0] = value >> 24;
    at[1] = value >> 16;
    at[2] = value >> 8;
    at[3] = value;
}

static bool has_csum(const struct journal *j)
{
    return j->incompat & (HAS_CSUM2 | HAS_CSUM3);
}

/* Is number a before b?  They wrap. */
static bool before(uint32_t a, uint32_t b)
{
    return (int32_t)(a - b) < 0;
}

static int journal_read(struct journal *j, uint32_t number, uint8_t *data)
{
    struct mount *m = j->m;
    struct mapping map;
    int err = ext4_map(j->node, number, 1, &map);

    if (err || !map.pblk)
        return err ? err : -EIO;
    return ext4_disk_read(&m->disk, map.pblk << m->block_bits, data, m->block_size);
}

static uint32_t next_block(const struct journal *j, uint32_t number)
{
    return number + 1 < j->blocks ? number + 1 : j->first;
}

/* The checksum of a block whose checksum field, 4 bytes, is at `at`. */
static bool csum_good(const struct journal *j, uint8_t *block, uint32_t at)
{
    uint32_t stored = be32(block + at);

    if (!has_csum(j))
        return true;
    be32_put(block + at, 0);

    uint32_t crc = ext2fs_crc32c_le(j->seed, block, j->m->block_size);

    be32_put(block + at, stored);
    return crc == stored;
}

static uint32_t tag_bytes(const struct journal *j)
{
    if (j->incompat & HAS_CSUM3)
        return 16;
    return 8 + (j->incompat & HAS_CSUM2 ? 2 : 0) + (j->incompat & HAS_64BIT ? 4 : 0);
}

static uint32_t structure_end(const struct journal *j)
{
    return j->m->block_size - (has_csum(j) ? TAIL_BYTES : 0);
}

/* Reads the tag at *offset of the descriptor block and moves on; false: there is none. */
static bool tag_next(const struct journal *j, const uint8_t *block, uint32_t *offset, struct tag *tag)
{
    const uint8_t *at = block + *offset;
    uint32_t bytes = tag_bytes(j);

    if (*offset + bytes > structure_end(j))
        return false;
    tag->block = be32(at);
    if (j->incompat & HAS_CSUM3) {
        tag->flags = be32(at + 4);
        tag->csum = be32(at + 12);
    } else {
        tag->flags = at[6] << 8 | at[7];
        tag->csum = at[4] << 8 | at[5];
    }
    if (j->incompat & HAS_64BIT)
        tag->block |= (uint64_t)be32(at + 8) << 32;
    *offset += bytes + (tag->flags & SAME_UUID ? 0 : UUID_BYTES);
    return true;
}

static struct revoked **bucket_of(struct journal *j, uint64_t block)
{
    return &j->revoked[block % REVOKE_BUCKETS];
}

static bool is_revoked(struct journal *j, uint64_t block, uint32_t sequence)
{
    for (const struct revoked *r = *bucket_of(j, block); r; r = r->next)
        if (r->block == block)
            return !before(r->sequence, sequence);
    return false;
}

static int revoke_add(struct journal *j, uint64_t block, uint32_t sequence)
{
    struct revoked **bucket = bucket_of(j, block), *r = *bucket;

    while (r && r->block != block)
        r = r->next;
    if (!r) {
        r = malloc(sizeof(*r));
        if (!r)
            return -ENOMEM;
        *r = (struct revoked){ .block = block, .sequence = sequence, .next = *bucket };
        *bucket = r;
    }
    if (before(r->sequence, sequence))
        r->sequence = sequence;
    return 0;
}

static int revoke_block(struct journal *j, const uint8_t *block, uint32_t sequence)
{
    uint32_t bytes = j->incompat & HAS_64BIT ? 8 : 4, used = be32(block + REVOKE_COUNT);
    int err = 0;

    if (used > structure_end(j))
        return -EIO;
    for (uint32_t at = REVOKE_HEADER_BYTES; !err && at + bytes <= used; at += bytes) {
        uint64_t number = be32(block + at);

        if (bytes == 8)
            number = number << 32 | be32(block + at + 4);
        err = revoke_add(j, number, sequence);
    }
    return err;
}

/* Writes the copy in journal block `number` to its place. */
static int write_copy(struct journal *j, uint32_t number, const struct tag *tag, uint32_t sequence)
{
    struct mount *m = j->m;
    uint8_t order[4];
    int err = journal_read(j, number, j->data);

    if (err || is_revoked(j, tag->block, sequence))
        return err;
    if (tag->block >= ext2fs_blocks_count(m->fs->super))
        return -EIO;
    if (has_csum(j)) {
        be32_put(order, sequence);

        uint32_t crc = ext2fs_crc32c_le(ext2fs_crc32c_le(j->seed, order, sizeof(order)), j->data,
                                        m->block_size);

        if (tag->csum != (j->incompat & HAS_CSUM3 ? crc : (crc & 0xffff)))
            return -EIO;
    }
    if (tag->flags & ESCAPED)
        be32_put(j->data, MAGIC);
    j->copies++;
    return ext4_disk_write(&m->disk, tag->block << m->block_bits, j->data, m->block_size);
}

/* The copies that the descriptor block describes; *number goes behind them. */
static int descriptor_block(struct journal *j, enum walk walk, uint32_t sequence, uint32_t *number)
{
    uint32_t offset = HEADER_BYTES;
    struct tag tag = { 0 };

    while (!(tag.flags & LAST_TAG) && tag_next(j, j->block, &offset, &tag)) {
        int err = walk == WRITE_COPIES ? write_copy(j, *number, &tag, sequence) : 0;

        if (err)
            return err;
        *number = next_block(j, *number);
    }
    return 0;
}

/* Goes through the transactions from the oldest on. */
static int walk_through(struct journal *j, enum walk walk)
{
    uint32_t number = j->start, sequence = j->sequence;

    for (uint32_t left = j->blocks; left > 0; left--) {
        int err = 0;

        if (walk != FIND_END && sequence == j->end)
            return 0;
        err = journal_read(j, number, j->block);
        if (err)
            return err;
        if (be32(j->block + AT_MAGIC) != MAGIC || be32(j->block + AT_SEQUENCE) != sequence)
            break;
        number = next_block(j, number);

        uint32_t type = be32(j->block + AT_TYPE);
        bool good = type == COMMIT ? csum_good(j, j->block, COMMIT_CSUM)
                                   : csum_good(j, j->block, j->m->block_size - TAIL_BYTES);

        if (!good)
            break;
        if (type == DESCRIPTOR)
            err = descriptor_block(j, walk, sequence, &number);
        else if (type == REVOKE && walk == COLLECT_REVOKED)
            err = revoke_block(j, j->block, sequence);
        else if (type == COMMIT)
            sequence++;
        else if (type != REVOKE)
            break;
        if (err)
            return err;
    }
    if (walk == FIND_END)
        j->end = sequence;
    return 0;
}

static int journal_super(struct journal *j)
{
    struct mount *m = j->m;
    int err = journal_read(j, 0, j->block);

    if (err)
        return err;

    uint32_t type = be32(j->block + AT_TYPE);
    uint64_t most = node_size(j->node) >> m->block_bits;

    j->blocks = be32(j->block + SB_BLOCKS);
    j->first = be32(j->block + SB_FIRST);
    j->start = be32(j->block + SB_START);
    j->sequence = be32(j->block + SB_SEQUENCE);
    j->incompat = type == SUPER_V2 ? be32(j->block + SB_INCOMPAT) : 0;
    j->seed = ext2fs_crc32c_le(~0u, j->block + SB_UUID, UUID_BYTES);
    if (be32(j->block + AT_MAGIC) != MAGIC || (type != SUPER_V1 && type != SUPER_V2) ||
        be32(j->block + SB_BLOCK_SIZE) != m->block_size || j->blocks > most || j->first == 0 ||
        j->first >= j->blocks || j->start >= j->blocks || (j->start && j->start < j->first))
        return -EIO;
    return j->incompat & ~HAS_KNOWN ? -EOPNOTSUPP : 0;
}

/* Everything is in its place: the journal is empty, and the file system says so. */
static int mark_empty(struct journal *j)
{
    struct mount *m = j->m;
    struct ext2_super_block *sb = (void *)j->data; /* the one on the disk may have been a copy */
    struct mapping map;
    int err = journal_read(j, 0, j->block);

    if (!err)
        err = ext4_disk_flush(&m->disk);
    if (!err)
        err = ext4_map(j->node, 0, 1, &map);
    if (!err)
        err = ext4_disk_read(&m->disk, SUPERBLOCK_AT, sb, sizeof(*sb));
    if (err)
        return err;
    be32_put(j->block + SB_START, 0);
    be32_put(j->block + SB_SEQUENCE, j->end + 1);
    if (has_csum(j)) {
        be32_put(j->block + SB_CSUM, 0);
        be32_put(j->block + SB_CSUM, ext2fs_crc32c_le(~0u, j->block, SUPER_BYTES));
    }
    err = ext4_disk_write(&m->disk, map.pblk << m->block_bits, j->block, SUPER_BYTES);
    ext2fs_clear_feature_journal_needs_recovery(sb);
    if (!err)
        err = ext4_errno(ext2fs_superblock_csum_set(m->fs, sb));
    if (!err)
        err = ext4_disk_write(&m->disk, SUPERBLOCK_AT, sb, sizeof(*sb));
    return err ? err : ext4_disk_flush(&m->disk);
}

static int replay(struct journal *j)
{
    int err = journal_super(j);

    j->end = j->sequence;
    if (!err && j->start) {
        err = walk_through(j, FIND_END);
        if (!err)
            err = walk_through(j, COLLECT_REVOKED);
        if (!err)
            err = walk_through(j, WRITE_COPIES);
    }
    return err ? err : mark_empty(j);
}

int ext4_journal_replay(struct mount *m)
{
    struct journal *j = calloc(1, sizeof(*j));
    int err = -ENOMEM;

    if (!j)
        return err;
    j->m = m;
    j->block = malloc(m->block_size);
    j->data = malloc(m->block_size);
    if (j->block && j->data)
        err = m->fs->super->s_journal_inum
                  ? ext4_node_get_any(m, m->fs->super->s_journal_inum, &j->node) : -EOPNOTSUPP;
    if (!err) {
        err = replay(j);
        ext4_node_put(j->node);
    }
    if (err)
        log_error("ext4: disk %u: journal cannot be replayed, error %d: run e2fsck", m->disk.unit, err);
    else
        log_info("ext4: disk %u: replayed %u transactions, %u blocks", m->disk.unit,
                 j->end - j->sequence, j->copies);

    for (int i = 0; i < REVOKE_BUCKETS; i++)
        while (j->revoked[i]) {
            struct revoked *r = j->revoked[i];

            j->revoked[i] = r->next;
            free(r);
        }
    free(j->block);
    free(j->data);
    free(j);
    return err;
}
