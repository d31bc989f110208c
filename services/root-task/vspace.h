/* SPDX-License-Identifier: BSD-2-Clause */
/* Mappings in address spaces, root-task's own and those of tasks. */
#pragma once
#include "pool.h"

enum vspace_access {
    ACCESS_READ,
    ACCESS_READ_WRITE,
    ACCESS_EXECUTE,
    ACCESS_DEVICE, /* read and write, not cached */
};

/* Maps a frame, making page tables from the pool where they are missing; 0 or negative errno. */
int vspace_map(cptr_t vspace, struct pool *pool, cptr_t frame, uint64_t vaddr,
               enum vspace_access access);

/* root-task's own pool, for what lives as long as the system. */
struct pool *own_pool(void);
/* A fresh range in root-task's address space, for ever. */
uint64_t own_window(uint64_t bytes);
/* Maps a frame of 4 KiB at a fixed place until the next call; NULL if it fails.  The frame is not mapped
 * elsewhere; own_scratch_done() unmaps it again. */
void *own_scratch(cptr_t frame);
void own_scratch_done(cptr_t frame);
