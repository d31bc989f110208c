/* SPDX-License-Identifier: BSD-2-Clause */
/* Condition variables: times of two clocks, one and all woken, items handed over, shared by processes. */
#include "thread.h"

#include <sys/mman.h>

static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t c = PTHREAD_COND_INITIALIZER, d = PTHREAD_COND_INITIALIZER;
static int waiting, woken, item, go;

static long ms_of(clockid_t clock)
{
    struct timespec t;

    clock_gettime(clock, &t);
    return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void times(clockid_t clock)
{
    pthread_condattr_t attr;
    pthread_cond_t cond;
    struct timespec past = in_ms(clock, -1000), bad = { 0, 1000000000 }, negative = { -5, 0 };

    pthread_condattr_init(&attr);
    ERROR(pthread_condattr_setclock(&attr, clock));
    pthread_cond_init(&cond, &attr);
    pthread_mutex_lock(&m);
    ERROR(pthread_cond_timedwait(&cond, &m, &past));
    ERROR(pthread_cond_timedwait(&cond, &m, &bad));
    ERROR(pthread_cond_timedwait(&cond, &m, &negative));
    long before = ms_of(CLOCK_MONOTONIC);
    struct timespec soon = in_ms(clock, 20);
    ERROR(pthread_cond_timedwait(&cond, &m, &soon));
    YES(ms_of(CLOCK_MONOTONIC) - before >= 19);
    ERROR(pthread_mutex_trylock(&m));
    ERROR(pthread_mutex_unlock(&m));
    ERROR(pthread_cond_signal(&cond));
    ERROR(pthread_cond_broadcast(&cond));
    ERROR(pthread_cond_destroy(&cond));
}

static void *wait_for_go(void *unused)
{
    pthread_mutex_lock(&m);
    waiting++;
    pthread_cond_signal(&d);
    while (!go)
        pthread_cond_wait(&c, &m);
    go--;
    woken++;
    pthread_cond_signal(&d);
    pthread_mutex_unlock(&m);
    return unused;
}

static void wakes(void)
{
    pthread_t t[5];

    for (int i = 0; i < 5; i++)
        pthread_create(&t[i], NULL, wait_for_go, NULL);
    pthread_mutex_lock(&m);
    while (waiting < 5)
        pthread_cond_wait(&d, &m);
    go = 1;
    pthread_cond_signal(&c);
    while (woken < 1)
        pthread_cond_wait(&d, &m);
    printf("one: %d woken, %d left\n", woken, go);
    go = 4;
    pthread_cond_broadcast(&c);
    pthread_mutex_unlock(&m);
    for (int i = 0; i < 5; i++)
        pthread_join(t[i], NULL);
    printf("all: %d woken, %d left\n", woken, go);
}

static void *take_items(void *unused)
{
    long sum = 0;

    for (int i = 0; i < 100; i++) {
        pthread_mutex_lock(&m);
        while (!item)
            pthread_cond_wait(&c, &m);
        sum += item;
        item = 0;
        pthread_cond_signal(&d);
        pthread_mutex_unlock(&m);
    }
    (void)unused;
    return (void *)sum;
}

static void items(void)
{
    pthread_t t;
    void *sum;

    pthread_create(&t, NULL, take_items, NULL);
    for (int i = 1; i <= 100; i++) {
        pthread_mutex_lock(&m);
        while (item)
            pthread_cond_wait(&d, &m);
        item = i;
        pthread_cond_signal(&c);
        pthread_mutex_unlock(&m);
    }
    pthread_join(t, &sum);
    printf("items: %ld\n", (long)sum);
}

static void shared(void)
{
    struct { pthread_mutex_t m; pthread_cond_t c; int turn; } *s = mmap(NULL, 4096, 3, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    pthread_mutexattr_t ma;
    pthread_condattr_t ca;

    pthread_mutexattr_init(&ma);
    pthread_mutexattr_setpshared(&ma, 1);
    pthread_mutex_init(&s->m, &ma);
    pthread_condattr_init(&ca);
    ERROR(pthread_condattr_setpshared(&ca, 1));
    pthread_cond_init(&s->c, &ca);
    pid_t child = fork();
    pthread_mutex_lock(&s->m);
    for (int i = 0; i < 50; i++) {
        while (s->turn % 2 != (child == 0))
            pthread_cond_wait(&s->c, &s->m);
        s->turn++;
        pthread_cond_signal(&s->c);
    }
    pthread_mutex_unlock(&s->m);
    if (child == 0)
        _exit(0);
    show_child("the child", child);
    VALUE(s->turn);
}

int main(void)
{
    times(CLOCK_REALTIME);
    times(CLOCK_MONOTONIC);
    wakes();
    items();
    shared();
    return 0;
}
