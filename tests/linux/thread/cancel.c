/* SPDX-License-Identifier: BSD-2-Clause */
/* Cancelled threads: in calls that wait, in loops, not while it is disabled; what cleans up, and in what order. */
#include "thread.h"

#include <poll.h>
#include <semaphore.h>
#include <signal.h>

static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t c = PTHREAD_COND_INITIALIZER;
static sem_t ready, hold;
static int fds[2];
static volatile unsigned long turns;

static void clean(void *name)
{
    printf("  cleaned: %s\n", (char *)name);
}

static void unlock(void *mutex)
{
    printf("  held at the end: %s\n", pthread_mutex_trylock(mutex) == EBUSY ? "yes" : "no");
    pthread_mutex_unlock(mutex);
}

static void *reads(void *unused)
{
    char b;

    pthread_cleanup_push(clean, "outer");
    pthread_cleanup_push(clean, "inner");
    sem_post(&ready);
    read(fds[0], &b, 1);
    pthread_cleanup_pop(0);
    pthread_cleanup_pop(0);
    return unused;
}

static void *sleeps(void *unused)
{
    struct timespec t = { 100, 0 };

    sem_post(&ready);
    nanosleep(&t, NULL);
    return unused;
}

static void *polls(void *unused)
{
    struct pollfd p = { fds[0], POLLIN, 0 };

    sem_post(&ready);
    poll(&p, 1, 100000);
    return unused;
}

static void *waits_child(void *unused)
{
    sem_post(&ready);
    waitpid(*(pid_t *)unused, NULL, 0);
    return NULL;
}

static void *waits(void *unused)
{
    pthread_mutex_lock(&m);
    pthread_cleanup_push(unlock, &m);
    sem_post(&ready);
    for (;;)
        pthread_cond_wait(&c, &m);
    pthread_cleanup_pop(0);
    return unused;
}

static void *waits_sem(void *unused)
{
    sem_post(&ready);
    sem_wait(&hold);
    return unused;
}

static void *turns_round(void *unused)
{
    pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, NULL);
    sem_post(&ready);
    for (;;)
        turns++;
    return unused;
}

static void *disabled(void *unused)
{
    int old;

    ERROR(pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &old));
    VALUE(old == PTHREAD_CANCEL_ENABLE);
    sem_post(&ready);
    sem_wait(&hold);
    usleep(100);
    pthread_testcancel();
    printf("  still here\n");
    pthread_cleanup_push(clean, "after it was enabled");
    pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, NULL);
    pthread_testcancel();
    printf("  not here\n");
    pthread_cleanup_pop(0);
    return unused;
}

static void *reads_late(void *unused)
{
    char b = 0;

    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, NULL);
    sem_post(&ready);
    sem_wait(&hold);
    pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, NULL);
    read(fds[0], &b, 1);
    return unused;
}

static void *ends(void *unused)
{
    pthread_cleanup_push(clean, "popped and run");
    pthread_cleanup_pop(1);
    pthread_cleanup_push(clean, "pthread_exit");
    pthread_exit((void *)5L);
    pthread_cleanup_pop(0);
    return unused;
}

static void cancel(const char *what, void *(*run)(void *), void *arg, int release)
{
    pthread_t t;
    void *result;

    printf("%s\n", what);
    pthread_create(&t, NULL, run, arg);
    sem_wait(&ready);
    usleep(2000);
    int error = pthread_cancel(t);
    if (release)
        sem_post(&hold);
    pthread_join(t, &result);
    ERROR(error);
    printf("  %s\n", result == PTHREAD_CANCELED ? "cancelled" : "returned");
    fflush(stdout);
}

int main(void)
{
    pid_t child;
    char b;

    sem_init(&ready, 0, 0);
    sem_init(&hold, 0, 0);
    pipe(fds);
    cancel("read", reads, NULL, 0);
    cancel("nanosleep", sleeps, NULL, 0);
    cancel("poll", polls, NULL, 0);
    cancel("a condition", waits, NULL, 0);
    ERROR(pthread_mutex_trylock(&m));
    cancel("a semaphore", waits_sem, NULL, 0);
    cancel("a loop", turns_round, NULL, 0);
    cancel("disabled", disabled, NULL, 1);
    write(fds[1], "x", 1);
    cancel("before the call", reads_late, NULL, 1);
    VALUE(read(fds[0], &b, 1));
    if ((child = fork()) == 0)
        for (;;)
            pause();
    cancel("waitpid", waits_child, &child, 0);
    kill(child, 9);
    show_child("the child", child);
    VALUE((long)in_thread(ends, NULL));
    return 0;
}
