/* SPDX-License-Identifier: BSD-2-Clause */
/* Start and end of the system as the host sees them: the control stream. */
#pragma once
#include <stdint.h>

struct proc;

/* Reads the start frames, mounts what they ask for, opens stdin, stdout and stderr (or the terminal) and
 * starts the first program.  Called once from a system fiber after vfs_init.  May park for long. */
int system_start(void);

/* proc: a child of the built-in init ended.  When it was the first program, the system stops. */
void system_child_exited(int pid, int wait_status);

/* The system stops: "poweroff", "reboot" or "panic TEXT".  Returns at once; a fiber syncs and stops. */
void system_halt(const char *how);

/* A process leads a session no longer: its terminal is given up, the foreground group gets SIGHUP. */
void tty_session_leave(struct proc *p);
