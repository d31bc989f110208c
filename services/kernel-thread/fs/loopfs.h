/* SPDX-License-Identifier: BSD-2-Clause */
/* File systems on loop devices. */
#pragma once
struct blockdev;
struct fs;

/* An instance of a file system's core for one mount from this device: an operation of it waits for the file that the
 * device is on, and so for another file system, which may be of the same kind.  NULL: no memory. */
struct fs *loopfs_get(struct blockdev *bd, int fat);
/* Nothing is mounted with it any more: it waits for the next. */
void loopfs_put(struct fs *fs, int fat);
