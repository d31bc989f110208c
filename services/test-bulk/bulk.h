/* SPDX-License-Identifier: BSD-2-Clause */
/* Parts of test-bulk. */
#pragma once
#include <stdint.h>

enum { REGION_BITS = 21, REGION_BYTES = 1 << REGION_BITS, PAGE = 4096 };

extern unsigned char *region; /* REGION_BYTES, mapped, known to rt/dma.h */
extern int region_number;
extern uint64_t region_slot;

/* Gets the region, maps it and says where it lies. */
void region_make(void);
/* Gives it back; its memory is gone from the address space. */
void region_end(void);

void test_files(void);
void test_names(void);
