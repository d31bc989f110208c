/* SPDX-License-Identifier: BSD-2-Clause */
/* object/dispatch.c: from an invoked capability to its handler, and the refusals that handlers
 * give. */
#include "dispatch.h"
#include "call.h"
#include "debug/debug.h"
#include "ext.h"
#include "ipc.h"

/* ---- refusals ---- */

void call_refuse(struct call *c, const char *why, unsigned words, word_t word0, word_t word1)
{
    c->why = why;
    c->reply[0] = word0;
    c->reply[1] = word1;
    c->reply_length = words;
}

void call_refuse_lookup(struct call *c, const char *why, bool source,
                        const struct lookup_failure *f)
{
    c->why = why;
    c->reply[0] = source;
    c->reply_length = 1 + lookup_failure_words(f, &c->reply[1]);
}

/* ---- the table ---- */

struct invocation {
    invocation_handler *handler;
    uint8_t type; /* enum cap_type it belongs to */
    uint8_t min_words;
    uint8_t min_caps;
};

static const struct invocation table[LABELS] = {
#define INV(label, name, object, handler, words, caps, text)                                       \
    [label] = {handler, CAP_##object, words, caps},
#include <sel4/invocations.def>
#undef INV
};

static const struct invocation ext_table[EXT_LABELS] = {
#define EXT(label, name, object, handler, words, caps, text)                                       \
    [(label)&0xff] = {handler, CAP_##object, words, caps},
#include <sel4/extensions.def>
#undef EXT
};

static const struct invocation *find_invocation(word_t label)
{
    if (label < LABELS)
        return &table[label];
    label ^= BIT(EXT_LABEL_BIT);
    return CONFIG_EXT && label < EXT_LABELS ? &ext_table[label] : NULL;
}

static enum error invoke_object(struct call *c)
{
    const struct invocation *inv = find_invocation(c->label);

    if (!inv || !inv->handler || inv->type != cap_type(c->cap))
        return fail(c, ERR_ILLEGAL_OPERATION, "no such operation on this capability");
    if (c->length < inv->min_words || c->caps < inv->min_caps)
        return fail(c, ERR_TRUNCATED_MESSAGE, "message too short");
    return inv->handler(c);
}

static enum error invoke_endpoint(struct call *c)
{
    unsigned rights = cap_rights(c->cap);

    if (!(rights & RIGHT_WRITE))
        return fail_cap(c, 0, "endpoint without Write");
    ep_send(cap_ptr(c->cap), current,
            (struct send){.blocking = c->is_blocking,
                          .is_call = c->is_call,
                          .can_grant = rights & RIGHT_GRANT,
                          .can_grant_reply = rights & RIGHT_GRANT_REPLY,
                          .badge = cap_badge(c->cap)});
    return ERR_NONE;
}

static enum error invoke_notification(struct call *c)
{
    if (!(cap_rights(c->cap) & RIGHT_WRITE))
        return fail_cap(c, 0, "notification without Write");
    ntfn_signal(cap_ptr(c->cap), cap_badge(c->cap));
    return ERR_NONE;
}

enum error dispatch(struct call *c)
{
    switch (cap_type(c->cap)) {
    case CAP_NULL:
    case CAP_ZOMBIE:
        return fail_cap(c, 0, "nothing to invoke");
    case CAP_ENDPOINT:
        return invoke_endpoint(c);
    case CAP_NOTIFICATION:
        return invoke_notification(c);
    case CAP_REPLY:
        ipc_reply(current, cap_ptr(c->cap), c->slot, cap_rights(c->cap) & RIGHT_GRANT);
        return ERR_NONE;
    case CAP_SGI_SIGNAL:
        irq_sgi_send(c->cap.w[1] & 0xff, c->cap.w[1] >> 8);
        return ERR_NONE;
    default:
        return invoke_object(c);
    }
}

/* ---- messages about refusals ---- */

static const char *const error_text[] = {
#define ERROR(code, name, kernel_name, words, text) [code] = text,
#include <sel4/errors.def>
#undef ERROR
};

static const char *const label_text[LABELS] = {
#define INV(label, name, object, handler, words, caps, text) [label] = #name,
#include <sel4/invocations.def>
#undef INV
};

void log_refusal(const struct call *c, enum error err)
{
    const char *label = c->label < LABELS ? label_text[c->label] : NULL;

    kprintf("%s: %s on capability 0x%llx: %s (%s) [pc 0x%llx]\n", current->name,
            label ? label : "invocation", (unsigned long long)c->cptr, error_text[err],
            c->why ? c->why : "-", (unsigned long long)current->arch.ctx.restart_pc);
}
