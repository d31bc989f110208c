/* SPDX-License-Identifier: BSD-2-Clause */
/* What a mount of FAT says of owners and permissions, of which the disk has none. */
#pragma once
#include <stdint.h>

struct fs_attr;
struct text;

struct fat_options {
    uint32_t uid, gid;
    uint32_t fmask, dmask; /* permissions that files and directories do not have */
    char quiet;            /* what cannot be set is no error */
};

/* Changes what the text says.  0 or -EINVAL. */
int fat_options_parse(const char *data, struct fat_options *o);
int fat_options_check(const char *data);
void fat_options_show(const struct fat_options *o, struct text *out);
/* What the service says, as the mount shows it. */
void fat_options_shape(const struct fat_options *o, struct fs_attr *attr);
/* The other way, for a node with the mode `now`: what of *set (enum fs_set) the disk can keep, in the service's words.
 * 0 (perhaps nothing is left to do) or -EPERM. */
int fat_options_wanted(const struct fat_options *o, uint32_t now, uint32_t *set, struct fs_attr *want);
