/* SPDX-License-Identifier: BSD-2-Clause */
/* Futexes: what the rest of proc/ needs of them. */
#pragma once
#include <stdint.h>

struct mm;
struct restart_block;
struct thread;

/* Wakes up to count waiters (at least one) at a program's address, as FUTEX_WAKE without FUTEX_PRIVATE_FLAG does; how
 * many.  -EFAULT, -EINVAL. */
int futex_wake(struct mm *mm, uint64_t addr, unsigned count);
/* The thread ends or executes: its robust locks are marked, and its priority-inheriting ones go to who waits. */
void futex_thread_ends(struct thread *t);
/* Goes on with a wait that was interrupted. */
long futex_restart(struct thread *t, const struct restart_block *r);
/* The highest real-time priority of those who wait for a lock that the thread holds; 0: none. */
unsigned futex_pi_lent(const struct thread *t);
