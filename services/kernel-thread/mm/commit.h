/* SPDX-License-Identifier: BSD-2-Clause */
/* How much memory programs may be promised (/proc/sys/vm/overcommit_*).  Pages. */
#pragma once
#include <stdint.h>

/* As an administrator sets it. */
extern struct commit_rule {
    int mode;             /* 0: not more in one piece than there could ever be; 1: anything; 2: in all not more than the limit */
    int ratio;            /* the limit in hundredths of all memory ... */
    unsigned long kbytes; /* ... or, if not 0, in KiB */
} commit_rule;

uint64_t commit_limit(void);
/* What programs have that is private and may be written.  Looks at all of them. */
uint64_t commit_used(void);
