/* SPDX-License-Identifier: BSD-2-Clause */
/* A tracer decides about the calls of a filtered child: numbers, results and events. */
#include "filter.h"

#include <elf.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/uio.h>

enum { O_SECCOMP = 0x80, EVENT_SECCOMP = 7, NT_CALL = 0x404 };
struct regs { unsigned long x[31], sp, pc, pstate; };

static void set_regs(pid_t pid, struct regs *r)
{
    struct iovec iov = {r, sizeof(*r)};
    ptrace(PTRACE_SETREGSET, pid, (void *)NT_PRSTATUS, &iov);
}

static void set_call(pid_t pid, int number)
{
    struct iovec iov = {&number, sizeof(number)};
    VALUE(ptrace(PTRACE_SETREGSET, pid, (void *)NT_CALL, &iov));
}

/* What the tracer makes of the call: its number (0: as it is), the first argument or result. */
static void trace(const char *what, long options, int number, long x0, void (*child)(void))
{
    int status;
    pid_t pid = fork();
    if (pid == 0) {
        ptrace(PTRACE_TRACEME, 0, 0, 0);
        raise(SIGSTOP);
        child();
        _exit(0);
    }
    waitpid(pid, &status, 0);
    VALUE(ptrace(PTRACE_SETOPTIONS, pid, 0, options));
    ptrace(PTRACE_CONT, pid, 0, 0);
    while (waitpid(pid, &status, 0) == pid && WIFSTOPPED(status)) {
        unsigned long message = 0;
        struct regs r;
        struct iovec iov = {&r, sizeof(r)};
        ptrace(PTRACE_GETEVENTMSG, pid, 0, &message);
        ptrace(PTRACE_GETREGSET, pid, (void *)NT_PRSTATUS, &iov);
        printf("%s: stop %x message %lu call %ld x0 %ld\n", what, status >> 8, message, (long)r.x[8], (long)r.x[0]);
        if (status >> 16 == EVENT_SECCOMP) {
            if (x0 != 0) {
                r.x[0] = (unsigned long)x0;
                set_regs(pid, &r);
            }
            if (number != 0)
                set_call(pid, number);
        }
        ptrace(PTRACE_CONT, pid, 0, WSTOPSIG(status) == SIGTRAP ? 0 : WSTOPSIG(status));
    }
    printf("%s: status %x\n", what, status);
}

static void one(void)
{
    on_call(0, SYS_getpgid, TRACE | 99);
    VALUE(syscall(SYS_getpgid, 31999));
}

static void ordered(void)
{
    on_call(0, SYS_getpgid, TRACE | 99);
    on_call(0, SYS_getsid, ERRNO | EBUSY);
    VALUE(syscall(SYS_getpgid, 31999));
}

static void killed(void)
{
    on_call(0, SYS_getpgid, KILL_PROCESS);
    syscall(SYS_getpgid, 0);
}

int main(void)
{
    setbuf(stdout, NULL);
    no_new_privs();
    trace("as it is", O_SECCOMP, 0, 0, one);
    trace("no option", 0, 0, 0, one);
    trace("none", O_SECCOMP, -1, 42, one);
    trace("none, error", O_SECCOMP, -1, -ENOSPC, one);
    trace("another argument", O_SECCOMP, 0, 31998, one);
    trace("another call", O_SECCOMP, SYS_close, 999, one);
    trace("another that is refused", O_SECCOMP, SYS_getsid, 0, ordered);
    trace("killed", O_SECCOMP, 0, 0, killed);
    return 0;
}
