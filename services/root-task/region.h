/* SPDX-License-Identifier: BSD-2-Clause */
/* Regions: contiguous memory of tasks that requests may name, and the table of them that drivers
 * read (interfaces/task/regions.h). */
#pragma once
#include "task.h"

/* Makes the table; the system does without regions if there is no memory for it. */
void region_init(void);
/* A region of 2^bits bytes for the task, its untyped capability into `slot`; returns its number. */
int region_new(struct task *task, unsigned bits, cptr_t slot, uint64_t *paddr);
/* Operations of interfaces/ipc/root.h. */
int region_share(struct task *task, const char *peer);
int region_free(struct task *task, uint32_t number);
int region_done(struct task *task, uint32_t number);
/* The task has a DMA area: it gets the table and its counts, as memory entries of its information.
 */
int region_give_table(struct task *task, uint64_t table_vaddr, uint64_t uses_vaddr);
/* The task ends, its devices are stopped: its regions are nobody's.  What drivers still use is
 * given back when they are done. */
void region_forget(struct task *task);
