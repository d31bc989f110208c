/* SPDX-License-Identifier: BSD-2-Clause */
/* debug/dump.h: tables of what exists, on the UART. */
#pragma once

/* All threads, newest first. */
void dump_threads(void);
/* All threads with the capabilities that they can reach. */
void dump_capabilities(void);
