/* SPDX-License-Identifier: BSD-2-Clause */
/* Inside the futexes: who waits where.
 *
 * A word is named by what stays the same while somebody waits: private ones by address space and address, shared ones
 * by the file's inode and the place in it.  Waiters stand in the order of their coming in one of the buckets. */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <sys/queue.h>

#include "mm/mm.h"

struct rt_fiber;
struct thread;

enum futex_flags { FUTEX_PRIVATE = 128, FUTEX_CLOCK_REALTIME = 256 };

struct futex_key {
    const void *space;     /* struct mm, or struct inode */
    uint64_t offset;       /* address, or place in the file */
    bool shared;           /* asked for without FUTEX_PRIVATE: does not meet private ones even in the same memory */
};

struct futex_pi;
struct futex_waiter {
    struct futex_key key;
    uint32_t bits;
    struct thread *thread;
    struct rt_fiber *fiber;
    struct inode *held;      /* counted while queued: keeps a shared key's name; NULL: none */
    bool queued, woken;
    struct futex_pi *pi;     /* waits for a lock with an owner; NULL: a plain waiter */
    bool requeue_to_pi;      /* FUTEX_WAIT_REQUEUE_PI: may only be moved to `target` */
    struct futex_key target;
    TAILQ_ENTRY(futex_waiter) link;
};
TAILQ_HEAD(futex_list, futex_waiter);

/* 0, -EINVAL (not aligned), -EFAULT.  May park; afterwards a shared word is there (for writing if so asked). */
int futex_key_make(struct mm *mm, uint64_t addr, unsigned flags, bool write, struct futex_key *k);
bool futex_key_same(const struct futex_key *a, const struct futex_key *b);
/* The word itself, valid until something parks; NULL: -EFAULT.  May park before. */
uint32_t *futex_word(struct mm *mm, uint64_t addr, bool write);
struct futex_list *futex_list_of(const struct futex_key *k);
/* The first who waits there; NULL. */
struct futex_waiter *futex_first(const struct futex_key *k);

/* A shared word's name must not be given to another file while somebody waits: before futex_enqueue, and at the end. */
void futex_hold(struct futex_waiter *w, const struct mm *mm);
void futex_release(struct futex_waiter *w);

/* Behind all that are not of a lower real-time priority. */
void futex_enqueue(struct futex_waiter *w);
void futex_dequeue(struct futex_waiter *w); /* if it is queued */
void futex_move(struct futex_waiter *w, const struct futex_key *to);
void futex_unpark(struct futex_waiter *w);  /* takes it off its queue, too */
/* -EINVAL when a waiter for a lock with an owner stands there. */
long futex_wake_key(const struct futex_key *k, int count, uint32_t bits);

/* futex_pi.c */
long futex_lock_pi(struct thread *t, uint64_t addr, unsigned flags, uint64_t deadline, bool try);
long futex_unlock_pi(struct thread *t, uint64_t addr, unsigned flags);
long futex_wait_requeue_pi(struct thread *t, const uint64_t a[6], unsigned flags, uint64_t deadline);
long futex_requeue_pi(struct thread *t, const uint64_t a[6], unsigned flags);
void futex_pi_thread_ends(struct thread *t);
/* futex_robust.c */
void futex_robust_walk(struct thread *t);
