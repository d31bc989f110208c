/* SPDX-License-Identifier: BSD-2-Clause */
/* The journal: finding it on the disk, its superblock, the file system's mark that it is in use. */
#include "journal.h"

#include <linux/errno.h>
#include <stdlib.h>
#include <string.h>

void ext4_journal_free(struct journal *j)
{
    if (!j)
        return;
    free(j->place);
    free(j->super);
    free(j->block);
    free(j->data);
    free(j);
}

/* Where each block of the journal lies. */
static int find_places(struct journal *j, struct node *n)
{
    struct mount *m = j->m;

    for (uint32_t i = 0; i < j->blocks; i++) {
        struct mapping map;
        int err = ext4_map(n, i, 1, &map);

        if (err || !map.pblk || map.unwritten)
            return err ? err : -EIO;
        j->place[i] = map.pblk;
    }
    return disk_read(&m->disk, j->place[0] << m->block_bits, j->super, m->block_size);
}

/* Takes over what the journal's superblock says, if it can be. */
static int read_super(struct journal *j)
{
    uint32_t type = be32(j->super + AT_TYPE), most = j->blocks;

    j->blocks = be32(j->super + SB_BLOCKS);
    j->first = be32(j->super + SB_FIRST);
    j->start = be32(j->super + SB_START);
    j->sequence = be32(j->super + SB_SEQUENCE);
    j->incompat = type == JOURNAL_SUPER_V2 ? be32(j->super + SB_INCOMPAT) : 0;
    j->seed = ext2fs_crc32c_le(~0u, j->super + SB_UUID, JOURNAL_UUID_BYTES);
    if (be32(j->super + AT_MAGIC) != JOURNAL_MAGIC ||
        (type != JOURNAL_SUPER_V1 && type != JOURNAL_SUPER_V2) ||
        be32(j->super + SB_BLOCK_SIZE) != j->m->block_size || j->blocks > most || j->first == 0 ||
        j->first >= j->blocks || j->start >= j->blocks || (j->start && j->start < j->first))
        return -EIO;
    return j->incompat & ~JOURNAL_KNOWN ? -EOPNOTSUPP : 0;
}

static int load(struct journal *j, struct node *n)
{
    struct mount *m = j->m;
    uint64_t blocks = node_size(n) >> m->block_bits;

    if (node_type(n) != LINUX_S_IFREG || blocks < 2 || blocks > ext2fs_blocks_count(m->fs->super))
        return -EIO;
    j->blocks = blocks;
    j->place = malloc(blocks * sizeof(*j->place));
    j->super = malloc(m->block_size);
    j->block = malloc(m->block_size);
    j->data = malloc(m->block_size);
    if (!j->place || !j->super || !j->block || !j->data)
        return -ENOMEM;

    int err = find_places(j, n);

    return err ? err : read_super(j);
}

struct journal *ext4_journal_load(struct mount *m, int *err)
{
    uint32_t ino = m->fs->super->s_journal_inum;
    struct journal *j = calloc(1, sizeof(*j));
    struct node *n;

    if (!j) {
        *err = -ENOMEM;
        return NULL;
    }
    j->m = m;
    *err = ino == 0 || ino > m->fs->super->s_inodes_count ? -EOPNOTSUPP : ext4_node_get_any(m, ino, &n);
    if (!*err) {
        *err = load(j, n);
        ext4_node_put(n);
    }
    if (!*err)
        return j;
    ext4_journal_free(j);
    return NULL;
}

int ext4_journal_super_write(struct journal *j)
{
    struct mount *m = j->m;

    be32_put(j->super + SB_START, j->start);
    be32_put(j->super + SB_SEQUENCE, j->sequence);
    if (be32(j->super + AT_TYPE) == JOURNAL_SUPER_V2)
        be32_put(j->super + SB_INCOMPAT, j->incompat);
    if (journal_has_csum(j)) {
        j->super[SB_CSUM_TYPE] = JOURNAL_CSUM_CRC32C;
        be32_put(j->super + SB_CSUM, 0);
        be32_put(j->super + SB_CSUM, ext2fs_crc32c_le(~0u, j->super, JOURNAL_SUPER_BYTES));
    }
    /* All that changes is in its first sector, which a disk writes whole or not at all. */
    return disk_write(&m->disk, j->place[0] << m->block_bits, j->super, SECTOR_BYTES);
}

int ext4_journal_mark(struct mount *m, bool needs_replay)
{
    struct ext2_super_block *sb = malloc(sizeof(*sb));
    int err = sb ? disk_read(&m->disk, FS_SUPER_AT, sb, sizeof(*sb)) : -ENOMEM;

    if (!err) {
        if (needs_replay)
            ext2fs_set_feature_journal_needs_recovery(sb);
        else
            ext2fs_clear_feature_journal_needs_recovery(sb);
        err = ext4_errno(ext2fs_superblock_csum_set(m->fs, sb));
    }
    if (!err)
        err = disk_write(&m->disk, FS_SUPER_AT, sb, sizeof(*sb));
    free(sb);
    return err;
}

uint32_t ext4_journal_copy_csum(const struct journal *j, const uint8_t *data, uint32_t sequence)
{
    uint8_t order[4];

    be32_put(order, sequence);

    uint32_t crc = ext2fs_crc32c_le(ext2fs_crc32c_le(j->seed, order, sizeof(order)), data,
                                    j->m->block_size);

    return j->incompat & JOURNAL_HAS_CSUM3 ? crc : (crc & 0xffff);
}
