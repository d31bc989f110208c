/* SPDX-License-Identifier: BSD-2-Clause */
/* proc/futex_pi.c: futexes that are locks with a known owner (priority inheritance).
 *
 * The kernel hands the lock over, by priority and then in the order of arrival, also when its owner ends.  Meanwhile the
 * owner has the highest priority of those who wait.  While somebody waits, a struct futex_pi says who the owner is;
 * the word in the program's memory must agree with it. */
#include <stdlib.h>

#include <linux/errno.h>
#include <rt/fiber.h>

#include "mm/user.h"
#include "proc/futex.h"
#include "proc/futex_int.h"
#include "proc/priority.h"
#include "proc/proc.h"

#define WAITERS 0x80000000u
#define OWNER_DIED 0x40000000u
#define TID_MASK 0x3fffffffu

struct futex_pi {
    unsigned waiters;          /* that refer to it */
    struct thread *owner;      /* NULL: it ended and nobody took the lock */
    struct futex_key key;
    struct mm *mm;             /* of a waiter: there the word can be written, at addr */
    uint64_t addr;
    LIST_ENTRY(futex_pi) of_owner;
};

static void owner_set(struct futex_pi *pi, struct thread *owner)
{
    struct thread *before = pi->owner;
    if (before != NULL)
        LIST_REMOVE(pi, of_owner);
    pi->owner = owner;
    if (owner != NULL)
        LIST_INSERT_HEAD(&owner->pi_owned, pi, of_owner);
    if (before != NULL)
        priority_apply(before);
    if (owner != NULL)
        priority_apply(owner);
}

unsigned futex_pi_lent(const struct thread *t)
{
    const struct futex_pi *pi;
    unsigned most = 0;
    LIST_FOREACH (pi, &t->pi_owned, of_owner) {
        const struct futex_waiter *w = futex_first(&pi->key);
        if (w != NULL && w->thread->rt_priority > most)
            most = w->thread->rt_priority;
    }
    return most;
}

/* Somebody has come to wait for the lock, or gone. */
static void owner_follows(struct futex_pi *pi)
{
    if (pi->owner != NULL)
        priority_apply(pi->owner);
}

static void pi_put(struct futex_pi *pi)
{
    if (--pi->waiters != 0) {
        owner_follows(pi);
        return;
    }
    owner_set(pi, NULL);
    free(pi);
}

/* Tries to take the lock for a thread without waiting: 1 taken, 0 there is an owner, or -errno. */
static long take(struct thread *t, uint32_t *word, const struct futex_key *k, bool mark)
{
    uint32_t owner = *word & TID_MASK;
    if (owner == (uint32_t)t->tid)
        return -EDEADLK;
    const struct futex_waiter *first = futex_first(k);
    if (first != NULL && first->pi == NULL)
        return -EINVAL; /* somebody waits there without a lock in mind */
    if (first != NULL)
        return 0;
    if (owner != 0)
        return 0;
    *word = (*word & OWNER_DIED) | (uint32_t)t->tid | (mark ? WAITERS : 0);
    return 1;
}

/* The state of the lock at which a thread is to wait, made if it is the first: 0 or -errno. */
static long attach(struct thread *t, uint32_t *word, uint64_t addr, struct futex_waiter *w)
{
    const struct futex_waiter *first = futex_first(&w->key);
    uint32_t tid = *word & TID_MASK;
    if (first != NULL) {
        struct futex_pi *pi = first->pi;
        if (pi->owner == NULL ? tid != 0 : tid != (uint32_t)pi->owner->tid)
            return -EINVAL; /* the program has changed the word behind the kernel's back */
        pi->waiters++;
        w->pi = pi;
        return 0;
    }
    struct thread *owner = thread_find((int)tid);
    if (owner == NULL || owner->state == THREAD_DEAD)
        return -ESRCH;
    struct futex_pi *pi = calloc(1, sizeof(*pi));
    if (pi == NULL)
        return -ENOMEM;
    *pi = (struct futex_pi){.waiters = 1, .key = w->key, .mm = t->proc->mm, .addr = addr};
    owner_set(pi, owner);
    w->pi = pi;
    *word |= WAITERS;
    return 0;
}

/* Waits in the queue that w stands in.  0: the lock is the thread's. */
static long wait_for_lock(struct futex_waiter *w, uint64_t deadline)
{
    int err = 0;
    while (!w->woken && err == 0)
        err = thread_park(deadline);
    futex_dequeue(w);
    if (w->woken)
        return 0;
    return err == -ERESTARTSYS ? -ERESTARTNOINTR : err;
}

long futex_lock_pi(struct thread *t, uint64_t addr, unsigned flags, uint64_t deadline, bool try)
{
    struct futex_waiter w = {.bits = UINT32_MAX, .thread = t, .fiber = rt_fiber_self()};
    struct mm *mm = t->proc->mm;
    int err = futex_key_make(mm, addr, flags, true, &w.key);
    if (err)
        return err;
    uint32_t *word = futex_word(mm, addr, true);
    if (word == NULL)
        return -EFAULT;
    long result = take(t, word, &w.key, false);
    if (result != 0)
        return result < 0 ? result : 0;
    result = attach(t, word, addr, &w);
    if (result)
        return result;
    if (try) {
        pi_put(w.pi);
        return -EAGAIN;
    }
    futex_hold(&w, mm);
    futex_enqueue(&w);
    owner_follows(w.pi);
    result = wait_for_lock(&w, deadline);
    pi_put(w.pi);
    futex_release(&w);
    return result;
}

/* Gives the lock to the first who waits.  died: the word's old owner ended. */
static void hand_over(struct futex_waiter *w, uint32_t *word, bool died)
{
    struct futex_pi *pi = w->pi;
    owner_set(pi, w->thread);
    *word = (*word & OWNER_DIED) | (died ? OWNER_DIED : 0) | WAITERS | (uint32_t)w->thread->tid;
    futex_unpark(w);
}

long futex_unlock_pi(struct thread *t, uint64_t addr, unsigned flags)
{
    struct futex_key k;
    struct mm *mm = t->proc->mm;
    uint32_t seen; /* before anything else, and aligned or not: that is the order of Linux's answers */
    if (copy_in(mm, &seen, addr, sizeof(seen)) != 0)
        return -EFAULT;
    if ((seen & TID_MASK) != (uint32_t)t->tid)
        return -EPERM;
    int err = futex_key_make(mm, addr, flags, true, &k);
    if (err)
        return err;
    uint32_t *word = futex_word(mm, addr, true);
    if (word == NULL)
        return -EFAULT;
    struct futex_waiter *w = futex_first(&k);
    if (w == NULL) {
        *word = 0;
        return 0;
    }
    if (w->pi == NULL || w->pi->owner != t)
        return -EINVAL;
    hand_over(w, word, false);
    *word &= ~OWNER_DIED;
    return 0;
}

void futex_pi_thread_ends(struct thread *t)
{
    struct futex_pi *pi;
    while ((pi = LIST_FIRST(&t->pi_owned)) != NULL) {
        owner_set(pi, NULL);
        struct futex_waiter *w = futex_first(&pi->key);
        uint32_t *word = w == NULL ? NULL : futex_word(w->thread->proc->mm, pi->addr, true);
        if (w == NULL || futex_first(&pi->key) != w)
            continue; /* it left while the word was looked for */
        uint32_t unseen = 0;
        hand_over(w, word != NULL ? word : &unseen, true);
    }
}

long futex_wait_requeue_pi(struct thread *t, const uint64_t a[6], unsigned flags, uint64_t deadline)
{
    struct mm *mm = t->proc->mm;
    struct futex_waiter w = {.bits = UINT32_MAX, .thread = t, .fiber = rt_fiber_self(), .requeue_to_pi = true};
    if (a[0] == a[4])
        return -EINVAL;
    int err = futex_key_make(mm, a[4], flags, true, &w.target);
    if (err == 0)
        err = futex_key_make(mm, a[0], flags, false, &w.key);
    if (err)
        return err;
    const uint32_t *word = futex_word(mm, a[0], false);
    if (word == NULL)
        return -EFAULT;
    if (*word != (uint32_t)a[2])
        return -EAGAIN;
    if (futex_key_same(&w.key, &w.target))
        return -EINVAL;
    futex_hold(&w, mm);
    futex_enqueue(&w);
    long result = wait_for_lock(&w, deadline);
    if (w.pi != NULL) {
        if (result == -ERESTARTNOINTR)
            result = -EAGAIN; /* it was moved: the condition is gone, only the lock was missing */
        pi_put(w.pi);
    }
    futex_release(&w);
    return result;
}

/* One waiter takes the lock or waits for it from now on: 1 taken, 0 moved, or -errno. */
static long requeue_one(struct futex_waiter *w, uint32_t *word, uint64_t addr, const struct futex_key *to)
{
    if (!w->requeue_to_pi || w->pi != NULL || !futex_key_same(&w->target, to))
        return -EINVAL;
    long taken = take(w->thread, word, to, true);
    if (taken > 0)
        futex_unpark(w);
    if (taken != 0)
        return taken;
    struct futex_key from = w->key;
    futex_dequeue(w);
    w->key = *to;
    long err = attach(w->thread, word, addr, w);
    if (err) {
        w->key = from;
        futex_enqueue(w);
        return err;
    }
    w->requeue_to_pi = false;
    futex_enqueue(w);
    owner_follows(w->pi);
    return 0;
}

long futex_requeue_pi(struct thread *t, const uint64_t a[6], unsigned flags)
{
    struct mm *mm = t->proc->mm;
    struct futex_key from, to;
    int moves = (int)a[3], done = 0;
    if ((int)a[2] < 0 || moves < 0 || a[0] == a[4] || (int)a[2] != 1)
        return -EINVAL;
    int err = futex_key_make(mm, a[0], flags, false, &from);
    if (err == 0)
        err = futex_key_make(mm, a[4], flags, true, &to);
    if (err)
        return err;
    if (futex_key_same(&from, &to))
        return -EINVAL;
    uint32_t *word = futex_word(mm, a[4], true);
    const uint32_t *seen = futex_word(mm, a[0], false);
    if (word == NULL || seen == NULL)
        return -EFAULT;
    if (*seen != (uint32_t)a[5])
        return -EAGAIN;
    struct futex_waiter *w, *next;
    for (w = TAILQ_FIRST(futex_list_of(&from)); w != NULL && done - 1 < moves; w = next) {
        next = TAILQ_NEXT(w, link);
        if (!futex_key_same(&w->key, &from))
            continue;
        long result = requeue_one(w, word, a[4], &to);
        if (result < 0)
            return done != 0 ? done : result;
        done++;
    }
    return done;
}
