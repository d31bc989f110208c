/* SPDX-License-Identifier: BSD-2-Clause */
/* seccomp: operations, answers of filters, what filters see; classic BPF instructions. */
#pragma once
#include <stdint.h>

enum linux_seccomp_mode { SECCOMP_MODE_DISABLED, SECCOMP_MODE_STRICT, SECCOMP_MODE_FILTER };
enum linux_seccomp_operation {
    SECCOMP_SET_MODE_STRICT, SECCOMP_SET_MODE_FILTER, SECCOMP_GET_ACTION_AVAIL, SECCOMP_GET_NOTIF_SIZES
};
enum linux_seccomp_flag {
    SECCOMP_FILTER_FLAG_TSYNC = 1, SECCOMP_FILTER_FLAG_LOG = 2, SECCOMP_FILTER_FLAG_SPEC_ALLOW = 4,
    SECCOMP_FILTER_FLAG_NEW_LISTENER = 8, SECCOMP_FILTER_FLAG_TSYNC_ESRCH = 16
};

/* What a filter returns: an action, and 16 bits for it.  The lowest as a signed number wins. */
#define SECCOMP_RET_KILL_PROCESS 0x80000000u
#define SECCOMP_RET_KILL_THREAD  0x00000000u
#define SECCOMP_RET_TRAP         0x00030000u
#define SECCOMP_RET_ERRNO        0x00050000u
#define SECCOMP_RET_USER_NOTIF   0x7fc00000u
#define SECCOMP_RET_TRACE        0x7ff00000u
#define SECCOMP_RET_LOG          0x7ffc0000u
#define SECCOMP_RET_ALLOW        0x7fff0000u
#define SECCOMP_RET_ACTION_FULL  0xffff0000u
#define SECCOMP_RET_DATA         0x0000ffffu

struct linux_seccomp_data {
    int32_t number;
    uint32_t arch;
    uint64_t pc;        /* behind the svc */
    uint64_t args[6];
};
_Static_assert(sizeof(struct linux_seccomp_data) == 64, "struct seccomp_data");

#define AUDIT_ARCH_AARCH64 0xc00000b7u

struct linux_sock_filter {
    uint16_t code;
    uint8_t jt, jf;     /* instructions to skip */
    uint32_t k;
};
struct linux_sock_fprog {
    uint16_t len;
    uint64_t filter;    /* user address of so many */
};
_Static_assert(sizeof(struct linux_sock_fprog) == 16, "struct sock_fprog");

/* Instruction codes: class, then what it does, then where its operand is. */
enum linux_bpf {
    BPF_LD = 0, BPF_LDX = 1, BPF_ST = 2, BPF_STX = 3, BPF_ALU = 4, BPF_JMP = 5, BPF_RET = 6, BPF_MISC = 7,
    BPF_W = 0, BPF_IMM = 0, BPF_ABS = 0x20, BPF_MEM = 0x60, BPF_LEN = 0x80,
    BPF_ADD = 0, BPF_SUB = 0x10, BPF_MUL = 0x20, BPF_DIV = 0x30, BPF_OR = 0x40, BPF_AND = 0x50, BPF_LSH = 0x60,
    BPF_RSH = 0x70, BPF_NEG = 0x80, BPF_XOR = 0xa0,
    BPF_JA = 0, BPF_JEQ = 0x10, BPF_JGT = 0x20, BPF_JGE = 0x30, BPF_JSET = 0x40,
    BPF_K = 0, BPF_X = 8, BPF_A = 0x10, BPF_TAX = 0, BPF_TXA = 0x80
};
