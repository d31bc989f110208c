/* SPDX-License-Identifier: BSD-2-Clause */
/* Radix tree from page index to page: the index of a page cache.  Holds no references itself. */
#pragma once
#include <stdint.h>

struct page;
struct pagecache;

struct page *pagetree_find(const struct pagecache *pc, uint64_t index);
/* 0, or -ENOMEM; the index must be free. */
int pagetree_insert(struct pagecache *pc, uint64_t index, struct page *page);
/* Takes out and returns what is there, or NULL. */
struct page *pagetree_remove(struct pagecache *pc, uint64_t index);
/* The first page with index >= *index, which is set to its index; NULL past the last. */
struct page *pagetree_next(const struct pagecache *pc, uint64_t *index);
