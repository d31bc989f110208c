/* SPDX-License-Identifier: BSD-2-Clause */
/* Values of threads: variables with their beginnings, errno, keys and the rounds of their destructors. */
#include "thread.h"

#include <limits.h>

static __thread int with_value = 7, without;
static __thread char large[20000];
static __thread __attribute__((aligned(64))) int aligned;
static pthread_key_t again, plain, gone;
static int again_calls, plain_calls, gone_calls, wrong;

static void on_again(void *value)
{
    again_calls++;
    if (pthread_getspecific(again) != NULL)
        wrong++;
    pthread_setspecific(again, value);
}

static void on_plain(void *value)
{
    plain_calls += (int)(long)value;
}

static void on_gone(void *value)
{
    gone_calls += value != NULL;
}

static void *fresh(void *unused)
{
    int sum = 0;

    for (size_t i = 0; i < sizeof(large); i++)
        sum += large[i];
    printf("fresh: %d %d %d aligned %ld errno %d\n", with_value, without, sum, (long)&aligned % 64, errno);
    with_value = 100;
    without = 200;
    memset(large, 1, sizeof(large));
    errno = EIO;
    VALUE((long)pthread_getspecific(plain));
    return unused;
}

static void *use_keys(void *unused)
{
    pthread_setspecific(again, "x");
    pthread_setspecific(plain, (void *)5L);
    pthread_setspecific(gone, "y");
    pthread_key_delete(gone);
    return unused;
}

static void *leave(void *unused)
{
    pthread_setspecific(plain, (void *)7L);
    pthread_exit(unused);
}

static void *many(void *arg)
{
    for (int i = 0; i < 1000; i++) {
        without += (int)(long)arg;
        if (i % 100 == 0)
            sched_yield();
    }
    return (void *)(long)without;
}

int main(void)
{
    pthread_t t[4];
    int made = 0;
    pthread_key_t key;

    pthread_key_create(&again, on_again);
    pthread_key_create(&plain, on_plain);
    pthread_key_create(&gone, on_gone);
    with_value++;
    without = 3;
    errno = 0;
    pthread_setspecific(plain, (void *)1L);
    in_thread(fresh, NULL);
    in_thread(fresh, NULL);
    printf("main: %d %d %d errno %d\n", with_value, without, large[5], errno);
    in_thread(use_keys, NULL);
    YES(again_calls == PTHREAD_DESTRUCTOR_ITERATIONS);
    VALUE(plain_calls);
    VALUE(gone_calls);
    VALUE(wrong);
    VALUE((long)in_thread(leave, (void *)77L));
    VALUE(plain_calls);
    VALUE((long)pthread_getspecific(plain));
    for (long i = 0; i < 4; i++)
        pthread_create(&t[i], NULL, many, (void *)(i + 1));
    for (int i = 0; i < 4; i++) {
        void *result;
        pthread_join(t[i], &result);
        VALUE((long)result);
    }
    IN_CHILD("a fork keeps them", printf("%d %d %ld\n", with_value, without, (long)pthread_getspecific(plain)));
    while (made < 5000 && pthread_key_create(&key, NULL) == 0)
        made++;
    YES(made >= _POSIX_THREAD_KEYS_MAX - 2 && made < 5000);
    ERROR(pthread_key_create(&key, NULL));
    return 0;
}
