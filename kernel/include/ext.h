/* SPDX-License-Identifier: BSD-2-Clause */
/* ext.h: the extensions (docs/kernel-extensions.md) as the rest of the kernel sees them. */
#pragma once

#include "call.h"
#include "ipc.h"

enum { EXT_LABEL_BIT = 51, EXT_LABELS = 10, EXT_FAULT_FIRST = 0x10 };

/* tcb.ext_flags */
enum {
    EXT_FOREIGN_SYSCALLS = 1 << 0, /* every svc goes to the fault handler; the thread reaches no kernel call */
    EXT_TIMER_CLOSED = 1 << 1,     /* the user timer's registers trap */
    EXT_FLAGS = EXT_FOREIGN_SYSCALLS | EXT_TIMER_CLOSED,
};

enum ext_fault {
#define EXT_FAULT(label, name, kernel_name, words) FAULT_##kernel_name = (label)&0xff,
#include <sel4/extensions.def>
#undef EXT_FAULT
};

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
