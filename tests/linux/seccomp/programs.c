/* SPDX-License-Identifier: BSD-2-Clause */
/* Filters: which programs are accepted, what instructions compute, what they see of a call. */
#include "filter.h"

#define TRY(...) VALUE(set_filter(0, PROGRAM(__VA_ARGS__)))

static void refused(void)
{
    static struct insn many[4097];
    for (int i = 0; i < 4097; i++)
        many[i] = (struct insn){RET, 0, 0, ALLOW};
    VALUE(set_filter(0, NULL, 1));
    VALUE(set_filter(0, NULL, 0));
    VALUE(set_filter(0, many, 4097));
    TRY({LD, 0, 0, 0});                              /* does not end */
    TRY({LD, 0, 0, 64}, {RET, 0, 0, ALLOW});         /* behind the data */
    TRY({LD, 0, 0, 2}, {RET, 0, 0, ALLOW});
    TRY({0x28, 0, 0, 0}, {RET, 0, 0, ALLOW});        /* half a word */
    TRY({0x40, 0, 0, 0}, {RET, 0, 0, ALLOW});        /* relative to X */
    TRY({JA, 0, 0, 1}, {RET, 0, 0, ALLOW});
    TRY({JA, 0, 0, 0xffffffff}, {RET, 0, 0, ALLOW});
    TRY({JEQ, 1, 0, 0}, {RET, 0, 0, ALLOW});
    TRY({JEQ, 0, 1, 0}, {RET, 0, 0, ALLOW});
    TRY({DIV, 0, 0, 0}, {RET, 0, 0, ALLOW});
    TRY({LSH, 0, 0, 32}, {RET, 0, 0, ALLOW});
    TRY({MOD, 0, 0, 3}, {RET, 0, 0, ALLOW});
    TRY({ST, 0, 0, 16}, {RET, 0, 0, ALLOW});
    TRY({LD_MEM, 0, 0, 0}, {RET, 0, 0, ALLOW});      /* never written */
    TRY({JEQ, 0, 1, 0}, {ST, 0, 0, 3}, {LD_MEM, 0, 0, 3}, {RET, 0, 0, ALLOW}); /* not on both ways */
    TRY({0xffff, 0, 0, 0}, {RET, 0, 0, ALLOW});
    TRY({0x0e, 0, 0, 0});                            /* return X */
    TRY({RET_A, 0, 0, 0}, {LD, 0, 0, 0});
}

/* getpid's error number is what the instructions left in A. */
#define COMPUTES(...)                                                                                                   \
    IN_CHILD(#__VA_ARGS__, set_filter(0, PROGRAM({LD, 0, 0, 0}, {JEQ, 1, 0, SYS_getpgid}, {RET, 0, 0, ALLOW}, __VA_ARGS__,  \
                                         {AND, 0, 0, 0xfff}, {OR, 0, 0, ERRNO}, {RET_A, 0, 0, 0}));                       \
             long r = syscall(SYS_getpgid, 0x11, 2, 3); printf("%ld %d\n", r, r == -1 ? errno : 0))

int main(void)
{
    setbuf(stdout, NULL);
    no_new_privs();
    refused();
    IN_CHILD("many", {
        static struct insn many[4096];
        for (int i = 0; i < 4096; i++)
            many[i] = (struct insn){RET, 0, 0, ALLOW};
        for (int i = 0; i < 7; i++)
            set_filter(0, many, 4096);
        VALUE(set_filter(0, many, 4096));
        VALUE(set_filter(0, many, 4060));
    });
    COMPUTES({LD_IMM, 0, 0, 7});
    COMPUTES({LD, 0, 0, ARG(0)});
    COMPUTES({LD, 0, 0, ARG(0) + 4});
    COMPUTES({LD, 0, 0, 4}, {AND, 0, 0, 0xff});
    COMPUTES({LD_LEN, 0, 0, 0});
    COMPUTES({LD_IMM, 0, 0, 40}, {ADD, 0, 0, 2});
    COMPUTES({LD_IMM, 0, 0, 40}, {SUB, 0, 0, 41}, {RSH, 0, 0, 24});
    COMPUTES({LD_IMM, 0, 0, 40}, {LDX_IMM, 0, 0, 3}, {MUL | X, 0, 0, 0});
    COMPUTES({LD_IMM, 0, 0, 41}, {DIV, 0, 0, 4});
    COMPUTES({LD_IMM, 0, 0, 0xffffffff}, {LDX_IMM, 0, 0, 0x1000000}, {DIV | X, 0, 0, 0});
    COMPUTES({LD_IMM, 0, 0, 5}, {LSH, 0, 0, 3});
    COMPUTES({LD_IMM, 0, 0, 5}, {LDX_IMM, 0, 0, 33}, {LSH | X, 0, 0, 0});
    COMPUTES({LD_IMM, 0, 0, 5}, {NEG, 0, 0, 0}, {AND, 0, 0, 0xff});
    COMPUTES({LD_IMM, 0, 0, 5}, {XOR, 0, 0, 0xf});
    COMPUTES({LD_IMM, 0, 0, 9}, {ST, 0, 0, 15}, {LD_IMM, 0, 0, 1}, {LDX_MEM, 0, 0, 15}, {TXA, 0, 0, 0});
    COMPUTES({LDX_IMM, 0, 0, 21}, {STX, 0, 0, 0}, {LD_IMM, 0, 0, 1}, {TAX, 0, 0, 0}, {LD_MEM, 0, 0, 0});
    COMPUTES({LD_IMM, 0, 0, 5}, {JGT, 0, 1, 5}, {LD_IMM, 0, 0, 1}, {JGE, 0, 1, 5}, {ADD, 0, 0, 10});
    COMPUTES({LD_IMM, 0, 0, 0xfffffffe}, {JGT, 0, 1, 5}, {LD_IMM, 0, 0, 33});
    COMPUTES({LD_IMM, 0, 0, 6}, {JSET, 0, 1, 2}, {LD_IMM, 0, 0, 33}, {JA, 0, 0, 1}, {LD_IMM, 0, 0, 34});
    COMPUTES({LD_IMM, 0, 0, 6}, {LDX_IMM, 0, 0, 6}, {JEQ | X, 0, 1, 2}, {LD_IMM, 0, 0, 3});
    COMPUTES({LD_IMM, 0, 0, 6}, {LDX_IMM, 0, 0, 0}, {DIV | X, 0, 0, 0}); /* ends the thread */
    return 0;
}
