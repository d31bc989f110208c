/* SPDX-License-Identifier: BSD-2-Clause */
/* ptrace: every signal stops the tracee; requests for queues, masks, FP and other registers; init; wrong requests. */
#include "check.h"

#include <elf.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/user.h>

enum { PEEKSIGINFO = 0x4209, GET_SECCOMP_FILTER = 0x420c };

static long request(long what, pid_t pid, void *addr, void *data)
{
    return syscall(SYS_ptrace, what, pid, addr, data);
}

static pid_t traced(void (*f)(void))
{
    int status;
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        request(PTRACE_TRACEME, 0, 0, 0);
        raise(SIGSTOP);
        f();
        _exit(0);
    }
    waitpid(pid, &status, 0);
    return pid;
}

static void raises_all(void)
{
    for (int s = 1; s < 65; s++)
        if (s != SIGKILL && s != SIGSTOP && s != 32 && s != 33 && s != 34)
            kill(getpid(), s);
}

static void waits(void)
{
    for (;;)
        pause();
}

static void all_signals(void)
{
    int status, n = 0;
    pid_t pid = traced(raises_all);
    request(PTRACE_CONT, pid, 0, 0);
    while (waitpid(pid, &status, 0) == pid && WIFSTOPPED(status)) {
        siginfo_t si;
        request(PTRACE_GETSIGINFO, pid, 0, &si);
        n++;
        if (si.si_signo != WSTOPSIG(status) || si.si_code != SI_USER || si.si_pid != pid)
            printf("stop %d: %d %d\n", WSTOPSIG(status), si.si_signo, si.si_code);
        request(PTRACE_CONT, pid, 0, 0);
    }
    printf("%d stops, %x\n", n, status);
}

static volatile double number = 1.5;

static void computes(void)
{
    register double d asm("d9") = number;
    asm volatile("fmov d8, #2.5\n\tmov x1, #0\n1:\tmov x8, #172\n\tsvc #0\n\tadd x1, x1, #1\n\tcmp x1, #3\n\tb.ne 1b"
                 : "+w"(d) : : "x0", "x1", "x8", "d8", "cc", "memory");
    double r;
    asm volatile("fmov %0, d8" : "=r"(r));
    union { double d; long l; } u = {.d = r};
    (void)u;
    kill(getpid(), SIGUSR1);
}

static void fp(void)
{
    int status;
    struct user_fpsimd_struct f;
    struct iovec iov = {&f, sizeof(f)};
    pid_t pid = traced(computes);
    request(PTRACE_SYSCALL, pid, 0, 0);
    waitpid(pid, &status, 0);
    VALUE(request(PTRACE_GETREGSET, pid, (void *)NT_PRFPREG, &iov));
    printf("%zu: %lx %lx\n", iov.iov_len, (unsigned long)f.vregs[8], (unsigned long)f.vregs[9]);
    f.vregs[9] = 77;
    f.vregs[31] = ((__uint128_t)5 << 64) | 6;
    f.fpcr = 0x1000000;
    VALUE(request(PTRACE_SETREGSET, pid, (void *)NT_PRFPREG, &iov));
    memset(&f, 0, sizeof(f));
    VALUE(request(PTRACE_GETREGSET, pid, (void *)NT_PRFPREG, &iov));
    printf("%lx %lx.%lx %x\n", (unsigned long)f.vregs[9], (unsigned long)(f.vregs[31] >> 64), (unsigned long)f.vregs[31], f.fpcr);
    request(PTRACE_SYSCALL, pid, 0, 0);
    waitpid(pid, &status, 0);
    memset(&f, 0, sizeof(f));
    iov.iov_len = 160;
    VALUE(request(PTRACE_GETREGSET, pid, (void *)NT_PRFPREG, &iov));
    printf("%zu: %lx\n", iov.iov_len, (unsigned long)f.vregs[9]);
    kill(pid, SIGKILL);
    waitpid(pid, &status, 0);
}

static void requests(void)
{
    int status;
    unsigned long mask = 0, words[80];
    struct { unsigned long off; unsigned flags, n; } peek = {0, 0, 4};
    siginfo_t si[4];
    struct iovec iov = {words, sizeof(words)};
    pid_t pid = traced(waits);
    VALUE(request(3, pid, 0, words)); /* PTRACE_PEEKUSR */
    VALUE(request(6, pid, 0, 0));
    VALUE(request(12, pid, 0, words)); /* PTRACE_GETREGS */
    VALUE(request(33, pid, 0, 0));
    VALUE(request(GET_SECCOMP_FILTER, pid, 0, 0));
    VALUE(request(PEEKSIGINFO, pid, &peek, si));
    peek.flags = 2;
    VALUE(request(PEEKSIGINFO, pid, &peek, si));
    peek.flags = 1;
    kill(pid, SIGTERM);
    kill(pid, SIGUSR1);
    VALUE(request(PEEKSIGINFO, pid, &peek, si));
    printf("%d %d\n", si[0].si_signo, si[1].si_signo);
    peek.off = 1;
    VALUE(request(PEEKSIGINFO, pid, &peek, si));
    VALUE(request(PTRACE_GETSIGMASK, pid, (void *)8, &mask));
    VALUE(request(PTRACE_GETSIGMASK, pid, (void *)4, &mask));
    VALUE(request(PTRACE_SETSIGMASK, pid, (void *)8, (void *)8));
    VALUE(request(PTRACE_GETEVENTMSG, pid, 0, words));
    VALUE(request(PTRACE_GETEVENTMSG, pid, 0, (void *)8));
    iov.iov_len = 16;
    VALUE(request(PTRACE_GETREGSET, pid, (void *)NT_PRSTATUS, &iov));
    VALUE(iov.iov_len);
    iov.iov_len = 13;
    VALUE(request(PTRACE_GETREGSET, pid, (void *)NT_PRSTATUS, &iov));
    iov.iov_len = 8;
    VALUE(request(PTRACE_GETREGSET, pid, (void *)NT_ARM_TLS, &iov));
    VALUE(iov.iov_len);
    VALUE(request(PTRACE_SETOPTIONS, pid, 0, (void *)0x300000));
    VALUE(request(PTRACE_CONT, pid, 0, (void *)-1));
    VALUE(request(PTRACE_SINGLESTEP, pid, 0, (void *)99));
    VALUE(request(PTRACE_SEIZE, pid, 0, 0));
    VALUE(request(PTRACE_PEEKDATA, pid, (void *)1, words));
    VALUE(request(PTRACE_DETACH, pid, 0, 0));
    VALUE(request(PTRACE_DETACH, pid, 0, 0));
    kill(pid, SIGKILL);
    waitpid(pid, &status, 0);
    VALUE(request(PTRACE_ATTACH, 0, 0, 0));
    VALUE(request(PTRACE_ATTACH, -1, 0, 0));
    VALUE(request(PTRACE_PEEKDATA, 1, 0, words));
    IN_CHILD("user", setuid(1000); VALUE(request(PTRACE_ATTACH, 1, 0, 0)); VALUE(request(PTRACE_SEIZE, 1, 0, 0)));
}

int main(void)
{
    setbuf(stdout, NULL);
    all_signals();
    fp();
    requests();
    return 0;
}
