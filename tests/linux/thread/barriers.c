/* SPDX-License-Identifier: BSD-2-Clause */
/* Barriers, semaphores, what is done once, spin locks: rounds of threads and processes, times, errors. */
#include "thread.h"

#include <semaphore.h>
#include <sys/mman.h>

static pthread_barrier_t bar;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static int serials, early, passed[4], once_calls;

static void only_once(void)
{
    usleep(2000);
    once_calls++;
}

static void *rounds(void *arg)
{
    long me = (long)arg;

    pthread_once(&once, only_once);
    if (once_calls != 1)
        __atomic_add_fetch(&early, 1, __ATOMIC_SEQ_CST);
    for (int i = 0; i < 20; i++) {
        __atomic_store_n(&passed[me], i + 1, __ATOMIC_SEQ_CST);
        if (pthread_barrier_wait(&bar) == PTHREAD_BARRIER_SERIAL_THREAD)
            __atomic_add_fetch(&serials, 1, __ATOMIC_SEQ_CST);
        for (int j = 0; j < 4; j++)
            if (__atomic_load_n(&passed[j], __ATOMIC_SEQ_CST) < i + 1)
                __atomic_add_fetch(&early, 1, __ATOMIC_SEQ_CST);
    }
    return NULL;
}

static void *post_later(void *sem)
{
    usleep(3000);
    sem_post(sem);
    return NULL;
}

static void semaphores(void)
{
    sem_t sem;
    int value;
    struct timespec soon = in_ms(CLOCK_REALTIME, 5), far = in_ms(CLOCK_REALTIME, 60000), bad = { 0, 1000000000 };
    pthread_t t;

    VALUE(sem_init(&sem, 0, 0x80000000u));
    VALUE(sem_init(&sem, 0, 2));
    VALUE(sem_wait(&sem));
    VALUE(sem_trywait(&sem));
    VALUE(sem_trywait(&sem));
    VALUE(sem_timedwait(&sem, &soon));
    VALUE(sem_timedwait(&sem, &bad));
    pthread_create(&t, NULL, post_later, &sem);
    VALUE(sem_timedwait(&sem, &far));
    pthread_join(t, NULL);
    VALUE(sem_getvalue(&sem, &value));
    VALUE(value);
    VALUE(sem_init(&sem, 0, 0x7fffffff));
    VALUE(sem_post(&sem));
    VALUE(sem_destroy(&sem));
}

static void shared(void)
{
    struct { pthread_barrier_t b; sem_t ping, pong; int n[3], bad; } *s =
        mmap(NULL, 4096, 3, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    pthread_barrierattr_t attr;
    pid_t child[2];

    pthread_barrierattr_init(&attr);
    ERROR(pthread_barrierattr_setpshared(&attr, 1));
    pthread_barrier_init(&s->b, &attr, 3);
    sem_init(&s->ping, 1, 0);
    sem_init(&s->pong, 1, 0);
    fflush(stdout);
    for (int me = 2; me >= 0; me--) {
        if (me > 0 && (child[me - 1] = fork()) != 0)
            continue;
        for (int i = 1; i <= 10; i++) {
            s->n[me] = i;
            pthread_barrier_wait(&s->b);
            s->bad += s->n[0] < i || s->n[1] < i || s->n[2] < i;
        }
        for (int i = 0; me == 1 && i < 50; i++) {
            sem_wait(&s->ping);
            sem_post(&s->pong);
        }
        if (me > 0)
            _exit(0);
    }
    for (int i = 0; i < 50; i++) {
        sem_post(&s->ping);
        sem_wait(&s->pong);
    }
    show_child("second", child[0]);
    show_child("third", child[1]);
    VALUE(s->bad);
    VALUE(sem_trywait(&s->pong));
}

int main(void)
{
    pthread_t t[4];
    pthread_spinlock_t spin;

    ERROR(pthread_barrier_init(&bar, NULL, 0));
    ERROR(pthread_barrier_init(&bar, NULL, 4));
    for (long i = 0; i < 4; i++)
        pthread_create(&t[i], NULL, rounds, (void *)i);
    for (int i = 0; i < 4; i++)
        pthread_join(t[i], NULL);
    VALUE(serials);
    VALUE(early);
    VALUE(once_calls);
    ERROR(pthread_barrier_destroy(&bar));
    semaphores();
    shared();
    ERROR(pthread_spin_init(&spin, 0));
    ERROR(pthread_spin_lock(&spin));
    ERROR(pthread_spin_trylock(&spin));
    ERROR(pthread_spin_unlock(&spin));
    ERROR(pthread_spin_trylock(&spin));
    return 0;
}
