/* SPDX-License-Identifier: BSD-2-Clause */
/* Rounding and exception flags belong to a thread: inherited, kept beside others, across handlers, fork and exec. */
#include "check.h"

#include <fenv.h>
#include <pthread.h>
#include <signal.h>

static const int modes[4] = { FE_TONEAREST, FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO };
static volatile int in_handler = -1, flags_in_handler = -1;
static volatile double one = 1, three = 3, zero;

static uint64_t bits(double x)
{
    uint64_t u;

    memcpy(&u, &x, sizeof(u));
    return u;
}

static void handler(int number)
{
    (void)number;
    in_handler = fegetround() >> 22;
    flags_in_handler = fetestexcept(FE_ALL_EXCEPT);
    fesetround(FE_TOWARDZERO);
    feraiseexcept(FE_OVERFLOW);
}

static void *divides(void *arg)
{
    int mode = *(const int *)arg;
    long bad = 0;
    double expected;

    fesetround(mode);
    expected = one / three;
    for (int i = 0; i < 300; i++) {
        sched_yield();
        bad += fegetround() != mode || bits(one / three) != bits(expected);
    }
    return (void *)bad;
}

static void *inherits(void *unused)
{
    printf("in a thread: round %d flags %x\n", fegetround() >> 22, fetestexcept(FE_ALL_EXCEPT));
    feclearexcept(FE_ALL_EXCEPT);
    fesetround(FE_DOWNWARD);
    return unused;
}

int main(int argc, char *argv[])
{
    pthread_t t[4];

    if (argc > 1) {
        printf("after exec: round %d flags %x\n", fegetround() >> 22, fetestexcept(FE_ALL_EXCEPT));
        return 0;
    }
    for (int i = 0; i < 4; i++) {
        fesetround(modes[i]);
        printf("%d: %016lx\n", i, (long)bits(one / three));
    }
    fesetround(FE_TONEAREST);
    for (int i = 0; i < 4; i++)
        pthread_create(&t[i], NULL, divides, (void *)&modes[i]);
    for (int i = 0; i < 4; i++) {
        void *bad;
        pthread_join(t[i], &bad);
        VALUE((long)bad);
    }
    feclearexcept(FE_ALL_EXCEPT);
    fesetround(FE_UPWARD);
    VALUE(one / zero > 1);
    VALUE(fetestexcept(FE_ALL_EXCEPT) == FE_DIVBYZERO);
    pthread_create(&t[0], NULL, inherits, NULL);
    pthread_join(t[0], NULL);
    VALUE(fegetround() == FE_UPWARD);
    VALUE(fetestexcept(FE_DIVBYZERO) != 0);
    signal(SIGUSR1, handler);
    raise(SIGUSR1);
    VALUE(in_handler);
    VALUE(flags_in_handler & FE_DIVBYZERO);
    VALUE(fegetround() == FE_UPWARD);
    VALUE(fetestexcept(FE_OVERFLOW));
    IN_CHILD("fork", VALUE(fegetround() == FE_UPWARD); VALUE(fetestexcept(FE_DIVBYZERO)); fesetround(FE_TONEAREST));
    VALUE(fegetround() == FE_UPWARD);
    IN_CHILD("exec", execl("/proc/self/exe", argv[0], "again", (char *)NULL));
    argv[0] = NULL;
    return 0;
}
