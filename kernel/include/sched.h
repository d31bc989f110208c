/* SPDX-License-Identifier: BSD-2-Clause */
/* sched.h: who runs.
 *
 * During a kernel entry changes only note what should happen: nothing, "a candidate was made ready", or "choose
 * anew".  schedule() acts on it once, at the end.  The current thread is not in a ready queue.
 */
#pragma once

#include "tcb.h"

/* Sets the state; if the current thread stops being runnable, a choice is made at the end. */
void thread_set_state(struct tcb *t, enum thread_state state);
/* The thread became runnable: candidate for running next (or queued, when of another domain). */
void sched_candidate(struct tcb *t);
/* Choose anew at the end; a candidate so far goes to the head of its queue. */
void sched_choose_anew(void);
/* Ready queues; no effect if already there, or not there. */
void sched_enqueue_head(struct tcb *t);
void sched_enqueue_tail(struct tcb *t);
void sched_dequeue(struct tcb *t);

void sched_set_priority(struct tcb *t, unsigned priority);
void sched_yield(void);
/* A kernel tick: time slice and domain time. */
void sched_tick(void);
/* Acts on what was noted: sets `current`, and prepares it for entering user mode. */
void schedule(void);
/* Boot: the idle thread is there, `first` is to run. */
void sched_init(struct tcb *first);
/* Hands over without queues: `t` runs next, now.  For schedule() and the fast paths. */
void sched_switch(struct tcb *t);

/* ---- which priorities have ready threads ---- */

enum { READY_WORD_BITS = 64, READY_WORDS = CONFIG_PRIORITIES / READY_WORD_BITS };

struct ready_bitmap {
    word_t words;             /* bit w: word[w] is not 0 */
    word_t word[READY_WORDS]; /* bit p % 64 of word p / 64: the queue of priority p is not empty */
};
extern struct ready_bitmap ready_bitmap[CONFIG_DOMAINS];
extern unsigned current_domain;

static inline bool sched_is_current_domain(unsigned domain)
{
    return CONFIG_DOMAINS == 1 || domain == current_domain;
}

/* Is there a ready thread of the current domain with a priority above this? */
static inline bool sched_ready_above(unsigned priority)
{
    const struct ready_bitmap *ready = &ready_bitmap[CONFIG_DOMAINS == 1 ? 0 : current_domain];
    unsigned w = priority / READY_WORD_BITS;

    if (likely(ready->words == 0))
        return false;
    return ready->words >> w >> 1 || ready->word[w] >> (priority % READY_WORD_BITS) >> 1;
}

/* ---- domains (sched/domain.c) ---- */

void domain_init(void);
void domain_set_thread(struct tcb *t, unsigned domain);
/* A tick of domain time. */
void domain_tick(void);
/* If the current domain's time is over, goes to the next entry of the schedule. */
void domain_advance(void);
