/* SPDX-License-Identifier: BSD-2-Clause */
/* ipc/fastpath.c: short ways through the kernel for the common cases of IPC. */
#include "syscall.h"

struct fastpath_counters fastpath_taken;
