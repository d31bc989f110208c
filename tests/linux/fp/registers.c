/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * timeout: 60
 * Floating point and vector registers: right across fork, handlers, sigreturn and other processes.
 */
#include "check.h"

#include <signal.h>
#include <ucontext.h>

typedef struct {
    uint64_t v[64];
} registers;

#define LOAD(p)                                                                                    \
    "ldp q0, q1, [" p "]\n ldp q2, q3, [" p ", #32]\n ldp q4, q5, [" p ", #64]\n"                 \
    "ldp q6, q7, [" p ", #96]\n ldp q8, q9, [" p ", #128]\n ldp q10, q11, [" p ", #160]\n"        \
    "ldp q12, q13, [" p ", #192]\n ldp q14, q15, [" p ", #224]\n ldp q16, q17, [" p ", #256]\n"   \
    "ldp q18, q19, [" p ", #288]\n ldp q20, q21, [" p ", #320]\n ldp q22, q23, [" p ", #352]\n"   \
    "ldp q24, q25, [" p ", #384]\n ldp q26, q27, [" p ", #416]\n ldp q28, q29, [" p ", #448]\n"   \
    "ldp q30, q31, [" p ", #480]\n"
#define SAVE(p)                                                                                    \
    "stp q0, q1, [" p "]\n stp q2, q3, [" p ", #32]\n stp q4, q5, [" p ", #64]\n"                 \
    "stp q6, q7, [" p ", #96]\n stp q8, q9, [" p ", #128]\n stp q10, q11, [" p ", #160]\n"        \
    "stp q12, q13, [" p ", #192]\n stp q14, q15, [" p ", #224]\n stp q16, q17, [" p ", #256]\n"   \
    "stp q18, q19, [" p ", #288]\n stp q20, q21, [" p ", #320]\n stp q22, q23, [" p ", #352]\n"   \
    "stp q24, q25, [" p ", #384]\n stp q26, q27, [" p ", #416]\n stp q28, q29, [" p ", #448]\n"   \
    "stp q30, q31, [" p ", #480]\n"
#define ALL_VECTORS                                                                                \
    "v0", "v1", "v2", "v3", "v4", "v5", "v6", "v7", "v8", "v9", "v10", "v11", "v12", "v13", "v14", \
        "v15", "v16", "v17", "v18", "v19", "v20", "v21", "v22", "v23", "v24", "v25", "v26", "v27", \
        "v28", "v29", "v30", "v31"

/* Loads all registers, makes one system call, saves them: nothing in between may use them. */
static long through_call(const registers *before, registers *after, long number, long a, long b)
{
    register long x8 __asm__("x8") = number;
    register long x0 __asm__("x0") = a;
    register long x1 __asm__("x1") = b;
    register long x2 __asm__("x2") = 0;
    register long x3 __asm__("x3") = 0;
    register long x4 __asm__("x4") = 0;
    register const uint64_t *x9 __asm__("x9") = before->v;
    register uint64_t *x10 __asm__("x10") = after->v;

    __asm__ volatile(LOAD("x9") "svc #0\n" SAVE("x10")
                     : "+r"(x0)
                     : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x9), "r"(x10)
                     : "memory", ALL_VECTORS);
    return x0;
}

/* Loads all registers, lets time pass, saves them. */
static void through_time(const registers *before, registers *after, long rounds)
{
    register const uint64_t *x9 __asm__("x9") = before->v;
    register uint64_t *x10 __asm__("x10") = after->v;

    __asm__ volatile(LOAD("x9") "1: subs %0, %0, #1\n b.ne 1b\n" SAVE("x10")
                     : "+r"(rounds)
                     : "r"(x9), "r"(x10)
                     : "memory", "cc", ALL_VECTORS);
}

static registers pattern(uint64_t seed)
{
    registers r;

    for (int i = 0; i < 64; i++)
        r.v[i] = seed * 0x9e3779b97f4a7c15 + i * 0x0101010101010101;
    return r;
}

static int same(const registers *a, const registers *b)
{
    return memcmp(a->v, b->v, sizeof(a->v)) == 0;
}

static volatile int calls;

static void handler(int number)
{
    registers other = pattern(99 + number), after;

    through_time(&other, &after, 1);
    calls++;
}

static void editor(int number, siginfo_t *info, void *context)
{
    ucontext_t *machine = context;
    struct fpsimd_context *fp = (void *)machine->uc_mcontext.__reserved;

    (void)number, (void)info;
    if (fp->head.magic == FPSIMD_MAGIC)
        memset(fp->vregs, 0x5a, sizeof(fp->vregs));
    calls++;
}

static uint64_t get_fpcr(void)
{
    uint64_t value;

    __asm__ volatile("mrs %0, fpcr" : "=r"(value));
    return value;
}

static int compute(int seed)
{
    registers mine = pattern(seed), after;

    for (int i = 0; i < 200; i++) {
        through_time(&mine, &after, 100000);
        if (!same(&mine, &after))
            return 1;
    }
    return 0;
}

int main(void)
{
    registers before = pattern(1), after;

    through_call(&before, &after, SYS_getpid, 0, 0);
    YES(same(&before, &after));
    through_call(&before, &after, SYS_sched_yield, 0, 0);
    YES(same(&before, &after));
    fflush(stdout);
    long child = through_call(&before, &after, SYS_clone, SIGCHLD, 0);
    if (child == 0)
        _exit(same(&before, &after) ? 0 : 1);
    show_child("registers in a forked child", child);
    YES(same(&before, &after));
    signal(SIGUSR1, handler);
    through_call(&before, &after, SYS_kill, getpid(), SIGUSR1);
    YES(calls == 1 && same(&before, &after));
    struct sigaction action = {.sa_sigaction = editor, .sa_flags = SA_SIGINFO};
    sigaction(SIGUSR2, &action, NULL);
    through_call(&before, &after, SYS_kill, getpid(), SIGUSR2);
    registers edited;
    memset(edited.v, 0x5a, sizeof(edited.v));
    YES(calls == 2 && same(&edited, &after));
    __asm__ volatile("msr fpcr, %0" ::"r"(0x01000000UL));
    printf("fpcr %lx\n", get_fpcr());
    IN_CHILD("fpcr in a child", printf("fpcr %lx\n", get_fpcr()));
    raise(SIGUSR1);
    printf("fpcr after a handler %lx\n", get_fpcr());
    __asm__ volatile("msr fpcr, xzr");
    pid_t children[4];
    for (int i = 0; i < 4; i++) {
        children[i] = fork();
        if (children[i] == 0)
            _exit(compute(i + 10));
    }
    for (int i = 0; i < 4; i++)
        show_child("computes beside others", children[i]);
    double x = 1;
    for (int i = 1; i < 30; i++)
        x = x * i + 1.0 / i;
    printf("%.10e\n", x);
    return 0;
}
