/* SPDX-License-Identifier: BSD-2-Clause */
/* Timers of processes. */
#pragma once

struct proc;
struct sig_info;

/* A signal with SI_TIMER leaves the queue: its timer goes on, and the signal tells how many periods were
 * missed.  A timer sends its next signal only after that. */
void posix_timer_taken(struct proc *p, struct sig_info *info);
/* execve: deletes what timer_create made. */
void posix_timers_delete(struct proc *p);
/* The process ends: no timer of any kind fires any more. */
void timers_end(struct proc *p);
/* The date was set: absolute timers on it come at another moment. */
void posix_timers_date_set(void);
