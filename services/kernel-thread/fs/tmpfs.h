/* SPDX-License-Identifier: BSD-2-Clause */
/* File systems in memory: tmpfs, and devtmpfs, which is one with device nodes in it. */
#pragma once
#include <stdint.h>

struct inode;
struct super;
void tmpfs_register(void);
void devfs_register(void);


/* Adds a device node to every devtmpfs, now and later. */
int devfs_add(const char *name, uint32_t mode, uint32_t rdev);
/* ... and it is gone again. */
void devfs_remove(const char *name);
int devfs_init(void);
/* Terminals of /dev/pts: nodes 136:number come and go. */
int devpts_add(uint32_t number, uint32_t uid);
void devpts_remove(uint32_t number);
