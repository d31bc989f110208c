/* SPDX-License-Identifier: BSD-2-Clause */
/* Log lines: to root-task, which adds the time and the task's name and writes them to the serial line.
 *
 * One call is one line, no newline at its end, cut at ROOT_LOG_MAX.  Levels below rt_log_level are dropped
 * before they are formatted. */
#pragma once
#include <stdarg.h>
#include <stddef.h>

enum rt_log_level { RT_LOG_ERROR, RT_LOG_WARN, RT_LOG_INFO, RT_LOG_DEBUG };

/* Set from the option "log=error|warn|info|debug" at start; info by default. */
extern enum rt_log_level rt_log_level;

void rt_log(enum rt_log_level level, const char *format, ...) __attribute__((format(printf, 2, 3)));
void rt_vlog(enum rt_log_level level, const char *format, va_list args);

#define log_error(...) rt_log(RT_LOG_ERROR, __VA_ARGS__)
#define log_warn(...)  rt_log(RT_LOG_WARN, __VA_ARGS__)
#define log_info(...)  rt_log(RT_LOG_INFO, __VA_ARGS__)
#define log_debug(...) rt_log(RT_LOG_DEBUG, __VA_ARGS__)

/* Where a finished line goes; root-task has its own. */
void rt_log_write(const char *line, size_t bytes);
