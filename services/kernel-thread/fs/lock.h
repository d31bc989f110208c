/* SPDX-License-Identifier: BSD-2-Clause */
/* Advisory locks of files: fcntl (by process), F_OFD_* and flock (by open file). */
#pragma once
#include <stdint.h>

#include <linux/fcntl.h>

struct file;
struct inode;
struct proc;
struct text;

/* F_SETLK, F_SETLKW (wait), with start made absolute; owner is the proc or the file.  May park. */
int lock_set(struct inode *inode, const void *owner, int pid, int type, uint64_t start, uint64_t end, int wait);
/* F_GETLK: *l is changed to a lock that is in the way, or to F_UNLCK. */
void lock_test(struct inode *inode, const void *owner, struct linux_flock *l, uint64_t start, uint64_t end);
/* flock(2). */
int lock_whole(struct file *file, int operation);
/* Closing a descriptor drops the process's locks; the last close of a file those of the file. */
void locks_release(struct inode *inode, const void *owner);
void locks_free(struct inode *inode);
/* /proc/locks, and what /proc/PID/fdinfo says of the locks of a process and of a file. */
void locks_show_all(struct text *out);
void locks_show_of(struct text *out, const struct file *f, const struct proc *p);
