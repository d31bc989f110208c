/* SPDX-License-Identifier: BSD-2-Clause */
/* The end of a task that found itself wrong.  <assert.h> ends here too. */
#pragma once

/* Logs the message and stops the task; root-task then reports registers and backtrace. */
_Noreturn void rt_panic(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The immediate of the brk instruction that ends a task on purpose (rt_panic). */
enum { RT_PANIC_BRK = 0x9a1c };
