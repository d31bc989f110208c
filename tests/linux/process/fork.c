/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fork, wait: statuses, orders, errors.
 * libc: musl glibc
 */
#include "check.h"

#include <sched.h>
#include <signal.h>

static pid_t start(int status)
{
    pid_t child = fork();

    if (child == 0)
        _exit(status);
    return child;
}

int main(void)
{
    int status;
    pid_t me = getpid(), a, b;

    IN_CHILD("relations", YES(getppid() == me); YES(getpid() != me));
    show_child("exit 0", start(0));
    show_child("exit 255", start(255));
    show_child("exit 256 + 7", start(256 + 7));
    IN_CHILD("signal 9", raise(SIGKILL));
    IN_CHILD("abort", abort());
    VALUE(wait(NULL));
    VALUE(waitpid(me, NULL, 0));
    VALUE(waitpid(999999, NULL, 0));
    a = start(1), b = start(2);
    YES(waitpid(b, &status, 0) == b);
    VALUE(WEXITSTATUS(status));
    YES(waitpid(a, &status, 0) == a);
    VALUE(WEXITSTATUS(status));
    a = fork();
    if (a == 0)
        pause();
    VALUE(waitpid(a, &status, WNOHANG));
    VALUE(kill(a, SIGSTOP));
    YES(waitpid(a, &status, WUNTRACED) == a);
    YES(WIFSTOPPED(status) && WSTOPSIG(status) == SIGSTOP);
    VALUE(kill(a, SIGCONT));
    YES(waitpid(a, &status, WCONTINUED) == a && WIFCONTINUED(status));
    VALUE(kill(a, SIGTERM));
    YES(waitpid(-1, &status, 0) == a && WTERMSIG(status) == SIGTERM);
    VALUE(waitpid(0, NULL, 12345678));
    siginfo_t info;
    a = start(33);
    VALUE(waitid(P_PID, a, &info, WEXITED | WNOWAIT));
    YES(info.si_pid == a && info.si_status == 33 && info.si_code == CLD_EXITED);
    show_child("still there", a);
    int gone[2];
    VALUE(pipe(gone));
    IN_CHILD("orphan's parent", if (fork() == 0) {
        usleep(50000);
        pid_t parent = getppid();
        write(gone[1], &parent, sizeof(parent));
        _exit(0);
    });
    pid_t parent = 0;
    read(gone[0], &parent, sizeof(parent));
    VALUE(parent);
    signal(SIGCHLD, SIG_IGN);
    start(5);
    VALUE(wait(NULL));
    return 0;
}
