/* SPDX-License-Identifier: BSD-2-Clause */
/* A volume as a whole: mounting, what is written when, the dirty flag and FSInfo.
 *
 * The flag is on the disk from before the first change until a sync has written everything.  A volume that
 * was dirty when it was mounted stays so: only a check of the whole disk may say otherwise. */
#include "fat.h"

#include <linux/errno.h>
#include <rt/log.h>

enum {
    INFO_FREE = 488, INFO_NEXT = 492, INFO_BYTES = 512,
    STATE_DIRTY = 1,
    COUNT_ALWAYS = 4 << 20,  /* a table up to this size is read at mount */
};
#define INFO_MAGIC UINT32_C(0x41615252)
#define INFO_MAGIC2 UINT32_C(0x61417272)

static bool info_valid(const uint8_t *info)
{
    return get32(info) == INFO_MAGIC && get32(info + 484) == INFO_MAGIC2;
}

/* Free clusters: from FSInfo if counting would take long and there is no reason to doubt it. */
static int free_init(struct volume *v)
{
    uint8_t info[INFO_BYTES];

    v->next_free = 2;
    if (v->info_at) {
        int err = disk_read(&v->disk, v->info_at, info, sizeof(info));

        if (err)
            return err;
        if (!info_valid(info))
            v->info_at = 0;
    }
    if (v->info_at && fat_cluster_valid(v, get32(info + INFO_NEXT)))
        v->next_free = get32(info + INFO_NEXT);
    if (v->info_at && v->fat_bytes > COUNT_ALWAYS && !v->was_dirty && get32(info + INFO_FREE) <= v->clusters) {
        v->free = get32(info + INFO_FREE);
        return 0;
    }
    return fat_count_free(v);
}

int fat_volume_open(struct volume *v, struct block *dev, uint32_t unit, bool read_only)
{
    memset(v, 0, sizeof(*v));

    int err = disk_open(&v->disk, dev, unit);

    if (!err)
        err = fat_boot_read(v);
    if (!err)
        err = free_init(v);
    if (!err) {
        v->read_only = read_only || v->disk.read_only;
        v->fresh_ino = UINT64_C(1) << 48; /* more slots than this no disk has */
        v->root = fat_node_root(v);
        err = v->root ? 0 : -ENOMEM;
    }
    if (err) {
        fat_cache_free(v);
        return err;
    }
    if (v->was_dirty)
        log_warn("fat: disk %u was not unmounted; it should be checked", unit);
    v->used = true;
    return 0;
}

static int state_write(struct volume *v, bool dirty)
{
    uint8_t state;
    int err = disk_read(&v->disk, v->state_at, &state, 1);

    if (err)
        return err;
    state = dirty ? state | STATE_DIRTY : state & ~STATE_DIRTY;
    return disk_write(&v->disk, v->state_at, &state, 1);
}

int fat_change_begin(struct volume *v)
{
    if (v->read_only)
        return -EROFS;
    if (v->dirty)
        return 0;

    int err = v->was_dirty ? 0 : state_write(v, true);

    if (!err)
        err = disk_flush(&v->disk);
    v->dirty = !err;
    return err;
}

int fat_volume_write(struct volume *v)
{
    int err = fat_cache_flush(v);

    return err ? err : disk_flush(&v->disk);
}

static int info_write(struct volume *v)
{
    uint8_t raw[8];

    if (!v->info_at)
        return 0;
    put32(raw, v->free);
    put32(raw + 4, fat_cluster_valid(v, v->next_free) ? v->next_free : 2);
    return disk_write(&v->disk, v->info_at + INFO_FREE, raw, sizeof(raw));
}

int fat_volume_sync(struct volume *v)
{
    int err = fat_volume_write(v);

    if (err || !v->dirty)
        return err;
    err = info_write(v);
    if (!err && !v->was_dirty)
        err = state_write(v, false);
    if (!err)
        err = disk_flush(&v->disk);
    v->dirty = err != 0;
    return err;
}

int fat_volume_change(struct volume *v, bool read_only)
{
    int err = 0;

    if (read_only && !v->read_only)
        err = fat_nodes_unlinked(v) ? -EBUSY : fat_volume_sync(v);
    else if (!read_only && v->disk.read_only)
        err = -EROFS;
    if (!err)
        v->read_only = read_only;
    return err;
}

int fat_volume_close(struct volume *v)
{
    fat_nodes_free(v); /* and with it the clusters of unlinked ones */

    int err = fat_volume_sync(v);

    if (err)
        log_error("fat: disk %u: changes are lost: error %d", v->disk.unit, -err);
    fat_cache_free(v);
    v->used = false;
    return err;
}
