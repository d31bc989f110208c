/* SPDX-License-Identifier: BSD-2-Clause */
/* Resource usage as programs see it. */
#pragma once
#include <stdbool.h>

#include <linux/resource.h>

struct proc;
struct thread;

/* with_children: also those it waited for (what a parent is told). */
void usage_of_proc(const struct proc *p, struct linux_rusage *u, bool with_children);
