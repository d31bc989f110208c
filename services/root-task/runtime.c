/* SPDX-License-Identifier: BSD-2-Clause */
/* What the library expects of a program, for the one that has no root-task above it: heap and panic. */
#include <assert.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#include <rt/log.h>
#include <rt/panic.h>

#include "machine.h"

enum { HEAP_BYTES = 1 << 20, FRAMES_MAX = 24 };

static char heap[HEAP_BYTES] __attribute__((aligned(16)));
static size_t heap_used;

void *sbrk(ptrdiff_t bytes)
{
    size_t used = heap_used + (size_t)bytes;

    if (used > sizeof(heap))
        return (void *)-1;
    char *start = heap + heap_used;
    heap_used = used;
    return start;
}

static void log_backtrace(void)
{
    uint64_t frame = machine_frame_pointer();

    for (int i = 0; i < FRAMES_MAX && frame && frame % 16 == 0; i++) {
        const uint64_t *record = (const uint64_t *)frame;
        log_error("  called from 0x%lx", record[1]);
        if (record[0] <= frame)
            break;
        frame = record[0];
    }
}

_Noreturn void rt_panic(const char *format, ...)
{
    static bool again;
    va_list args;

    va_start(args, format);
    rt_vlog(RT_LOG_ERROR, format, args);
    va_end(args);
    if (!again) {
        again = true;
        log_backtrace();
        log_error("root-task stops (addr2line -e root-task.elf ADDRESS names the callers)");
    }
    machine_stop();
}

_Noreturn void __assert_func(const char *file, int line, const char *function, const char *expression)
{
    rt_panic("%s:%d: %s: assertion '%s' failed", file, line, function, expression);
}

_Noreturn void abort(void)
{
    rt_panic("abort");
}
