/* SPDX-License-Identifier: BSD-2-Clause */
/* What programs are told by their stubs, without a message (docs/transport-call.md). */
#pragma once
#include <stdint.h>

struct proc;
struct thread;

/* Gives the thread its page (t->kit), where stubs find it, all filled in.  t->regs must be known as far as they
 * matter: its TPIDRRO changes.  -ENOMEM. */
int answers_thread(struct thread *t);
/* Numbers or identities of the process changed. */
void answers_update(struct proc *p);
/* The thread is traced or filtered: stubs are to answer nothing, all its calls take the long way. */
void answers_off(struct thread *t);
/* There is no such system call, and the log says so already. */
void answers_enosys(struct thread *t, uint32_t number);
