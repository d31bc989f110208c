/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Handlers: information, masks, nesting, flags, defaults.
 * libc: musl glibc
 */
#include "check.h"

#include <signal.h>
#include <time.h>

static volatile int count, depth, deepest;
static volatile siginfo_t last;

static void simple(int number)
{
    count++;
    if (number == SIGUSR2)
        raise(SIGUSR1);
}

static void informed(int number, siginfo_t *info, void *context)
{
    (void)context;
    last = *info;
    count += number == info->si_signo;
}

static void nesting(int number)
{
    depth++;
    deepest = depth > deepest ? depth : deepest;
    if (count++ < 3)
        raise(number);
    depth--;
}

static void set(int number, void (*handler)(int), int flags)
{
    struct sigaction action = {.sa_handler = handler, .sa_flags = flags};

    if (sigaction(number, &action, NULL))
        perror("sigaction");
}

int main(void)
{
    struct sigaction action = {.sa_sigaction = informed, .sa_flags = SA_SIGINFO};
    sigset_t set1, pending;

    set(SIGUSR1, simple, 0);
    raise(SIGUSR1);
    VALUE(count);
    set(SIGUSR2, simple, 0);
    raise(SIGUSR2);
    VALUE(count);
    VALUE(sigaction(SIGTERM, &action, NULL));
    kill(getpid(), SIGTERM);
    YES(last.si_pid == getpid() && last.si_uid == getuid() && last.si_code == SI_USER);
    union sigval value = {.sival_int = 1234};
    VALUE(sigqueue(getpid(), SIGTERM, value));
    YES(last.si_code == SI_QUEUE && last.si_value.sival_int == 1234);
    count = 0;
    set(SIGUSR1, nesting, 0);
    raise(SIGUSR1);
    printf("%d calls, depth %d\n", count, deepest);
    count = deepest = 0;
    set(SIGUSR1, nesting, SA_NODEFER);
    raise(SIGUSR1);
    printf("%d calls, depth %d\n", count, deepest);
    count = 0;
    set(SIGUSR1, simple, SA_RESETHAND);
    raise(SIGUSR1);
    sigaction(SIGUSR1, NULL, &action);
    YES(count == 1 && action.sa_handler == SIG_DFL);
    count = 0;
    set(SIGUSR1, simple, 0);
    sigemptyset(&set1);
    sigaddset(&set1, SIGUSR1);
    VALUE(sigprocmask(SIG_BLOCK, &set1, NULL));
    for (int i = 0; i < 5; i++)
        raise(SIGUSR1);
    VALUE(count);
    sigpending(&pending);
    VALUE(sigismember(&pending, SIGUSR1));
    VALUE(sigprocmask(SIG_UNBLOCK, &set1, NULL));
    VALUE(count);
    set(SIGRTMIN, simple, 0);
    sigemptyset(&set1);
    sigaddset(&set1, SIGRTMIN);
    sigprocmask(SIG_BLOCK, &set1, NULL);
    count = 0;
    for (int i = 0; i < 5; i++)
        raise(SIGRTMIN);
    sigprocmask(SIG_UNBLOCK, &set1, NULL);
    VALUE(count);
    sigemptyset(&set1);
    sigaddset(&set1, SIGALRM);
    sigprocmask(SIG_BLOCK, &set1, NULL);
    raise(SIGALRM);
    struct timespec zero = {0, 0};
    VALUE(sigtimedwait(&set1, NULL, &zero));
    VALUE(sigtimedwait(&set1, NULL, &zero));
    set(SIGALRM, simple, 0);
    count = 0;
    alarm(1);
    sigfillset(&set1);
    sigdelset(&set1, SIGALRM);
    VALUE(sigsuspend(&set1));
    VALUE(count);
    VALUE(alarm(100));
    VALUE(alarm(0));
    VALUE(sigaction(SIGKILL, &action, NULL));
    VALUE(sigaction(0, NULL, NULL));
    VALUE(sigaction(65, NULL, NULL));
    IN_CHILD("ignored", signal(SIGTERM, SIG_IGN); raise(SIGTERM); printf("alive\n"));
    static const int defaults[] = {SIGHUP,  SIGINT,  SIGQUIT, SIGILL,  SIGTRAP, SIGABRT, SIGBUS,
                                   SIGFPE,  SIGUSR1, SIGSEGV, SIGUSR2, SIGPIPE, SIGALRM, SIGTERM,
                                   SIGCHLD, SIGCONT, SIGURG,  SIGXCPU, SIGIO,   SIGSYS,  SIGWINCH};
    for (size_t i = 0; i < sizeof(defaults) / sizeof(defaults[0]); i++) {
        char name[32];

        snprintf(name, sizeof(name), "default of signal %d", defaults[i]);
        IN_CHILD(name, signal(defaults[i], SIG_DFL); sigemptyset(&set1);
                 sigprocmask(SIG_SETMASK, &set1, NULL); raise(defaults[i]));
    }
    return 0;
}
