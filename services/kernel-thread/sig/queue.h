/* SPDX-License-Identifier: BSD-2-Clause */
/* Queues of pending signals. */
#pragma once
#include <stdbool.h>

#include "sig/signal.h"

struct proc;

void sig_queue_init(struct sig_queue *q);
/* Adds a signal for `to` or a thread of it.  Standard signals (below SIGRTMIN) are pending once; when there is no memory
 * for its information, or its user has too many (RLIMIT_SIGPENDING), the signal is pending without (-EAGAIN for those
 * that queue). */
int sig_queue_add(struct sig_queue *q, const struct proc *to, const struct sig_info *info);
/* Takes the lowest pending signal that is not in `blocked`, synchronous ones first; false: none. */
bool sig_queue_take(struct sig_queue *q, uint64_t blocked, struct sig_info *info);
/* Forgets signals. */
void sig_queue_drop(struct sig_queue *q, uint64_t set);
