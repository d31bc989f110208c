/* SPDX-License-Identifier: BSD-2-Clause */
/* fastpath.h: short ways through the kernel for the common cases of IPC, signals and faults.
 *
 * Each looks whether its case is at hand.  If so it does all that the long way would do, including the switch, and
 * returns the thread to enter.  If not it returns NULL and has changed nothing.  No user can see which way was taken.
 *
 * The entry code calls the first group straight from the svc: what the user has in x0..x5, and the thread. */
#pragma once

#include "tcb.h"

typedef struct tcb *fastpath(cptr_t cptr, word_t info, word_t mr0, word_t mr1, word_t mr2, word_t mr3,
                             struct tcb *caller);
fastpath fastpath_call;
fastpath fastpath_reply_recv; /* replies to faults included */
fastpath fastpath_send;       /* signals */
fastpath fastpath_page_map;   /* a Call with a capability: maps a page */
fastpath fastpath_foreign;    /* the svc of a thread with foreign system calls */
fastpath fastpath_answer;     /* ExtAnswerRecv; the next calls and answers of the two are entry.S's alone */

/* Any other entry while there is a pair (arch/context.h), before anything else: `running` is the one that came. */
void pair_end(struct tcb *running);

/* An interrupt's signal, while the current thread is in user mode. */
struct tcb *fastpath_interrupt(struct notification *n, word_t badge);

/* A VM fault or a user exception of the current thread: the fields of struct fault. */
struct tcb *fastpath_fault(unsigned type, bool flag, word_t address, word_t detail);
