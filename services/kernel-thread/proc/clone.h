/* SPDX-License-Identifier: BSD-2-Clause */
/* New processes and threads. */
#pragma once
#include <stdint.h>

struct kit_fp;
struct thread;

struct clone_request {
    uint64_t flags;        /* CLONE_* */
    int exit_signal;
    uint64_t stack;        /* sp of the child; 0: the caller's */
    uint64_t parent_tid, child_tid, tls;
    uint64_t pidfd;        /* CLONE_PIDFD: where the descriptor goes */
    const struct kit_fp *fp; /* FP registers of the caller; filled by clone_run */
};

/* Returns the child's number, or -errno.  With CLONE_VFORK it waits for the child. */
long clone_run(struct thread *t, struct clone_request *c);
