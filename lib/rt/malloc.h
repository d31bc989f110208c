/* SPDX-License-Identifier: BSD-2-Clause */
/* Inside lib/rt: malloc and where its memory comes from. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

/* Memory for malloc, at least so much; *bytes: how much it is.  NULL: there is none, sbrk is asked.  Unset: sbrk is. */
extern void *(*malloc_more)(size_t least, size_t *bytes);
/* Is nothing allocated in the memory that malloc_more gave?  If so and `take` is set, malloc has it no more. */
bool malloc_unused(void *start, size_t bytes, bool take);
