/* SPDX-License-Identifier: BSD-2-Clause */
/* What happens when no memory is left: the process that has most of it ends. */
#pragma once
#include <stdbool.h>

struct thread;

/* Kills the largest process, by its pages, page tables and what it keeps in pipes, sockets and nameless files.  true: that is
 * not the calling thread's, and some time was given to it: try again.  Parks. */
bool oom_relieve(void);
/* The same for a thread that cannot go on without memory: if its own process is the largest, that is killed. */
void oom_fault(struct thread *t);
