/* SPDX-License-Identifier: BSD-2-Clause */
/* Floating point values kept while threads and processes take turns and are interrupted by timers. */
#include "check.h"

#include <math.h>
#include <pthread.h>
#include <signal.h>
#include <sys/time.h>

static volatile sig_atomic_t ticks;
static volatile double scratch[32];
static int turn[2][2];

static void on_tick(int number)
{
    for (int i = 0; i < 32; i++)
        scratch[i] = i * 1.5 + number;
    ticks++;
}

/* The same sum for the same seed, with all kinds of registers used. */
static double work(int seed, int rounds, int yield)
{
    double a = seed, b = 1, c = 0;
    float f = 0.5f, v[8] = { 1, 2, 3, 4, 5, 6, 7, 8 };

    for (int i = 1; i <= rounds; i++) {
        a = a * 1.0000001 + sqrt(i);
        b = b + a / (i + seed);
        c = fma(a, 1e-6, c);
        f = f * 0.99f + (float)i;
        for (int j = 0; j < 8; j++)
            v[j] = v[j] * 0.5f + f;
        if (yield && i % 50 == 0)
            sched_yield();
    }
    return a + b + c + (double)f + (double)v[seed % 8];
}

static void *in_thread(void *arg)
{
    long seed = (long)arg;
    double expected = work((int)seed, 1000, 0);

    return (void *)(long)(expected != work((int)seed, 1000, 1));
}

static void ping_pong(void)
{
    double x = 1, alone = 1;
    char b;

    pipe(turn[0]);
    pipe(turn[1]);
    fflush(stdout);
    pid_t child = fork();
    for (int i = 0; i < 50; i++) {
        if (child == 0)
            read(turn[0][0], &b, 1);
        x = x * (child ? 1.25 : 0.75) + i;
        write(turn[child == 0][1], "x", 1);
        if (child)
            read(turn[1][0], &b, 1);
    }
    for (int i = 0; i < 50; i++)
        alone = alone * (child ? 1.25 : 0.75) + i;
    if (child == 0)
        _exit(x == alone ? 0 : 1);
    YES(x == alone);
    printf("%.6f\n", x);
    show_child("the other's value", child);
}

int main(void)
{
    pthread_t t[4];
    struct itimerval often = { { 0, 1000 }, { 0, 1000 } }, never = { 0 };
    struct sigaction action = { .sa_handler = on_tick, .sa_flags = SA_RESTART };
    pid_t child[3];
    int rounds = 0, bad = 0;

    printf("%.9e %.9e\n", work(1, 1000, 0), work(5, 1000, 0));
    for (long i = 0; i < 4; i++)
        pthread_create(&t[i], NULL, in_thread, (void *)(i + 1));
    for (int i = 0; i < 4; i++) {
        void *wrong;
        pthread_join(t[i], &wrong);
        VALUE((long)wrong);
    }
    fflush(stdout);
    for (int i = 0; i < 3; i++)
        if ((child[i] = fork()) == 0)
            _exit(in_thread((void *)(long)(i + 7)) != NULL);
    for (int i = 0; i < 3; i++)
        show_child("process", child[i]);
    sigaction(SIGALRM, &action, NULL);
    setitimer(ITIMER_REAL, &often, NULL);
    double expected = work(3, 2000, 0);
    for (; rounds < 10 || ticks < 10; rounds++)
        bad += work(3, 2000, 0) != expected;
    setitimer(ITIMER_REAL, &never, NULL);
    VALUE(bad);
    ping_pong();
    return 0;
}
