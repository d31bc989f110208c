/* SPDX-License-Identifier: BSD-2-Clause */
/* cspace.h: from an address to a slot. */
#pragma once

#include "slot.h"

struct tcb;

struct lookup_failure {
    uint8_t type; /* enum lookup_failure_type */
    uint8_t bits_left;
    uint8_t bits_found;
    word_t guard_found;
};

struct lookup {
    struct slot *slot;   /* found, or NULL */
    unsigned bits_left;  /* not used by the path */
    struct lookup_failure failure;
};

/* Follows the low `bits` bits of `address` from `root`.  False: failure is set, slot is NULL. */
bool cspace_resolve(struct cap root, cptr_t address, unsigned bits, struct lookup *out);
/* The slot at the address under a flat root (cap_is_flat_cnode), or NULL. */
static inline struct slot *cspace_find_flat(struct cap root, cptr_t address)
{
    word_t index = address ^ cap_guard(root) << cap_size(root); /* the guard's bits must be gone */

    if (unlikely(index >> cap_size(root)))
        return NULL;
    return (struct slot *)cap_ptr(root) + index;
}
/* Writes type and payload as messages carry them; returns the words written (1..4). */
unsigned lookup_failure_words(const struct lookup_failure *f, word_t words[4]);
