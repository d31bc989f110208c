/* SPDX-License-Identifier: BSD-2-Clause */
/* FUTEX_WAIT_REQUEUE_PI: from a condition to its lock without waking up in between. */
#include "futex.h"

static unsigned condition, lock, got;

static void *waiter(void *arg)
{
    (void)arg;
    long result = futex(&condition, WAIT_REQUEUE_PI | PRIVATE, 0, NULL, &lock, 0);
    if (result == 0 && (lock & 0x3fffffff) == (unsigned)syscall(SYS_gettid))
        __atomic_fetch_add(&got, 1, __ATOMIC_SEQ_CST);
    ms(10);
    futex(&lock, UNLOCK_PI | PRIVATE, 0, NULL, NULL, 0);
    return NULL;
}

int main(void)
{
    pthread_t t[4];
    struct timespec until = after(CLOCK_MONOTONIC, 30);

    VALUE(futex(&condition, WAIT_REQUEUE_PI | PRIVATE, 0, &until, &lock, 0));
    for (int i = 0; i < 4; i++)
        pthread_create(&t[i], NULL, waiter, NULL);
    ms(50);
    VALUE(futex(&condition, WAKE | PRIVATE, 1, NULL, NULL, 0));
    VALUE(futex(&condition, CMP_REQUEUE | PRIVATE, 1, (void *)1, &lock, 0));
    VALUE(futex(&condition, CMP_REQUEUE_PI | PRIVATE, 1, (void *)0, &lock, 0));
    ms(60);
    VALUE(got);
    futex(&lock, LOCK_PI | PRIVATE, 0, NULL, NULL, 0);
    VALUE(futex(&condition, CMP_REQUEUE_PI | PRIVATE, 1, (void *)9, &lock, 0));
    ms(30);
    VALUE(got);
    VALUE(futex(&lock, UNLOCK_PI | PRIVATE, 0, NULL, NULL, 0));
    for (int i = 0; i < 4; i++)
        pthread_join(t[i], NULL);
    VALUE(got);
    VALUE(lock);
    return 0;
}
