/* SPDX-License-Identifier: BSD-2-Clause */
/* Frames of signal handlers on a program's stack. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

struct linux_sigaction;
struct sig_info;
struct thread;

/* Writes the frame and makes the registers enter the handler.  -EFAULT if the stack cannot take it. */
int signal_frame_push(struct thread *t, const struct sig_info *info, const struct linux_sigaction *act);
/* Takes everything back from the frame at sp; may park.  -EFAULT for a frame that makes no sense. */
int signal_frame_pop(struct thread *t);

/* Is this stack pointer on the thread's alternate stack? */
bool signal_on_altstack(const struct thread *t, uint64_t sp);

/* siginfo_t of a signal, as programs see it. */
struct linux_siginfo;
void sig_info_to_user(const struct sig_info *info, struct linux_siginfo *si);
