/* SPDX-License-Identifier: BSD-2-Clause */
/* debug/check.c: the walk over everything that exists; see check.h. */
#include "debug/check.h"

#include "debug/debug.h"
#include "tcb.h"

static struct slot *root;
static word_t root_count;

void check_set_root(struct slot *slots, word_t count)
{
    root = slots;
    root_count = count;
}

static inline void visit_list(const struct slot *first, void (*visit)(const struct slot *slot))
{
    if (likely(slot_is_empty(first)) || first->prev)
        return;
    for (const struct slot *s = first; s; s = slot_next(s))
        visit(s);
}

/* Every capability that is in a derivation list which begins in the root CNode or in a thread: all there are, unless
 * the root task moved the original of a kernel capability somewhere else. */
static void for_each_slot(void (*visit)(const struct slot *slot))
{
    for (word_t i = 0; i < root_count; i++)
        visit_list(&root[i], visit);
    for (const struct tcb *t = all_threads; t; t = t->all_next)
        for (unsigned i = 0; i < TCB_SLOTS; i++)
            visit_list(&t->slots[i], visit);
}

static void check_and_count(const struct slot *slot)
{
    check_slot(slot);
    check_spaces_count(slot);
}

void check_invariants(void)
{
    check_spaces_begin();
    for_each_slot(check_and_count);
    check_spaces_end();
    check_threads();
}
