/* SPDX-License-Identifier: BSD-2-Clause */
/* Locks with an owner: waiting, handing over, time running out, the owner's death. */
#include "futex.h"

static unsigned word;
static unsigned tids[3];
static char said[3][80];

static void *locker(void *arg)
{
    long i = (long)arg;

    tids[i] = syscall(SYS_gettid);
    long result = futex(&word, LOCK_PI | PRIVATE, 0, NULL, NULL, 0);
    snprintf(said[i], sizeof(said[i]), "%ld, owner %s%s%s", result, (word & 0x3fffffff) == tids[i] ? "me" : "?",
             word & WAITERS ? ", waiters" : "", word & DIED ? ", died" : "");
    ms(30);
    result = futex(&word, UNLOCK_PI | PRIVATE, 0, NULL, NULL, 0);
    return (void *)result;
}

static void *dies(void *arg)
{
    (void)arg;
    word = syscall(SYS_gettid);
    ms(100);
    return NULL;
}

int main(void)
{
    pthread_t t[3], owner;
    void *result;

    VALUE(futex(&word, LOCK_PI | PRIVATE, 0, NULL, NULL, 0));
    for (long i = 0; i < 3; i++) {
        pthread_create(&t[i], NULL, locker, (void *)i);
        ms(20);
    }
    YES(word == (WAITERS | (unsigned)syscall(SYS_gettid)));
    VALUE(futex(&word, WAKE | PRIVATE, 1, NULL, NULL, 0));
    VALUE(futex(&word, UNLOCK_PI | PRIVATE, 0, NULL, NULL, 0));
    for (int i = 0; i < 3; i++) {
        pthread_join(t[i], &result);
        printf("thread %d: %s\n", i, said[i]);
        VALUE(result);
    }
    VALUE(word);

    pthread_create(&owner, NULL, dies, NULL);
    ms(20);
    struct timespec until = after(CLOCK_REALTIME, 30);
    VALUE(futex(&word, LOCK_PI | PRIVATE, 0, &until, NULL, 0));
    until = after(CLOCK_MONOTONIC, 20);
    VALUE(futex(&word, LOCK_PI2 | PRIVATE, 0, &until, NULL, 0));
    VALUE(futex(&word, TRYLOCK_PI | PRIVATE, 0, NULL, NULL, 0));
    VALUE(futex(&word, LOCK_PI | PRIVATE, 0, NULL, NULL, 0));
    YES((word & 0x3fffffff) == (unsigned)syscall(SYS_gettid));
    YES((word & DIED) != 0);
    VALUE(futex(&word, UNLOCK_PI | PRIVATE, 0, NULL, NULL, 0));
    VALUE(word);
    pthread_join(owner, NULL);
    return 0;
}
