/* SPDX-License-Identifier: BSD-2-Clause */
/* Running system calls. */
#pragma once

struct thread;

/* Runs the call in t->regs (number in x8) and puts its result into the registers, or leaves it to signal
 * delivery when it has to be restarted. */
void syscall_run(struct thread *t);
