/* SPDX-License-Identifier: BSD-2-Clause */
/* Events: fork, clone, execve; children are traced, too; signals pass through the tracer. */
#include "check.h"

#include <pthread.h>
#include <signal.h>
#include <sys/ptrace.h>

static void *thread(void *arg)
{
    return arg;
}

static void tracee(void)
{
    pthread_t t;

    ptrace(PTRACE_TRACEME, 0, 0, 0);
    raise(SIGSTOP);
    signal(SIGUSR1, SIG_IGN);
    raise(SIGUSR1);
    raise(SIGUSR2);
    if (fork() == 0)
        _exit(5);
    wait(NULL);
    pthread_create(&t, NULL, thread, NULL);
    pthread_join(t, NULL);
    execl("/bin/true", "true", NULL);
    _exit(9);
}

int main(void)
{
    int status, events = 0, stops = 0, ends = 0;
    unsigned long message;

    pid_t child = fork();
    if (child == 0)
        tracee();
    waitpid(child, &status, 0);
    printf("%x\n", status);
    VALUE(ptrace(PTRACE_SETOPTIONS, child, 0, PTRACE_O_TRACEFORK | PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC));
    ptrace(PTRACE_CONT, child, 0, 0);
    for (;;) {
        pid_t who = waitpid(-1, &status, __WALL);
        if (who < 0)
            break;
        if (!WIFSTOPPED(status)) {
            ends++;
            if (who == child)
                printf("child ended %x\n", status);
            continue;
        }
        int event = status >> 16, sig = WSTOPSIG(status);
        if (who == child) {
            printf("child %x\n", status);
            if (event) {
                events++;
                ptrace(PTRACE_GETEVENTMSG, who, 0, &message);
                YES(message != 0);
            }
        } else {
            stops++;
        }
        ptrace(PTRACE_CONT, who, 0, event || sig == SIGSTOP || sig == SIGUSR2 || sig == SIGTRAP ? 0 : sig);
    }
    VALUE(events);
    VALUE(stops);
    VALUE(ends);
    return 0;
}
