/* SPDX-License-Identifier: BSD-2-Clause */
/* /proc. */
#pragma once
struct file;

void procfs_register(void);
/* The process whose directory /proc/PID the file is; -1: it is something else. */
int procfs_dir_pid(const struct file *f);
