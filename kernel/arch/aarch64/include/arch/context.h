/* SPDX-License-Identifier: BSD-2-Clause */
/* arch/context.h: what the machine part keeps in every TCB.
 *
 * The entry code stores the general registers straight into struct arch_context; nothing is copied later.
 * The offsets used by the assembly are asserted in kernel/arch/aarch64/trap.c.
 */
#pragma once

#ifndef __ASSEMBLER__
#include <stdbool.h>
#include <stdint.h>

struct tcb;

/* Roles of general registers in the system call interface; also indices of arch_context.x. */
enum {
    REG_CAP = 0,     /* in: capability pointer */
    REG_BADGE = 0,   /* out: badge */
    REG_INFO = 1,    /* message info word, both ways */
    REG_MR0 = 2,     /* message registers 0..3 */
    REG_SYSCALL = 7, /* system call number */
    FAST_MRS = 4,    /* message words that travel in registers */
};

/* Words of a register dump (seL4_UserContext), in the interface's order. */
enum { ARCH_REG_COUNT = 36, ARCH_FRAME_REGS = 17, ARCH_INTEGER_REGS = 19 };

/* The user part of the machine state. */
struct arch_context {
    uint64_t x[31];      /* x0..x30 */
    uint64_t sp;         /* SP_EL0 */
    uint64_t pc;         /* where the thread goes on (ELR_EL1) */
    uint64_t pstate;     /* SPSR_EL1 */
    uint64_t restart_pc; /* address of the svc or of the faulting instruction */
    uint64_t tls;        /* TPIDR_EL0; of the live thread: see arch_thread_sync() */
    uint64_t tls_ro;     /* TPIDRRO_EL0; same */
};

struct arch_fpu {
    _Alignas(16) uint64_t v[64]; /* v0..v31, 128 bit each */
    uint64_t fpsr, fpcr;
};

/* The first words of the message "user exception". */
enum { ARCH_USER_EXCEPTION_WORDS = 3 };
static inline void arch_user_exception_get(const struct arch_context *ctx, uint64_t *words)
{
    words[0] = ctx->restart_pc;
    words[1] = ctx->sp;
    words[2] = ctx->pstate;
}

/* A system call of another kernel's interface, as its handler sees it: number, six arguments, place, stack pointer;
 * and its result.  args: x0..x5, which the caller may still have in registers. */
enum { ARCH_FOREIGN_SYSCALL_WORDS = 9 };
static inline void arch_foreign_syscall_get(const struct arch_context *ctx, const uint64_t args[6],
                                            uint64_t *words)
{
    words[0] = ctx->x[8];
#pragma GCC unroll 6
    for (unsigned i = 0; i < 6; i++)
        words[1 + i] = args[i];
    words[7] = ctx->restart_pc;
    words[8] = ctx->sp;
}
static inline void arch_foreign_syscall_reply(struct arch_context *ctx, uint64_t result)
{
    ctx->x[0] = result;
}

enum { ARCH_ACCESS_TIMER_CLOSED = 1 << 0, ARCH_ACCESS_FPU_OWNER = 1 << 1 };

struct arch_tcb {
    struct arch_context ctx;
    uint64_t vspace_checked;  /* generation (arch/switch.h) in which ttbr0 was found; 0: look again */
    uint64_t ttbr0;           /* root table and ASID */
    uint8_t access;           /* ARCH_ACCESS_...: what must change at a switch if the other thread's differs */
    struct arch_fpu fpu;      /* stale while the thread owns the FPU */
};

struct endpoint;

/* A thread with foreign system calls and the thread that answers them, while control goes back and forth between
 * them and nothing else happens: entry.S then switches without looking at anything.  Established by fastpath_answer(),
 * ended by any other entry into the kernel (pair_end).  While it lasts the rest of the kernel's data says what was
 * true when it began: the client runs, the server waits. */
struct pair {
    struct tcb *client; /* NULL: there is no pair */
    struct tcb *server;
    uint64_t badge;                        /* of the client's handler capability */
    uint64_t target, source;               /* how the server names the client, and the endpoint it waits at */
    uint64_t client_cpacr, client_cntkctl; /* what each may touch of FPU and timer */
    uint64_t server_cpacr, server_cntkctl;
    struct endpoint *ep;
};

/* What the CPU has loaded.  The FPU is open to user mode exactly while its owner is the live thread; a thread with
 * fpuDisabled never owns it. */
struct arch_core {
    struct tcb *live;           /* its TLS registers; NULL: nobody's */
    struct tcb *fpu_owner;      /* its FP registers */
    uint64_t ttbr0;
    uint64_t vspace_generation; /* counts deaths of VSpace capabilities and ASIDs; from 1 */
    bool timer_closed;          /* what CNTKCTL says */
    struct pair pair;
};
#endif

/* Offsets in struct tcb and struct arch_context, for the assembly. */
#define TCB_STATE 1008
#define TCB_EXT_FLAGS 1024
#define STATE_IDLE 7 /* THREAD_IDLE */
#define CTX_SP 248
#define CTX_PC 256
#define CTX_PSTATE 264
#define CTX_RESTART_PC 272
#define CTX_TLS 280
#define TCB_TTBR0 304
#define CORE_PAIR 48
#define CORE_ANSWERS 168 /* fastpath_taken[FASTPATH_ANSWER] */
#define PAIR_SERVER 8    /* and badge */
#define PAIR_TARGET 24   /* and source */
#define PAIR_CLIENT_ACCESS 40
#define PAIR_SERVER_ACCESS 56
/* System calls of a thread that answers foreign system calls (docs/kernel-extensions.md). */
#define SYSCALL_EXT_ANSWER_RECV -64
#define SYSCALL_EXT_ANSWER -65
