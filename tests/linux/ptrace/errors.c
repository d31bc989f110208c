/* SPDX-License-Identifier: BSD-2-Clause */
/* ptrace: who may trace whom, and requests at the wrong time. */
#include "check.h"

#include <signal.h>
#include <sys/ptrace.h>

static long request(long what, int pid, void *addr, void *data)
{
    return syscall(SYS_ptrace, what, pid, addr, data);
}

int main(void)
{
    int status;

    VALUE(request(PTRACE_CONT, 31999, 0, 0));
    VALUE(request(PTRACE_CONT, getppid(), 0, 0));
    VALUE(request(PTRACE_ATTACH, 31999, 0, 0));
    VALUE(request(PTRACE_ATTACH, getpid(), 0, 0));
    VALUE(request(PTRACE_SEIZE, getppid(), (void *)1, 0));
    VALUE(request(PTRACE_SEIZE, getppid(), 0, (void *)0x80000000));
    pid_t child = fork();
    if (child == 0) {
        VALUE(request(PTRACE_TRACEME, 0, 0, 0));
        VALUE(request(PTRACE_TRACEME, 0, 0, 0));
        raise(SIGSTOP);
        raise(SIGUSR1);
        _exit(3);
    }
    VALUE(waitpid(child, &status, 0) == child);
    printf("%x\n", status);
    VALUE(request(PTRACE_ATTACH, child, 0, 0));
    VALUE(request(9999, child, 0, 0));
    VALUE(request(PTRACE_INTERRUPT, child, 0, 0));
    VALUE(request(PTRACE_LISTEN, child, 0, 0));
    VALUE(request(PTRACE_CONT, child, 0, (void *)65));
    VALUE(request(PTRACE_DETACH, child, 0, (void *)65));
    VALUE(request(PTRACE_SETOPTIONS, child, 0, (void *)0x8000000));
    VALUE(request(PTRACE_PEEKDATA, child, 0, &status));
    VALUE(request(PTRACE_POKEDATA, child, 0, 0));
    VALUE(request(PTRACE_PEEKDATA, child, &status, (void *)8));
    VALUE(request(PTRACE_GETREGSET, child, (void *)99, &status));
    VALUE(request(PTRACE_GETREGSET, child, (void *)1, (void *)8));
    VALUE(request(PTRACE_GETSIGINFO, child, 0, (void *)8));
    VALUE(request(PTRACE_CONT, child, 0, 0));
    VALUE(waitpid(child, &status, 0) == child);
    printf("%x\n", status);
    VALUE(request(PTRACE_CONT, child, 0, 0));
    VALUE(request(PTRACE_CONT, child, 0, 0));
    VALUE(waitpid(child, &status, 0) == child);
    printf("%x\n", status);
    IN_CHILD("not root", {
        setgid(1000);
        setuid(1000);
        VALUE(request(PTRACE_ATTACH, getppid(), 0, 0));
        VALUE(request(PTRACE_SEIZE, getppid(), 0, 0));
    });
    return 0;
}
