/* SPDX-License-Identifier: BSD-2-Clause */
/* Inside lib/rt: what the loop, the fibers and the machine parts know of each other. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/queue.h>

#include <rt/direct.h>
#include <rt/fiber.h>
#include <rt/loop.h>
#include <rt/waitq.h>

enum fiber_state { FIBER_FREE, FIBER_READY, FIBER_RUNNING, FIBER_PARKED, FIBER_ENDED };

/* Where an execution stopped: everything else is on its stack. */
struct arch_fiber {
    void *sp;
};

/* A stack of whole pages, with a page below it that faults. */
struct stack {
    void *memory; /* lowest byte */
    unsigned pages;
    uint64_t untyped, frames, paddr; /* where its memory comes from */
};

struct rt_fiber {
    struct rt_fiber_head head;
    struct arch_fiber context;
    enum fiber_state state;
    bool interruptible;         /* parked by rt_park_intr */
    bool has_parked;            /* since rt_fiber_has_parked was asked */
    bool was_host;              /* the loop began on its stack: nothing to go back to there */
    int value;                  /* result of rt_park */
    struct rt_fiber *next;      /* in the ready list or the pool */
    LIST_ENTRY(rt_fiber) made;  /* in the list of all */
    struct stack stack;         /* its untouched words are 0 */
    void (*fn)(void *arg);
    void *arg;
    uint64_t reply_slot;            /* empty slot kept for saved callers; 0: none yet */
    const struct rt_server *server; /* when it handles a message: whose; else NULL */
    struct rt_message message;      /* ... and the message */
};

/* The host (rt_direct.host) is the fiber on whose stack the loop runs.  A handler is called right there; when it
 * parks, the host becomes a fiber like any other, and the loop begins anew on the stack of the spare.  Before a
 * handler is called there is always a spare. */
extern struct rt_fiber *fiber_spare; /* NULL: none yet, or no memory */
/* The loop begins on the spare's stack, and again whenever a handler parks; parks(f) is called before that, on the
 * stack of f.  loop does not return. */
_Noreturn void fiber_host(void (*loop)(void), void (*parks)(struct rt_fiber *f));

/* Fibers, for the loop. */
struct rt_fiber *fiber_take(void);  /* a free fiber with no work yet; NULL: no memory */
void fiber_run(struct rt_fiber *f); /* until it parks, yields or ends */
bool fiber_any_ready(void);
void fiber_run_ready(void); /* one round: those that are ready now */
void fiber_make_ready(struct rt_fiber *f, void (*fn)(void *arg), void *arg);

/* Timers, for the loop and the machine parts. */
void timer_expire(uint64_t now_ns);     /* calls what is due and arms the next deadline */
bool timer_next(uint64_t *deadline_ns); /* false: none is set */

/* Stacks (stack.c; the machine on the host). */
bool stack_new(struct stack *s, size_t bytes); /* false: no memory */
void stack_delete(const struct stack *s);      /* nobody stands on it */
void reply_slot_return(uint64_t slot);         /* a fiber's reply_slot, not needed any more */

/* The machine (arch/). */
void arch_fiber_init(struct arch_fiber *f, void *stack_top, void (*entry)(void));
void arch_fiber_switch(struct arch_fiber *from, struct arch_fiber *to);
void arch_timer_arm(uint64_t deadline_ns); /* timer_expire is called then; RT_NEVER: not at all */
