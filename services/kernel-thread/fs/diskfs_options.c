/* SPDX-License-Identifier: BSD-2-Clause */
/* Options of ext2, ext3 and ext4: those that Linux knows are taken.
 *
 * What they choose is decided here once: the journal keeps data in order, barriers are on, errors make the file system
 * read-only, nothing is discarded, access lists and attributes are there.  Only `errors`, `noload` (a journal that is not
 * replayed) and the sizes would make a difference, to who has a damaged disk. */
#include <linux/errno.h>
#include <stddef.h>
#include <string.h>

#include "fs/diskfs_int.h"
#include "fs/options.h"

static const char *const flags[] = {
    "acl", "noacl", "user_xattr", "nouser_xattr", "barrier", "nobarrier", "bsddf", "minixdf", "grpid", "nogrpid", "bsdgroups",
    "sysvgroups", "debug", "delalloc", "nodelalloc", "dioread_lock", "dioread_nolock", "nodioread_nolock", "discard",
    "nodiscard", "dax", "i_version", "journal_async_commit", "journal_checksum", "nojournal_checksum", "block_validity",
    "noblock_validity", "mblk_io_submit", "nomblk_io_submit", "auto_da_alloc", "noauto_da_alloc", "norecovery", "noload",
    "oldalloc", "orlov", "quota", "noquota", "usrquota", "grpquota", "prjquota", "nombcache", "no_mbcache", "bh", "nobh",
    "reservation", "noreservation", "nocheck", "abort", "no_prefetch_block_bitmaps", "prefetch_block_bitmaps", "nouid32",
    "init_itable", "noinit_itable", "test_dummy_encryption", "warn_on_error", "nowarn_on_error", NULL
};
static const char *const numbers[] = {
    "barrier", "commit", "inode_readahead_blks", "journal_dev", "journal_ioprio", "max_batch_time", "min_batch_time",
    "max_dir_size_kb", "resgid", "resuid", "sb", "stripe", "auto_da_alloc", "init_itable", "mb_optimize_scan", "debug_want_extra_isize", NULL
};
static const char *const words[] = { "data", "errors", "data_err", "jqfmt", "usrjquota", "grpjquota", "journal_path", "dax", NULL };

static int word_known(const struct option *o)
{
    static const char *const known[] = { "journal", "ordered", "writeback", "continue", "panic", "remount-ro", "ignore",
                                         "abort", "vfsold", "vfsv0", "vfsv1", "always", "never", "inode" };

    if (o->name[0] != 'd' && o->name[0] != 'e' && strcmp(o->name, "jqfmt"))
        return 1; /* a name of a file */
    for (unsigned i = 0; i < sizeof known / sizeof *known; i++)
        if (!strcmp(o->value, known[i]))
            return 1;
    return 0;
}

static int is_known(const struct option *o)
{
    uint64_t n;
    uint32_t none = 0;

    if (!o->has_value)
        return option_is_general(o, &none) || option_is_one_of(o, flags);
    if (option_is_one_of(o, numbers))
        return option_number(o, 10, &n) == 0;
    return option_is_one_of(o, words) && word_known(o);
}

int diskfs_check_options(const char *data)
{
    struct option o;
    int err = 0;

    for (const char *at = data ? data : ""; err >= 0 && (err = option_next(&at, &o)) == 1;)
        if (!is_known(&o))
            err = -EINVAL;
    return err;
}
