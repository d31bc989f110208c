/* SPDX-License-Identifier: BSD-2-Clause */
/* Attributes of inodes: shown by stat, changed by chmod, chown, utimensat, truncate.  May park. */
#pragma once
#include <stdint.h>

struct inode;
struct linux_stat;
struct linux_statfs;
struct linux_statx;
struct path;
struct file;
struct thread;

int path_stat(const struct path *p, struct linux_stat *st);
int path_statx(const struct path *p, uint32_t wanted, struct linux_statx *st);
int path_statfs(const struct path *p, struct linux_statfs *st);

int path_chmod(struct thread *t, const struct path *p, uint32_t mode);
/* UINT32_MAX: leave it. */
int path_chown(struct thread *t, const struct path *p, uint32_t uid, uint32_t gid);
int path_truncate(struct thread *t, const struct path *p, int64_t size);
/* Nanoseconds, or TIME_NOW, TIME_OMIT.  `now_only`: both are "now", which a writer may do, too. */
#define TIME_NOW INT64_MIN
#define TIME_OMIT (INT64_MIN + 1)
int path_utimes(struct thread *t, const struct path *p, int64_t atime_ns, int64_t mtime_ns);
