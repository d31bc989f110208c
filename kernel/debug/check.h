/* SPDX-License-Identifier: BSD-2-Clause */
/* debug/check.h: does everything in the kernel agree?  Debug builds.
 *
 * Each part panics with what it found.  They are called between system calls' effects, when nothing is half done; the
 * work grows with what exists, so this is for tests. */
#pragma once

#include "slot.h"

/* All of it. */
void check_invariants(void);

/* Where the root CNode was at boot: the walk over all capabilities starts in it. */
void check_set_root(struct slot *slots, word_t count);
/* Every capability that is in a derivation list which begins in the root CNode or in a thread: all there are, unless
 * the root task moved the original of a kernel capability somewhere else. */
void check_for_each_slot(void (*visit)(const struct slot *slot));

/* ---- the parts ---- */
void check_slot(const struct slot *slot);   /* check_slots.c: list, type, place and size of its object */
void check_threads(void);                   /* check_threads.c: states, queues, bindings, reply capabilities */
void check_spaces(void);                    /* check_spaces.c: page tables against capabilities */

#define check_that(condition, ...)                                                                                     \
    do {                                                                                                               \
        if (!(condition))                                                                                              \
            panic("invariant broken: " __VA_ARGS__);                                                                   \
    } while (0)
