/* SPDX-License-Identifier: BSD-2-Clause */
/* Fibers: straight-line code that may wait, all on the task's one native thread.
 *
 * A fiber runs until it parks, yields or ends; nothing preempts it, so between two such points no
 * other code of the task runs.  Calls that may park are said to "wait"; whatever was borrowed
 * before such a call is dead after it.  Fibers and their stacks are pooled.  The loop (loop.h) runs
 * the fibers that are ready, oldest first. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct rt_fiber;

enum {
    RT_FIBER_STACK_DEFAULT = 32 * 1024, /* bytes; below each stack lies a guard page */
    RT_FIBER_LOCALS = 4,                /* words of rt_fiber_local */
};

struct rt_fiber_head { /* the beginning of every fiber's record; the rest is lib/rt's */
    void *local[RT_FIBER_LOCALS];
};
extern struct rt_fiber *rt_fiber_running; /* whose code runs; NULL: the loop's.  Changed by lib/rt alone */

/* Makes fn(arg) ready to run on a pooled fiber.  Returns 0, or -ENOMEM when no stack can be had. */
int rt_fiber_start(void (*fn)(void *arg), void *arg);

/* Makes sure that there are so many stacks in all, so that as many fibers can live at once whatever
 * happens to memory.  -ENOMEM: there are not. */
int rt_fiber_reserve(unsigned stacks);
/* Gives back stacks that no fiber uses until there are only so many in all; returns how many went. */
unsigned rt_fiber_trim(unsigned stacks);

/* Fibers made from now on get at least so many bytes of stack; call before the first fiber. */
void rt_fiber_set_stack_size(size_t bytes);
/* The most stack that any fiber has used so far, in bytes (of the size above). */
size_t rt_fiber_stack_peak(void);

/* The fiber that runs now; NULL on the loop's own stack (notification handlers, loop hooks). */
static inline struct rt_fiber *rt_fiber_self(void)
{
    return rt_fiber_running;
}

/* A word of the running fiber's own; all are NULL when a fiber starts.  index < RT_FIBER_LOCALS. */
static inline void *rt_fiber_local(unsigned index)
{
    return ((struct rt_fiber_head *)rt_fiber_running)->local[index];
}
static inline void rt_fiber_set_local(unsigned index, void *value)
{
    ((struct rt_fiber_head *)rt_fiber_running)->local[index] = value;
}
/* The same for another fiber. */
void *rt_fiber_local_of(const struct rt_fiber *fiber, unsigned index);

/* Stops the running fiber until rt_unpark(fiber, value), and returns that value. */
int rt_park(void);
/* As rt_park, but rt_interrupt may end it too (-EINTR). */
int rt_park_intr(void);
/* Has the running fiber parked since the last time this was asked?  (What a new fiber answers first is not defined.) */
bool rt_fiber_has_parked(void);
/* Makes a parked fiber ready, with the result of its rt_park.  Returns false and does nothing when
 * it is not parked (somebody else was first). */
bool rt_unpark(struct rt_fiber *fiber, int value);
/* Ends an interruptible wait of the fiber with -EINTR; false when it is not in one. */
bool rt_interrupt(struct rt_fiber *fiber);

/* Lets the other ready fibers and new events go first. */
void rt_yield(void);

/* Fibers started and not yet ended, and stacks made since boot (for statistics and tests). */
void rt_fiber_counts(unsigned *live, unsigned *stacks);
