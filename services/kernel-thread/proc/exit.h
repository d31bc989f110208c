/* SPDX-License-Identifier: BSD-2-Clause */
/* Ends of threads and processes. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

struct proc;
struct thread;

/* Ends the calling thread; with the last one its process becomes a zombie.  May park.  Afterwards the
 * thread is THREAD_DEAD and only its memory is left (thread_free). */
void thread_exit(struct thread *t);
/* The same with a status of its own, which is also the process's if it is the first thread. */
void thread_exit_status(struct thread *t, int status);
void thread_free(struct thread *t);

/* All threads of the process leave; status as wait reports it.  The first call decides. */
void proc_exit_group(struct proc *p, int status);
/* CLD_EXITED, CLD_KILLED or CLD_DUMPED, of a status. */
int exit_code_of(int status);
/* SIGCHLD for the parent, and wake-up of its wait calls.  code: CLD_*. */
void proc_tell_parent(struct proc *p, int code, int status);
/* A zombie was waited for: its times go to the parent, its memory is freed. */
void proc_reap(struct proc *p);
/* vfork's parent may go on. */
void vfork_end(struct proc *p);
