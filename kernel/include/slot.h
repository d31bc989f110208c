/* SPDX-License-Identifier: BSD-2-Clause */
/* slot.h: a place for a capability, and the derivation list that links all occupied slots.
 *
 * The list is the derivation tree in depth-first order.  Whether one entry is the parent of a later one is
 * computed from the capabilities and the two flags, so the flags are set by exact rules:
 *   revocable     the entry may have children
 *   first_badged  the entry begins the group of its badge (or of its interrupt): it is nobody's badge sibling
 */
#pragma once

#include "cap.h"

struct slot {
    struct cap cap;
    struct slot *prev; /* earlier entry of the derivation list, or NULL */
    word_t next_flags; /* later entry | flags below */
};
_Static_assert(sizeof(struct slot) == 1 << ABI_SlotBits, "slot size is interface");

enum { SLOT_FIRST_BADGED = 1, SLOT_REVOCABLE = 2, SLOT_FLAGS = 3 };

static inline struct slot *slot_next(const struct slot *s)
{
    return (struct slot *)(s->next_flags & ~(word_t)SLOT_FLAGS);
}

static inline void slot_set_next(struct slot *s, struct slot *next)
{
    s->next_flags = (word_t)next | (s->next_flags & SLOT_FLAGS);
}

static inline bool slot_is_empty(const struct slot *s)
{
    return cap_is_null(s->cap);
}

/* Puts an original capability (boot) into an empty slot: both flags, in a list of its own. */
void slot_put_original(struct slot *slot, struct cap cap);
/* Puts a fresh object's capability behind its parent: both flags. */
void slot_insert_child(struct slot *parent, struct slot *slot, struct cap cap);
/* Puts `cap`, derived from the one in `src`, behind it; flags by the copy rules. */
void slot_insert_copy(struct slot *src, struct slot *dst, struct cap cap);
/* Moves; `cap` is what arrives (Mutate changes it on the way).  Place in the list and flags are kept. */
void slot_move(struct slot *src, struct slot *dst, struct cap cap);
/* Exchanges two occupied slots; a_cap is what slot a's capability becomes in b, b_cap the other way. */
void slot_swap(struct slot *a, struct cap a_cap, struct slot *b, struct cap b_cap);
/* Takes the entry out of the list and clears the slot.  The object has been finalised by the caller. */
void slot_clear(struct slot *slot);

/* Is the capability the last one to its object? */
bool slot_is_final(const struct slot *slot);
bool slot_is_parent_of(const struct slot *parent, const struct slot *child);
bool slot_has_children(const struct slot *slot);

/* What Copy, transfers and TCB assignment put into the new slot: *out, which may be null ("not derivable").
 * Only ERR_NONE, ERR_REVOKE_FIRST, ERR_ILLEGAL_OPERATION.  (object/cap.c) */
enum error slot_derive(const struct slot *src, struct cap cap, struct cap *out);

/* ---- deletion (object/delete.c) ---- */

/* Deletes the capability, and the object if it was the last.  ERR_NONE or ERR_PREEMPTED (call again). */
enum error slot_delete(struct slot *slot);
/* Deletes all descendants.  Same results. */
enum error slot_revoke(struct slot *slot);
/* Deletes a capability whose object needs no long destruction (reply, notification of an interrupt). */
void slot_delete_short(struct slot *slot);
/* Would deleting take long (final CNode, TCB, zombie)? */
bool slot_deletion_is_long(const struct slot *slot);
/* Counts a unit of work; true if the operation must stop for an interrupt.  (object/delete.c) */
bool preempt_point(void);
