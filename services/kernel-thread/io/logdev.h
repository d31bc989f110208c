/* SPDX-License-Identifier: BSD-2-Clause */
/* /dev/console without a terminal: what is written goes to the system log, line by line. */
#pragma once
struct file;
int logdev_open(struct file *f); /* changes the file's operations */
