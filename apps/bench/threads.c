/* SPDX-License-Identifier: BSD-2-Clause */
/* Threads and futexes. */
#include "bench.h"

#include <linux/futex.h>
#include <pthread.h>

static int word, turn;
static pthread_t other;

static int wake(long count)
{
    for (long i = 0; i < count; i++)
        call(SYS_futex, &word, FUTEX_WAKE_PRIVATE, 1);
    return 0;
}

static void wait_for(int value)
{
    int seen;

    while ((seen = __atomic_load_n(&turn, __ATOMIC_ACQUIRE)) != value && seen >= 0)
        call(SYS_futex, &turn, FUTEX_WAIT_PRIVATE, seen);
}

static void set(int value)
{
    __atomic_store_n(&turn, value, __ATOMIC_RELEASE);
    call(SYS_futex, &turn, FUTEX_WAKE_PRIVATE, 1);
}

static void *partner(void *unused)
{
    for (;;) {
        wait_for(1);
        if (__atomic_load_n(&turn, __ATOMIC_ACQUIRE) < 0)
            return unused;
        set(0);
    }
}

static int start_partner(void)
{
    turn = 0;
    errno = pthread_create(&other, NULL, partner, NULL);
    return errno ? -1 : 0;
}

static int ping_pong(long count)
{
    for (long i = 0; i < count; i++) {
        set(1);
        wait_for(0);
    }
    return 0;
}

static void end_partner(void)
{
    set(-1);
    pthread_join(other, NULL);
}

static void *nothing(void *unused)
{
    return unused;
}

static int create_join(long count)
{
    for (long i = 0; i < count; i++) {
        pthread_t thread;

        errno = pthread_create(&thread, NULL, nothing, NULL);
        if (errno)
            return -1;
        pthread_join(thread, NULL);
    }
    return 0;
}

const struct row rows_threads[] = {
    {"futex_wake", 4000, NULL, NULL, wake, NULL},
    {"futex_ping_pong", 400, start_partner, NULL, ping_pong, end_partner},
    {"thread_create_join", 40, NULL, NULL, create_join, NULL},
    {NULL},
};
