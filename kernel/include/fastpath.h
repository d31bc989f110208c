/* SPDX-License-Identifier: BSD-2-Clause */
/* fastpath.h: short ways through the kernel for the common cases of IPC and faults.
 *
 * Each looks whether its case is at hand; if so it does all that the long way would do, including the switch, and
 * returns true.  If not it returns false and has changed nothing.  No user can see which way was taken. */
#pragma once

#include "tcb.h"

bool fastpath_call(void);
bool fastpath_reply_recv(void); /* replies to faults included */
bool fastpath_fault(const struct fault *fault);

/* How often each was taken: for tests and measurements. */
struct fastpath_counters {
    uint64_t call, reply_recv, fault, fault_reply;
};
extern struct fastpath_counters fastpath_taken;
