/* SPDX-License-Identifier: BSD-2-Clause */
/* Bare futex calls, and threads and shared words to try them with. */
#ifndef FUTEX_H
#define FUTEX_H

#include "check.h"

#include <pthread.h>
#include <stddef.h>
#include <signal.h>
#include <sys/mman.h>
#include <time.h>

enum { WAIT, WAKE, FD, REQUEUE, CMP_REQUEUE, WAKE_OP, LOCK_PI, UNLOCK_PI, TRYLOCK_PI, WAIT_BITSET, WAKE_BITSET,
       WAIT_REQUEUE_PI, CMP_REQUEUE_PI, LOCK_PI2, PRIVATE = 128, REALTIME = 256 };
#define WAITERS 0x80000000u
#define DIED 0x40000000u

static inline long futex(void *word, int op, unsigned value, const void *timeout, void *word2, unsigned value3)
{
    return syscall(SYS_futex, word, op, value, timeout, word2, value3);
}

static inline void ms(int n)
{
    usleep(n * 1000);
}

/* Waits until so many wait at the word: moving them to where they are counts them. */
static inline void waiting(unsigned *word, int count)
{
    while (futex(word, REQUEUE | PRIVATE, 0, (void *)1000, word, 0) < count)
        ms(1);
}

/* Waits until the value is there. */
static inline void until(volatile unsigned *value, unsigned wanted)
{
    for (int i = 0; i < 2000 && *value != wanted; i++)
        ms(1);
}

/* A page shared with children. */
static inline volatile unsigned *shared_page(void)
{
    return mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
}

static inline struct timespec after(clockid_t clock, int milliseconds)
{
    struct timespec t;
    clock_gettime(clock, &t);
    t.tv_nsec += milliseconds % 1000 * 1000000l;
    t.tv_sec += milliseconds / 1000 + t.tv_nsec / 1000000000;
    t.tv_nsec %= 1000000000;
    return t;
}

#endif
