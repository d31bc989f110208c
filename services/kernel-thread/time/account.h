/* SPDX-License-Identifier: BSD-2-Clause */
/* Processor time of threads.
 *
 * The kernel keeps no times of threads, so they are taken at the edges of programs: between two messages
 * that arrive here, the one processor was used by the threads that could run.  A stretch counts for the
 * thread whose message ends it. */
#pragma once

struct proc;
struct thread;

void account_enter(struct thread *t); /* its message has arrived: the time before was its own */
void account_leave(struct thread *t); /* it runs on: the time since it entered was the kernel's */

/* A process got a limit on its processor time, or is new and has one: it is looked after from now on. */
void account_limit(struct proc *p);
