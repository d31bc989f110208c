/* SPDX-License-Identifier: BSD-2-Clause */
/* Signals to a process go to a thread that does not block them; to a thread, to that one. */
#include "check.h"

#include <signal.h>
#include <pthread.h>

static volatile int count, by_main, ready, done;
static pthread_t main_thread;

static void handler(int number)
{
    (void)number;
    by_main = pthread_equal(pthread_self(), main_thread);
    count++;
}

static void *run(void *unused)
{
    ready = 1;
    while (!done)
        usleep(1000);
    return unused;
}

int main(void)
{
    sigset_t set;
    pthread_t other;

    signal(SIGUSR1, handler);
    signal(SIGUSR2, handler);
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    main_thread = pthread_self();
    pthread_create(&other, NULL, run, NULL);
    while (!ready)
        usleep(1000);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    kill(getpid(), SIGUSR1);
    while (!count)
        usleep(1000);
    printf("%d by %s\n", count, by_main ? "main" : "the other");
    pthread_kill(main_thread, SIGUSR2);
    printf("%d by %s\n", count, by_main ? "main" : "the other");
    pthread_kill(other, SIGUSR2);
    while (count < 3)
        usleep(1000);
    printf("%d by %s\n", count, by_main ? "main" : "the other");
    VALUE(pthread_kill(other, 0));
    done = 1;
    pthread_join(other, NULL);
    sigset_t pending;
    pthread_kill(main_thread, SIGUSR1);
    sigpending(&pending);
    printf("pending %d\n", sigismember(&pending, SIGUSR1));
    return 0;
}
