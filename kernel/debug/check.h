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
/* ---- the parts ---- */
void check_slot(const struct slot *slot); /* check_slots.c: list, type, place and size of its object */
void check_threads(void);                 /* check_threads.c: states, queues, bindings, reply capabilities */
/* check_spaces.c: page tables against capabilities: begin, count each slot, end. */
void check_spaces_begin(void);
void check_spaces_count(const struct slot *slot);
void check_spaces_end(void);

#define check_that(condition, ...)                                                                                     \
    do {                                                                                                               \
        if (!(condition))                                                                                              \
            panic("invariant broken: " __VA_ARGS__);                                                                   \
    } while (0)
