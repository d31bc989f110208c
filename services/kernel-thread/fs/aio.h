/* SPDX-License-Identifier: BSD-2-Clause */
/* Asynchronous I/O: what the rest of the task sees of it. */
#pragma once

struct mm;
struct aio_table;
/* The address space ends: so do its contexts, whose memory goes with it.  May park. */
void aio_mm_ends(struct mm *mm);
extern unsigned long aio_nr, aio_max_nr; /* requests that contexts were made for, and the limit (/proc/sys/fs) */
