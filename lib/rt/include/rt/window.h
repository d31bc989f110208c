/* SPDX-License-Identifier: BSD-2-Clause */
/* Ranges of the task's own address space that it maps by itself (from free_vaddr on). */
#pragma once
#include <stddef.h>
#include <stdint.h>

/* A free range of `bytes` (rounded up to pages), aligned to `align` (a power of two, >= 4096); 0 if there
 * is none. */
uintptr_t rt_window_alloc(size_t bytes, size_t align);
/* Gives a whole range back; nothing may be mapped in it any more. */
void rt_window_free(uintptr_t start, size_t bytes);
