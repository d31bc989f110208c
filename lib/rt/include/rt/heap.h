/* SPDX-License-Identifier: BSD-2-Clause */
/* A heap that can shrink: beyond a few MiB, malloc's memory comes in areas, and one in which nothing is allocated any more can
 * go back to root-task. */
#pragma once
#include <stddef.h>
#include <stdint.h>

/* From now on it does so. */
void rt_heap_use_areas(void);
/* Gives empty areas back, `bytes` of them if there are as many; returns how much it was.  Does not allocate. */
uint64_t rt_heap_trim(uint64_t bytes);
/* Bytes of all areas, and of those that are empty.  Looks at each area. */
void rt_heap_areas(uint64_t *all, uint64_t *empty);
