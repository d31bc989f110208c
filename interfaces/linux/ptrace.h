/* SPDX-License-Identifier: BSD-2-Clause */
/* ptrace: requests, options, events, sets of registers (AArch64). */
#pragma once
#include <stdint.h>

enum linux_ptrace_request {
    PTRACE_TRACEME = 0, PTRACE_PEEKTEXT = 1, PTRACE_PEEKDATA = 2, PTRACE_POKETEXT = 4, PTRACE_POKEDATA = 5,
    PTRACE_CONT = 7, PTRACE_KILL = 8, PTRACE_SINGLESTEP = 9, PTRACE_ATTACH = 16, PTRACE_DETACH = 17,
    PTRACE_SYSCALL = 24, PTRACE_SETOPTIONS = 0x4200, PTRACE_GETEVENTMSG = 0x4201, PTRACE_GETSIGINFO = 0x4202,
    PTRACE_SETSIGINFO = 0x4203, PTRACE_GETREGSET = 0x4204, PTRACE_SETREGSET = 0x4205, PTRACE_SEIZE = 0x4206,
    PTRACE_INTERRUPT = 0x4207, PTRACE_LISTEN = 0x4208, PTRACE_PEEKSIGINFO = 0x4209, PTRACE_GETSIGMASK = 0x420a, PTRACE_SETSIGMASK = 0x420b,
    PTRACE_SECCOMP_GET_FILTER = 0x420c, PTRACE_GET_SYSCALL_INFO = 0x420e,
    PTRACE_SYSEMU = 31, PTRACE_SYSEMU_SINGLESTEP = 32
};
enum linux_ptrace_option {
    PTRACE_O_TRACESYSGOOD = 1, PTRACE_O_TRACEFORK = 2, PTRACE_O_TRACEVFORK = 4, PTRACE_O_TRACECLONE = 8,
    PTRACE_O_TRACEEXEC = 0x10, PTRACE_O_TRACEVFORKDONE = 0x20, PTRACE_O_TRACEEXIT = 0x40,
    PTRACE_O_TRACESECCOMP = 0x80, PTRACE_O_EXITKILL = 0x100000, PTRACE_O_SUSPEND_SECCOMP = 0x200000, PTRACE_O_ALL = 0x3000ff
};
enum linux_ptrace_event {
    PTRACE_EVENT_FORK = 1, PTRACE_EVENT_VFORK, PTRACE_EVENT_CLONE, PTRACE_EVENT_EXEC, PTRACE_EVENT_VFORK_DONE,
    PTRACE_EVENT_EXIT, PTRACE_EVENT_SECCOMP, PTRACE_EVENT_STOP = 128
};
enum { NT_PRSTATUS = 1, NT_PRFPREG = 2, NT_ARM_TLS = 0x401, NT_ARM_HW_BREAK = 0x402, NT_ARM_HW_WATCH = 0x403, NT_ARM_SYSTEM_CALL = 0x404 };

struct linux_peeksiginfo_args {
    uint64_t off;
    uint32_t flags;     /* PEEKSIGINFO_SHARED: those of the process, not of the thread */
    int32_t count;
};
enum { PEEKSIGINFO_SHARED = 1 };

struct linux_user_pt_regs {
    uint64_t regs[31], sp, pc, pstate;
};
struct linux_user_fpsimd {
    uint64_t vregs[64];
    uint32_t fpsr, fpcr, reserved[2];
};
_Static_assert(sizeof(struct linux_user_fpsimd) == 528, "user_fpsimd_state");

enum {
    PTRACE_SYSCALL_INFO_NONE, PTRACE_SYSCALL_INFO_ENTRY, PTRACE_SYSCALL_INFO_EXIT, PTRACE_SYSCALL_INFO_SECCOMP
};
struct linux_ptrace_syscall_info {
    uint8_t op, pad[3];
    uint32_t arch;
    uint64_t pc, sp;
    union {
        struct { uint64_t number, args[6]; uint32_t filter_data; } entry; /* the last one: of a filter's stop */
        struct { int64_t value; uint8_t is_error; } exit;
        uint64_t room[8];
    };
};
_Static_assert(sizeof(struct linux_ptrace_syscall_info) == 88, "struct ptrace_syscall_info");
