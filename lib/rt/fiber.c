/* SPDX-License-Identifier: BSD-2-Clause */
/* rt/fiber.c: the pool of fibers, the list of those that are ready, and switching between them.
 *
 * Switches go only between the loop's stack and a fiber, never from fiber to fiber: so a fiber's
 * state is always settled by code that runs on the loop's stack, and a fiber that ended is put back
 * into the pool when nobody stands on its stack any more. The record of a fiber lies at the upper
 * end of its stack memory.
 *
 * The loop's stack is a fiber's too (the host), so that a handler which the loop has called can still
 * park: the loop leaves its stack to the handler and begins anew on another. */
#include <assert.h>
#include <string.h>

#include <linux/errno.h>
#include <rt/fiber.h>

#include "sched.h"

static struct {
    struct arch_fiber loop; /* the loop, while a fiber runs */
    struct rt_fiber *ready_tail;
    struct rt_fiber *pool;
    LIST_HEAD(, rt_fiber) all;
    size_t stack_bytes;
    unsigned live, stacks;
    void (*host_loop)(void);
    void (*host_parks)(struct rt_fiber *f);
} self = {.stack_bytes = RT_FIBER_STACK_DEFAULT};

struct rt_direct rt_direct;
struct rt_fiber *rt_fiber_running;
struct rt_fiber *fiber_spare;

static void ready_push(struct rt_fiber *f)
{
    f->state = FIBER_READY;
    f->next = NULL;
    if (self.ready_tail != NULL)
        self.ready_tail->next = f;
    else
        rt_direct.ready = f;
    self.ready_tail = f;
}

static struct rt_fiber *ready_pop(void)
{
    struct rt_fiber *f = rt_direct.ready;
    if (f == NULL)
        return NULL;
    rt_direct.ready = f->next;
    if (rt_direct.ready == NULL)
        self.ready_tail = NULL;
    return f;
}

/* What every fiber executes: one piece of work after the other. */
static void fiber_main(void)
{
    for (;;) {
        struct rt_fiber *f = rt_fiber_running;
        f->fn(f->arg);
        f->state = FIBER_ENDED;
        arch_fiber_switch(&f->context, &self.loop);
    }
}

static struct rt_fiber *fiber_new(void)
{
    struct stack stack;
    if (!stack_new(&stack, self.stack_bytes))
        return NULL;
    size_t record = (sizeof(struct rt_fiber) + 63) & ~(size_t)63;
    struct rt_fiber *f = (struct rt_fiber *)(void *)((char *)stack.memory + self.stack_bytes - record);
    memset(f, 0, sizeof(*f));
    f->stack = stack;
    LIST_INSERT_HEAD(&self.all, f, made);
    arch_fiber_init(&f->context, f, fiber_main);
    self.stacks++;
    return f;
}

struct rt_fiber *fiber_take(void)
{
    struct rt_fiber *f = self.pool;
    if (f != NULL)
        self.pool = f->next;
    else
        f = fiber_new();
    if (f == NULL)
        return NULL;
    self.live++;
    f->interruptible = false;
    f->server = NULL;
    f->head = (struct rt_fiber_head){{NULL}};
    return f;
}

int rt_fiber_reserve(unsigned stacks)
{
    while (self.stacks < stacks) {
        struct rt_fiber *f = fiber_new();
        if (f == NULL)
            return -ENOMEM;
        f->next = self.pool;
        self.pool = f;
    }
    return 0;
}

unsigned rt_fiber_trim(unsigned stacks)
{
    unsigned gone = 0;
    while (self.stacks > stacks && self.pool != NULL) {
        struct rt_fiber *f = self.pool;
        struct stack stack = f->stack; /* the record lies in it */
        self.pool = f->next;
        LIST_REMOVE(f, made);
        if (f->reply_slot != 0)
            reply_slot_return(f->reply_slot);
        stack_delete(&stack);
        self.stacks--;
        gone++;
    }
    return gone;
}

void fiber_make_ready(struct rt_fiber *f, void (*fn)(void *arg), void *arg)
{
    f->fn = fn;
    f->arg = arg;
    ready_push(f);
}

void fiber_run(struct rt_fiber *f)
{
    f->state = FIBER_RUNNING;
    rt_fiber_running = f;
    arch_fiber_switch(&self.loop, &f->context);
    rt_fiber_running = NULL;
    if (f->state != FIBER_ENDED)
        return;
    if (f->was_host) { /* the loop's frames lie at the end of its stack */
        f->was_host = false;
        arch_fiber_init(&f->context, f, fiber_main);
    }
    f->state = FIBER_FREE;
    f->next = self.pool;
    self.pool = f;
    self.live--;
}

/* Makes the spare the host. */
static void host_next(void)
{
    struct rt_fiber *f = fiber_spare;
    assert(f != NULL);
    fiber_spare = NULL;
    f->was_host = true;
    arch_fiber_init(&f->context, f, self.host_loop);
    rt_direct.host = f;
}

void fiber_host(void (*loop)(void), void (*parks)(struct rt_fiber *f))
{
    self.host_loop = loop;
    self.host_parks = parks;
    host_next();
    arch_fiber_switch(&self.loop, &rt_direct.host->context);
    __builtin_unreachable();
}

/* Goes on with the loop until somebody runs f again. */
static void leave(struct rt_fiber *f)
{
    if (f != rt_direct.host) {
        arch_fiber_switch(&f->context, &self.loop);
        return;
    }
    self.host_parks(f);
    rt_fiber_running = NULL;
    host_next();
    arch_fiber_switch(&f->context, &rt_direct.host->context);
}

void rt_direct_finish(struct rt_fiber *f)
{
    f->state = FIBER_ENDED;
    arch_fiber_switch(&f->context, &self.loop);
    __builtin_unreachable();
}

bool fiber_any_ready(void)
{
    return rt_direct.ready != NULL;
}

void fiber_run_ready(void)
{
    struct rt_fiber *last = self.ready_tail;
    struct rt_fiber *f = NULL;
    while (f != last) {
        f = ready_pop();
        fiber_run(f);
    }
}

int rt_fiber_start(void (*fn)(void *arg), void *arg)
{
    struct rt_fiber *f = fiber_take();
    if (f == NULL)
        return -ENOMEM;
    fiber_make_ready(f, fn, arg);
    return 0;
}

void rt_fiber_set_stack_size(size_t bytes)
{
    bytes = (bytes + 4095) & ~(size_t)4095;
    if (bytes > self.stack_bytes)
        self.stack_bytes = bytes;
}

size_t rt_fiber_stack_peak(void)
{
    size_t peak = 0;
    const struct rt_fiber *f;
    LIST_FOREACH (f, &self.all, made) {
        const uint64_t *untouched = f->stack.memory;
        while (*untouched == 0)
            untouched++;
        size_t used = (size_t)((const char *)f - (const char *)untouched);
        peak = used > peak ? used : peak;
    }
    return peak;
}

void *rt_fiber_local_of(const struct rt_fiber *fiber, unsigned index)
{
    return fiber->head.local[index];
}

static int park(bool interruptible)
{
    struct rt_fiber *f = rt_fiber_running;
    f->state = FIBER_PARKED;
    f->has_parked = true;
    f->interruptible = interruptible;
    leave(f);
    f->interruptible = false;
    return f->value;
}

int rt_park(void)
{
    return park(false);
}

int rt_park_intr(void)
{
    return park(true);
}

bool rt_fiber_has_parked(void)
{
    struct rt_fiber *f = rt_fiber_running;
    bool has = f->has_parked;
    f->has_parked = false;
    return has;
}

bool rt_unpark(struct rt_fiber *fiber, int value)
{
    if (fiber->state != FIBER_PARKED)
        return false;
    fiber->value = value;
    ready_push(fiber);
    return true;
}

bool rt_interrupt(struct rt_fiber *fiber)
{
    return fiber->interruptible && rt_unpark(fiber, -EINTR);
}

void rt_yield(void)
{
    struct rt_fiber *f = rt_fiber_running;
    ready_push(f);
    leave(f);
}

void rt_fiber_counts(unsigned *live, unsigned *stacks)
{
    *live = self.live;
    *stacks = self.stacks;
}
