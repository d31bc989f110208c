/* SPDX-License-Identifier: BSD-2-Clause */
/* Real-time threads (SCHED_FIFO, SCHED_RR) before all others, by their priorities; the others share what is left. */
#pragma once
#include <stdbool.h>

struct thread;

/* Its policy, priority, or a lock that it holds changed: gives its kernel thread the priority that follows. */
void priority_apply(struct thread *t);
/* 0: shares the processor with others; 1..99: its real-time priority, or that of who waits for a lock of it. */
unsigned priority_of(const struct thread *t);
/* The thread ends. */
void priority_end(struct thread *t);
/* Could another thread of the same priority run now? */
bool priority_has_equals(const struct thread *t);
