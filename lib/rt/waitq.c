/* SPDX-License-Identifier: BSD-2-Clause */
/* rt/waitq.c: wait queues, waiting with a deadline, mutexes. */
#include <stddef.h>

#include <linux/errno.h>
#include <rt/timer.h>
#include <rt/waitq.h>

void rt_waitq_init(struct rt_waitq *q)
{
    q->head = NULL;
    q->tail = NULL;
}

static void link_last(struct rt_waitq *q, struct rt_waiter *w)
{
    if (q->tail != NULL)
        q->tail->next = w;
    else
        q->head = w;
    q->tail = w;
}

void rt_waitq_add(struct rt_waitq *q, struct rt_waiter *w)
{
    *w = (struct rt_waiter){
        .fiber = rt_fiber_self(), .queue = q, .prev = q->tail, .exclusive = true};
    link_last(q, w);
}

void rt_waitq_watch(struct rt_waitq *q, struct rt_waiter *w, void (*notify)(struct rt_waiter *w))
{
    *w = (struct rt_waiter){.queue = q, .prev = q->tail, .notify = notify};
    link_last(q, w);
}

void rt_waitq_remove(struct rt_waiter *w)
{
    struct rt_waitq *q = w->queue;
    if (q == NULL)
        return;
    if (w->prev != NULL)
        w->prev->next = w->next;
    else
        q->head = w->next;
    if (w->next != NULL)
        w->next->prev = w->prev;
    else
        q->tail = w->prev;
    w->queue = NULL;
}

/* Takes a waiter out, unless it only watches; true when its fiber was still parked. */
static bool wake(struct rt_waiter *w)
{
    if (w->notify != NULL) {
        w->notify(w);
        return false;
    }
    rt_waitq_remove(w);
    w->woken = true;
    return rt_unpark(w->fiber, w->value);
}

unsigned rt_waitq_wake_one(struct rt_waitq *q)
{
    unsigned count = 0;
    for (struct rt_waiter *w = q->head, *next; w != NULL; w = next) {
        next = w->next;
        bool exclusive = w->exclusive;
        bool ready = wake(w);
        count += ready;
        if (ready && exclusive)
            break;
    }
    return count;
}

unsigned rt_waitq_wake_some(struct rt_waitq *q)
{
    unsigned count = 0;
    for (struct rt_waiter *w = q->head, *next; w != NULL; w = next) {
        next = w->next;
        count += wake(w);
    }
    return count;
}

static void deadline_passed(void *fiber)
{
    rt_unpark(fiber, -ETIMEDOUT);
}

int rt_park_deadline(uint64_t deadline_ns, bool intr)
{
    struct rt_timer timer = {0};
    if (deadline_ns != RT_NEVER)
        rt_timer_set(&timer, deadline_ns, deadline_passed, rt_fiber_self());
    int value = intr ? rt_park_intr() : rt_park();
    rt_timer_cancel(&timer);
    return value;
}

static int wait(struct rt_waitq *q, uint64_t deadline_ns, bool intr)
{
    struct rt_waiter w;
    rt_waitq_add(q, &w);
    int value = rt_park_deadline(deadline_ns, intr);
    rt_waitq_remove(&w);
    return value;
}

int rt_wait(struct rt_waitq *q)
{
    return wait(q, RT_NEVER, false);
}

int rt_wait_deadline(struct rt_waitq *q, uint64_t deadline_ns)
{
    return wait(q, deadline_ns, false);
}

int rt_wait_intr(struct rt_waitq *q, uint64_t deadline_ns)
{
    return wait(q, deadline_ns, true);
}

int rt_sleep_until(uint64_t deadline_ns, bool intr)
{
    int value = rt_park_deadline(deadline_ns, intr);
    return value == -ETIMEDOUT ? 0 : value;
}

/* Whoever unlocks makes the first waiter the owner.  A fiber can be woken for another reason too: then it waits on. */
void rt_mutex_wait(struct rt_mutex *m)
{
    struct rt_waiter w;
    rt_waitq_add(&m->waiters, &w);
    do
        rt_park();
    while (m->owner != w.fiber);
}

void rt_mutex_hand_over(struct rt_mutex *m)
{
    struct rt_waiter *next = m->waiters.head;
    m->owner = next != NULL ? next->fiber : NULL;
    if (next == NULL)
        return;
    rt_waitq_remove(next);
    rt_unpark(next->fiber, 0);
}

bool rt_mutex_held(const struct rt_mutex *m)
{
    return m->owner != NULL && m->owner == rt_fiber_self();
}
