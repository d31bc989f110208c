/* SPDX-License-Identifier: BSD-2-Clause */
/* struct statfs of 64-bit Linux, and the magic numbers of file systems. */
#pragma once
#include <stdint.h>

struct linux_statfs {
    int64_t f_type, f_bsize;
    uint64_t f_blocks, f_bfree, f_bavail, f_files, f_ffree;
    int32_t f_fsid[2];
    int64_t f_namelen, f_frsize, f_flags, f_spare[4];
};
_Static_assert(sizeof(struct linux_statfs) == 120, "struct statfs");

#define EXT4_SUPER_MAGIC 0xef53
#define TMPFS_MAGIC 0x01021994
#define RAMFS_MAGIC 0x858458f6
#define DEVPTS_SUPER_MAGIC 0x1cd1
#define PROC_SUPER_MAGIC 0x9fa0
#define SYSFS_MAGIC 0x62656572
#define PIPEFS_MAGIC 0x50495045
#define SOCKFS_MAGIC 0x534f434b
#define ANON_INODE_FS_MAGIC 0x09041934
#define ST_RDONLY 1
#define ST_NOSUID 2
#define ST_NODEV 4
#define ST_NOEXEC 8
#define ST_VALID 0x20
#define ST_RELATIME 0x1000
#define ST_NOSYMFOLLOW 0x2000
