/* SPDX-License-Identifier: BSD-2-Clause */
/* What becomes of calls: strict mode, and each answer of a filter. */
#include "filter.h"

#include <pthread.h>
#include <signal.h>
#include <ucontext.h>

static volatile unsigned long behind;

static void sigsys(int signo, siginfo_t *si, void *context)
{
    ucontext_t *uc = context;
    printf("signal %d: code %d, errno %d, call %d, arch %x, at the call %d, x0 %ld\n", signo, si->si_code, si->si_errno,
           si->si_syscall, si->si_arch, (unsigned long)si->si_call_addr == uc->uc_mcontext.pc, (long)uc->uc_mcontext.regs[0]);
    uc->uc_mcontext.regs[0] = 77;
}

static void handle(int flags)
{
    struct sigaction sa = {.sa_sigaction = sigsys, .sa_flags = SA_SIGINFO | flags};
    sigaction(SIGSYS, &sa, NULL);
}

static void *calls(void *arg)
{
    syscall(SYS_getpgid, 0);
    printf("not reached\n");
    return arg;
}

static void *calls_exit(void *arg)
{
    syscall(SYS_getpgid, 0);
    syscall(SYS_exit_group, 9);
    return arg;
}

static void in_thread(void *(*f)(void *))
{
    pthread_t t;
    pthread_create(&t, NULL, f, NULL);
    pthread_detach(t);
    struct timespec ts = {0, 40000000};
    nanosleep(&ts, NULL);
    write(1, "after\n", 6);
}

static void strict(void)
{
    IN_CHILD("strict: write", prctl(PR_SET_SECCOMP, 1); write(1, "x\n", 2); syscall(SYS_exit, 3));
    IN_CHILD("strict: getpid", prctl(PR_SET_SECCOMP, 1); syscall(SYS_getpid));
    IN_CHILD("strict: exit_group", prctl(PR_SET_SECCOMP, 1); syscall(SYS_exit_group, 0));
    IN_CHILD("strict: no such call", prctl(PR_SET_SECCOMP, 1); syscall(5000));
    IN_CHILD("strict: asks", prctl(PR_SET_SECCOMP, 1); prctl(PR_GET_SECCOMP));
    IN_CHILD("strict by seccomp", VALUE(syscall(SYS_seccomp, 0, 0, 0)); syscall(SYS_close, 0));
    VALUE(syscall(SYS_seccomp, 0, 1, 0));
    VALUE(syscall(SYS_seccomp, 0, 0, 8));
    IN_CHILD("strict after a filter", on_call(0, SYS_getpgid, ALLOW); VALUE(prctl(PR_SET_SECCOMP, 1)));
}

static void filters(void)
{
    IN_CHILD("errno", VALUE(on_call(0, SYS_getpgid, ERRNO | EBUSY)); VALUE(syscall(SYS_getpgid, 0)));
    IN_CHILD("errno 0", on_call(0, SYS_getpgid, ERRNO); VALUE(syscall(SYS_getpgid, 0)));
    IN_CHILD("errno 4096", on_call(0, SYS_getpgid, ERRNO | 4096); syscall(SYS_getpgid, 0); printf("%d\n", errno));
    IN_CHILD("errno 513", on_call(0, SYS_getpgid, ERRNO | 513); syscall(SYS_getpgid, 0); printf("%d\n", errno));
    IN_CHILD("getpid, answered quickly elsewhere", on_call(0, SYS_getpid, ERRNO | EPERM); VALUE(syscall(SYS_getpid)));
    IN_CHILD("gettid", on_call(0, SYS_gettid, ERRNO | EPERM); VALUE(syscall(SYS_gettid)));
    IN_CHILD("a call that there is not", on_call(0, 463, ERRNO | EBUSY); VALUE(syscall(463)); VALUE(syscall(462)));
    IN_CHILD("trace, nobody does", on_call(0, SYS_getpgid, TRACE | 5); VALUE(syscall(SYS_getpgid, 0)));
    IN_CHILD("log", on_call(0, SYS_getpgid, LOG); OK(syscall(SYS_getpgid, 0)));
    IN_CHILD("kill process", on_call(0, SYS_getpgid, KILL_PROCESS); syscall(SYS_getpgid, 0));
    IN_CHILD("kill thread", on_call(0, SYS_getpgid, KILL_THREAD); syscall(SYS_getpgid, 0));
    IN_CHILD("unknown answer", on_call(0, SYS_getpgid, 0x20000); syscall(SYS_getpgid, 0));
    IN_CHILD("kill thread of two", on_call(0, SYS_getpgid, KILL_THREAD); in_thread(calls); _exit(4));
    IN_CHILD("kill process of two", on_call(0, SYS_getpgid, KILL_PROCESS); in_thread(calls_exit); _exit(4));
}

static void traps(void)
{
    IN_CHILD("trap", handle(0); on_call(0, SYS_getpgid, TRAP | 12); VALUE(syscall(SYS_getpgid, 55)));
    IN_CHILD("trap of getpid", handle(0); on_call(0, SYS_getpid, TRAP); VALUE(syscall(SYS_getpid)));
    IN_CHILD("trap, no handler", on_call(0, SYS_getpgid, TRAP); syscall(SYS_getpgid, 0));
    IN_CHILD("trap, ignored", signal(SIGSYS, SIG_IGN); on_call(0, SYS_getpgid, TRAP); syscall(SYS_getpgid, 0));
    IN_CHILD("trap, blocked", {
        sigset_t s;
        handle(0);
        sigemptyset(&s);
        sigaddset(&s, SIGSYS);
        sigprocmask(SIG_BLOCK, &s, NULL);
        on_call(0, SYS_getpgid, TRAP);
        syscall(SYS_getpgid, 0);
    });
    IN_CHILD("the strictest of several", {
        handle(0);
        on_call(0, SYS_getpgid, ALLOW);
        on_call(0, SYS_getpgid, TRAP | 1);
        on_call(0, SYS_getpgid, ERRNO | 2);
        VALUE(syscall(SYS_getpgid, 0));
        on_call(0, SYS_getpgid, TRAP | 3);
        VALUE(syscall(SYS_getpgid, 0));
        on_call(0, SYS_getpgid, KILL_THREAD);
        syscall(SYS_getpgid, 0);
    });
    IN_CHILD("where the call is", {
        set_filter(0, PROGRAM({LD, 0, 0, 0}, {JEQ, 1, 0, SYS_getpgid}, {RET, 0, 0, ALLOW}, {LD, 0, 0, 12},
                              {ST, 0, 0, 0}, {LD, 0, 0, 8}, {AND, 0, 0, 3}, {OR, 0, 0, ERRNO | 64}, {RET_A, 0, 0, 0}));
        syscall(SYS_getpgid, 0);
        printf("%d\n", errno);
    });
}

int main(void)
{
    setbuf(stdout, NULL);
    prctl(PR_SET_DUMPABLE, 0);
    no_new_privs();
    strict();
    filters();
    traps();
    return 0;
}
