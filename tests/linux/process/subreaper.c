/* SPDX-License-Identifier: BSD-2-Clause */
/* Orphans go to the nearest subreaper; PR_SET_PDEATHSIG. */
#include "check.h"

#include <signal.h>
#include <sys/prctl.h>

static volatile int got;

static void handler(int sig)
{
    got = sig;
}

int main(void)
{
    int value = 7, status;

    VALUE(prctl(PR_GET_CHILD_SUBREAPER, &value));
    VALUE(value);
    VALUE(prctl(PR_SET_CHILD_SUBREAPER, 1));
    VALUE(prctl(PR_GET_CHILD_SUBREAPER, &value));
    VALUE(value);
    VALUE(prctl(PR_GET_CHILD_SUBREAPER, 8));
    pid_t child = fork();
    if (child == 0) {
        prctl(PR_GET_CHILD_SUBREAPER, &value);
        if (value != 0)
            _exit(1);
        if (fork() == 0) {
            while (getppid() != 1 && getppid() == child)
                usleep(1000);
            usleep(50000);
            _exit(getppid() == 1 ? 2 : 42);
        }
        _exit(3);
    }
    VALUE(waitpid(child, &status, 0) == child);
    VALUE(WEXITSTATUS(status));
    VALUE(wait(&status) > 0);
    VALUE(WEXITSTATUS(status));
    VALUE(wait(&status));

    child = fork();
    if (child == 0) {
        signal(SIGUSR1, handler);
        if (fork() == 0) {
            VALUE(prctl(PR_SET_PDEATHSIG, 65));
            VALUE(prctl(PR_SET_PDEATHSIG, SIGUSR1));
            VALUE(prctl(PR_GET_PDEATHSIG, &value));
            VALUE(value);
            if (fork() == 0) {
                prctl(PR_GET_PDEATHSIG, &value);
                _exit(value);
            }
            wait(&status);
            VALUE(WEXITSTATUS(status));
            for (int i = 0; i < 100 && !got; i++)
                usleep(10000);
            _exit(got);
        }
        usleep(80000);
        _exit(0);
    }
    waitpid(child, &status, 0);
    VALUE(wait(&status) > 0);
    VALUE(WEXITSTATUS(status));
    return 0;
}
