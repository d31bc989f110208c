/* SPDX-License-Identifier: BSD-2-Clause */
/* The boot sector: its numbers, checked against each other and the disk. */
#include "fat.h"

#include <linux/errno.h>

enum {
    BOOT_SECTOR_BYTES = 11, BOOT_CLUSTER_SECTORS = 13, BOOT_RESERVED = 14, BOOT_COPIES = 16,
    BOOT_ROOT_SLOTS = 17, BOOT_SECTORS = 19, BOOT_MEDIA = 21, BOOT_FAT_SECTORS = 22, BOOT_SECTORS_LONG = 32,
    BOOT16_STATE = 37, BOOT16_SERIAL = 39,
    BOOT32_FAT_SECTORS = 36, BOOT32_FLAGS = 40, BOOT32_ROOT = 44, BOOT32_INFO = 48, BOOT32_STATE = 65,
    BOOT32_SERIAL = 67,
    FLAGS_NO_MIRROR = 0x80, FLAGS_ACTIVE = 15,
    CLUSTERS12 = 4085, CLUSTERS16 = 65525, CLUSTERS32 = 0x0ffffff5,
    STATE_DIRTY = 1,
};

static bool power_of_two(uint32_t value, uint32_t most)
{
    return value > 0 && value <= most && (value & (value - 1)) == 0;
}

/* What FAT32 has instead of a fixed root directory. */
static int read_32(struct volume *v, const uint8_t *b, uint32_t sector)
{
    uint32_t flags = get16(b + BOOT32_FLAGS), info = get16(b + BOOT32_INFO);

    v->root_cluster = get32(b + BOOT32_ROOT);
    v->info_at = info > 0 && info < get16(b + BOOT_RESERVED) ? (uint64_t)info * sector : 0;
    if (flags & FLAGS_NO_MIRROR) {
        if ((flags & FLAGS_ACTIVE) >= v->copies)
            return -EINVAL;
        v->fat_at += (flags & FLAGS_ACTIVE) * v->fat_bytes;
        v->fat_first = v->fat_at;
        v->copies = 1;
    }
    return fat_cluster_valid(v, v->root_cluster) ? 0 : -EINVAL;
}

/* How many clusters there are, and so which FAT this is. */
static int count_clusters(struct volume *v, uint64_t sectors, uint32_t sector)
{
    uint64_t bytes = sectors * sector;

    if (bytes > v->disk.size || v->data_at >= bytes)
        return -EINVAL;

    uint64_t clusters = (bytes - v->data_at) / v->cluster_bytes;

    if (v->bits != 32)
        v->bits = clusters < CLUSTERS12 ? 12 : 16;
    if (clusters == 0 || clusters > CLUSTERS32 || (v->bits == 16 && clusters >= CLUSTERS16))
        return -EINVAL;

    uint64_t entries = v->fat_bytes * 8 / v->bits;

    if (entries <= 2)
        return -EINVAL;
    v->clusters = clusters < entries - 2 ? clusters : entries - 2;
    return 0;
}

int fat_boot_read(struct volume *v)
{
    uint8_t b[512];
    int err = disk_read(&v->disk, 0, b, sizeof(b));

    if (err)
        return err;

    uint32_t sector = get16(b + BOOT_SECTOR_BYTES), reserved = get16(b + BOOT_RESERVED);
    uint64_t sectors = get16(b + BOOT_SECTORS), fat_sectors = get16(b + BOOT_FAT_SECTORS);
    bool is_32 = fat_sectors == 0;

    if (!power_of_two(sector, 4096) || sector < 512 || !power_of_two(b[BOOT_CLUSTER_SECTORS], 128) ||
        reserved == 0 || b[BOOT_COPIES] == 0 || (b[BOOT_MEDIA] < 0xf8 && b[BOOT_MEDIA] != 0xf0))
        return -EINVAL;
    if (sectors == 0)
        sectors = get32(b + BOOT_SECTORS_LONG);
    if (is_32)
        fat_sectors = get32(b + BOOT32_FAT_SECTORS);
    v->bits = is_32 ? 32 : 16;
    v->cluster_bytes = sector * b[BOOT_CLUSTER_SECTORS];
    v->copies = b[BOOT_COPIES];
    v->fat_at = v->fat_first = (uint64_t)reserved * sector;
    v->fat_bytes = fat_sectors * sector;
    v->root_at = v->fat_at + v->copies * v->fat_bytes;
    v->root_slots = is_32 ? 0 : get16(b + BOOT_ROOT_SLOTS);
    v->data_at = v->root_at + ((uint64_t)v->root_slots * FAT_SLOT + sector - 1) / sector * sector;
    if (!is_32 && v->root_slots == 0)
        return -EINVAL;
    err = count_clusters(v, sectors, sector);
    if (!err && is_32)
        err = read_32(v, b, sector);
    v->state_at = is_32 ? BOOT32_STATE : BOOT16_STATE;
    v->serial = get32(b + (is_32 ? BOOT32_SERIAL : BOOT16_SERIAL));
    v->was_dirty = b[v->state_at] & STATE_DIRTY;
    return err;
}
