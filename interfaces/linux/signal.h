/* SPDX-License-Identifier: BSD-2-Clause */
/* Signals: numbers and layouts of the AArch64 ABI. */
#pragma once
#include <stdint.h>

enum { LINUX_NSIG = 64 };

#define SIGNALS(X)                                                                                       \
    X(1, HUP) X(2, INT) X(3, QUIT) X(4, ILL) X(5, TRAP) X(6, ABRT) X(7, BUS) X(8, FPE) X(9, KILL)        \
    X(10, USR1) X(11, SEGV) X(12, USR2) X(13, PIPE) X(14, ALRM) X(15, TERM) X(16, STKFLT) X(17, CHLD)    \
    X(18, CONT) X(19, STOP) X(20, TSTP) X(21, TTIN) X(22, TTOU) X(23, URG) X(24, XCPU) X(25, XFSZ)       \
    X(26, VTALRM) X(27, PROF) X(28, WINCH) X(29, IO) X(30, PWR) X(31, SYS)

enum linux_signals {
#define X(number, name) SIG##name = number,
    SIGNALS(X)
#undef X
    SIGRTMIN = 32,
    SIGRTMAX = 64
};

#define SIGMASK(sig) (1ul << ((sig) - 1))

#define SIG_DFL 0ul
#define SIG_IGN 1ul

#define SA_NOCLDSTOP 1u
#define SA_NOCLDWAIT 2u
#define SA_SIGINFO 4u
#define SA_RESTORER 0x04000000u
#define SA_ONSTACK 0x08000000u
#define SA_RESTART 0x10000000u
#define SA_NODEFER 0x40000000u
#define SA_RESETHAND 0x80000000u

enum { SIG_BLOCK, SIG_UNBLOCK, SIG_SETMASK };
enum { SS_ONSTACK = 1, SS_DISABLE = 2 };
#define SS_AUTODISARM (1u << 31)
enum { MINSIGSTKSZ = 5120 };

/* si_code */
enum {
    SI_USER = 0, SI_KERNEL = 0x80, SI_QUEUE = -1, SI_TIMER = -2, SI_TKILL = -6,
    ILL_ILLOPC = 1, FPE_INTDIV = 1, SEGV_MAPERR = 1, SEGV_ACCERR = 2,
    BUS_ADRALN = 1, BUS_ADRERR = 2, TRAP_BRKPT = 1, TRAP_TRACE = 2,
    CLD_EXITED = 1, CLD_KILLED = 2, CLD_DUMPED = 3, CLD_TRAPPED = 4, CLD_STOPPED = 5, CLD_CONTINUED = 6
};

struct linux_sigaction {
    uint64_t handler, flags, restorer, mask;
};

struct linux_sigaltstack {
    uint64_t sp;
    int32_t flags;
    uint32_t pad;
    uint64_t size;
};

/* siginfo_t: fields by what si_code means. */
struct linux_siginfo {
    int32_t signo, error, code, pad;
    union {
        struct { int32_t pid; uint32_t uid; uint64_t value; } kill;        /* also rt and timers */
        struct { int32_t pid; uint32_t uid; int32_t status, pad; int64_t utime, stime; } child;
        struct { uint64_t addr; } fault;
        struct { uint64_t addr; int32_t number; uint32_t arch; } call;     /* SIGSYS */
        uint8_t bytes[112];
    };
};
_Static_assert(sizeof(struct linux_siginfo) == 128, "siginfo_t");

struct linux_fpsimd_context {
    uint32_t magic, size;       /* 0x46508001, 528 */
    uint32_t fpsr, fpcr;
    uint64_t vregs[64];
};
enum { FPSIMD_MAGIC = 0x46508001, FPSIMD_BYTES = 528 };
_Static_assert(sizeof(struct linux_fpsimd_context) == FPSIMD_BYTES, "fpsimd_context");

struct linux_sigcontext {
    uint64_t fault_address;
    uint64_t regs[31];
    uint64_t sp, pc, pstate;
    uint8_t reserved[4096] __attribute__((aligned(16)));
};

struct linux_ucontext {
    uint64_t flags, link;
    struct linux_sigaltstack stack;
    uint64_t sigmask;
    uint8_t unused[120];
    struct linux_sigcontext mcontext __attribute__((aligned(16)));
};

/* What lies on the stack when a handler starts, sp at its first byte. */
struct linux_rt_sigframe {
    struct linux_siginfo info;
    struct linux_ucontext uc;
};
_Static_assert(sizeof(struct linux_rt_sigframe) == 128 + 176 + 4384, "rt_sigframe");
