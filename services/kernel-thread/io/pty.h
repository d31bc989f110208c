/* SPDX-License-Identifier: BSD-2-Clause */
/* Pseudo terminals: /dev/ptmx and the terminals of /dev/pts. */
#pragma once
#include <stdint.h>

struct tty;
enum { PTS_MAJOR = 136 };
/* Registers the devices and mounts /dev/pts. */
int pty_init(void);
/* The terminal of a node of /dev/pts, borrowed; NULL: its master is closed.  *locked: it may not be opened. */
struct tty *pty_slave(uint32_t minor, int *locked);
