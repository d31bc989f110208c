/* SPDX-License-Identifier: BSD-2-Clause */
/* Flags of files as lsattr shows and chattr sets them, and their ioctls. */
#pragma once
#include <stdint.h>

enum linux_fsflags {
    FS_SECRM_FL = 1, FS_UNRM_FL = 2, FS_COMPR_FL = 4, FS_SYNC_FL = 8,
    FS_IMMUTABLE_FL = 0x10, FS_APPEND_FL = 0x20, FS_NODUMP_FL = 0x40, FS_NOATIME_FL = 0x80,
    FS_INDEX_FL = 0x1000, FS_JOURNAL_DATA_FL = 0x4000, FS_NOTAIL_FL = 0x8000,
    FS_DIRSYNC_FL = 0x10000, FS_TOPDIR_FL = 0x20000, FS_EXTENT_FL = 0x80000, FS_PROJINHERIT_FL = 0x20000000,
};

/* struct fsxattr of Linux */
struct linux_fsxattr {
    uint32_t xflags, extsize, nextents, projid, cowextsize;
    uint8_t pad[8];
};

enum linux_fsxflags {
    FS_XFLAG_IMMUTABLE = 0x8, FS_XFLAG_APPEND = 0x10, FS_XFLAG_SYNC = 0x20, FS_XFLAG_NOATIME = 0x40,
    FS_XFLAG_NODUMP = 0x80, FS_XFLAG_PROJINHERIT = 0x200,
};

enum linux_fs_ioctl {
    FS_IOC_GETFLAGS = 0x80086601, FS_IOC_SETFLAGS = 0x40086602, FS_IOC_GETVERSION = 0x80087601,
    FS_IOC_FSGETXATTR = 0x801c581f, FS_IOC_FSSETXATTR = 0x401c5820,
};
