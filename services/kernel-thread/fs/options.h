/* SPDX-License-Identifier: BSD-2-Clause */
/* Options of mounts: "name,name=value,..." */
#pragma once
#include <stddef.h>
#include <stdint.h>

struct option {
    char name[32];
    char value[128];
    char has_value;
};

/* The next one; *at goes on behind it.  1, 0 at the end, -EINVAL if it is too long. */
int option_next(const char **at, struct option *o);
/* The whole value as a number, of a base; -EINVAL. */
int option_number(const struct option *o, int base, uint64_t *n);
/* A size: with k, m or g; or a percentage of `all`.  -EINVAL. */
int option_size(const struct option *o, uint64_t all, uint64_t *bytes);
/* Is it one of the names (NULL behind the last)? */
int option_is_one_of(const struct option *o, const char *const names[]);
/* What every file system takes: ro, rw, sync, dirsync, lazytime ...  *flags follows if it is one: 1, else 0. */
int option_is_general(const struct option *o, uint32_t *flags);
