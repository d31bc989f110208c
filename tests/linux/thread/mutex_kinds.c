/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * libc: glibc
 * Mutexes: the kinds of them, locked again, unlocked by others, timed out, with priorities inherited, shared.
 */
#include "thread.h"

#include <sys/mman.h>

static pthread_mutex_t *tried;
static long sum;

static void make(pthread_mutex_t *m, int type, int protocol, int shared)
{
    pthread_mutexattr_t attr;

    pthread_mutexattr_init(&attr);
    pthread_mutexattr_settype(&attr, type);
    pthread_mutexattr_setprotocol(&attr, protocol);
    pthread_mutexattr_setpshared(&attr, shared);
    pthread_mutex_init(m, &attr);
}

static void *try_it(void *unused)
{
    struct timespec past = in_ms(CLOCK_REALTIME, -1000), soon = in_ms(CLOCK_REALTIME, 10), bad = { 1, 2000000000 };

    ERROR(pthread_mutex_trylock(tried));
    ERROR(pthread_mutex_timedlock(tried, &past));
    ERROR(pthread_mutex_timedlock(tried, &soon));
    ERROR(pthread_mutex_timedlock(tried, &bad));
    return unused;
}

static void *unlock_it(void *unused)
{
    ERROR(pthread_mutex_unlock(tried));
    return unused;
}

static void *add(void *mutex)
{
    for (int i = 0; i < 500; i++) {
        pthread_mutex_lock(mutex);
        long before = sum;
        if (i % 50 == 0)
            sched_yield();
        sum = before + 1;
        pthread_mutex_unlock(mutex);
    }
    return NULL;
}

static void count(int type, int protocol)
{
    pthread_mutex_t m;
    pthread_t t[4];

    make(&m, type, protocol, 0);
    sum = 0;
    for (int i = 0; i < 4; i++)
        pthread_create(&t[i], NULL, add, &m);
    for (int i = 0; i < 4; i++)
        pthread_join(t[i], NULL);
    VALUE(sum);
    ERROR(pthread_mutex_destroy(&m));
}

static void kinds(int protocol)
{
    static pthread_mutex_t m;

    tried = &m;
    make(&m, PTHREAD_MUTEX_NORMAL, protocol, 0);
    ERROR(pthread_mutex_lock(&m));
    ERROR(pthread_mutex_trylock(&m));
    in_thread(try_it, NULL);
    ERROR(pthread_mutex_unlock(&m));
    make(&m, PTHREAD_MUTEX_ERRORCHECK, protocol, 0);
    ERROR(pthread_mutex_unlock(&m));
    ERROR(pthread_mutex_lock(&m));
    ERROR(pthread_mutex_lock(&m));
    in_thread(unlock_it, NULL);
    ERROR(pthread_mutex_unlock(&m));
    make(&m, PTHREAD_MUTEX_RECURSIVE, protocol, 0);
    ERROR(pthread_mutex_lock(&m));
    ERROR(pthread_mutex_lock(&m));
    ERROR(pthread_mutex_unlock(&m));
    in_thread(try_it, NULL);
    in_thread(unlock_it, NULL);
    ERROR(pthread_mutex_unlock(&m));
    ERROR(pthread_mutex_unlock(&m));
    ERROR(pthread_mutex_destroy(&m));
}

static void shared(int protocol)
{
    struct { pthread_mutex_t m; long sum; } *s = mmap(NULL, 4096, 3, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    make(&s->m, PTHREAD_MUTEX_ERRORCHECK, protocol, 1);
    pthread_mutex_lock(&s->m);
    pid_t child = fork();
    for (int i = 0; i < 200; i++) {
        if (i || !child)
            pthread_mutex_lock(&s->m);
        s->sum++;
        pthread_mutex_unlock(&s->m);
    }
    if (child == 0)
        _exit(pthread_mutex_unlock(&s->m) == EPERM ? 0 : 1);
    show_child("the child", child);
    VALUE(s->sum);
}

int main(void)
{
    kinds(PTHREAD_PRIO_NONE);
    kinds(PTHREAD_PRIO_INHERIT);
    count(PTHREAD_MUTEX_NORMAL, PTHREAD_PRIO_NONE);
    count(PTHREAD_MUTEX_RECURSIVE, PTHREAD_PRIO_INHERIT);
    shared(PTHREAD_PRIO_NONE);
    shared(PTHREAD_PRIO_INHERIT);
    return 0;
}
