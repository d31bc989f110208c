/* SPDX-License-Identifier: BSD-2-Clause */
/* System calls that do little. */
#include "bench.h"

#include <signal.h>
#include <time.h>

#define REPEAT(...)                                                                                \
    for (long i = 0; i < count; i++) {                                                             \
        __VA_ARGS__;                                                                               \
    }                                                                                              \
    return 0

static int get_pid(long count)
{
    REPEAT(call(SYS_getpid));
}

static int bad_number(long count)
{
    REPEAT(call(9999));
}

static int clock_library(long count)
{
    struct timespec t;

    REPEAT(clock_gettime(CLOCK_MONOTONIC, &t));
}

static int clock_call(long count)
{
    struct timespec t;

    REPEAT(call(SYS_clock_gettime, CLOCK_MONOTONIC, &t));
}

static int yield(long count)
{
    REPEAT(call(SYS_sched_yield));
}

static int duplicate(long count)
{
    REPEAT(long copy = call(SYS_dup, 1); call(SYS_close, copy));
}

static void handler(int number)
{
    (void)number;
}

static int action(long count)
{
    struct sigaction old, new = {.sa_handler = handler};

    REPEAT(sigaction(SIGUSR1, &new, &old));
}

const struct row rows_calls[] = {
    {"getpid", 4000, NULL, NULL, get_pid, NULL},
    {"bad_number", 4000, NULL, NULL, bad_number, NULL},
    {"clock_gettime_vdso", 10000, NULL, NULL, clock_library, NULL},
    {"clock_gettime_svc", 4000, NULL, NULL, clock_call, NULL},
    {"sched_yield", 4000, NULL, NULL, yield, NULL},
    {"dup_close", 2000, NULL, NULL, duplicate, NULL},
    {"sigaction", 4000, NULL, NULL, action, NULL},
    {NULL},
};
