/* SPDX-License-Identifier: BSD-2-Clause */
/* What tests/tools/stub_test.py stops at each instruction of a stub: system calls with every register known, and a
 * timer's signal meanwhile.  The script chooses the scenario and reads the verdict at round_end. */
#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

struct registers {
    uint64_t x[31], flags, sp, pc;
};

volatile int scenario, timer_us; /* written by the script */
char verdict[256];               /* read by it: empty, or what is wrong */

void probe(const struct registers *in, struct registers *out);
extern const char probe_svc[], probe_back[];
uint64_t fp_in[64], fp_out[64]; /* v0..v31 */
__asm__(".macro each_fp op, array\n"
        "    adrp x9, \\array\n"
        "    add x9, x9, :lo12:\\array\n"
        "    .irp n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31\n"
        "    \\op q\\n, [x9, #16 * \\n]\n"
        "    .endr\n"
        ".endm\n");
__asm__(".globl probe, probe_ready, probe_svc, probe_back\n"
        "probe:\n"
        "    stp x29, x30, [sp, #-176]!\n"
        "    stp x19, x20, [sp, #16]\n"
        "    stp x21, x22, [sp, #32]\n"
        "    stp x23, x24, [sp, #48]\n"
        "    stp x25, x26, [sp, #64]\n"
        "    stp x27, x28, [sp, #80]\n"
        "    str x1, [sp, #96]\n"
        "    stp d8, d9, [sp, #112]\n"
        "    stp d10, d11, [sp, #128]\n"
        "    stp d12, d13, [sp, #144]\n"
        "    stp d14, d15, [sp, #160]\n"
        "    each_fp ldr, fp_in\n"
        "    mov x30, x0\n"
        "    ldr x0, [x30, #248]\n"
        "    msr nzcv, x0\n"
        "    ldp x0, x1, [x30]\n"
        "    ldp x2, x3, [x30, #16]\n"
        "    ldp x4, x5, [x30, #32]\n"
        "    ldp x6, x7, [x30, #48]\n"
        "    ldp x8, x9, [x30, #64]\n"
        "    ldp x10, x11, [x30, #80]\n"
        "    ldp x12, x13, [x30, #96]\n"
        "    ldp x14, x15, [x30, #112]\n"
        "    ldp x16, x17, [x30, #128]\n"
        "    ldp x18, x19, [x30, #144]\n"
        "    ldp x20, x21, [x30, #160]\n"
        "    ldp x22, x23, [x30, #176]\n"
        "    ldp x24, x25, [x30, #192]\n"
        "    ldp x26, x27, [x30, #208]\n"
        "    ldp x28, x29, [x30, #224]\n"
        "probe_ready:\n"
        "    ldr x30, [x30, #240]\n"
        "probe_svc:\n"
        "    svc #0\n"
        "probe_back:\n"
        "    str x30, [sp, #104]\n"
        "    ldr x30, [sp, #96]\n"
        "    stp x0, x1, [x30]\n"
        "    stp x2, x3, [x30, #16]\n"
        "    stp x4, x5, [x30, #32]\n"
        "    stp x6, x7, [x30, #48]\n"
        "    stp x8, x9, [x30, #64]\n"
        "    stp x10, x11, [x30, #80]\n"
        "    stp x12, x13, [x30, #96]\n"
        "    stp x14, x15, [x30, #112]\n"
        "    stp x16, x17, [x30, #128]\n"
        "    stp x18, x19, [x30, #144]\n"
        "    stp x20, x21, [x30, #160]\n"
        "    stp x22, x23, [x30, #176]\n"
        "    stp x24, x25, [x30, #192]\n"
        "    stp x26, x27, [x30, #208]\n"
        "    stp x28, x29, [x30, #224]\n"
        "    ldr x0, [sp, #104]\n"
        "    str x0, [x30, #240]\n"
        "    mrs x0, nzcv\n"
        "    str x0, [x30, #248]\n"
        "    mov x0, sp\n"
        "    str x0, [x30, #256]\n"
        "    each_fp str, fp_out\n"
        "    ldp d8, d9, [sp, #112]\n"
        "    ldp d10, d11, [sp, #128]\n"
        "    ldp d12, d13, [sp, #144]\n"
        "    ldp d14, d15, [sp, #160]\n"
        "    ldp x19, x20, [sp, #16]\n"
        "    ldp x21, x22, [sp, #32]\n"
        "    ldp x23, x24, [sp, #48]\n"
        "    ldp x25, x26, [sp, #64]\n"
        "    ldp x27, x28, [sp, #80]\n"
        "    ldp x29, x30, [sp], #176\n"
        "    ret\n");

static struct registers in, out, seen;
static volatile int signals;
static uint64_t buffer[4];
static uint32_t word;

__attribute__((noinline)) void on_signal(int signo, siginfo_t *info, void *context)
{
    const ucontext_t *uc = context;

    (void)signo, (void)info;
    memcpy(seen.x, uc->uc_mcontext.regs, sizeof(seen.x));
    seen.sp = uc->uc_mcontext.sp;
    seen.pc = uc->uc_mcontext.pc;
    seen.flags = uc->uc_mcontext.pstate & 0xf0000000;
    signals++;
}

/* Of the signal that scenario SELF sends: the script steps through it and the sigreturn behind it. */
__attribute__((noinline)) void on_self(int signo)
{
    __asm__ volatile("" :: "r"(signo) : "memory", "v0", "v9", "v31");
}

/* Where the script stops. */
__attribute__((noinline)) void round_begin(void)
{
    __asm__ volatile("" ::: "memory");
}

__attribute__((noinline)) void round_end(void)
{
    __asm__ volatile("" ::: "memory");
}

enum { SELF = 14 };

static void arguments(void)
{
    const struct {
        long number;
        uint64_t x[3];
    } calls[] = {
        {SYS_getpgid, {0}},
        {SYS_getpid, {5}},
        {SYS_clock_gettime, {CLOCK_MONOTONIC, (uint64_t)buffer}},
        {SYS_clock_gettime, {CLOCK_REALTIME, (uint64_t)buffer}},
        {SYS_gettimeofday, {(uint64_t)buffer, 0}},
        {SYS_futex, {(uint64_t)&word, 129, 1}},
        {SYS_sched_yield, {3}},
        {SYS_getcpu, {(uint64_t)buffer, (uint64_t)buffer + 4}},
        {4000, {1}},
        {500, {2}},
        {SYS_clock_gettime, {CLOCK_PROCESS_CPUTIME_ID, (uint64_t)buffer}},
        {SYS_clock_gettime, {CLOCK_MONOTONIC, 8}},
        {SYS_gettimeofday, {(uint64_t)buffer, (uint64_t)&buffer[2]}},
        {SYS_futex, {(uint64_t)&word, 1, 1}},
        [SELF] = {SYS_kill, {(uint64_t)getpid(), SIGUSR1}},
    };
    int n = scenario;

    for (int i = 0; i < 31; i++)
        in.x[i] = 0x1111000011110000ull * (unsigned)(i % 9 + 1) + (unsigned)i;
    for (int i = 0; i < 64; i++)
        fp_in[i] = 0x0123456789abcdefull * (unsigned)(n + i + 1);
    in.flags = (uint64_t)(n % 15 + 1) << 28;
    in.x[8] = (uint64_t)calls[n].number;
    memcpy(in.x, calls[n].x, sizeof(calls[n].x));
}

static void complain(const char *where, const char *what, uint64_t got, uint64_t want)
{
    size_t used = strlen(verdict);

    snprintf(verdict + used, sizeof(verdict) - used, "%s %s: %lx, not %lx. ", where, what, (long)got, (long)want);
}

static void same(const char *where, const struct registers *got, const struct registers *want)
{
    char name[8];

    for (int i = 1; i < 31; i++) {
        snprintf(name, sizeof(name), "x%d", i);
        if (got->x[i] != want->x[i])
            complain(where, name, got->x[i], want->x[i]);
    }
    if (got->flags != want->flags)
        complain(where, "flags", got->flags, want->flags);
}

static void check(int expect_signals, uint64_t expect)
{
    uint64_t svc = (uint64_t)probe_svc, back = (uint64_t)probe_back;

    same("after the call,", &out, &in);
    if (memcmp(fp_in, fp_out, sizeof(fp_in)) != 0)
        complain("after the call,", "v0", fp_out[0], fp_in[0]);
    if (out.x[0] != expect)
        complain("after the call,", "x0", out.x[0], expect);
    if (signals != expect_signals)
        complain("count of", "signals", (uint64_t)signals, (uint64_t)expect_signals);
    if (signals == 0 || scenario == SELF) /* there it is not always probe that is interrupted */
        return;
    same("in the handler,", &seen, &in);
    if (seen.sp != out.sp)
        complain("in the handler,", "sp", seen.sp, out.sp);
    if (seen.pc != svc && seen.pc != back)
        complain("in the handler,", "pc", seen.pc, svc);
    if (seen.pc == svc && seen.x[0] != in.x[0])
        complain("at the svc,", "x0", seen.x[0], in.x[0]);
    if (seen.pc == back && seen.x[0] != expect)
        complain("behind the svc,", "x0", seen.x[0], expect);
}

int main(void)
{
    struct sigaction action = {.sa_sigaction = on_signal, .sa_flags = SA_SIGINFO};

    sigaction(SIGALRM, &action, NULL);
    signal(SIGUSR1, on_self);
    for (;;) {
        round_begin();
        if (scenario < 0)
            return 0;
        arguments();
        verdict[0] = '\0';
        signals = 0;
        probe(&in, &out); /* by itself first: what is the result? */
        uint64_t expect = out.x[0];
        check(0, expect);
        struct itimerval timer = {.it_value = {0, timer_us}};
        setitimer(ITIMER_REAL, &timer, NULL);
        probe(&in, &out);
        while (timer_us && signals == 0)
            ;
        check(timer_us != 0, expect);
        round_end();
    }
}
