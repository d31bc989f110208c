/* SPDX-License-Identifier: BSD-2-Clause */
/* The system log: lines with time and sender on the serial line (PL011, by polling). */
#pragma once
#include <stddef.h>
#include <stdint.h>

/* Lines before this are kept and written then.  registers: vaddr of the UART, 0: there is none. */
void console_open(uint64_t registers);
/* There is no counter: all times are 0. */
void console_without_counter(void);
/* The counter value from which times count. */
uint64_t console_time_zero(void);
/* Microseconds since then. */
uint64_t console_now_us(void);
/* Writes text, line by line, each with time and sender; not printable bytes come out as '?'. */
void console_write(const char *sender, const char *text, size_t bytes);
