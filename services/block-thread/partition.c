/* SPDX-License-Identifier: BSD-2-Clause */
/* block-thread/partition.c: what the tables on a disk say, as far as it fits the disk.
 *
 * The disk's contents are not trusted: sizes are compared without overflow, and the chain of
 * extended partitions is followed for as many steps as there are numbers. */
#include "partition.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include <ds/crc32.h>
#include <linux/errno.h>

enum {
    SECTOR = 512,
    MBR_ENTRIES_AT = 446,
    MBR_ENTRY_BYTES = 16,
    MBR_PRIMARY = 4,
    MBR_SIGNATURE_AT = 510,

    TYPE_EMPTY = 0,
    TYPE_EXTENDED = 0x05,
    TYPE_EXTENDED_LBA = 0x0f,
    TYPE_EXTENDED_LINUX = 0x85,
    TYPE_GPT = 0xee,

    GPT_HEADER_SECTOR = 1,
    GPT_HEADER_BYTES = 92,
    GPT_ENTRY_BYTES_MIN = 128,
    GPT_ENTRIES_MAX = 1024,
};

struct scan {
    struct partition *table;
    uint64_t sectors; /* of the disk */
    partition_read *read;
    void *ctx;
    int highest;
};

struct mbr_entry {
    uint8_t status, type;
    uint32_t first, sectors;
};

static uint32_t le32(const uint8_t *p)
{
    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static uint64_t le64(const uint8_t *p)
{
    return le32(p) | (uint64_t)le32(p + 4) << 32;
}

/* Notes a partition that lies on the disk. */
static void add(struct scan *s, int number, uint64_t first, uint64_t sectors)
{
    if (number > PARTITIONS_MAX || first == 0 || sectors == 0 || first >= s->sectors ||
        sectors > s->sectors - first)
        return;
    s->table[number] = (struct partition){first, sectors};
    if (number > s->highest)
        s->highest = number;
}

static struct mbr_entry mbr_entry(const uint8_t *sector, int index)
{
    const uint8_t *p = sector + MBR_ENTRIES_AT + index * MBR_ENTRY_BYTES;
    return (struct mbr_entry){p[0], p[4], le32(p + 8), le32(p + 12)};
}

static bool is_extended(uint8_t type)
{
    return type == TYPE_EXTENDED || type == TYPE_EXTENDED_LBA || type == TYPE_EXTENDED_LINUX;
}

/* The boot sector of a FAT file system has the same signature: its "entries" have odd status bytes.
 */
static bool is_mbr(const uint8_t *sector)
{
    if (sector[MBR_SIGNATURE_AT] != 0x55 || sector[MBR_SIGNATURE_AT + 1] != 0xaa)
        return false;
    for (int i = 0; i < MBR_PRIMARY; i++) {
        if (mbr_entry(sector, i).status & 0x7f)
            return false;
    }
    return true;
}

/* Logical partitions: a chain of sectors, each with one partition (relative to the sector) and the
 * place of the next (relative to the extended partition). */
static int scan_extended(struct scan *s, uint64_t start)
{
    uint64_t at = start;
    for (int number = MBR_PRIMARY + 1; number <= PARTITIONS_MAX; number++) {
        uint8_t sector[SECTOR];
        if (at >= s->sectors)
            return 0;
        int err = s->read(s->ctx, at, sector);
        if (err)
            return err;
        if (!is_mbr(sector))
            return 0;
        struct mbr_entry part = mbr_entry(sector, 0), next = mbr_entry(sector, 1);
        if (part.type != TYPE_EMPTY)
            add(s, number, at + part.first, part.sectors);
        if (!is_extended(next.type) || next.first == 0)
            return 0;
        at = start + next.first;
    }
    return 0;
}

static int scan_mbr(struct scan *s, const uint8_t *sector)
{
    for (int i = 0; i < MBR_PRIMARY; i++) {
        struct mbr_entry e = mbr_entry(sector, i);
        int err = 0;
        if (is_extended(e.type))
            err = scan_extended(s, e.first);
        else if (e.type != TYPE_EMPTY)
            add(s, i + 1, e.first, e.sectors);
        if (err)
            return err;
    }
    return 0;
}

static bool gpt_header_valid(const uint8_t *header, uint64_t at)
{
    uint8_t copy[GPT_HEADER_BYTES];
    memcpy(copy, header, sizeof(copy));
    memset(copy + 16, 0, 4); /* the checksum is made with itself as zero */
    return memcmp(header, "EFI PART", 8) == 0 && le32(header + 12) == GPT_HEADER_BYTES &&
           le32(header + 16) == ds_crc32(0, copy, sizeof(copy)) && le64(header + 24) == at;
}

static void add_gpt_entry(struct scan *s, int number, const uint8_t *entry)
{
    static const uint8_t unused[16];
    uint64_t first = le64(entry + 32), last = le64(entry + 40);
    if (memcmp(entry, unused, sizeof(unused)) != 0 && last >= first)
        add(s, number, first, last - first + 1);
}

static void forget_all(struct scan *s)
{
    memset(s->table, 0, (PARTITIONS_MAX + 1) * sizeof(*s->table));
    s->highest = 0;
}

/* Reads all entries for their checksum and notes those that have numbers. */
static int scan_gpt_entries(struct scan *s, const uint8_t *header)
{
    uint64_t at = le64(header + 72);
    uint32_t count = le32(header + 80), bytes = le32(header + 84), crc = 0;
    if (bytes != GPT_ENTRY_BYTES_MIN || count == 0 || count > GPT_ENTRIES_MAX || at >= s->sectors)
        return 0;

    for (uint32_t i = 0; i < count; i += SECTOR / GPT_ENTRY_BYTES_MIN, at++) {
        uint8_t sector[SECTOR];
        int err = at < s->sectors ? s->read(s->ctx, at, sector) : -EIO;
        if (err) {
            forget_all(s);
            return err;
        }
        uint32_t here =
            count - i < SECTOR / GPT_ENTRY_BYTES_MIN ? count - i : SECTOR / GPT_ENTRY_BYTES_MIN;
        crc = ds_crc32(crc, sector, here * GPT_ENTRY_BYTES_MIN);
        for (uint32_t k = 0; k < here; k++)
            add_gpt_entry(s, (int)(i + k + 1), sector + k * GPT_ENTRY_BYTES_MIN);
    }
    if (crc == le32(header + 88))
        return 0;
    forget_all(s); /* damaged: not one entry is believed */
    return 0;
}

/* The table behind the protective MBR, or its copy at the end of the disk. */
static int scan_gpt(struct scan *s)
{
    const uint64_t places[] = {GPT_HEADER_SECTOR, s->sectors - 1};
    for (size_t i = 0; i < 2 && s->highest == 0; i++) {
        uint8_t header[SECTOR];
        int err = s->read(s->ctx, places[i], header);
        if (!err && gpt_header_valid(header, places[i]))
            err = scan_gpt_entries(s, header);
        if (err && i == 1)
            return err;
    }
    return 0;
}

int partition_scan(struct partition *table, uint64_t sectors, partition_read *read, void *ctx)
{
    struct scan s = {.table = table, .sectors = sectors, .read = read, .ctx = ctx};
    uint8_t sector[SECTOR];
    forget_all(&s);
    if (sectors < 2)
        return 0;
    int err = read(ctx, 0, sector);
    if (err)
        return err;
    if (!is_mbr(sector))
        return 0;
    err = mbr_entry(sector, 0).type == TYPE_GPT ? scan_gpt(&s) : scan_mbr(&s, sector);
    return err ? err : s.highest;
}
