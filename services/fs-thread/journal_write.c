/* SPDX-License-Identifier: BSD-2-Clause */
/* Writing transactions to the journal.
 *
 * A transaction is durable in two steps: all of it but the commit block, with the file data written before
 * it, then the commit block.  The blocks themselves go to their places later, all at once (txn.c); then the
 * journal is empty and begins anew at its first block, with numbers that go on. */
#include "journal.h"

#include <linux/errno.h>
#include <stdlib.h>
#include <string.h>

enum { NS_PER_S = 1000000000 };

/* Blocks of the ring on their way to the disk, neighbours together. */
struct out {
    struct journal *j;
    uint64_t place;     /* disk block of the first of them */
    uint32_t count;
    int err;            /* the first error; nothing is written after it */
};

static void out_flush(struct out *out)
{
    struct mount *m = out->j->m;

    if (out->count > 0 && !out->err)
        out->err = disk_write(&m->disk, out->place << m->block_bits, m->cache.gather,
                                   (size_t)out->count << m->block_bits);
    out->count = 0;
}

/* The next block of the ring; room was made sure of. */
static void out_put(struct out *out, const uint8_t *data)
{
    struct journal *j = out->j;
    struct mount *m = j->m;
    uint64_t place = j->place[j->head];

    uint32_t most = CACHE_GATHER_BYTES >> m->block_bits;

    if (out->count == most || place != out->place + out->count)
        out_flush(out);
    if (out->count == 0)
        out->place = place;
    memcpy(m->cache.gather + ((size_t)out->count << m->block_bits), data, m->block_size);
    out->count++;
    j->head = journal_next(j, j->head);
    j->used++;
}

static void header(const struct journal *j, uint8_t *block, uint32_t type)
{
    memset(block, 0, j->m->block_size);
    be32_put(block + AT_MAGIC, JOURNAL_MAGIC);
    be32_put(block + AT_TYPE, type);
    be32_put(block + AT_SEQUENCE, j->sequence);
}

/* Signs a block whose checksum field is at `at` and zero. */
static void sign(const struct journal *j, uint8_t *block, uint32_t at)
{
    if (journal_has_csum(j))
        be32_put(block + at, ext2fs_crc32c_le(j->seed, block, j->m->block_size));
}

static uint32_t tags_in_block(const struct journal *j)
{
    return (journal_structure_end(j) - JOURNAL_HEADER_BYTES - JOURNAL_UUID_BYTES) /
           journal_tag_bytes(j);
}

static uint32_t revoked_in_block(const struct journal *j)
{
    return (journal_structure_end(j) - JOURNAL_REVOKE_HEADER_BYTES) /
           (j->incompat & JOURNAL_HAS_64BIT ? 8 : 4);
}

/* The copy of a block as it goes into the journal. */
static const uint8_t *copy_of(struct journal *j, const struct buf *buf, bool *escaped)
{
    *escaped = be32(buf->data) == JOURNAL_MAGIC;
    if (!*escaped)
        return buf->data;
    memcpy(j->data, buf->data, j->m->block_size);
    be32_put(j->data, 0);
    return j->data;
}

static uint8_t *tag_put(struct journal *j, uint8_t *at, const struct buf *buf, uint32_t flags)
{
    bool escaped;
    uint32_t csum = 0;
    const uint8_t *copy = copy_of(j, buf, &escaped);

    if (journal_has_csum(j))
        csum = ext4_journal_copy_csum(j, copy, j->sequence);
    if (escaped)
        flags |= TAG_ESCAPED;
    be32_put(at, (uint32_t)buf->block);
    if (j->incompat & JOURNAL_HAS_CSUM3) {
        be32_put(at + 4, flags);
        be32_put(at + 12, csum);
    } else {
        at[4] = csum >> 8;
        at[5] = csum;
        at[6] = flags >> 8;
        at[7] = flags;
    }
    if (j->incompat & JOURNAL_HAS_64BIT)
        be32_put(at + 8, buf->block >> 32);
    at += journal_tag_bytes(j);
    if (!(flags & TAG_SAME_UUID)) {
        memcpy(at, j->super + SB_UUID, JOURNAL_UUID_BYTES);
        at += JOURNAL_UUID_BYTES;
    }
    return at;
}

/* One descriptor block and its copies. */
static void put_copies(struct out *out, struct buf **bufs, uint32_t count)
{
    struct journal *j = out->j;
    uint8_t *at = j->block + JOURNAL_HEADER_BYTES;

    header(j, j->block, JOURNAL_DESCRIPTOR);
    for (uint32_t i = 0; i < count; i++)
        at = tag_put(j, at, bufs[i], (i > 0 ? TAG_SAME_UUID : 0) | (i + 1 == count ? TAG_LAST : 0));
    sign(j, j->block, j->m->block_size - JOURNAL_TAIL_BYTES);
    out_put(out, j->block);
    for (uint32_t i = 0; i < count; i++) {
        bool escaped;

        out_put(out, copy_of(j, bufs[i], &escaped));
    }
}

static void put_revoked(struct out *out, const uint64_t *blocks, uint32_t count)
{
    struct journal *j = out->j;
    uint8_t *at = j->block + JOURNAL_REVOKE_HEADER_BYTES;

    header(j, j->block, JOURNAL_REVOKE);
    for (uint32_t i = 0; i < count; i++) {
        if (j->incompat & JOURNAL_HAS_64BIT) {
            be32_put(at, blocks[i] >> 32);
            at += 4;
        }
        be32_put(at, (uint32_t)blocks[i]);
        at += 4;
    }
    be32_put(j->block + REVOKE_COUNT, at - j->block);
    sign(j, j->block, j->m->block_size - JOURNAL_TAIL_BYTES);
    out_put(out, j->block);
}

static void put_commit(struct out *out)
{
    struct journal *j = out->j;
    int64_t now = ext4_now_ns();

    header(j, j->block, JOURNAL_COMMIT);
    be32_put(j->block + COMMIT_SECONDS, (uint64_t)(now / NS_PER_S) >> 32);
    be32_put(j->block + COMMIT_SECONDS + 4, (uint32_t)(now / NS_PER_S));
    be32_put(j->block + COMMIT_NS, now % NS_PER_S);
    sign(j, j->block, COMMIT_CSUM);
    out_put(out, j->block);
}

static uint32_t pieces(uint32_t count, uint32_t in_one)
{
    return (count + in_one - 1) / in_one;
}

/* What begins when the journal was empty: the file system's superblock says that it counts, its own where.  In this
 * order, also on the disk: a journal with something in it that does not count is a riddle to others. */
static int begin(struct journal *j)
{
    int err = ext4_journal_mark(j->m, true);

    if (!err)
        err = disk_flush(&j->m->disk);
    if (err)
        return err;
    j->head = j->start = j->first;
    j->oldest = j->sequence;
    j->used = 0;
    return ext4_journal_super_write(j);
}

static int write_all(struct journal *j, struct buf **bufs, uint32_t count)
{
    struct mount *m = j->m;
    struct cache *cache = &m->cache;
    struct out out = { .j = j };
    uint32_t tags = tags_in_block(j), numbers = revoked_in_block(j);

    if (!j->start)
        out.err = begin(j);
    for (uint32_t i = 0; i < cache->revoked_count; i += numbers)
        put_revoked(&out, cache->revoked + i,
                    cache->revoked_count - i < numbers ? cache->revoked_count - i : numbers);
    for (uint32_t i = 0; i < count; i += tags)
        put_copies(&out, bufs + i, count - i < tags ? count - i : tags);
    out_flush(&out);
    if (!out.err)
        out.err = disk_flush(&m->disk);
    put_commit(&out);
    out_flush(&out);
    return out.err ? out.err : disk_flush(&m->disk);
}

int ext4_journal_commit(struct journal *j)
{
    struct cache *cache = &j->m->cache;
    uint32_t count = cache->dirty_count;
    uint32_t used = j->start ? j->used : 0;
    uint64_t need = (uint64_t)count + pieces(count, tags_in_block(j)) +
                    pieces(cache->revoked_count, revoked_in_block(j)) + 1;

    if (cache->revoked_lost || need > j->blocks - j->first - used)
        return -ENOSPC;

    struct buf **bufs = ext4_cache_dirty_list(cache);
    int err = bufs ? write_all(j, bufs, count) : -ENOMEM;

    free(bufs);
    if (!err) {
        ext4_cache_set_logged(cache);
        j->sequence++;
    }
    return err;
}

int ext4_journal_empty(struct journal *j)
{
    if (!j->start)
        return 0;
    j->start = 0;

    int err = ext4_journal_super_write(j);

    if (!err)
        err = disk_flush(&j->m->disk);
    if (!err)
        err = ext4_journal_mark(j->m, false);
    return err ? err : disk_flush(&j->m->disk);
}

bool ext4_journal_is_long(const struct journal *j)
{
    return j->start && j->used > (j->blocks - j->first) / 2;
}

uint32_t ext4_journal_most(const struct journal *j)
{
    return (j->blocks - j->first) / 4;
}

/* The features that Linux would use on this file system. */
static void choose_features(struct journal *j)
{
    struct ext2_super_block *sb = j->m->fs->super;

    j->incompat = JOURNAL_HAS_REVOKE;
    if (ext2fs_has_feature_64bit(sb))
        j->incompat |= JOURNAL_HAS_64BIT;
    if (ext2fs_has_feature_metadata_csum(sb))
        j->incompat |= JOURNAL_HAS_CSUM3;
}

int ext4_journal_start(struct mount *m)
{
    struct journal *j;
    int err = -EOPNOTSUPP;

    if (!ext2fs_has_feature_journal(m->fs->super))
        return 0;
    j = ext4_journal_load(m, &err);
    if (j && be32(j->super + AT_TYPE) != JOURNAL_SUPER_V2) {
        ext4_journal_free(j);
        j = NULL;
        err = -EOPNOTSUPP;
    }
    if (!j)
        return err;
    if (j->start) /* was left, but it does not count: stay clear of its numbers */
        j->sequence += j->blocks;
    if (j->sequence == 0)
        j->sequence = 1;
    j->start = 0;
    choose_features(j);
    m->journal = j;
    return 0;
}
