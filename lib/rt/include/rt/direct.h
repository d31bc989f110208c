/* SPDX-License-Identifier: BSD-2-Clause */
/* For a task that receives its messages itself (rt_server.receive): handling one on the loop's own stack.
 *
 *   struct rt_fiber *f = rt_direct_begin(word);
 *   ... the handler; it may park ...
 *   if (rt_direct_parked(f)) { ... the loop has gone on; nothing is to be returned to ...  rt_direct_finish(f); }
 *   rt_direct_end();
 */
#pragma once
#include <stdbool.h>

#include <rt/fiber.h>

struct rt_direct {
    struct rt_fiber *host;    /* on whose stack the loop runs */
    struct rt_fiber *ready;   /* fibers that wait to run; NULL: none */
};
extern struct rt_direct rt_direct;

/* The handler runs, on the host's fiber, with rt_fiber_local(0) = local.  Other locals are NULL. */
static inline struct rt_fiber *rt_direct_begin(void *local)
{
    struct rt_fiber *f = rt_direct.host;
    ((struct rt_fiber_head *)f)->local[0] = local;
    rt_fiber_running = f;
    return f;
}

/* It has parked meanwhile: f is not the host any more. */
static inline bool rt_direct_parked(const struct rt_fiber *f)
{
    return f != rt_direct.host;
}

static inline void rt_direct_end(void)
{
    rt_fiber_running = 0;
}

/* Ends the fiber of a handler that parked. */
_Noreturn void rt_direct_finish(struct rt_fiber *f);
