/* SPDX-License-Identifier: BSD-2-Clause */
/* Inside proc/: making processes and threads, numbers, and the tables they are found in. */
#pragma once
#include "proc/proc.h"

/* A free number, not used by a process, group, session or thread; -EAGAIN. */
int pid_alloc(void);
void proc_insert(struct proc *p);
void proc_remove(struct proc *p);
void thread_insert(struct thread *t);
void thread_remove(struct thread *t);

/* A process without threads, memory or files; child of parent (NULL: of INIT_PID), like it otherwise.
 * NULL: no memory. */
struct proc *proc_new(int pid, struct proc *parent);
void proc_free(struct proc *p);
/* Limits of the first process. */
void limits_default(struct proc *p);
/* A thread of p with its kernel objects, not running.  NULL: none left. */
struct thread *thread_new(struct proc *p, int tid);
/* Undoes thread_new for a thread that never ran. */
void thread_discard(struct thread *t);
/* Children of INIT_PID. */
extern struct proc_list init_children;
/* In a group and counted for its user from now on; proc_leave: not any more. */
void proc_enter(struct proc *p, int pgrp, int session);
void proc_leave(struct proc *p);

struct vfork_done {
    bool done;
    struct rt_waitq q;
};
