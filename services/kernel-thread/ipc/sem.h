/* SPDX-License-Identifier: BSD-2-Clause */
/* System V semaphores: sets, who waits for them, and what the end of a process undoes. */
#pragma once
#include "ipc/ids.h"

struct rt_fiber;
struct sem_undo_list;

struct sem_waiter {
    const struct linux_sembuf *ops;
    unsigned count;
    const struct linux_sembuf *blocking; /* the operation that could not be done */
    int pid;
    struct sem_undo *undo;  /* NULL: no operation has SEM_UNDO */
    struct rt_fiber *fiber;
    bool queued;
    int result;             /* once it is not queued any more */
    TAILQ_ENTRY(sem_waiter) link;
};

struct sem {
    uint16_t value;
    int pid;                /* who changed it last */
};

struct sem_set {
    struct ipc_object object; /* first */
    int64_t otime, ctime;
    unsigned count;
    TAILQ_HEAD(, sem_waiter) waiters; /* oldest first */
    LIST_HEAD(, sem_undo) undos;
    struct sem sems[];
};

/* What one process's end gives back to one set. */
struct sem_undo {
    struct sem_set *set;      /* the set drops its undos when it is removed */
    struct sem_undo_list *list;
    LIST_ENTRY(sem_undo) of_set, of_list;
    int16_t adjust[];
};

extern struct ipc_table sem_table;
extern unsigned sem_total; /* semaphores in all sets */

/* Tries all operations at once: 0 done, 1 has to wait (w->blocking says for what), -ERANGE, -EAGAIN. */
int sem_try(struct sem_set *set, struct sem_waiter *w);
/* Values changed: lets waiters go on that can now. */
void sem_changed(struct sem_set *set);
/* Ends the set: everybody who waits gets -EIDRM. */
void sem_remove(struct sem_set *set);

/* The undo record of the thread's process for the set, made if needed; NULL: no memory. */
struct sem_undo *sem_undo_get(struct thread *t, struct sem_set *set);
