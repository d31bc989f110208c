/* SPDX-License-Identifier: BSD-2-Clause */
/* Inside ptrace: between the requests and the stops. */
#pragma once
#include <stddef.h>

#include "trace/tracee.h"

struct mm;

/* The thread is the process's tracee from now on; NULL: no memory. */
struct tracee *tracee_attach(struct thread *t, struct proc *tracer);
/* A stopped tracee goes on and acts upon a signal (0: none). */
void tracee_resume(struct tracee *x, int signo);
/* It is nobody's tracee any more; the record is gone. */
void tracee_detach(struct tracee *x, int signo);

/* Writes into memory that the program may not write itself: 0 or -EIO. */
int tracee_poke(struct mm *mm, uint64_t addr, const void *bytes, size_t size);
/* A stopped tracee is to stop again behind its next instruction; it has stopped.  -EIO. */
int tracee_step_begin(struct thread *t, struct tracee *x);
void tracee_step_end(struct thread *t, struct tracee *x);

/* PTRACE_GETREGSET and PTRACE_SETREGSET; data: a struct iovec of the tracer. */
long tracee_regset(struct thread *t, struct tracee *x, uint64_t set, uint64_t iov, bool write);
long tracee_call_info(struct thread *t, struct tracee *x, uint64_t size, uint64_t addr);
