/* SPDX-License-Identifier: BSD-2-Clause */
/* sched/sched.c: ready queues, the choice of the next thread, and time slices.
 *
 * Ready queues: one FIFO per domain and priority, and a bitmap of those that are not empty in two
 * levels (one bit per 64 priorities above one bit per priority), so that the highest is two bit
 * searches away.
 *
 * A thread that is woken does not go to a queue at once: it is the *candidate*, and schedule()
 * usually switches to it directly.  That is faster, and it is also the order of execution that
 * users see (see schedule()).
 */
#include "sched.h"

#include "arch/switch.h"
#include "debug/debug.h"

struct ready_queue {
    struct tcb *head, *tail;
};

/* What schedule() has to do at the end of this kernel entry. */
enum action { KEEP_CURRENT, SWITCH_TO_CANDIDATE, CHOOSE };

static struct ready_queue queues[CONFIG_DOMAINS][CONFIG_PRIORITIES];
static struct tcb idle;
static enum action action;
static struct tcb *candidate; /* while action is SWITCH_TO_CANDIDATE */

struct ready_bitmap ready_bitmap[CONFIG_DOMAINS];
struct core this_core __attribute__((aligned(256))); /* in one page: entry.S */
struct tcb *idle_thread = &idle;

/* ---- ready queues ---- */

static struct ready_queue *queue_of(const struct tcb *t)
{
    return &queues[t->domain][t->priority];
}

static void mark_ready(const struct tcb *t)
{
    struct ready_bitmap *ready = &ready_bitmap[t->domain];
    unsigned w = t->priority / READY_WORD_BITS;

    ready->words |= BIT(w);
    ready->word[w] |= BIT(t->priority % READY_WORD_BITS);
}

static void unmark_ready(const struct tcb *t)
{
    struct ready_bitmap *ready = &ready_bitmap[t->domain];
    unsigned w = t->priority / READY_WORD_BITS;

    ready->word[w] &= ~BIT(t->priority % READY_WORD_BITS);
    if (ready->word[w] == 0)
        ready->words &= ~BIT(w);
}

void sched_enqueue_head(struct tcb *t)
{
    struct ready_queue *q = queue_of(t);

    if (t->queued)
        return;
    t->queued = true;
    t->ready_prev = NULL;
    t->ready_next = q->head;
    if (q->head) {
        q->head->ready_prev = t;
    } else {
        q->tail = t;
        mark_ready(t);
    }
    q->head = t;
}

void sched_enqueue_tail(struct tcb *t)
{
    struct ready_queue *q = queue_of(t);

    if (t->queued)
        return;
    t->queued = true;
    t->ready_next = NULL;
    t->ready_prev = q->tail;
    if (q->tail) {
        q->tail->ready_next = t;
    } else {
        q->head = t;
        mark_ready(t);
    }
    q->tail = t;
}

void sched_dequeue(struct tcb *t)
{
    struct ready_queue *q = queue_of(t);

    if (!t->queued)
        return;
    t->queued = false;
    if (t->ready_prev)
        t->ready_prev->ready_next = t->ready_next;
    else
        q->head = t->ready_next;
    if (t->ready_next)
        t->ready_next->ready_prev = t->ready_prev;
    else
        q->tail = t->ready_prev;
    if (!q->head)
        unmark_ready(t);
}

/* Highest priority with a ready thread in the current domain; -1 if there is none. */
static int highest_ready(void)
{
    const struct ready_bitmap *ready = &ready_bitmap[current_domain];

    if (ready->words == 0)
        return -1;

    unsigned w = 63 - __builtin_clzll(ready->words);
    return w * READY_WORD_BITS + (63 - __builtin_clzll(ready->word[w]));
}

/* ---- notes for the end of the kernel entry ---- */

void sched_choose_anew(void)
{
    if (action == SWITCH_TO_CANDIDATE)
        sched_enqueue_head(candidate);
    action = CHOOSE;
}

void sched_candidate(struct tcb *t)
{
    if (t->domain != current_domain) {
        sched_enqueue_head(t);
    } else if (action != KEEP_CURRENT) {
        sched_choose_anew();
        sched_enqueue_head(t);
    } else {
        candidate = t;
        action = SWITCH_TO_CANDIDATE;
    }
}

void thread_set_state(struct tcb *t, enum thread_state state)
{
    t->state = state;
    if (t == current && action == KEEP_CURRENT && !tcb_is_runnable(t))
        sched_choose_anew();
}

void sched_set_priority(struct tcb *t, unsigned priority)
{
    sched_dequeue(t);
    t->priority = priority;
    if (!tcb_is_runnable(t))
        return;
    if (t == current)
        sched_choose_anew();
    else
        sched_candidate(t);
}

void sched_yield(void)
{
    /* Usually nobody is above: but a thread that was moved into this domain waits for the next
     * choice. */
    if (!queue_of(current)->head && !sched_ready_above(current->priority))
        return;
    sched_enqueue_tail(current);
    sched_choose_anew();
}

void sched_tick(void)
{
    current->ticks++;
    if (current->state == THREAD_RUNNING) {
        if (current->time_slice > 1) {
            current->time_slice--;
        } else {
            current->time_slice = CONFIG_TIME_SLICE;
            sched_enqueue_tail(current);
            sched_choose_anew();
        }
    }
    domain_tick();
}

/* ---- acting on them ---- */

void sched_switch(struct tcb *t)
{
    struct tcb *from = current;

    sched_dequeue(t);
    current = t;
    if (likely(from != t && from == this_core.arch.live && arch_can_switch_fast(t) &&
               arch_same_access(from, t)))
        arch_switch_fast(from, t);
    else
        arch_switch_to(t);
}

static void choose(void)
{
    domain_advance();

    int priority = highest_ready();
    sched_switch(priority < 0 ? &idle : queues[current_domain][priority].head);
}

/* The candidate runs at once if nobody ready is above it: when the current thread stopped, or is
 * lower.  A current thread that can go on keeps the first place of its queue, so it wins against an
 * equal candidate, which goes to the end of the queue. */
static void switch_to_candidate(bool current_goes_on)
{
    struct tcb *t = candidate;
    bool is_lower = current == &idle || t->priority < current->priority;

    if (is_lower && sched_ready_above(t->priority)) {
        sched_enqueue_head(t);
        choose();
    } else if (current_goes_on && t->priority == current->priority) {
        sched_enqueue_tail(t);
        choose();
    } else {
        sched_switch(t);
    }
}

void schedule(void)
{
    if (unlikely(action != KEEP_CURRENT)) {
        bool goes_on = tcb_is_runnable(current);

        if (goes_on)
            sched_enqueue_head(current);
        if (action == SWITCH_TO_CANDIDATE)
            switch_to_candidate(goes_on);
        else
            choose();
        action = KEEP_CURRENT;
    }

    if (current->state == THREAD_RESTART) {
        current->arch.ctx.pc = current->arch.ctx.restart_pc;
        current->state = THREAD_RUNNING;
    }
}

void sched_init(struct tcb *first)
{
    tcb_init(&idle, 0);
    tcb_set_name(&idle, "idle_thread");
    idle.state = THREAD_IDLE;
    domain_init();

    current = &idle;
    first->state = THREAD_RUNNING;
    sched_switch(first);
}
