/* SPDX-License-Identifier: BSD-2-Clause */
/* The end of a task: a log line, then an instruction that root-task sees as a fault. */
#include <assert.h>
#include <stdarg.h>
#include <stdlib.h>

#include <rt/log.h>
#include <rt/panic.h>

_Noreturn void rt_panic(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    rt_vlog(RT_LOG_ERROR, format, args);
    va_end(args);
    for (;;)
        __asm__ volatile("brk %0" : : "i"(RT_PANIC_BRK));
}

/* <assert.h> of picolibc calls this. */
_Noreturn void __assert_func(const char *file, int line, const char *function, const char *expression)
{
    rt_panic("%s:%d: %s: assertion '%s' failed", file, line, function, expression);
}

_Noreturn void abort(void)
{
    rt_panic("abort");
}
