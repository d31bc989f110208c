/* SPDX-License-Identifier: BSD-2-Clause */
/* setitimer's three timers side by side: which signal each sends, which go on in a sleep, periods, what a set returns. */
#include "check.h"

#include <signal.h>
#include <sys/time.h>
#include <time.h>

static volatile int count[65], code[65];

static void handler(int sig, siginfo_t *info, void *context)
{
    (void)context;
    count[sig]++;
    code[sig] = info->si_code;
}

static long arm(int which, long usec, long interval)
{
    struct itimerval it = {{0, interval}, {0, usec}};

    return setitimer(which, &it, NULL);
}

/* Uses the processor in user mode until the signal has come n times (or 8 s have gone by). */
static void burn(int sig, int n)
{
    time_t start = time(NULL);

    while (count[sig] < n && time(NULL) - start < 8)
        for (volatile int i = 0; i < 20000; i++)
            ;
}

int main(void)
{
    struct sigaction act = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
    struct itimerval it = {{0, 0}, {50, 0}}, old;

    sigaction(SIGALRM, &act, NULL);
    sigaction(SIGVTALRM, &act, NULL);
    sigaction(SIGPROF, &act, NULL);
    VALUE(arm(ITIMER_REAL, 5000, 0));
    while (count[SIGALRM] == 0)
        usleep(1000);
    VALUE(count[SIGALRM]);
    VALUE(code[SIGALRM]);
    VALUE(getitimer(ITIMER_REAL, &old));
    VALUE(old.it_value.tv_sec + old.it_value.tv_usec);
    count[SIGALRM] = 0;
    VALUE(arm(ITIMER_REAL, 2000, 2000));
    while (count[SIGALRM] < 4)
        pause();
    VALUE(arm(ITIMER_REAL, 0, 2000)); /* stops, though there is a period */
    VALUE(getitimer(ITIMER_REAL, &old));
    VALUE(old.it_value.tv_sec + old.it_value.tv_usec);
    count[SIGALRM] = 0;

    arm(ITIMER_VIRTUAL, 30000, 0);
    arm(ITIMER_PROF, 30000, 0);
    usleep(60000); /* neither goes on in a sleep; nothing is printed here, as that would use time */
    int early = count[SIGVTALRM] + count[SIGPROF];
    VALUE(getitimer(ITIMER_VIRTUAL, &old));
    VALUE(early);
    YES(old.it_value.tv_usec > 0);
    burn(SIGVTALRM, 1);
    burn(SIGPROF, 1);
    VALUE(count[SIGVTALRM]);
    VALUE(count[SIGPROF]);
    VALUE(code[SIGVTALRM]);
    VALUE(code[SIGPROF]);
    VALUE(count[SIGALRM]);
    VALUE(getitimer(ITIMER_VIRTUAL, &old));
    VALUE(old.it_value.tv_sec + old.it_value.tv_usec);

    for (int which = 0; which < 3; which++) {
        printf("timer %d\n", which);
        it.it_value.tv_sec = 50;
        it.it_interval.tv_sec = 7;
        VALUE(setitimer(which, &it, &old));
        VALUE(old.it_value.tv_sec);
        it.it_value.tv_sec = it.it_interval.tv_sec = 0;
        VALUE(setitimer(which, &it, &old));
        YES(old.it_value.tv_sec >= 40 && old.it_value.tv_sec <= 50);
        VALUE(old.it_interval.tv_sec);
    }
    VALUE(arm(ITIMER_REAL, 0, 0));
    it.it_value.tv_sec = 20;
    VALUE(setitimer(ITIMER_REAL, &it, NULL));
    YES(alarm(0) >= 10);
    VALUE(alarm(0));
    IN_CHILD("alarm", signal(SIGALRM, SIG_DFL), arm(ITIMER_REAL, 1000, 0), pause());
    IN_CHILD("virtual", signal(SIGVTALRM, SIG_DFL), arm(ITIMER_VIRTUAL, 1000, 0), burn(SIGUSR1, 1));
    IN_CHILD("prof", signal(SIGPROF, SIG_DFL), arm(ITIMER_PROF, 1000, 0), burn(SIGUSR1, 1));
    return 0;
}
