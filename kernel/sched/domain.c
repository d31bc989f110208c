/* SPDX-License-Identifier: BSD-2-Clause */
/* sched/domain.c: the domain schedule, and the invocations of the domain capability.
 *
 * One domain runs at a time.  The schedule is a table of (domain, ticks); an entry (0, 0) ends it
 * and leads back to the start index.  The last entry is always an end, so the walk never leaves the
 * table.
 */
#include "call.h"
#include "sched.h"

enum { DURATION_BITS = 56 };

struct entry {
    uint8_t domain;
    uint64_t ticks;
};

static struct entry schedule_table[CONFIG_SCHEDULE_ENTRIES];
static unsigned start_index;
static unsigned position;
static uint64_t ticks_left; /* of the current domain; 0: go to the next entry */

unsigned current_domain;

static bool is_end(const struct entry *e)
{
    return e->domain == 0 && e->ticks == 0;
}

static void enter(unsigned index)
{
    position = index;
    current_domain = schedule_table[index].domain;
    ticks_left = schedule_table[index].ticks;
}

void domain_init(void)
{
    schedule_table[0] = (struct entry){.domain = 0, .ticks = MASK(DURATION_BITS)};
    enter(0);
}

void domain_tick(void)
{
    if (CONFIG_DOMAINS == 1)
        return;
    if (ticks_left > 0 && --ticks_left == 0)
        sched_choose_anew();
}

void domain_advance(void)
{
    if (likely(ticks_left != 0))
        return;

    unsigned next = position + 1;
    if (next >= CONFIG_SCHEDULE_ENTRIES || is_end(&schedule_table[next]))
        next = start_index;
    enter(next);
}

void domain_set_thread(struct tcb *t, unsigned domain)
{
    sched_dequeue(t);
    t->domain = domain;
    if (tcb_is_runnable(t))
        sched_enqueue_head(t);
    if (t == current)
        sched_choose_anew();
}

/* ---- invocations ---- */

enum error domain_set(struct call *c)
{
    word_t domain = call_arg(c, 0);

    if (domain >= CONFIG_DOMAINS)
        return fail_arg(c, 0, "no such domain");
    if (c->caps < 1)
        return fail(c, ERR_TRUNCATED_MESSAGE, "thread is missing");
    if (cap_type(c->extra[0]->cap) != CAP_TCB)
        return fail_arg(c, 1, "not a TCB");

    domain_set_thread(cap_ptr(c->extra[0]->cap), domain);
    return ERR_NONE;
}

enum error domain_schedule_configure(struct call *c)
{
    word_t index = call_arg(c, 0), domain = call_arg(c, 1), ticks = call_arg(c, 2);

    if (index >= CONFIG_SCHEDULE_ENTRIES - 1)
        return fail_range(c, 0, CONFIG_SCHEDULE_ENTRIES - 2, "schedule index");
    if (domain >= CONFIG_DOMAINS)
        return fail_range(c, 0, CONFIG_DOMAINS - 1, "no such domain");
    if (ticks >> DURATION_BITS)
        return fail_arg(c, 2, "duration too long");
    if (ticks == 0 && domain != 0)
        return fail_arg(c, 1, "end marker with a domain");
    if (ticks == 0 && index == start_index)
        return fail_arg(c, 2, "end marker at the start");

    schedule_table[index] = (struct entry){.domain = domain, .ticks = ticks};
    return ERR_NONE;
}

enum error domain_schedule_set_start(struct call *c)
{
    word_t index = call_arg(c, 0);

    if (index >= CONFIG_SCHEDULE_ENTRIES)
        return fail_range(c, 0, CONFIG_SCHEDULE_ENTRIES - 1, "schedule index");
    if (is_end(&schedule_table[index]))
        return fail_arg(c, 0, "schedule cannot start at an end marker");

    /* Pretend that the table's last entry, always an end, was reached: the next step leads to the
     * start. */
    start_index = index;
    position = CONFIG_SCHEDULE_ENTRIES - 1;
    ticks_left = 0;
    sched_choose_anew();
    return ERR_NONE;
}
