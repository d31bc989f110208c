/* SPDX-License-Identifier: BSD-2-Clause */
/* Between the handlers of descriptors. */
#pragma once
#include <stdint.h>

struct file;
struct thread;
/* F_DUPFD: the lowest descriptor not below min. */
long dup_min(struct thread *t, uint64_t fd, unsigned flags, uint64_t min);
/* The ioctls of lsattr and chattr; -ENOTTY: none of them, or the file system has no flags. */
long file_flags_ioctl(struct thread *t, struct file *f, uint32_t command, uint64_t argument);
/* F_SETOWN and its kin: who is told (fs/async.h). */
long file_owner_control(struct thread *t, struct file *f, int command, uint64_t arg);
