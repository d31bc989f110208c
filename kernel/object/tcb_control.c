/* SPDX-License-Identifier: BSD-2-Clause */
/* object/tcb_control.c: invocations that run, stop and prioritise a thread, and bind its
 * notification. */
#include "call.h"
#include "notification.h"
#include "sched.h"
#include "tcb.h"

static struct tcb *invoked(const struct call *c)
{
    return cap_ptr(c->cap);
}

enum error tcb_do_suspend(struct call *c)
{
    tcb_suspend(invoked(c));
    return ERR_NONE;
}

enum error tcb_do_resume(struct call *c)
{
    tcb_restart(invoked(c));
    return ERR_NONE;
}

/* ---- priorities ---- */

/* The thread whose MCP limits what may be given: extra capability 0. */
static enum error check_authority(struct call *c, struct tcb **authority)
{
    if (cap_type(c->extra[0]->cap) != CAP_TCB)
        return fail_cap(c, 1, "authority is not a TCB");
    *authority = cap_ptr(c->extra[0]->cap);
    return ERR_NONE;
}

static enum error check_priority(struct call *c, const struct tcb *authority, word_t priority)
{
    if (priority > authority->mcp)
        return fail_range(c, ABI_MinPrio, authority->mcp, "priority above the authority's maximum");
    return ERR_NONE;
}

enum error tcb_set_priority(struct call *c)
{
    word_t priority = call_arg(c, 0);
    struct tcb *authority;
    enum error err = check_authority(c, &authority);

    if (err == ERR_NONE)
        err = check_priority(c, authority, priority);
    if (err == ERR_NONE)
        sched_set_priority(invoked(c), priority);
    return err;
}

enum error tcb_set_mc_priority(struct call *c)
{
    word_t mcp = call_arg(c, 0);
    struct tcb *authority;
    enum error err = check_authority(c, &authority);

    if (err == ERR_NONE)
        err = check_priority(c, authority, mcp);
    if (err == ERR_NONE)
        invoked(c)->mcp = mcp;
    return err;
}

enum error tcb_set_sched_params(struct call *c)
{
    word_t mcp = call_arg(c, 0), priority = call_arg(c, 1);
    struct tcb *authority;
    enum error err = check_authority(c, &authority);

    if (err == ERR_NONE)
        err = check_priority(c, authority, mcp);
    if (err == ERR_NONE)
        err = check_priority(c, authority, priority);
    if (err != ERR_NONE)
        return err;
    invoked(c)->mcp = mcp;
    sched_set_priority(invoked(c), priority);
    return ERR_NONE;
}

/* ---- notification ---- */

enum error tcb_bind_notification(struct call *c)
{
    struct cap cap = c->extra[0]->cap;

    if (invoked(c)->bound)
        return fail(c, ERR_ILLEGAL_OPERATION, "thread has a notification already");
    if (cap_type(cap) != CAP_NOTIFICATION)
        return fail(c, ERR_ILLEGAL_OPERATION, "not a notification");
    if (!(cap_rights(cap) & RIGHT_READ))
        return fail(c, ERR_ILLEGAL_OPERATION, "notification without Read");

    struct notification *n = cap_ptr(cap);
    if (ntfn_head(n) || n->bound)
        return fail(c, ERR_ILLEGAL_OPERATION, "notification is bound or waited for");

    ntfn_bind(n, invoked(c));
    return ERR_NONE;
}

enum error tcb_unbind_notification(struct call *c)
{
    if (!invoked(c)->bound)
        return fail(c, ERR_ILLEGAL_OPERATION, "thread has no notification");
    ntfn_unbind(invoked(c)->bound);
    return ERR_NONE;
}

enum error tcb_set_flags(struct call *c)
{
    struct tcb *t = invoked(c);
    word_t clear = call_arg(c, 0), set = call_arg(c, 1);

    t->flags = (t->flags & ~clear) | (set & ABI_TCBFlag_fpuDisabled);
    arch_fpu_flag_changed(t);
    return call_reply(c, t->flags);
}
