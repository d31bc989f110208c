/* SPDX-License-Identifier: BSD-2-Clause */
/* System V IPC as processes come and go. */
#pragma once
#include <stdbool.h>

struct proc;

/* A new process shares its maker's list of undo operations (CLONE_SYSVSEM) or has none.  -ENOMEM. */
int sem_undo_inherit(struct proc *child, struct proc *parent, bool share);
/* The process ends (or never came to be): undoes what is to be undone, when it is the last with that list. */
void sem_undo_end(struct proc *p);
