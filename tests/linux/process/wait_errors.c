/* SPDX-License-Identifier: BSD-2-Clause */
/* wait4 and waitid: options, whom they mean, what is refused. */
#include "check.h"

#include <signal.h>
#include <sys/resource.h>

static long wait_id(int type, int id, siginfo_t *info, int options, void *usage)
{
    return syscall(SYS_waitid, type, id, info, options, usage);
}

static long wait_4(int pid, void *status, int options, void *usage)
{
    return syscall(SYS_wait4, pid, status, options, usage);
}

static pid_t ends(int code)
{
    pid_t child = fork();
    if (child == 0)
        _exit(code);
    return child;
}

int main(void)
{
    siginfo_t info;
    struct rusage usage;
    int status;

    VALUE(wait_4(-1, NULL, 0, NULL));
    VALUE(wait_4(1, NULL, 0, NULL));
    VALUE(wait_4(0x80000000, NULL, 0, NULL));
    VALUE(wait_4(-1, NULL, 4, NULL));
    VALUE(wait_4(-1, NULL, 0x80, NULL));
    VALUE(wait_id(P_ALL, 0, &info, WEXITED, NULL));
    VALUE(wait_id(P_ALL, 0, &info, 0, NULL));
    VALUE(wait_id(P_ALL, 0, &info, WNOHANG, NULL));
    VALUE(wait_id(9, 0, &info, WEXITED, NULL));
    VALUE(wait_id(P_PID, 0, &info, WEXITED, NULL));
    VALUE(wait_id(P_PID, -1, &info, WEXITED, NULL));
    VALUE(wait_id(P_PGID, -1, &info, WEXITED, NULL));
    VALUE(wait_id(P_ALL, 0, &info, WEXITED | 0x100, NULL));
    pid_t child = ends(3);
    VALUE(wait_id(P_PID, child, &info, WEXITED | WNOWAIT, NULL));
    printf("%d %d %d %d\n", info.si_signo, info.si_code, info.si_status, info.si_pid == child);
    VALUE(wait_id(P_PID, child, &info, WSTOPPED | WNOHANG, NULL));
    VALUE(info.si_signo);
    VALUE(wait_id(P_PGID, 0, &info, WEXITED, &usage));
    YES(info.si_pid == child && usage.ru_maxrss > 0);
    VALUE(wait_id(P_PID, child, &info, WEXITED, NULL));
    child = ends(4);
    VALUE(wait_4(child, (void *)8, 0, NULL));
    VALUE(wait_4(child, &status, 0, NULL));
    child = ends(5);
    VALUE(wait_4(child, &status, 0, (void *)8));
    child = ends(6);
    VALUE(wait_id(P_PID, child, (void *)8, WEXITED, NULL));
    child = ends(7);
    YES(wait_4(-getpgrp(), &status, 0, NULL) == child && WEXITSTATUS(status) == 7);
    child = fork();
    if (child == 0) {
        raise(SIGSTOP);
        pause();
    }
    YES(wait_4(child, &status, WUNTRACED, NULL) == child && WIFSTOPPED(status) && WSTOPSIG(status) == SIGSTOP);
    VALUE(wait_4(child, &status, WUNTRACED | WNOHANG, NULL));
    VALUE(wait_id(P_PID, child, &info, WSTOPPED | WNOHANG, NULL));
    kill(child, SIGCONT);
    VALUE(wait_id(P_PID, child, &info, WCONTINUED | WNOWAIT, NULL));
    printf("%d %d\n", info.si_code, info.si_status);
    YES(wait_4(child, &status, WCONTINUED, NULL) == child && WIFCONTINUED(status));
    kill(child, SIGTERM);
    VALUE(wait_id(P_PID, child, &info, WEXITED, NULL));
    printf("%d %d\n", info.si_code, info.si_status);
    child = syscall(SYS_clone, 0, 0, 0, 0, 0);
    if (child == 0)
        _exit(9);
    usleep(20000);
    VALUE(wait_4(child, &status, 0, NULL));
    VALUE(wait_4(child, &status, __WCLONE, NULL) == child);
    child = syscall(SYS_clone, 0, 0, 0, 0, 0);
    if (child == 0)
        _exit(9);
    VALUE(wait_4(child, &status, __WALL, NULL) == child);
    return 0;
}
