/* SPDX-License-Identifier: BSD-2-Clause */
/* <errno.h> as libext2fs sees it: Linux' numbers, whatever the C library below calls them. */
#pragma once
#include <linux/errno.h>

extern int ext2fs_port_errno; /* set by nothing: we give libext2fs no system calls that could fail */
#define errno ext2fs_port_errno
