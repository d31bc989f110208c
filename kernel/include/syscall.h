/* SPDX-License-Identifier: BSD-2-Clause */
/* syscall.h: parts of the system call entry that more than one file uses. */
#pragma once

#include "types.h"

struct tcb;

/* Send, NBSend and Call of the current thread. */
void syscall_invoke(bool is_blocking, bool is_call);
/* Debug system calls; false if the number is not one of this build's.  (debug/) */
bool debug_syscall(word_t number);

/* Fast paths taken, for tests; shown by the debug dump. */
struct fastpath_counters {
    uint64_t call, reply_recv, fault, fault_reply;
};
extern struct fastpath_counters fastpath_taken;
