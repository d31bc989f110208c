/* SPDX-License-Identifier: BSD-2-Clause */
/* Signals that programs send: who may, and what they say about them. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

struct proc;
struct sig_info;
struct thread;

bool signal_may_send(const struct thread *t, const struct proc *p, int sig);
/* A siginfo of the program for process to_pid, its number included: it may not claim to be the kernel towards others.
 * -EFAULT, -EPERM. */
long signal_info_in(struct thread *t, uint64_t addr, int to_pid, struct sig_info *info);
