/* SPDX-License-Identifier: BSD-2-Clause */
/* Waiting for children. */
#pragma once

enum { WNOHANG = 1, WUNTRACED = 2, WSTOPPED = 2, WEXITED = 4, WCONTINUED = 8, WNOWAIT = 0x1000000,
       WNOTHREAD = 0x20000000, WALL = 0x40000000 };
#define WCLONE 0x80000000u
enum { P_ALL, P_PID, P_PGID, P_PIDFD };
