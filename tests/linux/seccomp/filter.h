/* SPDX-License-Identifier: BSD-2-Clause */
/* Small filters for the cases of this directory. */
#ifndef FILTER_H
#define FILTER_H

#include <stddef.h>
#include <sys/prctl.h>

#include "../check.h"

struct insn { unsigned short code; unsigned char jt, jf; unsigned k; };
struct fprog { unsigned short len; const struct insn *filter; };
struct call_data { int nr; unsigned arch; unsigned long pc; unsigned long args[6]; };

enum { LD = 0x20, LD_LEN = 0x80, LDX_IMM = 0x01, LD_IMM = 0x00, LD_MEM = 0x60, LDX_MEM = 0x61, ST = 0x02, STX = 0x03,
       JA = 0x05, JEQ = 0x15, JGT = 0x25, JGE = 0x35, JSET = 0x45, RET = 0x06, RET_A = 0x16, TAX = 0x07, TXA = 0x87,
       ADD = 0x04, SUB = 0x14, MUL = 0x24, DIV = 0x34, OR = 0x44, AND = 0x54, LSH = 0x64, RSH = 0x74, NEG = 0x84, MOD = 0x94,
       XOR = 0xa4, X = 8 };
#define KILL_PROCESS 0x80000000u
#define KILL_THREAD  0u
#define TRAP         0x30000u
#define ERRNO        0x50000u
#define NOTIFY       0x7fc00000u
#define TRACE        0x7ff00000u
#define LOG          0x7ffc0000u
#define ALLOW        0x7fff0000u

#define ARG(n) (unsigned)(offsetof(struct call_data, args) + 8 * (n))

static long set_filter(unsigned flags, const struct insn *filter, unsigned len)
{
    struct fprog p = {(unsigned short)len, filter};
    return syscall(SYS_seccomp, 1, flags, &p);
}
#define PROGRAM(...) (const struct insn[]){__VA_ARGS__}, sizeof((const struct insn[]){__VA_ARGS__}) / sizeof(struct insn)

/* The call gets the answer, all others are allowed. */
static inline long on_call(unsigned flags, unsigned number, unsigned answer)
{
    return set_filter(flags, PROGRAM({LD, 0, 0, 0}, {JEQ, 0, 1, number}, {RET, 0, 0, answer}, {RET, 0, 0, ALLOW}));
}

static inline long no_new_privs(void)
{
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
}

#endif
