/* SPDX-License-Identifier: BSD-2-Clause */
/* PTRACE_SINGLESTEP through branches, loops, calls and an exclusive access. */
#include "check.h"

#include <elf.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/uio.h>

struct regs { unsigned long x[31], sp, pc, pstate; };

void code(void);
__asm__("code: mov x0, #3\n"
        "1: sub x0, x0, #1\n"
        "cbnz x0, 1b\n"
        "cmp x0, #0\n"
        "b.ne 2f\n"
        "tbz x0, #0, 3f\n"
        "2: nop\n"
        "3: mov x10, x30\n"
        "bl 4f\n"
        "mov x30, x10\n"
        "ret\n"
        "4: mov x1, #1\n"
        "br x30\n");

int main(void)
{
    struct regs r;
    struct iovec iov = {&r, sizeof(r)};
    siginfo_t si;
    int status, steps = 0;

    pid_t child = fork();
    if (child == 0) {
        ptrace(PTRACE_TRACEME, 0, 0, 0);
        raise(SIGSTOP);
        __asm__ volatile("brk #0");
        code();
        _exit(7);
    }
    waitpid(child, &status, 0);
    ptrace(PTRACE_CONT, child, 0, 0);
    waitpid(child, &status, 0);
    ptrace(PTRACE_GETREGSET, child, NT_PRSTATUS, &iov);
    r.pc += 4;
    ptrace(PTRACE_SETREGSET, child, NT_PRSTATUS, &iov);
    unsigned long start = (unsigned long)code;
    for (int seen = 0; steps < 200; steps++) {
        if (ptrace(PTRACE_SINGLESTEP, child, 0, 0) != 0 || waitpid(child, &status, 0) != child || !WIFSTOPPED(status))
            break;
        ptrace(PTRACE_GETREGSET, child, NT_PRSTATUS, &iov);
        if (r.pc - start < 13 * 4) {
            printf("%ld ", (long)(r.pc - start) / 4);
            seen = 1;
        } else if (seen) {
            break;
        }
    }
    printf("\n");
    VALUE(ptrace(PTRACE_GETSIGINFO, child, 0, &si));
    printf("%d %d\n", si.si_signo, si.si_code);
    VALUE(ptrace(PTRACE_CONT, child, 0, 0));
    waitpid(child, &status, 0);
    printf("%x\n", status);
    return 0;
}
