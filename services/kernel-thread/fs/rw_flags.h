/* SPDX-License-Identifier: BSD-2-Clause */
/* Transfers with flags of their own, as of preadv2 and requests of asynchronous I/O. */
#pragma once
#include <stdint.h>
#include <sys/types.h>

struct file;
struct uio;

enum { RW_MAX = 0x7ffff000 /* most bytes of one call */ };
enum { RWF_HIPRI = 1, RWF_DSYNC = 2, RWF_SYNC = 4, RWF_NOWAIT = 8, RWF_APPEND = 16, RWF_ALL = 31 };

/* At a place (of streams: wherever they are); flags: RWF_*, all of them known. */
ssize_t file_at_flags(struct file *f, struct uio *uio, uint64_t offset, uint32_t flags, int writing);
