/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * link: -pthread
 * Real-time threads: before all others, in the order of their priorities; wake-ups by priority; locks that lend priority.
 */
#include "check.h"

#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <time.h>

static volatile long count;
static volatile int stop;

static long long now_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000ll + t.tv_nsec / 1000;
}

static void spin(long us)
{
    long long end = now_us() + us;
    while (now_us() < end)
        ;
}

static void nap(long us)
{
    struct timespec t = {0, us * 1000};
    nanosleep(&t, NULL);
}

static int priority(int policy, int level)
{
    struct sched_param p;
    memset(&p, 0, sizeof(p));
    p.sched_priority = level;
    return (int)syscall(SYS_sched_setscheduler, 0, policy, &p);
}

static pthread_t start(void *(*f)(void *), long arg)
{
    pthread_t t;
    pthread_create(&t, NULL, f, (void *)arg);
    return t;
}

static void *counts(void *level)
{
    if (level)
        priority(SCHED_FIFO, (int)(long)level);
    else
        priority(SCHED_OTHER, 0);
    while (!stop)
        count++;
    return NULL;
}

/* Does a thread of that level (0: none) get the processor while one of level 20 is busy?  And when it sleeps? */
static void against(long level)
{
    stop = 0;
    pthread_t t = start(counts, level);
    nap(20000);
    long before = count;
    spin(40000);
    long during = count - before;
    nap(20000);
    printf("level %ld: %s while busy, %s while asleep\n", level, during > 0 ? "runs" : "waits", count - before > during ? "runs" : "waits");
    stop = 1;
    pthread_join(t, NULL);
}

static int word, order[3];
static volatile int awake;

static void *waits(void *level)
{
    priority(SCHED_FIFO, (int)(long)level);
    syscall(SYS_futex, &word, FUTEX_WAIT_PRIVATE, 0, NULL, NULL, 0);
    order[awake++] = (int)(long)level;
    return NULL;
}

static pthread_mutex_t lock;
static volatile int holds, got;

static void *holder(void *unused)
{
    priority(SCHED_OTHER, 0);
    pthread_mutex_lock(&lock);
    holds = 1;
    while (!got && holds == 1)
        ;
    pthread_mutex_unlock(&lock);
    return unused;
}

static void *wants(void *unused)
{
    priority(SCHED_FIFO, 10);
    pthread_mutex_lock(&lock);
    got = 1;
    pthread_mutex_unlock(&lock);
    return unused;
}

static void lending(int protocol)
{
    pthread_mutexattr_t a;
    pthread_mutexattr_init(&a);
    pthread_mutexattr_setprotocol(&a, protocol);
    pthread_mutex_init(&lock, &a);
    holds = got = stop = 0;
    pthread_t low = start(holder, 0);
    while (!holds)
        nap(1000);
    pthread_t high = start(wants, 0);
    nap(10000);
    pthread_t middle = start(counts, 5);
    nap(10000);
    holds = 2; /* it may let go, if it runs */
    nap(30000);
    printf("%s: %s\n", protocol == PTHREAD_PRIO_INHERIT ? "inherits" : "does not", got ? "got the lock" : "the middle one is in the way");
    stop = 1;
    pthread_join(middle, NULL);
    pthread_join(low, NULL);
    pthread_join(high, NULL);
}

int main(void)
{
    setbuf(stdout, NULL);
    VALUE(priority(SCHED_FIFO, 20));
    against(0);
    against(10);
    against(1);
    pthread_t t[3];
    for (int i = 0; i < 3; i++) {
        t[i] = start(waits, i + 1);
        nap(10000);
    }
    for (int i = 0; i < 3; i++) {
        syscall(SYS_futex, &word, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
        nap(10000);
    }
    for (int i = 0; i < 3; i++)
        pthread_join(t[i], NULL);
    printf("woken: %d %d %d\n", order[0], order[1], order[2]);
    lending(PTHREAD_PRIO_INHERIT);
    lending(PTHREAD_PRIO_NONE);
    VALUE(priority(SCHED_OTHER, 0));
    return 0;
}
