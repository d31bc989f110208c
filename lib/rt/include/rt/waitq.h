/* SPDX-License-Identifier: BSD-2-Clause */
/* Wait queues and mutexes for fibers.
 *
 * The pattern: while (!condition) err = rt_wait(&q);  and who makes the condition true calls
 * rt_waitq_wake_*.  As fibers are not preempted, nothing can happen between the test and the wait.
 * A fiber that waits for several things (poll) adds one rt_waiter to each queue, parks, and removes
 * them all. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fiber.h"

#define RT_NEVER UINT64_MAX /* a deadline that does not come */

struct rt_waitq;

/* One place in one queue.  Lives in the waiting fiber's frame. */
struct rt_waiter {
    struct rt_fiber *fiber; /* who is unparked; set by rt_waitq_add */
    struct rt_waitq *queue; /* where it is linked; NULL: nowhere (not added, woken, or removed) */
    struct rt_waiter *next, *prev;
    int value;      /* what rt_park returns when this queue wakes it; 0 by rt_waitq_add */
    bool woken;     /* this queue woke it */
    bool exclusive; /* rt_waitq_wake_one stops here; true by rt_waitq_add */
    /* Not NULL: told of each wake-up instead, and stays in the queue.  It must not park, and may change
     * this queue by nothing. */
    void (*notify)(struct rt_waiter *w);
};

/* FIFO.  All zero is an empty queue. */
struct rt_waitq {
    struct rt_waiter *head, *tail;
};

void rt_waitq_init(struct rt_waitq *q);
static inline bool rt_waitq_empty(const struct rt_waitq *q)
{
    return q->head == NULL;
}
/* Links w, for the running fiber, at the end.  w is removed when it is woken. */
void rt_waitq_add(struct rt_waitq *q, struct rt_waiter *w);
/* Links w for no fiber: `notify` is called at each wake-up until rt_waitq_remove. */
void rt_waitq_watch(struct rt_waitq *q, struct rt_waiter *w, void (*notify)(struct rt_waiter *w));
/* Unlinks w if it is still linked. */
void rt_waitq_remove(struct rt_waiter *w);
/* Wakes from the front up to and including the first exclusive waiter whose fiber was still parked.
 * Returns how many fibers became ready. */
unsigned rt_waitq_wake_one(struct rt_waitq *q);
unsigned rt_waitq_wake_some(struct rt_waitq *q); /* what rt_waitq_wake_all does when there is somebody */
static inline unsigned rt_waitq_wake_all(struct rt_waitq *q)
{
    return q->head == NULL ? 0 : rt_waitq_wake_some(q);
}

/* Waits in q until woken: 0. */
int rt_wait(struct rt_waitq *q);
/* ... or until rt_now_ns() >= deadline_ns: -ETIMEDOUT. */
int rt_wait_deadline(struct rt_waitq *q, uint64_t deadline_ns);
/* ... or until rt_interrupt: -EINTR. */
int rt_wait_intr(struct rt_waitq *q, uint64_t deadline_ns);
/* Waits for time alone; 0 when it has come, -EINTR if intr and interrupted. */
int rt_sleep_until(uint64_t deadline_ns, bool intr);
/* Parks with a deadline, for waiters added by hand: the value of the waker, -ETIMEDOUT, or -EINTR.
 */
int rt_park_deadline(uint64_t deadline_ns, bool intr);

/* Not recursive; the fiber that locked unlocks.  Handed over in the order of arrival.  All zero is
 * unlocked. */
struct rt_mutex {
    struct rt_fiber *owner; /* NULL: free */
    struct rt_waitq waiters;
};

void rt_mutex_wait(struct rt_mutex *m); /* until the running fiber owns it */
void rt_mutex_hand_over(struct rt_mutex *m);
static inline bool rt_mutex_trylock(struct rt_mutex *m)
{
    if (m->owner != NULL)
        return false;
    m->owner = rt_fiber_self();
    return true;
}
static inline void rt_mutex_lock(struct rt_mutex *m)
{
    if (!rt_mutex_trylock(m))
        rt_mutex_wait(m);
}
static inline void rt_mutex_unlock(struct rt_mutex *m)
{
    if (m->waiters.head == NULL)
        m->owner = NULL;
    else
        rt_mutex_hand_over(m);
}
bool rt_mutex_held(const struct rt_mutex *m);
