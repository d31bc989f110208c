/* SPDX-License-Identifier: BSD-2-Clause */
/* Log lines: formatting and levels. */
#include <stdio.h>

#include <ipc/root.h>
#include <rt/log.h>

enum rt_log_level rt_log_level = RT_LOG_INFO;

void rt_vlog(enum rt_log_level level, const char *format, va_list args)
{
    static const char *const prefix[] = {"error: ", "warning: ", "", ""};
    char line[ROOT_LOG_MAX];

    if (level > rt_log_level)
        return;

    int used = snprintf(line, sizeof(line), "%s", prefix[level]);
    int more = vsnprintf(line + used, sizeof(line) - (size_t)used, format, args);
    size_t bytes = (size_t)used + (more > 0 ? (size_t)more : 0);
    if (bytes > sizeof(line) - 1)
        bytes = sizeof(line) - 1;
    rt_log_write(line, bytes);
}

void rt_log(enum rt_log_level level, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    rt_vlog(level, format, args);
    va_end(args);
}
