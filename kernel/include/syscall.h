/* SPDX-License-Identifier: BSD-2-Clause */
/* syscall.h: parts of the system call entry that more than one file uses. */
#pragma once

#include "types.h"

struct tcb;

/* Debug system calls; false if the number is not one of this build's.  (debug/) */
bool debug_syscall(word_t number);
/* Prints the 16 words at the thread's stack pointer, as far as they are mapped.  (debug/) */
void debug_user_stack(const struct tcb *t);

/* The receive phase of the current thread: from what x0 names. */
void syscall_receive(void);
