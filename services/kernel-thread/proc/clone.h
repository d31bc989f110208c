/* SPDX-License-Identifier: BSD-2-Clause */
/* New processes and threads. */
#pragma once
#include <stdint.h>

struct thread;

struct clone_request {
    uint64_t flags;        /* CLONE_* */
    int exit_signal;
    uint64_t stack;        /* sp of the child; 0: the caller's */
    uint64_t parent_tid, child_tid, tls;
};

/* Returns the child's number, or -errno.  With CLONE_VFORK it waits for the child. */
long clone_run(struct thread *t, const struct clone_request *c);
