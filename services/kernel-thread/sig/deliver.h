/* SPDX-License-Identifier: BSD-2-Clause */
/* Delivery: what a thread does about its signals before it runs on. */
#pragma once
#include <stdbool.h>

struct event;
struct thread;

/* Puts a system call's result into the registers; restart codes wait for signal_deliver. */
void syscall_result(struct thread *t, long result);
/* The registers are set already (execve, rt_sigreturn): no result. */
void syscall_no_result(struct thread *t);

/* Is there anything to do before the thread runs on? */
bool signal_work(struct thread *t);
/* Does it: handlers are entered, default actions taken, stops waited for.  The thread may be dead after. */
void signal_deliver(struct thread *t);

/* A fault became a signal: mm_fault's error for a memory event; an exception by its cause. */
void signal_memory(struct thread *t, const struct event *e, int err);
void signal_exception(struct thread *t, const struct event *e);
