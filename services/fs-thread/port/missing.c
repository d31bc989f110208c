/* SPDX-License-Identifier: BSD-2-Clause */
/* Functions that libext2fs calls and whose own versions would bring in a whole operating system. */
#include <stdlib.h>

#include "ext2_fs.h"
#include "ext2fs.h"

int ext2fs_port_errno;

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
