/* SPDX-License-Identifier: BSD-2-Clause */
/* libext2fs' view of the disk. */
#pragma once

struct mount;

/* The next ext2fs_open2 with ext4_io_manager works on m's disk and cache. */
void ext4_io_prepare(struct mount *m);
