/* SPDX-License-Identifier: BSD-2-Clause */
/* execve. */
#pragma once
#include <stdint.h>

struct args;
struct thread;

/* Replaces the program of t's process by the file; args are consumed.  0: the registers are those of the
 * new program.  May park. */
long exec_run(struct thread *t, int dirfd, const char *path, int at_flags, struct args *args);
