/* SPDX-License-Identifier: BSD-2-Clause */
/* What programs do, line by line, in the form of strace(1): calls with their arguments and results, signals, ends.
 *
 * The host asks for it at start (frame TRCE) and gets the lines as they come (frames TRCE).  A line that another
 * thread's breaks into ends with <unfinished ...> and is continued later, as strace does. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "trace/kinds.h"

struct sig_info;
struct syscall_entry;
struct thread;

/* In struct thread: where its line is. */
struct thread_trace {
    bool seen;          /* has been announced */
    bool in_call;       /* a call's beginning was shown, its end not yet */
    uint8_t shown;      /* arguments shown of it */
    uint16_t width;     /* characters shown of it, without the thread's name */
};

/* Anything is traced at all: to be asked before all other functions. */
extern bool strace_on;
/* What is wanted, in words: "follow" (children and threads too), "calls=NAME,NAME,..." (%file %desc %process %memory
 * %signal %time %network %ipc %system %creds are groups), "size=N" (longest string), "counts" (only a table at the
 * end).  "maps" alone: no calls, but where programs have code (trace/maps.h).  0, -EINVAL for a word that is not known. */
int strace_configure(const char *words);
/* The first program was started. */
void strace_started(struct thread *t, const char *path, char *const argv[], unsigned environment);
/* Before and after the function of a call.  e is NULL for a number without a name.  May park. */
void strace_enter(struct thread *t, const struct syscall_entry *e, uint32_t number, const uint64_t a[6]);
void strace_leave(struct thread *t, const struct syscall_entry *e, uint32_t number, const uint64_t a[6], long result);
/* A signal is acted upon; the thread ended (wait status of its process if it was the last). */
void strace_signal(struct thread *t, const struct sig_info *info);
void strace_ended(struct thread *t, int status);
/* Shows the table of "counts"; then all lines so far reach the host.  May park. */
void strace_finish(void);
