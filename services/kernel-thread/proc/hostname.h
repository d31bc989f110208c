/* SPDX-License-Identifier: BSD-2-Clause */
/* What uname says, and the names of the machine: each process has those of its UTS namespace. */
#pragma once
#include <stddef.h>

#define KERNEL_RELEASE "6.1.0-cel4"
enum { KERNEL_MINOR = 1 };
#define KERNEL_VERSION "#1 ceL4 Linux Kit"

enum { UTS_BYTES = 65 };

/* Counted by the processes in it. */
struct uts_ns {
    unsigned refs;
    char host[UTS_BYTES], domain[UTS_BYTES];
};
extern struct uts_ns uts_first; /* never freed */

void uts_put(struct uts_ns *u);
/* The process leaves its namespace for a copy of its own.  -ENOMEM. */
struct proc;
int uts_unshare(struct proc *p);

/* Of the caller. */
const char *hostname_get(void), *domainname_get(void);
/* -EINVAL: too long. */
int hostname_set(const char *name, size_t size), domainname_set(const char *name, size_t size);
