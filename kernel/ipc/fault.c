/* SPDX-License-Identifier: BSD-2-Clause */
/* ipc/fault.c: a fault is a call that the kernel makes for the thread, to its fault handler. */
#include "debug/debug.h"
#include "ext.h"
#include "ipc.h"
#include "sched.h"
#include "syscall.h"

enum {
    UNKNOWN_SYSCALL_WORDS = 13,
    UNKNOWN_SYSCALL_REPLY_WORDS = 12, /* the number itself is not taken back */
    USER_EXCEPTION_REPLY_WORDS = 3,
};

struct fault fault_cap(cptr_t address, bool receive_phase, const struct lookup_failure *why)
{
    return (struct fault){.type = FAULT_CAP,
                          .flag = receive_phase,
                          .lookup = why->type,
                          .bits_left = why->bits_left,
                          .bits_found = why->bits_found,
                          .address = address,
                          .detail = why->guard_found};
}

/* ---- raising ---- */

static void print_fault(const struct fault *f)
{
    switch (f->type) {
    case FAULT_CAP:
        kprintf("cap fault in %s phase at address 0x%llx (lookup failure %u)\n",
                f->flag ? "receive" : "send", (unsigned long long)f->address, f->lookup);
        break;
    case FAULT_VM:
        kprintf("vm fault on %s at address 0x%llx with status 0x%llx\n", f->flag ? "code" : "data",
                (unsigned long long)f->address, (unsigned long long)f->detail);
        break;
    case FAULT_FOREIGN_SYSCALL:
        kprintf("foreign system call\n");
        break;
    case FAULT_UNKNOWN_SYSCALL:
        kprintf("unknown system call 0x%llx\n", (unsigned long long)f->address);
        break;
    default:
        kprintf("user exception 0x%llx code 0x%llx\n", (unsigned long long)f->address,
                (unsigned long long)f->detail);
    }
}

/* Nobody to tell. */
static void stop_for(struct tcb *t, const struct fault *f)
{
    if (CONFIG_PRINTING) {
        kprintf("Caught cap fault in send phase at address 0x%llx\nwhile trying to handle:\n",
                (unsigned long long)t->fault_handler);
        print_fault(f);
        kprintf("in thread %p \"%s\" at address 0x%llx\n", (void *)t, t->name,
                (unsigned long long)t->arch.ctx.restart_pc);
        debug_user_stack(t);
    }
    thread_set_state(t, THREAD_INACTIVE);
}

void fault_raise(struct fault fault)
{
    struct tcb *t = current;
    struct lookup handler;

    if (!cspace_lookup(t, t->fault_handler, &handler)) {
        stop_for(t, &fault);
        return;
    }

    struct cap cap = handler.slot->cap;
    unsigned rights = cap_rights(cap);
    if (cap_type(cap) != CAP_ENDPOINT || !(rights & RIGHT_WRITE) ||
        !(rights & (RIGHT_GRANT | RIGHT_GRANT_REPLY))) {
        stop_for(t, &fault);
        return;
    }
    t->fault = fault;
    ep_send(cap_ptr(cap), t,
            (struct send){.blocking = true,
                          .is_call = true,
                          .can_grant = rights & RIGHT_GRANT,
                          .can_grant_reply = rights & RIGHT_GRANT_REPLY,
                          .badge = cap_badge(cap)});
}

/* ---- messages ---- */

static unsigned put_words(struct tcb *to, word_t *buffer, const word_t *words, unsigned count)
{
    unsigned i = 0;

    while (i < count && message_put(to, buffer, i, words[i]))
        i++;
    return i;
}

unsigned fault_message(const struct tcb *from, struct tcb *to, word_t *buffer)
{
    const struct fault *f = &from->fault;
    word_t words[UNKNOWN_SYSCALL_WORDS];
    unsigned count;

    words[0] = from->arch.ctx.restart_pc;
    words[1] = f->address;
    words[2] = f->flag;
    switch (f->type) {
    case FAULT_CAP: {
        struct lookup_failure why = {f->lookup, f->bits_left, f->bits_found, f->detail};

        count = 3 + lookup_failure_words(&why, &words[3]);
        break;
    }
    case FAULT_VM:
        words[3] = f->detail;
        count = 4;
        break;
    case FAULT_UNKNOWN_SYSCALL:
        arch_unknown_syscall_get(&from->arch.ctx, words);
        count = UNKNOWN_SYSCALL_WORDS;
        break;
    case FAULT_USER_EXCEPTION:
        arch_user_exception_get(&from->arch.ctx, words);
        words[3] = f->address;
        words[4] = f->detail;
        count = 5;
        break;
    case FAULT_FOREIGN_SYSCALL:
        arch_foreign_syscall_get(&from->arch.ctx, from->arch.ctx.x, words);
        count = ARCH_FOREIGN_SYSCALL_WORDS;
        break;
    default:
        panic("thread %s has a fault of type %u", from->name, f->type);
    }
    return put_words(to, buffer, words, count);
}

/* ---- replies ---- */

/* The words of the handler's message, `max` at most. */
static unsigned reply_words(const struct tcb *handler, word_t *words, unsigned max)
{
    unsigned length = info_length(handler->arch.ctx.x[REG_INFO]);
    unsigned count = length < max ? length : max;
    const word_t *buffer = count > FAST_MRS ? tcb_buffer(handler, false) : NULL;

    if (count > FAST_MRS && !buffer)
        count = FAST_MRS;
    for (unsigned i = 0; i < count; i++)
        words[i] = i < FAST_MRS ? handler->arch.ctx.x[REG_MR0 + i] : buffer[BUFFER_MSG + i];
    return count;
}

static bool label_is_zero(const struct tcb *handler)
{
    return info_label(handler->arch.ctx.x[REG_INFO]) == 0;
}

enum thread_state fault_apply_reply(struct tcb *t, const struct tcb *handler)
{
    word_t words[UNKNOWN_SYSCALL_REPLY_WORDS];
    unsigned count;

    if (ext_reply_sets_registers(t, handler->arch.ctx.x[REG_INFO])) {
        ext_reply_registers(t, handler);
        return THREAD_RESTART;
    }
    switch (t->fault.type) {
    case FAULT_UNKNOWN_SYSCALL:
        count = reply_words(handler, words, UNKNOWN_SYSCALL_REPLY_WORDS);
        arch_unknown_syscall_reply(&t->arch.ctx, words, count);
        break;
    case FAULT_USER_EXCEPTION:
        count = reply_words(handler, words, USER_EXCEPTION_REPLY_WORDS);
        arch_user_exception_reply(&t->arch.ctx, words, count);
        break;
    case FAULT_FOREIGN_SYSCALL: /* any other label: the handler has set the registers */
        if (!label_is_zero(handler))
            return THREAD_RESTART;
        if (info_length(handler->arch.ctx.x[REG_INFO]) > 0)
            arch_foreign_syscall_reply(&t->arch.ctx, handler->arch.ctx.x[REG_MR0]);
        return THREAD_RUNNING;
    default:
        return THREAD_RESTART;
    }
    return label_is_zero(handler) ? THREAD_RESTART : THREAD_INACTIVE;
}
