/* SPDX-License-Identifier: BSD-2-Clause */
/* Functions that libext2fs calls and whose own versions would bring in a whole operating system. */
#include <stdlib.h>

#include "../ext4.h"

time_t ext2fs_port_time(time_t *result); /* as config.h makes <time.h> say */

int ext2fs_port_errno;

/* Where error tables register themselves; errcode.c uses ours directly. */
extern struct et_list *_et_list;
struct et_list *_et_list;

time_t ext2fs_port_time(time_t *result)
{
    time_t now = ext4_now_ns() / 1000000000;

    if (result)
        *result = now;
    return now;
}

/* Tables for directories that ignore case: such file systems are not mounted (super.c). */
const struct ext2fs_nls_table *ext2fs_load_nls_table(int encoding)
{
    (void)encoding;
    return NULL;
}

/* Writes zeros over `count` blocks.  fs == NULL asks to free a static buffer, of which we have none. */
errcode_t ext2fs_zero_blocks2(ext2_filsys fs, blk64_t block, int count, blk64_t *failed,
                              int *failed_count)
{
    if (!fs)
        return 0;

    errcode_t err = 0;
    char *zeros = calloc(1, fs->blocksize);

    if (!zeros)
        return EXT2_ET_NO_MEMORY;
    while (count > 0 && !err) {
        err = io_channel_write_blk64(fs->io, block, 1, zeros);
        if (!err) {
            block++;
            count--;
        }
    }
    free(zeros);
    if (err && failed)
        *failed = block;
    if (err && failed_count)
        *failed_count = count;
    return err;
}
