/* SPDX-License-Identifier: BSD-2-Clause */
/* Random numbers for programs and for places in memory. */
#pragma once
#include <stddef.h>
#include <stdint.h>

/* Fills buf from the generator. */
void random_bytes(void *buf, size_t size);
/* For places in the memory of programs; always 0 with the option aslr=off. */
uint64_t mm_random(void);
/* The same, and 0 for a program whose personality is ADDR_NO_RANDOMIZE, or with /proc/sys/kernel/randomize_va_space 0. */
uint64_t layout_random(void);
extern int randomize_places;
/* Adds entropy; at start from the device tree's rng-seed. */
void random_add(const void *seed, size_t size);
void random_init(void);
