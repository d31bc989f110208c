/* SPDX-License-Identifier: BSD-2-Clause */
/* Actions of signals, and what happens by default. */
#pragma once
#include <stdbool.h>

#include "sig/signal.h"

enum sig_default { SIG_DEFAULT_END, SIG_DEFAULT_IGNORE, SIG_DEFAULT_STOP };
enum sig_default signal_default(int signo);
/* It would vanish when sent. */
bool signal_is_ignored(const struct proc *p, int signo);

/* Makes the thread look at its signals, wherever it is. */
void thread_wake(struct thread *t);

/* Actions of a new process: shared or copied; NULL: no memory. */
struct sig_actions *sig_actions_new(void);
struct sig_actions *sig_actions_copy(const struct sig_actions *a);
void sig_actions_put(struct sig_actions *a);
/* After execve: handlers become the default. */
void sig_actions_exec(struct sig_actions *a);

/* Ends a stop (sig/stop.c); tell: the parent hears of it. */
void proc_continue(struct proc *p, bool tell);
/* The thread's process was told to stop: waits until it goes on.  The thread looks at its signals again. */
void thread_stop(struct thread *t);
/* Begins a stop of the whole process. */
void proc_stop(struct proc *p, int signo);
