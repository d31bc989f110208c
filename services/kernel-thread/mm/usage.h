/* SPDX-License-Identifier: BSD-2-Clause */
/* What is in memory of an address space, for /proc. */
#pragma once
#include <stdint.h>

struct mm;
struct region;

/* Bytes.  Shared: at least two entries name the page.  Dirty: newer than the disk, or of no file. */
struct memory_usage {
    uint64_t rss, pss, pss_dirty, pss_anon, pss_file, pss_shmem;
    uint64_t shared_clean, shared_dirty, private_clean, private_dirty;
    uint64_t anonymous, locked;
};
/* Adds what is there of the region. */
void memory_usage_add(struct mm *mm, const struct region *r, struct memory_usage *u);

/* Pages in memory by what they are of: no file, a file, a file that is only in memory. */
struct memory_kinds { uint64_t anon, file, shmem; };
void memory_kinds(struct mm *mm, struct memory_kinds *k);
/* Pages of locked regions. */
uint64_t memory_locked(struct mm *mm);

/* /proc/PID/pagemap's word for the page at addr; numbers: the page's number is told. */
uint64_t memory_pagemap(struct mm *mm, uint64_t addr, int numbers);
