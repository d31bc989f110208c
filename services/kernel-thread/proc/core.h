/* SPDX-License-Identifier: BSD-2-Clause */
/* Core dumps: what a process was when a signal ended it, as an ELF file. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sig_info;
struct thread;

/* Name of the file, with % as core(5) says: sysctl kernel.core_pattern; programs (|) are not started.  With
 * core_uses_pid, .PID is appended to one without %p. */
extern char core_pattern[128];
extern int core_uses_pid;

/* Is a signal's default action to end the process with a core dump? */
bool core_signal(int signo);
/* Writes the file, for the thread that the signal ends, if its limits and rights allow that.  True: there is one.  May
 * park; other threads of the process do not run meanwhile. */
bool core_dump(struct thread *t, const struct sig_info *info);

/* core_notes.c: the notes of t (first) and its process's other threads.  Bytes, 0: no memory; *notes is owned by the
 * caller. */
size_t core_notes(struct thread *t, const struct sig_info *info, uint8_t **notes);
