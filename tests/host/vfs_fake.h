/* SPDX-License-Identifier: BSD-2-Clause */
/* What the file side of kernel-thread needs around it, small: one process, pages from malloc, the test's
 * own memory as user memory, and a disk in memory behind the fs interface. */
#pragma once
#include <stdint.h>

#include "proc/proc.h"

/* The thread that calls; root at first. */
extern struct thread fake_thread;
/* The thread's user and group; only 0 has capabilities. */
void fake_user(uint32_t user, uint32_t group);
/* The running fiber works for it from now on. */
void fake_begin(void);
extern int fake_signal;          /* a signal is pending: waits end */
extern unsigned fake_sigpipes;   /* SIGPIPE and SIGXFSZ sent */
extern unsigned fake_pages_left; /* page_alloc gives so many more */

/* The disk: how many blocks of 4096 bytes it has left, and whether its calls wait. */
extern int64_t fake_disk_free;
extern int fake_disk_slow;
extern int fake_disk_error;      /* reads and writes fail with this */
extern unsigned fake_disk_reads, fake_disk_lookups, fake_disk_nodes;

/* Mounts everything and makes the thread's files and directories; on a fiber. */
void fake_start(void);

#define BAD_ADDRESS 0x10u /* user memory that is not there */
