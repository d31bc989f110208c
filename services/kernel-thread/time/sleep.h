/* SPDX-License-Identifier: BSD-2-Clause */
/* Sleeping: the part that restart_syscall needs. */
#pragma once

struct restart_block;
struct thread;

/* Goes on with RESTART_SLEEP and RESTART_CPU_SLEEP. */
long sleep_restart(struct thread *t, const struct restart_block *r);
