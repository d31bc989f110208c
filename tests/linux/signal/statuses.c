/* SPDX-License-Identifier: BSD-2-Clause */
/* How processes end by signals, core dumps included. */
#include "check.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

int main(void)
{
    const int signals[] = {SIGHUP, SIGINT, SIGQUIT, SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGKILL, SIGUSR1, SIGSEGV,
                           SIGUSR2, SIGPIPE, SIGALRM, SIGTERM, SIGSTKFLT, SIGXCPU, SIGXFSZ, SIGVTALRM, SIGPROF,
                           SIGIO, SIGPWR, SIGSYS, SIGCHLD, SIGURG, SIGWINCH, SIGCONT, 34, 64};
    struct rlimit none = {0, 0};

    setrlimit(RLIMIT_CORE, &none);
    for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
        int status = 0;
        pid_t child = fork();
        if (child == 0) {
            raise(signals[i]);
            syscall(SYS_tkill, getpid(), signals[i]);
            _exit(9);
        }
        waitpid(child, &status, 0);
        if (WIFSIGNALED(status))
            printf("%d: signal %d core %d\n", signals[i], WTERMSIG(status), WCOREDUMP(status) != 0);
        else
            printf("%d: exit %d\n", signals[i], WEXITSTATUS(status));
    }
    return 0;
}
