/* SPDX-License-Identifier: BSD-2-Clause */
/* A tracer reads and writes memory, text too, and registers. */
#include "check.h"

#include <elf.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/uio.h>

struct regs { unsigned long x[31], sp, pc, pstate; };
static volatile long data = 1234;

__attribute__((noinline)) static int function(void)
{
    __asm__ volatile("mov w0, #7" ::: "x0");
    return 7 + (data == 99);
}

static long set(int pid, long what, struct regs *r)
{
    struct iovec iov = {r, sizeof(*r)};
    return ptrace(what, pid, NT_PRSTATUS, &iov);
}

int main(void)
{
    const char *text = "read only text";
    struct regs r;
    int status;
    long word;

    pid_t child = fork();
    if (child == 0) {
        ptrace(PTRACE_TRACEME, 0, 0, 0);
        raise(SIGSTOP);
        register long x0 __asm__("x0") = 5;
        register long x1 __asm__("x1") = 6;
        __asm__ volatile("brk #1\nnop" : "+r"(x0), "+r"(x1));
        _exit(x0 + x1 + function() + (data == 99 ? 50 : 0) + (text[0] == 'R' ? 100 : 0));
    }
    waitpid(child, &status, 0);
    VALUE(syscall(SYS_ptrace, PTRACE_PEEKDATA, child, &data, &word));
    VALUE(word);
    VALUE(ptrace(PTRACE_POKEDATA, child, &data, 99));
    VALUE(syscall(SYS_ptrace, PTRACE_PEEKTEXT, child, text, &word));
    printf("%.8s\n", (char *)&word);
    memcpy(&word, "READ ONL", 8);
    VALUE(ptrace(PTRACE_POKETEXT, child, text, word));
    VALUE(data);
    VALUE(text[0]);
    VALUE(ptrace(PTRACE_CONT, child, 0, 0));
    waitpid(child, &status, 0);
    printf("%x\n", status);
    siginfo_t si;
    VALUE(ptrace(PTRACE_GETSIGINFO, child, 0, &si));
    printf("%d %d\n", si.si_signo, si.si_code);
    VALUE(set(child, PTRACE_GETREGSET, &r));
    printf("%ld %ld\n", r.x[0], r.x[1]);
    r.x[0] = 10;
    r.x[1] = 20;
    r.pc += 4;
    VALUE(set(child, PTRACE_SETREGSET, &r));
    struct iovec iov = {&r, 16};
    VALUE(ptrace(PTRACE_GETREGSET, child, NT_PRSTATUS, &iov));
    VALUE(iov.iov_len);
    VALUE(ptrace(PTRACE_CONT, child, 0, 0));
    waitpid(child, &status, 0);
    printf("%x\n", status);
    return 0;
}
