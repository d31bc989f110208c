/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * execve: arguments, environment, what is kept and what is not.
 * libc: musl glibc
 * pie: yes
 */
#include "check.h"

#include <fcntl.h>
#include <signal.h>

static int second(int argc, char *argv[])
{
    sigset_t mask;

    for (int i = 0; i < argc; i++)
        printf("argv[%d] = %.20s (%zu)\n", i, i ? argv[i] : "program", i ? strlen(argv[i]) : 0);
    printf("A = %s, B = %s\n", getenv("A") ? getenv("A") : "none", getenv("B") ? getenv("B") : "none");
    VALUE(fcntl(10, F_GETFD));
    VALUE(fcntl(11, F_GETFD));
    struct sigaction action;
    sigaction(SIGUSR1, NULL, &action);
    YES(action.sa_handler == SIG_DFL);
    sigaction(SIGUSR2, NULL, &action);
    YES(action.sa_handler == SIG_IGN);
    sigprocmask(SIG_SETMASK, NULL, &mask);
    YES(sigismember(&mask, SIGHUP) == 1 && sigismember(&mask, SIGINT) == 0);
    sigpending(&mask);
    YES(sigismember(&mask, SIGHUP) == 1);
    return 17;
}

static void handler(int number)
{
    (void)number;
}

int main(int argc, char *argv[])
{
    static char big[100000];
    char *const empty[] = {NULL};

    if (argc > 1 && strcmp(argv[1], "second") == 0)
        return second(argc, argv);
    memset(big, 'b', sizeof(big) - 1);
    VALUE(dup2(1, 10));
    VALUE(dup2(1, 11));
    fcntl(11, F_SETFD, FD_CLOEXEC);
    signal(SIGUSR1, handler);
    signal(SIGUSR2, SIG_IGN);
    sigset_t mask;
    sigemptyset(&mask);
    sigaddset(&mask, SIGHUP);
    sigprocmask(SIG_BLOCK, &mask, NULL);
    IN_CHILD("exec", char *args[] = {argv[0], "second", "", "two words", big, NULL};
             char *env[] = {"A=1", "C=3", NULL}; raise(SIGHUP); execve("/proc/self/exe", args, env));
    IN_CHILD("too many", static char *args[3000]; for (int i = 0; i < 2999; i++) args[i] = big;
             VALUE(execve("/proc/self/exe", args, empty)));
    VALUE(execve("missing", argv, empty));
    VALUE(execve("/", argv, empty));
    VALUE(execve("", argv, empty));
    VALUE(execve("/etc/passwd", argv, empty));
    VALUE(execve("/etc/passwd/x", argv, empty));
    VALUE(execve((char *)8, argv, empty));
    VALUE(execve(argv[0], (char **)8, empty));
    VALUE(execve(argv[0], (char *[]){(char *)8, NULL}, empty));
    printf("still here\n");
    return 0;
}
