/* SPDX-License-Identifier: BSD-2-Clause */
/* The services of interfaces/ipc/root.h, and the loop that serves them. */
#pragma once
#include "task.h"

extern const struct root_ops service_ops;

void service_init(void);
/* root-task's own endpoint, not badged. */
cptr_t service_endpoint(void);
/* Receives and answers for ever. */
_Noreturn void service_loop(void);

/* An ASID pool for the task, in an own slot of its pool. */
int service_asid_pool(struct task *task, cptr_t *pool);
/* The task ends: whoever waits for it is answered, what it waits for is dropped. */
void service_forget(struct task *task);
