/* SPDX-License-Identifier: BSD-2-Clause */
/* object/delete.c: delete and revoke.
 *
 * Destroying a container (CNode, TCB) means deleting the capabilities in it, which may destroy
 * further containers. The kernel stack is small and the work may have to stop for an interrupt at
 * any step, so recursion is one level deep and no state is kept outside the slots: the capability of a container
 * under destruction becomes a *zombie* that counts the slots still to be emptied, from the last to
 * the first.  When the slot to be emptied holds the last capability of an inner container, that
 * zombie is exchanged with the first slot of its own container: it then sits in memory that belongs
 * to itself, and the outer container can be emptied.  Nobody can reach it any more; its memory
 * comes back when an untyped above it is revoked.
 *
 * A preempted operation is simply started again by its system call.
 */
#include "debug/debug.h"
#include "object.h"
#include "slot.h"
#include "tcb.h"

static struct slot *zombie_slots(struct cap zombie)
{
    return cap_flag(zombie) ? ((struct tcb *)cap_ptr(zombie))->slots : cap_ptr(zombie);
}

static word_t zombie_count(struct cap zombie)
{
    return zombie.w[1];
}

/* Nothing is left to be emptied, or only the slot in which the zombie itself sits. */
static bool zombie_is_done(struct cap zombie, const struct slot *slot)
{
    return zombie_count(zombie) == 0 || (zombie_count(zombie) == 1 && zombie_slots(zombie) == slot);
}

/* Deletes the object behind `slot` so far that the slot can be cleared.  `exposed`: the slot is one
 * that a user sees, so it has to come free; else it lies in a container under destruction and may
 * keep a zombie that sits in its own first slot: *removable is false then. */
static enum error finalise_slot(struct slot *slot, bool exposed, bool *removable);

static enum error delete_inner(struct slot *slot)
{
    bool removable;
    enum error err = finalise_slot(slot, false, &removable);

    if (err == ERR_NONE && removable)
        slot_clear(slot);
    return err;
}

/* One step of emptying the container of the zombie in `slot`. */
static enum error zombie_step(struct slot *slot, bool exposed)
{
    struct cap zombie = slot->cap;
    struct slot *first = zombie_slots(zombie);

    if (!exposed) {
        slot_swap(first, first->cap, slot, slot->cap);
        return ERR_NONE;
    }
    assert(zombie_count(zombie) > 0);

    enum error err = delete_inner(&first[zombie_count(zombie) - 1]);
    if (err != ERR_NONE)
        return err;
    if (slot->cap.w[0] == zombie.w[0] && slot->cap.w[1] == zombie.w[1])
        slot->cap.w[1]--;
    return ERR_NONE;
}

static enum error finalise_slot(struct slot *slot, bool exposed, bool *removable)
{
    *removable = true;
    while (!slot_is_empty(slot)) {
        struct cap rest = object_finalise(slot->cap, slot_is_final(slot));

        if (cap_is_null(rest) || zombie_is_done(rest, slot))
            return ERR_NONE;
        slot->cap = rest;
        if (!exposed && zombie_slots(rest) == slot) {
            *removable = false;
            return ERR_NONE;
        }

        enum error err = zombie_step(slot, exposed);
        if (err != ERR_NONE)
            return err;
        if (preempt_point())
            return ERR_PREEMPTED;
    }
    return ERR_NONE;
}

enum error slot_delete(struct slot *slot)
{
    bool removable;
    enum error err = finalise_slot(slot, true, &removable);

    if (err == ERR_NONE)
        slot_clear(slot);
    return err;
}

enum error slot_revoke(struct slot *slot)
{
    while (slot_has_children(slot)) {
        enum error err = slot_delete(slot_next(slot));

        if (err != ERR_NONE)
            return err;
        if (preempt_point())
            return ERR_PREEMPTED;
    }
    return ERR_NONE;
}

void slot_delete_short(struct slot *slot)
{
    if (slot_is_empty(slot))
        return;

    struct cap rest = object_finalise(slot->cap, slot_is_final(slot));

    assert(cap_is_null(rest));
    slot_clear(slot);
}

bool slot_deletion_is_long(const struct slot *slot)
{
    switch (cap_type(slot->cap)) {
    case CAP_CNODE:
    case CAP_TCB:
    case CAP_ZOMBIE:
        return slot_is_final(slot);
    default:
        return false;
    }
}

bool preempt_point(void)
{
    static unsigned work;

    if (++work < CONFIG_PREEMPT_WORK)
        return false;
    work = 0;
    return irq_pending();
}
