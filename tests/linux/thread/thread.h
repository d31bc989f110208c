/* SPDX-License-Identifier: BSD-2-Clause */
/* What the cases about threads share: results that are error numbers, times from now. */
#ifndef THREAD_H
#define THREAD_H

#include "check.h"

#include <pthread.h>
#include <time.h>

/* Prints `text = ok`, or the name of the error that the call returned. */
#define ERROR(call) show_error(#call, (call))

static inline int show_error(const char *text, int error)
{
    printf("%s = %s\n", text, error ? error_name(error) : "ok");
    fflush(stdout);
    return error;
}

/* The time of the clock in so many milliseconds (may be negative). */
static inline struct timespec in_ms(clockid_t clock, long ms)
{
    struct timespec t;

    clock_gettime(clock, &t);
    long ns = t.tv_nsec + ms % 1000 * 1000000;
    t.tv_sec += ms / 1000 + (ns >= 1000000000) - (ns < 0);
    t.tv_nsec = (ns + 1000000000) % 1000000000;
    return t;
}

/* Runs a function in a thread, to its end; its result. */
static inline void *in_thread(void *(*run)(void *), void *arg)
{
    pthread_t t;
    void *result = NULL;

    if (pthread_create(&t, NULL, run, arg) != 0)
        return (void *)-1;
    pthread_join(t, &result);
    return result;
}

#endif
