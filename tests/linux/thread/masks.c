/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * libc: glibc
 * Signals of single threads: masks are inherited and apart, what is pending in one, waits, errors.
 */
#include "thread.h"

#include <semaphore.h>
#include <signal.h>

static sem_t ready, go;
static sigset_t usr;
static volatile int handled, by_self;

static void handler(int number, siginfo_t *info, void *context)
{
    (void)number, (void)context;
    by_self = info->si_pid == getpid() && info->si_code == SI_TKILL;
    handled++;
}

static int pending(int number)
{
    sigset_t set;

    sigpending(&set);
    return sigismember(&set, number);
}

static int blocked(int number)
{
    sigset_t set;

    pthread_sigmask(SIG_SETMASK, NULL, &set);
    return sigismember(&set, number);
}

static void *inherits(void *unused)
{
    printf("in the thread: USR1 %d USR2 %d pending %d\n", blocked(SIGUSR1), blocked(SIGUSR2), pending(SIGUSR1));
    pthread_sigmask(SIG_UNBLOCK, &usr, NULL);
    printf("in the thread: USR1 %d handled %d\n", blocked(SIGUSR1), handled);
    return unused;
}

static void *waits(void *unused)
{
    siginfo_t info;
    int number = 0;

    sem_post(&ready);
    sem_wait(&go);
    printf("sent to the thread: pending %d\n", pending(SIGUSR1));
    ERROR(sigwait(&usr, &number));
    VALUE(number);
    sem_post(&ready);
    VALUE(sigwaitinfo(&usr, &info));
    printf("value %d code %d\n", info.si_value.sival_int, info.si_code);
    sem_post(&ready);
    VALUE(sigwaitinfo(&usr, &info));
    printf("code %d by this process %d\n", info.si_code, info.si_pid == getpid());
    return unused;
}

static void *itself(void *unused)
{
    int before = handled;

    pthread_sigmask(SIG_UNBLOCK, &usr, NULL);
    ERROR(pthread_kill(pthread_self(), SIGUSR1));
    VALUE(handled - before);
    VALUE(by_self);
    VALUE(raise(SIGUSR1));
    VALUE(handled - before);
    return unused;
}

int main(void)
{
    struct sigaction action = { .sa_sigaction = handler, .sa_flags = SA_SIGINFO };
    pthread_t t;

    sem_init(&ready, 0, 0);
    sem_init(&go, 0, 0);
    sigemptyset(&usr);
    sigaddset(&usr, SIGUSR1);
    sigaction(SIGUSR1, &action, NULL);
    ERROR(pthread_sigmask(SIG_BLOCK, &usr, NULL));
    ERROR(pthread_sigmask(99, &usr, NULL));
    pthread_kill(pthread_self(), SIGUSR1);
    printf("main: pending %d\n", pending(SIGUSR1));
    in_thread(inherits, NULL);
    printf("main: USR1 %d pending %d handled %d\n", blocked(SIGUSR1), pending(SIGUSR1), handled);
    VALUE(sigtimedwait(&usr, NULL, &(struct timespec){ 0, 0 }));
    VALUE(sigtimedwait(&usr, NULL, &(struct timespec){ 0, 0 }));
    pthread_create(&t, NULL, waits, NULL);
    sem_wait(&ready);
    ERROR(pthread_kill(t, 0));
    ERROR(pthread_kill(t, 65));
    ERROR(pthread_kill(t, SIGUSR1));
    printf("main: pending %d\n", pending(SIGUSR1));
    sem_post(&go);
    sem_wait(&ready);
    int queued = pthread_sigqueue(t, SIGUSR1, (union sigval){ .sival_int = 42 });
    sem_wait(&ready);
    int killed = kill(getpid(), SIGUSR1);
    pthread_join(t, NULL);
    ERROR(queued);
    VALUE(killed);
    in_thread(itself, NULL);
    VALUE(syscall(SYS_tgkill, getpid(), getpid(), 65));
    VALUE(syscall(SYS_tgkill, 1, getpid(), SIGUSR1));
    VALUE(syscall(SYS_tgkill, getpid(), -1, SIGUSR1));
    VALUE(syscall(SYS_tgkill, 0, getpid(), SIGUSR1));
    VALUE(syscall(SYS_tkill, 0, SIGUSR1));
    VALUE(handled);
    return 0;
}
