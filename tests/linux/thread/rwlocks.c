/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * libc: glibc
 * Locks for readers and writers: who keeps out whom, times, locked twice, shared by processes.
 */
#include "thread.h"

#include <sys/mman.h>

static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
static long a, b, torn;

static void *try_both(void *unused)
{
    struct timespec soon = in_ms(CLOCK_REALTIME, 5), past = in_ms(CLOCK_REALTIME, -1000), bad = { 0, -1 };

    if (ERROR(pthread_rwlock_tryrdlock(&lock)) == 0)
        pthread_rwlock_unlock(&lock);
    if (ERROR(pthread_rwlock_trywrlock(&lock)) == 0)
        pthread_rwlock_unlock(&lock);
    if (ERROR(pthread_rwlock_timedrdlock(&lock, &soon)) == 0)
        pthread_rwlock_unlock(&lock);
    if (ERROR(pthread_rwlock_timedwrlock(&lock, &past)) == 0)
        pthread_rwlock_unlock(&lock);
    ERROR(pthread_rwlock_timedwrlock(&lock, &bad));
    return unused;
}

static void *writer(void *unused)
{
    for (int i = 0; i < 100; i++) {
        pthread_rwlock_wrlock(&lock);
        a++;
        sched_yield();
        b++;
        pthread_rwlock_unlock(&lock);
    }
    return unused;
}

static void *reader(void *unused)
{
    for (int i = 0; i < 100; i++) {
        pthread_rwlock_rdlock(&lock);
        if (a != b)
            __atomic_add_fetch(&torn, 1, __ATOMIC_SEQ_CST);
        pthread_rwlock_unlock(&lock);
    }
    return unused;
}

static void shared(void)
{
    struct { pthread_rwlock_t l; long n; } *s = mmap(NULL, 4096, 3, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    pthread_rwlockattr_t attr;

    pthread_rwlockattr_init(&attr);
    ERROR(pthread_rwlockattr_setpshared(&attr, 1));
    pthread_rwlock_init(&s->l, &attr);
    pthread_rwlock_rdlock(&s->l);
    IN_CHILD("beside a reader", ERROR(pthread_rwlock_tryrdlock(&s->l)); ERROR(pthread_rwlock_trywrlock(&s->l));
             ERROR(pthread_rwlock_unlock(&s->l)));
    pthread_rwlock_unlock(&s->l);
    pthread_rwlock_wrlock(&s->l);
    IN_CHILD("beside a writer", ERROR(pthread_rwlock_tryrdlock(&s->l)));
    pid_t child = fork();
    if (child == 0) {
        pthread_rwlock_wrlock(&s->l);
        s->n = s->n * 2;
        pthread_rwlock_unlock(&s->l);
        _exit(0);
    }
    usleep(5000);
    s->n = 21;
    pthread_rwlock_unlock(&s->l);
    show_child("a writer that waits", child);
    VALUE(s->n);
}

int main(void)
{
    pthread_t t[5];

    ERROR(pthread_rwlock_rdlock(&lock));
    ERROR(pthread_rwlock_rdlock(&lock));
    ERROR(pthread_rwlock_trywrlock(&lock));
    in_thread(try_both, NULL);
    ERROR(pthread_rwlock_unlock(&lock));
    ERROR(pthread_rwlock_unlock(&lock));
    ERROR(pthread_rwlock_wrlock(&lock));
    ERROR(pthread_rwlock_wrlock(&lock));
    ERROR(pthread_rwlock_rdlock(&lock));
    in_thread(try_both, NULL);
    ERROR(pthread_rwlock_unlock(&lock));
    in_thread(try_both, NULL);
    for (int i = 0; i < 5; i++)
        pthread_create(&t[i], NULL, i < 2 ? writer : reader, NULL);
    for (int i = 0; i < 5; i++)
        pthread_join(t[i], NULL);
    VALUE(torn);
    VALUE(a);
    VALUE(b);
    ERROR(pthread_rwlock_destroy(&lock));
    shared();
    return 0;
}
