/* SPDX-License-Identifier: BSD-2-Clause */
/* Registers of threads in stubs (mm/stub.h). */
#pragma once
#include <stdbool.h>

struct thread;

/* t->regs has just been read, all of it.  If the thread is in a stub, puts it where its program believes it to be.
 * True: it is at its svc now, the call still to be made or being made. */
bool stub_regs_undo(struct thread *t);
