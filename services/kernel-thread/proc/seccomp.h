/* SPDX-License-Identifier: BSD-2-Clause */
/* Which system calls a thread may make (seccomp): strict mode, or filters that itself and its ancestors installed.
 *
 * Filters form a tree, each thread points at its newest one; they are never changed or removed while a thread runs. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include <linux/seccomp.h>

struct thread;

/* A thread's mode and newest filter; counted by each thread that points at it. */
struct seccomp_state {
    struct seccomp_filter *filter; /* NULL: none */
    uint8_t mode;                  /* enum linux_seccomp_mode */
};

/* Before a call that is t->syscall, arguments in t->regs.  False: it is not to be made and *result is its result, unless
 * the thread is dead.  May park (a tracer decides); t->syscall may be another afterwards. */
bool seccomp_call(struct thread *t, long *result);

/* The new thread may do what t may.  Before it gets its page of answers. */
void seccomp_inherit(struct thread *child, const struct thread *t);
/* The thread ends. */
void seccomp_end(struct thread *t);
/* Filters of the thread: how many. */
unsigned seccomp_count(const struct thread *t);
/* Copies the nth filter of another thread, the oldest is the first, to a struct sock_filter[] of t's program (0: does
 * not).  Its instructions; -EACCES, -EINVAL, -ENOENT, -EFAULT. */
long seccomp_peek(struct thread *t, const struct thread *of, uint64_t nth, uint64_t addr);
/* prctl(PR_SET_SECCOMP, mode, addr of a struct sock_fprog) */
long seccomp_prctl(struct thread *t, uint64_t mode, uint64_t addr);
