/* SPDX-License-Identifier: BSD-2-Clause */
/* ipc/fastpath.c: Call, ReplyRecv, Signal and faults when the other side is ready.
 *
 * Common to those that switch: a message without capabilities, a plain endpoint, the partner waits,
 * its address space is good, and it is the thread that the scheduler would choose once the current
 * one has stopped.  What is left is to move the words, link or unlink the reply capability and
 * switch.
 *
 * Every function here is a leaf on its straight way, so that nothing is saved on the stack.
 */
#include "fastpath.h"

#include "arch/switch.h"
#include "endpoint.h"
#include "ext.h"
#include "ipc.h"
#include "notification.h"
#include "queue.h"
#include "sched.h"

#define ALWAYS_INLINE inline __attribute__((always_inline))

enum {
    INFO_LENGTH_AND_CAPS =
        0x1ff,               /* above ABI_MsgMaxLength: capabilities, or a length to be clipped */
    INFO_UNWRAPPED = 7 << 9, /* means nothing from a sender */
};

/* The slot at the address, or NULL; why it fails is found out on the long way.
 *
 * Each fast path is compiled twice: `flat` for the commonest case, a flat CSpace and a message that
 * registers carry; and for any.  The first turns to the second before it has done anything. */
static ALWAYS_INLINE struct slot *find_slot(const struct tcb *t, cptr_t address, bool flat)
{
    struct cap cap = t->slots[TCB_CSPACE].cap;
    unsigned bits = ABI_WordBits;
    struct slot *slot = NULL;

    if (flat)
        return cspace_find_flat(cap, address);
    while (cap_type(cap) == CAP_CNODE) {
        unsigned radix = cap_size(cap), guard_bits = cap_guard_bits(cap);

        if (radix + guard_bits > bits)
            return NULL;
        if (guard_bits) {
            if (address >> (ABI_WordBits - guard_bits) != cap_guard(cap))
                return NULL;
            address <<= guard_bits;
        }
        slot = (struct slot *)cap_ptr(cap) + (address >> (ABI_WordBits - radix));
        bits -= radix + guard_bits;
        if (bits == 0)
            return slot;
        address <<= radix;
        cap = slot->cap;
    }
    return slot;
}

/* Once `from`, the current thread, has stopped: is `to` the one to run, and can it be entered at
 * once? */
static inline bool is_next(const struct tcb *from, const struct tcb *to)
{
    return sched_is_current_domain(to->domain) && arch_can_switch_fast(to) &&
           (to->priority >= from->priority || !sched_ready_above(to->priority));
}

/* The words beyond `count` stay as they are: the receiver keeps those registers. */
static inline void put_words(struct tcb *to, unsigned count, word_t mr0, word_t mr1, word_t mr2,
                             word_t mr3)
{
    word_t *words = &to->arch.ctx.x[REG_MR0];

    if (count == 0)
        return;
    words[0] = mr0;
    if (count == 1)
        return;
    words[1] = mr1;
    if (count == 2)
        return;
    words[2] = mr2;
    if (count > 3)
        words[3] = mr3;
}

/* The words that do not travel in registers.  Returns the length that arrives. */
static inline unsigned copy_rest(struct tcb *to, const struct tcb *from, unsigned length)
{
    const word_t *src = tcb_buffer(from, false);
    word_t *dst = tcb_buffer(to, true);

    if (!src || !dst)
        return FAST_MRS;
    for (unsigned i = FAST_MRS; i < length; i++)
        dst[BUFFER_MSG + i] = src[BUFFER_MSG + i];
    return length;
}

static inline void deliver(struct tcb *to, word_t badge, word_t info)
{
    to->arch.ctx.x[REG_BADGE] = badge;
    to->arch.ctx.x[REG_INFO] = info;
}

static inline struct tcb *enter(struct tcb *from, struct tcb *to)
{
    to->state = THREAD_RUNNING;
    if (unlikely(!arch_same_access(from, to))) {
        this_core.thread = to;
        return arch_switch_access(from, to);
    }
    this_core.thread = to;
    arch_switch_fast(from, to);
    return to;
}

/* The endpoint of a capability that may be called, if somebody waits there who can run at once. */
static inline struct endpoint *callable(const struct tcb *caller, struct cap cap)
{
    if (cap_type(cap) != CAP_ENDPOINT || !cap_has_any_right(cap, RIGHT_WRITE) ||
        !cap_has_any_right(cap, RIGHT_GRANT | RIGHT_GRANT_REPLY))
        return NULL;

    struct endpoint *ep = cap_ptr(cap);
    return ep_state(ep) == EP_RECEIVE && is_next(caller, ep_head(ep)) ? ep : NULL;
}

/* Takes the receiver off the endpoint and makes the caller wait for its reply. */
static inline struct tcb *take_receiver(struct endpoint *ep, struct tcb *caller)
{
    struct tcb *receiver = ep_head(ep);

    wait_remove_head(&ep->head_state, receiver);
    caller->state = THREAD_BLOCKED_ON_REPLY;
    return receiver;
}

/* ... which the receiver can give. */
static inline struct tcb *take_server(struct endpoint *ep, struct tcb *caller)
{
    struct tcb *receiver = take_receiver(ep, caller);
    struct slot *master = &caller->slots[TCB_REPLY], *dest = &receiver->slots[TCB_CALLER];

    dest->cap = cap_reply(caller, false, receiver->can_grant);
    dest->prev = master;
    dest->next_flags =
        0; /* the only child: nobody else can have a reply capability of the caller */
    master->next_flags = (word_t)dest | SLOT_FLAGS;
    return receiver;
}

/* Any length, no capabilities. */
static ALWAYS_INLINE struct tcb *call(cptr_t cptr, word_t info, word_t mr0, word_t mr1, word_t mr2,
                                      word_t mr3, struct tcb *caller, bool flat)
{
    unsigned length = info & INFO_LENGTH_AND_CAPS;

    const struct slot *slot = find_slot(caller, cptr, flat);
    struct endpoint *ep = slot ? callable(caller, slot->cap) : NULL;
    if (!ep)
        return NULL;

    word_t badge = cap_badge(slot->cap);
    struct tcb *receiver = take_server(ep, caller);

    put_words(receiver, length, mr0, mr1, mr2, mr3);
    if (!flat && length > FAST_MRS)
        info = info_make(info_label(info), 0, 0, copy_rest(receiver, caller, length));
    deliver(receiver, badge, info & ~(word_t)INFO_UNWRAPPED);
    this_core.fastpath_taken[FASTPATH_CALL]++;
    return enter(caller, receiver);
}

/* ---- faults ---- */

static inline unsigned put_vm_fault(const struct tcb *from, struct tcb *to)
{
    word_t *words = &to->arch.ctx.x[REG_MR0];

    words[0] = from->arch.ctx.restart_pc;
    words[1] = from->fault.address;
    words[2] = from->fault.flag;
    words[3] = from->fault.detail;
    return 4;
}

static inline unsigned put_user_exception(const struct tcb *from, struct tcb *to)
{
    word_t *words = &to->arch.ctx.x[REG_MR0], *buffer = tcb_buffer(to, true);

    arch_user_exception_get(&from->arch.ctx, words);
    words[ARCH_USER_EXCEPTION_WORDS] = from->fault.address;
    if (!buffer)
        return FAST_MRS;
    buffer[BUFFER_MSG + FAST_MRS] = from->fault.detail;
    return ARCH_USER_EXCEPTION_WORDS + 2;
}

static ALWAYS_INLINE unsigned put_foreign_syscall(const struct tcb *from, struct tcb *to,
                                                  const word_t args[6])
{
    word_t words[ARCH_FOREIGN_SYSCALL_WORDS], *buffer = tcb_buffer(to, true);

    arch_foreign_syscall_get(&from->arch.ctx, args, words);
#pragma GCC unroll 4
    for (unsigned i = 0; i < FAST_MRS; i++)
        to->arch.ctx.x[REG_MR0 + i] = words[i];
    if (!buffer)
        return FAST_MRS;
#pragma GCC unroll 5
    for (unsigned i = FAST_MRS; i < ARCH_FOREIGN_SYSCALL_WORDS; i++)
        buffer[BUFFER_MSG + i] = words[i];
    return ARCH_FOREIGN_SYSCALL_WORDS;
}

struct tcb *fastpath_fault(unsigned type, bool flag, word_t address, word_t detail)
{
    struct tcb *t = current;

    if (!CONFIG_FASTPATH)
        return NULL;

    bool flat = cap_is_flat_cnode(t->slots[TCB_CSPACE].cap);
    const struct slot *slot =
        likely(flat) ? find_slot(t, t->fault_handler, true) : find_slot(t, t->fault_handler, false);
    struct endpoint *ep = slot ? callable(t, slot->cap) : NULL;

    if (!ep)
        return NULL;

    word_t badge = cap_badge(slot->cap);
    struct tcb *handler = take_server(ep, t);

    t->fault.type = type; /* the fields of a capability fault do not matter */
    t->fault.flag = flag;
    t->fault.address = address;
    t->fault.detail = detail;
    unsigned length = type == FAULT_VM ? put_vm_fault(t, handler) : put_user_exception(t, handler);
    deliver(handler, badge, info_make(type, 0, 0, length));
    this_core.fastpath_taken[FASTPATH_FAULT]++;
    return enter(t, handler);
}

static ALWAYS_INLINE struct tcb *foreign(cptr_t cptr, word_t info, word_t mr0, word_t mr1,
                                         word_t mr2, word_t mr3, struct tcb *caller, bool flat)
{
    const word_t args[6] = {cptr, info, mr0, mr1, mr2, mr3}; /* x0..x5 */
    const struct slot *slot = find_slot(caller, caller->fault_handler, flat);
    struct endpoint *ep = slot ? callable(caller, slot->cap) : NULL;

    if (!ep)
        return NULL;

    word_t badge = cap_badge(slot->cap);
    struct tcb *handler =
        caller->ext_flags & EXT_DETACHED ? take_receiver(ep, caller) : take_server(ep, caller);

    caller->fault.type = FAULT_FOREIGN_SYSCALL;
    unsigned length = put_foreign_syscall(caller, handler, args);
    deliver(handler, badge, info_make(fault_label(FAULT_FOREIGN_SYSCALL), 0, 0, length));
    this_core.fastpath_taken[FASTPATH_FAULT]++;
    return enter(caller, handler);
}

/* ---- ReplyRecv ---- */

/* Does it make the faulted thread go on? */
static inline bool fault_reply_is_simple(unsigned fault, word_t info)
{
    switch (fault) {
    case FAULT_CAP:
    case FAULT_VM:
        return true;
    default:
        return info_label(info) == 0;
    }
}

/* The endpoint to receive from, if that would block; *empty: nobody waits there. */
static inline struct endpoint *idle_endpoint(const struct tcb *t, struct cap cap, bool *empty)
{
    if (cap_type(cap) != CAP_ENDPOINT || !(cap_rights(cap) & RIGHT_READ))
        return NULL;
    if (t->bound && ntfn_state(t->bound) == NTFN_ACTIVE)
        return NULL;

    struct endpoint *ep = cap_ptr(cap);
    *empty = !ep->head_state;
    return likely(*empty) || ep_state(ep) != EP_SEND ? ep : NULL;
}

static inline void wait_for_next(struct tcb *server, struct endpoint *ep, bool empty,
                                 bool can_grant)
{
    server->can_grant = can_grant;
    server->blocked_on = ep;
    server->state = THREAD_BLOCKED_ON_RECEIVE;
    if (likely(empty)) {
        server->wait_next = server->wait_prev = NULL;
        ep->tail = server;
        ep->head_state = (word_t)server | EP_RECEIVE;
    } else {
        wait_append(&ep->head_state, &ep->tail, server, EP_RECEIVE);
    }
}

static inline struct tcb *reply_to_foreign(struct tcb *server, struct tcb *caller, word_t info,
                                           word_t mr0)
{
    if (info_length(info) > 0)
        arch_foreign_syscall_reply(&caller->arch.ctx, mr0);
    caller->fault.type = FAULT_NONE;
    this_core.fastpath_taken[FASTPATH_FAULT_REPLY]++;
    return enter(server, caller);
}

static __attribute__((noinline)) struct tcb *reply_to_fault(struct tcb *server, struct tcb *caller,
                                                            word_t info)
{
    if (ext_reply_sets_registers(caller, info))
        ext_reply_registers(caller, server);
    else if (caller->fault.type == FAULT_USER_EXCEPTION)
        arch_user_exception_reply(&caller->arch.ctx, &server->arch.ctx.x[REG_MR0],
                                  info_length(info));
    else if (unlikely(caller->fault.type == FAULT_UNKNOWN_SYSCALL))
        fault_apply_reply(caller, server);
    caller->arch.ctx.pc = caller->arch.ctx.restart_pc;
    caller->fault.type = FAULT_NONE;
    this_core.fastpath_taken[FASTPATH_FAULT_REPLY]++;
    return enter(server, caller);
}

static ALWAYS_INLINE struct tcb *reply_recv(cptr_t cptr, word_t info, word_t mr0, word_t mr1,
                                            word_t mr2, word_t mr3, struct tcb *server, bool flat)
{
    struct cap reply = server->slots[TCB_CALLER].cap;

    if (cap_type(reply) != CAP_REPLY)
        return NULL;
    struct tcb *caller = cap_ptr(reply);
    unsigned fault = caller->fault.type;
    if (fault == FAULT_NONE) {
        if (!flat && (info & INFO_LENGTH_AND_CAPS) > ABI_MsgMaxLength)
            return NULL;
    } else if (fault != FAULT_FOREIGN_SYSCALL && !fault_reply_is_simple(fault, info)) {
        return NULL;
    }
    if (!is_next(server, caller))
        return NULL;

    const struct slot *slot = find_slot(server, cptr, flat);
    if (!slot)
        return NULL;
    struct cap cap = slot->cap;
    bool empty;
    struct endpoint *ep = idle_endpoint(server, cap, &empty);
    if (!ep)
        return NULL;

    caller->slots[TCB_REPLY].next_flags = SLOT_FLAGS; /* the reply capability was its only child */
    server->slots[TCB_CALLER].cap = cap_null();
    wait_for_next(server, ep, empty, cap_rights(cap) & RIGHT_GRANT);
    if (fault != FAULT_NONE) {
        if (fault == FAULT_FOREIGN_SYSCALL && info_label(info) == 0)
            return reply_to_foreign(server, caller, info, mr0);
        return reply_to_fault(server, caller, info);
    }

    unsigned length = info & INFO_LENGTH_AND_CAPS;
    put_words(caller, length, mr0, mr1, mr2, mr3);
    if (!flat && length > FAST_MRS)
        info = info_make(info_label(info), 0, 0, copy_rest(caller, server, length));
    deliver(caller, 0, info & ~(word_t)INFO_UNWRAPPED);
    this_core.fastpath_taken[FASTPATH_REPLY_RECV]++;
    return enter(server, caller);
}

/* ---- answers to detached foreign system calls ---- */

/* From here to the next entry that is neither the client's call nor the server's answer, entry.S switches between the
 * two by itself. */
static inline void pair_begin(struct tcb *client, struct tcb *server, struct endpoint *ep,
                              cptr_t target, cptr_t source)
{
    const struct slot *slot = find_slot(client, client->fault_handler, false);
    struct pair *pair = &this_core.arch.pair;

    if (!slot || cap_type(slot->cap) != CAP_ENDPOINT || cap_ptr(slot->cap) != ep ||
        !cap_has_any_right(slot->cap, RIGHT_WRITE) ||
        !cap_has_any_right(slot->cap, RIGHT_GRANT | RIGHT_GRANT_REPLY) ||
        server->priority < client->priority || !sched_is_current_domain(server->domain) ||
        !arch_pair_begin(client, server))
        return;
    pair->badge = cap_badge(slot->cap);
    pair->target = target;
    pair->source = source;
    pair->ep = ep;
    pair->server = server;
    pair->client = client;
}

void pair_end(struct tcb *running)
{
    struct pair *pair = &this_core.arch.pair;
    struct tcb *client = pair->client;

    pair->client = NULL;
    if (running != pair->server)
        return;
    pair->ep->head_state = 0; /* the server was alone there */
    running->state = THREAD_RUNNING;
    client->state = THREAD_BLOCKED_ON_REPLY;
    client->fault.type = FAULT_FOREIGN_SYSCALL;
    this_core.thread = running;
    arch_pair_server_runs(running);
}

struct tcb *fastpath_answer(cptr_t source, word_t result, cptr_t target, word_t unused3,
                            word_t unused4, word_t unused5, struct tcb *server)
{
    const struct slot *slot;
    bool empty;

    (void)unused3, (void)unused4, (void)unused5;
    if (!CONFIG_FASTPATH || !CONFIG_EXT || !(server->ext_flags & EXT_FOREIGN_SERVER) ||
        !cap_is_null(server->slots[TCB_CALLER].cap))
        return NULL;
    slot = find_slot(server, target, false);
    if (!slot || cap_type(slot->cap) != CAP_TCB)
        return NULL;
    struct tcb *client = cap_ptr(slot->cap);
    if (!ext_waits_for_answer(client) || !is_next(server, client))
        return NULL;
    slot = find_slot(server, source, false);
    if (!slot)
        return NULL;
    struct endpoint *ep = idle_endpoint(server, slot->cap, &empty);
    if (!ep)
        return NULL;

    wait_for_next(server, ep, empty, cap_rights(slot->cap) & RIGHT_GRANT);
    server->arch.ctx.x[2] = 0; /* a wait that starts again does not answer again */
    arch_foreign_syscall_reply(&client->arch.ctx, result);
    client->fault.type = FAULT_NONE;
    this_core.fastpath_taken[FASTPATH_ANSWER]++;
    enter(server, client);
    if (likely(empty))
        pair_begin(client, server, ep, target, source);
    return client;
}

/* ---- Signal ---- */

/* `t` was woken by the current thread, which can go on. */
static inline struct tcb *wake(struct tcb *sender, struct tcb *t, word_t badge)
{
    t->arch.ctx.x[REG_BADGE] = badge;
    t->state = THREAD_RUNNING;
    this_core.fastpath_taken[FASTPATH_SIGNAL]++;
    if (t->priority > sender->priority) {
        sched_enqueue_head(sender);
        return enter(sender, t);
    }
    if (t->priority == sender->priority)
        sched_enqueue_tail(t);
    else
        sched_enqueue_head(t);
    return sender;
}

/* Can `t` be woken without choosing anew?  (Somebody above the sender may be ready: a thread that
 * was moved into this domain waits for the next choice, and waking one that is not above the sender
 * is such a choice.) */
static inline bool can_wake(const struct tcb *sender, const struct tcb *t)
{
    return sched_is_current_domain(t->domain) && arch_can_switch_fast(t) &&
           (t->priority > sender->priority || !sched_ready_above(sender->priority));
}

static ALWAYS_INLINE struct tcb *signal(struct notification *n, word_t badge, struct tcb *sender)
{
    struct tcb *t = ntfn_head(n);

    switch (ntfn_state(n)) {
    case NTFN_WAITING:
        if (!can_wake(sender, t))
            return NULL;
        wait_remove_head(&n->head_state, t);
        return wake(sender, t, badge);
    case NTFN_ACTIVE:
        n->signals |= badge;
        this_core.fastpath_taken[FASTPATH_SIGNAL]++;
        return sender;
    default:
        t = n->bound;
        if (t && t->state == THREAD_BLOCKED_ON_RECEIVE) {
            if (!can_wake(sender, t))
                return NULL;
            struct endpoint *ep = t->blocked_on;
            wait_remove(&ep->head_state, &ep->tail, t);
            return wake(sender, t, badge);
        }
        n->head_state = NTFN_ACTIVE;
        n->signals = badge;
        this_core.fastpath_taken[FASTPATH_SIGNAL]++;
        return sender;
    }
}

static ALWAYS_INLINE struct tcb *send(cptr_t cptr, word_t info, word_t mr0, word_t mr1, word_t mr2,
                                      word_t mr3, struct tcb *sender, bool flat)
{
    const struct slot *slot = info & INFO_LENGTH_AND_CAPS ? NULL : find_slot(sender, cptr, flat);

    (void)mr0, (void)mr1, (void)mr2, (void)mr3;
    if (!slot || cap_type(slot->cap) != CAP_NOTIFICATION || !(cap_rights(slot->cap) & RIGHT_WRITE))
        return NULL;
    return signal(cap_ptr(slot->cap), cap_badge(slot->cap), sender);
}

struct tcb *fastpath_interrupt(struct notification *n, word_t badge)
{
    return CONFIG_FASTPATH && current != idle_thread ? signal(n, badge, current) : NULL;
}

/* ---- entries: for the commonest case, and for any ---- */

/* `beyond` is for what neither takes, found by the message info word. */
#define ENTRY(name, body, is_common, is_beyond, beyond)                                            \
    static __attribute__((noinline)) struct tcb *name##_any(                                       \
        cptr_t cptr, word_t info, word_t mr0, word_t mr1, word_t mr2, word_t mr3, struct tcb *t)   \
    {                                                                                              \
        return body(cptr, info, mr0, mr1, mr2, mr3, t, false);                                     \
    }                                                                                              \
    struct tcb *name(cptr_t cptr, word_t info, word_t mr0, word_t mr1, word_t mr2, word_t mr3,     \
                     struct tcb *t)                                                                \
    {                                                                                              \
        if (!CONFIG_FASTPATH)                                                                      \
            return NULL;                                                                           \
        if (unlikely(!cap_is_flat_cnode(t->slots[TCB_CSPACE].cap) || !(is_common)))                \
            return unlikely(is_beyond) ? beyond(cptr, info, mr0, mr1, mr2, mr3, t)                 \
                                       : name##_any(cptr, info, mr0, mr1, mr2, mr3, t);            \
        return body(cptr, info, mr0, mr1, mr2, mr3, t, true);                                      \
    }

ENTRY(fastpath_call, call, (info & INFO_LENGTH_AND_CAPS) <= FAST_MRS,
      (info & INFO_LENGTH_AND_CAPS) > ABI_MsgMaxLength, fastpath_page_map)
ENTRY(fastpath_reply_recv, reply_recv, (info & INFO_LENGTH_AND_CAPS) <= FAST_MRS, false,
      fastpath_reply_recv_any)
ENTRY(fastpath_send, send, true, false, fastpath_send_any)
ENTRY(fastpath_foreign, foreign, true, false, fastpath_foreign_any)
