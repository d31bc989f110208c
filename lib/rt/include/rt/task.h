/* SPDX-License-Identifier: BSD-2-Clause */
/* The running task's own information and options; struct task_info itself is in <task/info.h>. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <ipc/root.h>
#include <task/info.h>

extern const struct task_info *rt_task_info;

/* Memory entry number `index` (from 0) of that name; NULL if there is none. */
const struct task_mem *rt_task_mem(const char *name, unsigned index);
/* Value of `key` in cfg, else in bootargs ("key=value" or a lone "key", separated by blanks), copied to
 * value; false if absent. */
bool rt_task_option(const char *key, char *value, size_t bytes);
/* The instance for the root_* calls. */
struct root *rt_root(void);
