/* SPDX-License-Identifier: BSD-2-Clause */
/* Replaying a journal: after Linux or we were switched off.
 *
 * Three walks over its transactions: find the end, collect what is revoked, write the copies to their places. */
#include "journal.h"

#include <linux/errno.h>
#include <rt/log.h>
#include <stdlib.h>
#include <string.h>

enum { REVOKE_BUCKETS = 256 };

struct revoked {
    uint64_t block;
    uint32_t sequence;      /* the last transaction that revokes it */
    struct revoked *next;
};

struct replay {
    struct journal *j;
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

/* Is number a before b?  They wrap. */
static bool before(uint32_t a, uint32_t b)
{
    return (int32_t)(a - b) < 0;
}

static int journal_read(struct journal *j, uint32_t number, uint8_t *data)
{
    struct mount *m = j->m;

    return disk_read(&m->disk, j->place[number] << m->block_bits, data, m->block_size);
}

/* The checksum of a block whose checksum field, 4 bytes, is at `at`. */
static bool csum_good(const struct journal *j, uint8_t *block, uint32_t at)
{
    uint32_t stored = be32(block + at);

    if (!journal_has_csum(j))
        return true;
    be32_put(block + at, 0);

    uint32_t crc = ext2fs_crc32c_le(j->seed, block, j->m->block_size);

    be32_put(block + at, stored);
    return crc == stored;
}

/* Reads the tag at *offset of the descriptor block and moves on; false: there is none. */
static bool tag_next(const struct journal *j, const uint8_t *block, uint32_t *offset, struct tag *tag)
{
    const uint8_t *at = block + *offset;
    uint32_t bytes = journal_tag_bytes(j);

    if (*offset + bytes > journal_structure_end(j))
        return false;
    tag->block = be32(at);
    if (j->incompat & JOURNAL_HAS_CSUM3) {
        tag->flags = be32(at + 4);
        tag->csum = be32(at + 12);
    } else {
        tag->flags = at[6] << 8 | at[7];
        tag->csum = at[4] << 8 | at[5];
    }
    if (j->incompat & JOURNAL_HAS_64BIT)
        tag->block |= (uint64_t)be32(at + 8) << 32;
    *offset += bytes + (tag->flags & TAG_SAME_UUID ? 0 : JOURNAL_UUID_BYTES);
    return true;
}

static struct revoked **bucket_of(struct replay *r, uint64_t block)
{
    return &r->revoked[block % REVOKE_BUCKETS];
}

static bool is_revoked(struct replay *r, uint64_t block, uint32_t sequence)
{
    for (const struct revoked *v = *bucket_of(r, block); v; v = v->next)
        if (v->block == block)
            return !before(v->sequence, sequence);
    return false;
}

static int revoke_add(struct replay *r, uint64_t block, uint32_t sequence)
{
    struct revoked **bucket = bucket_of(r, block), *v = *bucket;

    while (v && v->block != block)
        v = v->next;
    if (!v) {
        v = malloc(sizeof(*v));
        if (!v)
            return -ENOMEM;
        *v = (struct revoked){ .block = block, .sequence = sequence, .next = *bucket };
        *bucket = v;
    }
    if (before(v->sequence, sequence))
        v->sequence = sequence;
    return 0;
}

static int revoke_block(struct replay *r, const uint8_t *block, uint32_t sequence)
{
    uint32_t bytes = r->j->incompat & JOURNAL_HAS_64BIT ? 8 : 4, used = be32(block + REVOKE_COUNT);
    int err = 0;

    if (used > journal_structure_end(r->j))
        return -EIO;
    for (uint32_t at = JOURNAL_REVOKE_HEADER_BYTES; !err && at + bytes <= used; at += bytes) {
        uint64_t number = be32(block + at);

        if (bytes == 8)
            number = number << 32 | be32(block + at + 4);
        err = revoke_add(r, number, sequence);
    }
    return err;
}

/* Writes the copy in journal block `number` to its place. */
static int write_copy(struct replay *r, uint32_t number, const struct tag *tag, uint32_t sequence)
{
    struct journal *j = r->j;
    struct mount *m = j->m;
    int err = journal_read(j, number, j->data);

    if (err || is_revoked(r, tag->block, sequence))
        return err;
    if (tag->block >= ext2fs_blocks_count(m->fs->super))
        return -EIO;
    if (journal_has_csum(j) && tag->csum != ext4_journal_copy_csum(j, j->data, sequence))
        return -EIO;
    if (tag->flags & TAG_ESCAPED)
        be32_put(j->data, JOURNAL_MAGIC);
    r->copies++;
    return disk_write(&m->disk, tag->block << m->block_bits, j->data, m->block_size);
}

/* The copies that the descriptor block describes; *number goes behind them. */
static int descriptor_block(struct replay *r, enum walk walk, uint32_t sequence, uint32_t *number)
{
    struct journal *j = r->j;
    uint32_t offset = JOURNAL_HEADER_BYTES;
    struct tag tag = { 0 };

    while (!(tag.flags & TAG_LAST) && tag_next(j, j->block, &offset, &tag)) {
        int err = walk == WRITE_COPIES ? write_copy(r, *number, &tag, sequence) : 0;

        if (err)
            return err;
        *number = journal_next(j, *number);
    }
    return 0;
}

/* Goes through the transactions from the oldest on. */
static int walk_through(struct replay *r, enum walk walk)
{
    struct journal *j = r->j;
    uint32_t number = j->start, sequence = j->sequence;

    for (uint32_t left = j->blocks; left > 0; left--) {
        if (walk != FIND_END && sequence == r->end)
            return 0;

        int err = journal_read(j, number, j->block);

        if (err)
            return err;
        if (be32(j->block + AT_MAGIC) != JOURNAL_MAGIC || be32(j->block + AT_SEQUENCE) != sequence)
            break;
        number = journal_next(j, number);

        uint32_t type = be32(j->block + AT_TYPE);
        bool good = csum_good(j, j->block, type == JOURNAL_COMMIT
                                               ? COMMIT_CSUM : j->m->block_size - JOURNAL_TAIL_BYTES);

        if (!good)
            break;
        if (type == JOURNAL_DESCRIPTOR)
            err = descriptor_block(r, walk, sequence, &number);
        else if (type == JOURNAL_REVOKE && walk == COLLECT_REVOKED)
            err = revoke_block(r, j->block, sequence);
        else if (type == JOURNAL_COMMIT)
            sequence++;
        else if (type != JOURNAL_REVOKE)
            break;
        if (err)
            return err;
    }
    if (walk == FIND_END)
        r->end = sequence;
    return 0;
}

/* Everything is in its place: the journal is empty, and the file system says so. */
static int mark_empty(struct replay *r)
{
    struct journal *j = r->j;
    struct mount *m = j->m;
    int err = disk_flush(&m->disk);

    if (err)
        return err;
    j->start = 0;
    j->sequence = r->end + 1;
    err = ext4_journal_super_write(j);
    if (!err)
        err = disk_flush(&m->disk);
    if (!err)
        err = ext4_journal_mark(m, false);
    return err ? err : disk_flush(&m->disk);
}

static int replay(struct replay *r)
{
    int err = 0;

    r->end = r->j->sequence;
    if (r->j->start) {
        err = walk_through(r, FIND_END);
        if (!err)
            err = walk_through(r, COLLECT_REVOKED);
        if (!err)
            err = walk_through(r, WRITE_COPIES);
    }
    if (!err)
        err = ext4_super_whole(r->j->m); /* what was torn, and is not in the journal, is damaged */
    if (!err)
        log_info("ext4: disk %u: replayed %u transactions, %u blocks", r->j->m->disk.unit,
                 r->end - r->j->sequence, r->copies);
    return err ? err : mark_empty(r);
}

static void revoked_free(struct replay *r)
{
    for (int i = 0; i < REVOKE_BUCKETS; i++)
        while (r->revoked[i]) {
            struct revoked *v = r->revoked[i];

            r->revoked[i] = v->next;
            free(v);
        }
}

int ext4_journal_replay(struct mount *m)
{
    struct replay *r = calloc(1, sizeof(*r));
    int err = -ENOMEM;

    if (!r)
        return err;
    r->j = ext4_journal_load(m, &err);
    if (r->j)
        err = replay(r);
    if (err)
        log_error("ext4: disk %u: journal cannot be replayed, error %d: run e2fsck", m->disk.unit, err);
    revoked_free(r);
    ext4_journal_free(r->j);
    free(r);
    return err;
}

int ext4_journal_checkpoint(struct journal *j)
{
    struct mount *m = j->m;
    struct journal old = *j; /* as one that was found */
    struct replay *r = calloc(1, sizeof(*r));
    int err = r ? 0 : -ENOMEM;

    if (!err && j->start) {
        old.sequence = j->oldest;
        r->j = &old;
        r->end = j->sequence;
        err = walk_through(r, COLLECT_REVOKED);
        if (!err)
            err = walk_through(r, WRITE_COPIES);
        if (!err)
            err = disk_flush(&m->disk);
        if (!err)
            err = ext4_journal_empty(j);
        revoked_free(r);
    }
    free(r);
    if (!err)
        ext4_cache_set_home(&m->cache);
    return err;
}
