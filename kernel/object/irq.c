/* SPDX-License-Identifier: BSD-2-Clause */
/* object/irq.c: interrupt control, interrupt handlers, SGI senders; delivery of interrupts to
 * users. */
#include "irq.h"

#include "call.h"
#include "fastpath.h"
#include "notification.h"
#include "sched.h"

static uint8_t state[IRQ_MAX + 1];            /* enum irq_state */
static struct slot notification[IRQ_MAX + 1]; /* what is signalled; real derivation entries */

enum { SGI_LAST = 15 };

void irq_init(void)
{
    for (unsigned irq = 0; irq <= IRQ_MAX; irq++) {
        state[irq] = IRQ_INACTIVE;
        irq_mask(irq);
    }
    state[IRQ_TIMER] = IRQ_KERNEL_TIMER;
    irq_unmask(IRQ_TIMER);
}

void irq_release(unsigned irq)
{
    slot_delete_short(&notification[irq]);
    state[irq] = IRQ_INACTIVE;
    irq_mask(irq);
}

/* ---- delivery ---- */

static void deliver(unsigned irq, bool from_user)
{
    struct cap cap = notification[irq].cap;

    irq_done_until_ack(irq);
    if (cap_type(cap) != CAP_NOTIFICATION || !(cap_rights(cap) & RIGHT_WRITE))
        return;
    if (!from_user || !fastpath_interrupt(cap_ptr(cap), cap_badge(cap)))
        ntfn_signal(cap_ptr(cap), cap_badge(cap));
}

void irq_handle_active(bool from_user)
{
    unsigned irq = irq_active();

    if (irq == IRQ_NONE)
        return;
    if (irq <= IRQ_MAX && state[irq] == IRQ_HANDLED) {
        deliver(irq, from_user);
        return;
    }
    if (irq == IRQ_TIMER) {
        timer_tick_arm();
        sched_tick();
    } else {
        irq_mask(irq); /* nobody's: it must not come again */
    }
    irq_done(irq);
}

/* ---- interrupt control ---- */

static enum error check_issue(struct call *c, word_t irq)
{
    if (irq > IRQ_MAX)
        return fail_range(c, 0, IRQ_MAX, "interrupt number");
    if (state[irq] != IRQ_INACTIVE)
        return fail(c, ERR_REVOKE_FIRST, "interrupt is in use");
    return ERR_NONE;
}

static void issue(struct call *c, unsigned irq, struct slot *dest)
{
    state[irq] = IRQ_HANDLED;
    irq_unmask(irq);
    slot_insert_copy(c->slot, dest, cap_irq_handler(irq));
}

enum error irq_control_get(struct call *c)
{
    word_t irq = call_arg(c, 0);
    struct slot *dest;
    enum error err = check_issue(c, irq);

    if (err == ERR_NONE)
        err = call_resolve_empty(c, c->extra[0]->cap, call_arg(c, 1), call_arg(c, 2), &dest);
    if (err == ERR_NONE)
        issue(c, irq, dest);
    return err;
}

enum error irq_control_get_trigger(struct call *c)
{
    word_t irq = call_arg(c, 0);
    bool edge = call_arg(c, 1) != 0;
    struct slot *dest;
    enum error err = check_issue(c, irq);

    if (err == ERR_NONE)
        err = call_resolve_empty(c, c->extra[0]->cap, call_arg(c, 2), call_arg(c, 3), &dest);
    if (err != ERR_NONE)
        return err;
    irq_set_trigger(irq, edge);
    issue(c, irq, dest);
    return ERR_NONE;
}

enum error irq_control_issue_sgi(struct call *c)
{
    word_t sgi = call_arg(c, 0), target = call_arg(c, 1);
    struct slot *dest;

    if (sgi > SGI_LAST)
        return fail_range(c, 0, SGI_LAST, "SGI number");
    if (target > irq_sgi_target_max())
        return fail_arg(c, 1, "SGI target");

    enum error err = call_resolve_empty(c, c->extra[0]->cap, call_arg(c, 2), call_arg(c, 3), &dest);
    if (err == ERR_NONE)
        slot_insert_copy(c->slot, dest, cap_sgi(sgi, target));
    return err;
}

/* ---- interrupt handler ---- */

enum error irq_handler_ack(struct call *c)
{
    irq_user_ack(cap_irq(c->cap));
    return ERR_NONE;
}

enum error irq_handler_set_notification(struct call *c)
{
    struct cap cap = c->extra[0]->cap;
    struct slot *slot = &notification[cap_irq(c->cap)];

    if (cap_type(cap) != CAP_NOTIFICATION || !(cap_rights(cap) & RIGHT_WRITE))
        return fail_cap(c, 0, "not a notification with Write");

    slot_delete_short(slot);
    slot_insert_copy(c->extra[0], slot, cap);
    return ERR_NONE;
}

enum error irq_handler_clear(struct call *c)
{
    slot_delete_short(&notification[cap_irq(c->cap)]);
    return ERR_NONE;
}
