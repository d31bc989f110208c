/* SPDX-License-Identifier: BSD-2-Clause */
/* futex_waitv: several words at once. */
#include "futex.h"

struct waitv { unsigned long value, addr; unsigned flags, reserved; };

static unsigned words[4];

static long waitv(struct waitv *v, unsigned n, unsigned flags, void *timeout, int clock)
{
    return syscall(449, v, n, flags, timeout, clock);
}

static void *waker(void *arg)
{
    ms(50);
    futex(&words[(long)arg], WAKE | PRIVATE, 1, NULL, NULL, 0);
    return NULL;
}

int main(void)
{
    struct waitv v[4];
    struct timespec t = after(CLOCK_MONOTONIC, 40), bad = {0, -1};
    pthread_t thread;

    for (int i = 0; i < 4; i++)
        v[i] = (struct waitv){0, (unsigned long)&words[i], 2 | PRIVATE, 0};
    VALUE(waitv(v, 4, 0, &t, CLOCK_MONOTONIC));
    t = after(CLOCK_REALTIME, 20);
    VALUE(waitv(v, 4, 0, &t, CLOCK_REALTIME));
    VALUE(waitv(v, 4, 0, &t, CLOCK_BOOTTIME));
    VALUE(waitv(v, 4, 0, &bad, CLOCK_MONOTONIC));
    VALUE(waitv(v, 4, 0, (void *)8, CLOCK_MONOTONIC));
    VALUE(waitv(v, 0, 0, NULL, 0));
    VALUE(waitv(v, 129, 0, NULL, 0));
    VALUE(waitv(NULL, 1, 0, NULL, 0));
    VALUE(waitv((void *)8, 1, 0, NULL, 0));
    VALUE(waitv(v, 4, 1, NULL, 0));
    words[2] = 1;
    VALUE(waitv(v, 4, 0, NULL, 0));
    words[2] = 0;
    v[1].flags = PRIVATE;
    VALUE(waitv(v, 4, 0, NULL, 0));
    v[1].flags = 2 | 4;
    VALUE(waitv(v, 4, 0, NULL, 0));
    v[1].flags = 2 | PRIVATE;
    v[3].reserved = 1;
    VALUE(waitv(v, 4, 0, NULL, 0));
    v[3].reserved = 0;
    v[3].addr++;
    VALUE(waitv(v, 4, 0, NULL, 0));
    v[3].addr--;
    for (long i = 0; i < 4; i++) {
        pthread_create(&thread, NULL, waker, (void *)i);
        VALUE(waitv(v, 4, 0, NULL, 0));
        pthread_join(thread, NULL);
    }
    return 0;
}
