/* SPDX-License-Identifier: BSD-2-Clause */
/* The one place where libext2fs' error codes become Linux error numbers. */
#include "ext4.h"

#include <linux/errno.h>

enum { ERRNO_END = 4096 };

static const struct {
    errcode_t code;
    int err;
} table[] = {
    { EXT2_ET_NO_MEMORY, -ENOMEM },
    { EXT2_ET_BLOCK_ALLOC_FAIL, -ENOSPC },
    { EXT2_ET_INODE_ALLOC_FAIL, -ENOSPC },
    { EXT2_ET_DIR_NO_SPACE, -ENOSPC },
    { EXT2_ET_TOOSMALL, -ENOSPC },
    { EXT2_ET_RO_FILSYS, -EROFS },
    { EXT2_ET_FILE_RO, -EROFS },
    { EXT2_ET_FILE_TOO_BIG, -EFBIG },
    { EXT2_ET_BAD_MAGIC, -EINVAL },
    { EXT2_ET_REV_TOO_HIGH, -EINVAL },
    { EXT2_ET_UNSUPP_FEATURE, -EINVAL },
    { EXT2_ET_RO_UNSUPP_FEATURE, -EROFS },
    { EXT2_ET_CORRUPT_SUPERBLOCK, -EINVAL },
    { EXT2_ET_SB_CSUM_INVALID, -EINVAL },
    { EXT2_ET_UNKNOWN_CSUM, -EINVAL },
    { EXT2_ET_BAD_INODE_NUM, -EINVAL },
    { EXT2_ET_INVALID_ARGUMENT, -EINVAL },
    { EXT2_ET_FILE_NOT_FOUND, -ENOENT },
    { EXT2_ET_FILE_EXISTS, -EEXIST },
    { EXT2_ET_DIR_EXISTS, -EEXIST },
    { EXT2_ET_NO_DIRECTORY, -ENOTDIR },
    { EXT2_ET_OP_NOT_SUPPORTED, -EOPNOTSUPP },
    { EXT2_ET_UNIMPLEMENTED, -EOPNOTSUPP },
};

int ext4_errno(errcode_t code)
{
    if (code == 0)
        return 0;
    if (code > 0 && code < ERRNO_END)
        return (int)-code;
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
        if (table[i].code == code)
            return table[i].err;
    return -EIO; /* what is left tells of a broken disk or of broken structures on it */
}

const char *ext4_error_text(errcode_t code)
{
    long index = code - et_ext2_error_table.base;

    if (index < 0 || index >= et_ext2_error_table.n_msgs)
        return "error of the disk";
    return et_ext2_error_table.msgs[index];
}
