/* SPDX-License-Identifier: BSD-2-Clause */
/* Reports of tasks that faulted. */
#pragma once
#include <rt/message.h>

#include "task.h"

/* A fault message of the task's thread. */
void fault_message(struct task *task, struct rt_message *m);
/* A message of a task that faulted before: its call chain (rt/fault.h). */
void fault_chain(struct task *task, struct rt_message *m);
