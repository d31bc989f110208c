/* SPDX-License-Identifier: BSD-2-Clause */
/* ext.h: the extensions (docs/kernel-extensions.md) as the rest of the kernel sees them. */
#pragma once

#include "call.h"
#include "ipc.h"
#include "tcb.h"

enum { EXT_LABEL_BIT = 51, EXT_LABELS = 12, EXT_FAULT_FIRST = 0x10 };

/* tcb.ext_flags */
enum {
    EXT_FOREIGN_SYSCALLS = 1 << 0, /* every svc goes to the fault handler; the thread reaches no kernel call */
    EXT_TIMER_CLOSED = 1 << 1,     /* the user timer's registers trap */
    EXT_DETACHED = 1 << 2,         /* nobody gets a reply capability for a foreign system call */
    EXT_FOREIGN_SERVER = 1 << 3,   /* may use the system calls that answer detached ones */
    EXT_FLAGS = EXT_FOREIGN_SYSCALLS | EXT_TIMER_CLOSED | EXT_DETACHED | EXT_FOREIGN_SERVER,
};

enum ext_fault {
#define EXT_FAULT(label, name, kernel_name, words) FAULT_##kernel_name = (label)&0xff,
#include <sel4/extensions.def>
#undef EXT_FAULT
};

/* Does it wait for the answer to a foreign system call that came without a reply capability? */
static inline bool ext_waits_for_answer(const struct tcb *t)
{
    return t->state == THREAD_BLOCKED_ON_REPLY && t->fault.type == FAULT_FOREIGN_SYSCALL &&
           (t->ext_flags & EXT_DETACHED);
}

/* The system calls of a foreign server (ext/foreign.c).  False: this is none of them. */
bool ext_server_syscall(word_t number);

#define EXT(label, name, object, handler, words, caps, text) invocation_handler handler;
#include <sel4/extensions.def>
#undef EXT

/* Answers to faults of threads with EXT_FOREIGN_SYSCALLS. */
enum ext_reply {
#define EXT_REPLY(label, name) EXT_REPLY_##name = (label)&0xff,
#include <sel4/extensions.def>
#undef EXT_REPLY
};

/* Is it the answer that sets registers? */
static inline bool ext_reply_sets_registers(const struct tcb *t, word_t info)
{
    return CONFIG_EXT && (t->ext_flags & EXT_FOREIGN_SYSCALLS) &&
           info_label(info) == (BIT(EXT_LABEL_BIT) | (word_t)EXT_REPLY_Registers);
}
/* Sets what the message of the handler (the current thread) says; the rest stays. */
void ext_reply_registers(struct tcb *t, const struct tcb *handler);

/* The message label of a fault of this type. */
static inline word_t fault_label(uint8_t type)
{
    return type < EXT_FAULT_FIRST ? type : BIT(EXT_LABEL_BIT) | type;
}
