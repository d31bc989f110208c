/* SPDX-License-Identifier: BSD-2-Clause */
/* Running system calls. */
#pragma once
#include <stdint.h>

struct thread;

/* Runs the call, arguments in t->regs, and puts its result into the registers, or leaves it to signal
 * delivery when it has to be restarted. */
void syscall_run(struct thread *t, uint32_t number);
