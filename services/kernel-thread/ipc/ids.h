/* SPDX-License-Identifier: BSD-2-Clause */
/* What System V semaphores, message queues and shared memory have in common: keys, numbers, permissions.
 *
 * An object is counted: the table holds one reference until it is removed, and who waits for it holds one.  A removed
 * object cannot be found any more. */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <sys/queue.h>

#include <linux/ipc.h>

struct thread;

struct ipc_object {
    int id;
    unsigned refs;
    bool removed;
    struct linux_ipc_perm perm;
    LIST_ENTRY(ipc_object) by_key;  /* unless the key is IPC_PRIVATE */
};
LIST_HEAD(ipc_list, ipc_object);

enum { IPC_BUCKETS = 64 };

/* One kind of objects; all zero but for free_object is an empty table. */
struct ipc_table {
    void (*free_object)(struct ipc_object *o); /* the last reference went */
    const int *most;               /* objects; NULL: IPC_OBJECTS_MOST */
    int *wanted;                   /* number of the next one, which takes this back; -1: any */
    struct ipc_object **slots;
    unsigned room, used;
    int next, last;                /* index to try first; the last one given */
    unsigned seq;
    struct ipc_list keys[IPC_BUCKETS];
};

/* How an object is made and found, for ipc_get. */
struct ipc_maker {
    int (*make)(const void *wanted, struct ipc_object **out); /* -EINVAL, -ENOMEM, -ENOSPC */
    int (*check)(const struct ipc_object *o, const void *wanted); /* an old one: 0 or -EINVAL */
};
/* semget and its sisters: a number or -errno. */
long ipc_get(struct thread *t, struct ipc_table *table, int32_t key, int flags, const struct ipc_maker *maker,
             const void *wanted);

/* By number, borrowed; NULL: none (-EINVAL). */
struct ipc_object *ipc_find(const struct ipc_table *table, int id);
/* By index (SEM_STAT ...), and the highest index in use; 0: none. */
struct ipc_object *ipc_at(const struct ipc_table *table, int index);
int ipc_highest(const struct ipc_table *table);
void ipc_hold(struct ipc_object *o);
void ipc_put(struct ipc_table *table, struct ipc_object *o);
/* Nobody finds it any more; the table's reference goes. */
void ipc_remove(struct ipc_table *table, struct ipc_object *o);

/* mode: 0444 to read, 0222 to write.  0 or -EACCES. */
int ipc_permission(const struct thread *t, const struct ipc_object *o, unsigned mode);
/* May it change or remove the object?  0 or -EPERM. */
int ipc_owner(const struct thread *t, const struct ipc_object *o);
/* IPC_SET. */
void ipc_set(struct ipc_object *o, const struct linux_ipc_perm *perm);
/* Seconds since 1970, as the tables tell times. */
int64_t ipc_now(void);
