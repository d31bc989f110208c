/* SPDX-License-Identifier: BSD-2-Clause */
/* PTRACE_SYSCALL: stops before and after each call, PTRACE_GET_SYSCALL_INFO, calls that are changed. */
#include "check.h"

#include <elf.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/uio.h>

struct regs { unsigned long x[31], sp, pc, pstate; };
struct info { unsigned char op, pad[3]; unsigned arch; unsigned long pc, sp; union { struct { unsigned long nr, args[6]; } entry; struct { long value; unsigned char error; } exit; }; };

int main(void)
{
    struct info info;
    struct regs r;
    struct iovec iov = {&r, sizeof(r)};
    int status;

    pid_t child = fork();
    if (child == 0) {
        ptrace(PTRACE_TRACEME, 0, 0, 0);
        raise(SIGSTOP);
        syscall(SYS_getpid);
        syscall(SYS_close, 77);
        syscall(SYS_umask, 022);
        syscall(SYS_getuid);
        _exit(syscall(SYS_dup, 77) == 4711 ? 9 : 8);
    }
    waitpid(child, &status, 0);
    VALUE(ptrace(PTRACE_SETOPTIONS, child, 0, PTRACE_O_TRACESYSGOOD));
    int stops = 0;
    while (ptrace(PTRACE_SYSCALL, child, 0, 0) == 0 && waitpid(child, &status, 0) == child && WIFSTOPPED(status) && stops++ < 40) {
        if (WSTOPSIG(status) != (SIGTRAP | 0x80)) {
            printf("stop %x\n", status);
            continue;
        }
        memset(&info, 0, sizeof(info));
        long n = ptrace(0x420e, child, sizeof(info), &info);
        ptrace(PTRACE_GETREGSET, child, NT_PRSTATUS, &iov);
        if (info.op == 1)
            printf("%ld: enter %lu(%lu) x8 %lu x7 %lu\n", n, info.entry.nr, info.entry.args[0] < 100 ? info.entry.args[0] : 100, r.x[8], r.x[7]);
        else
            printf("%ld: leave %ld %d x7 %lu\n", n, info.exit.value == child ? 0 : info.exit.value, info.exit.error, r.x[7]);
        YES(info.arch == 0xc00000b7 && info.pc == r.pc && info.sp == r.sp);
        if (info.op == 1 && info.entry.nr == SYS_umask) {
            r.x[0] = 027; /* another argument */
            ptrace(PTRACE_SETREGSET, child, NT_PRSTATUS, &iov);
        }
        if (info.op == 1 && info.entry.nr == SYS_getuid) {
            int nr = SYS_getgid;
            struct iovec call = {&nr, sizeof(nr)};
            VALUE(ptrace(PTRACE_SETREGSET, child, 0x404, &call));
        }
        if (info.op == 2 && info.exit.value == -EBADF && stops > 8) {
            r.x[0] = 4711; /* another result */
            ptrace(PTRACE_SETREGSET, child, NT_PRSTATUS, &iov);
        }
    }
    printf("%x\n", status);
    return 0;
}
