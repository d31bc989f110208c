/* SPDX-License-Identifier: BSD-2-Clause */
/* Descriptors that stand for processes. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

struct proc;
struct thread;

/* A descriptor (O_CLOEXEC) for the process; flags O_NONBLOCK or 0.  -EMFILE, -ENOMEM. */
int pidfd_new(struct thread *t, struct proc *p, uint32_t flags);
/* For waitid: the number of its process (one that nobody has when it is gone), and whether it is O_NONBLOCK.  -EBADF. */
int pidfd_target(struct thread *t, int fd, int *pid, bool *nonblock);
/* The process has ended; it is gone. */
void pid_handle_zombie(struct proc *p);
void pid_handle_end(struct proc *p);
