/* SPDX-License-Identifier: BSD-2-Clause */
/* Memory from root-task, and what happens when there is none. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include <ipc/root.h>

/* Set by a task that can give memory back to root-task: called when root-task has refused memory.  Returns whether it is
 * worth asking again.  It is called from inside malloc, rt_cslot_alloc and rt_objects_new, wherever those are used: it
 * must not wait, may free but not allocate, and leaves alone whatever its callers may be at work on. */
extern bool (*rt_memory_short)(void);

/* rt_memory_short, once: false when there is none, or it runs already. */
bool rt_memory_give(void);
/* root_untyped, asked again as long as rt_memory_short helps. */
int rt_untyped(uint32_t size_bits, cptr_t slot, uint64_t *paddr);
