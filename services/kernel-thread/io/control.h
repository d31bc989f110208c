/* SPDX-License-Identifier: BSD-2-Clause */
/* The control stream: how the host starts the first program and learns how it ended. */
#pragma once
#include <stdint.h>

/* Reads the start frames, mounts what they ask for, opens stdin, stdout and stderr (or the terminal) and
 * starts the first program.  Called once from a system fiber after vfs_init.  May park for long. */
int system_start(void);

/* The first program ended with this wait status: syncs, tells the host, and stops the system. */
void system_init_exited(int wait_status);

/* The system stops: "poweroff", "reboot" or "panic TEXT".  Syncs first unless it is a panic. */
void system_halt(const char *how);

/* A process leads a session no longer: its terminal is given up, the foreground group gets SIGHUP. */
struct proc;
void tty_session_leave(struct proc *p);
