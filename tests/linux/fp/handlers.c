/* SPDX-License-Identifier: BSD-2-Clause */
/* Vector registers across nested handlers, faults, siglongjmp, handlers on another stack, waits, and a stopped process. */
#include "check.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <sys/mman.h>
#include <ucontext.h>

typedef uint64_t vector __attribute__((vector_size(16)));

static volatile int depth;
static sigjmp_buf back;
static char alternative[65536];
static volatile char *page;

/* Fills v8 to v23 with a pattern, makes the call, and says whether they are the same: all but the calls' own low halves. */
static __attribute__((noinline)) int kept(uint64_t seed, long number, long a, long b, long c)
{
    vector before[16], after[16];
    register long x8 __asm__("x8") = number;
    register long x0 __asm__("x0") = a;
    register long x1 __asm__("x1") = b;
    register long x2 __asm__("x2") = c;
    register long x3 __asm__("x3") = 0;

    for (uint64_t i = 0; i < 16; i++)
        before[i] = (vector){ seed * 0x9e3779b97f4a7c15 + i, ~seed - i };
    __asm__ volatile("ld1 {v8.2d-v11.2d}, [%[b]], #64\n ld1 {v12.2d-v15.2d}, [%[b]], #64\n"
                     "ld1 {v16.2d-v19.2d}, [%[b]], #64\n ld1 {v20.2d-v23.2d}, [%[b]], #64\n"
                     "svc #0\n"
                     "st1 {v8.2d-v11.2d}, [%[a]], #64\n st1 {v12.2d-v15.2d}, [%[a]], #64\n"
                     "st1 {v16.2d-v19.2d}, [%[a]], #64\n st1 {v20.2d-v23.2d}, [%[a]], #64\n"
                     : "+r"(x0), [b] "+r"((void *){ before }), [a] "+r"((void *){ after })
                     : "r"(x8), "r"(x1), "r"(x2), "r"(x3)
                     : "memory", "v8", "v9", "v10", "v11", "v12", "v13", "v14", "v15", "v16", "v17", "v18", "v19", "v20",
                       "v21", "v22", "v23");
    return memcmp(before, after, sizeof(before)) == 0;
}

static void nests(int number)
{
    int me = ++depth;

    if (me < 5 && !kept((uint64_t)me * 77, SYS_kill, getpid(), number == SIGUSR1 ? SIGUSR2 : SIGUSR1, 0))
        printf("lost at %d\n", me);
}

static void faults(int number)
{
    (void)number;
    if (depth++ == 0)
        mprotect((void *)page, 4096, PROT_READ | PROT_WRITE);
    kept(1, SYS_getpid, 0, 0, 0);
}

static void jumps(int number)
{
    kept((uint64_t)number, SYS_getppid, 0, 0, 0);
    siglongjmp(back, 1);
}

static void record(int number, siginfo_t *info, void *context)
{
    struct fpsimd_context *fp = (void *)((ucontext_t *)context)->uc_mcontext.__reserved;

    (void)info;
    printf("%d: magic %x size %u v9 %016lx\n", number, fp->head.magic, fp->head.size, (long)fp->vregs[9]);
    fflush(stdout);
    memset(fp->vregs, 0, sizeof(fp->vregs));
}

/* Stores to a page that is not there yet, or not allowed, between filling vectors and looking at them. */
static int kept_by_fault(volatile char *at)
{
    vector before = { 0x1122334455667788, 0x99aabbccddeeff00 }, after;

    __asm__ volatile("ldr q20, [%1]\n ldr q9, [%1]\n strb wzr, [%2]\n eor v20.16b, v20.16b, v9.16b\n"
                     "orr v20.16b, v20.16b, v9.16b\n str q20, [%0]\n"
                     :: "r"(&after), "r"(&before), "r"(at) : "memory", "v20", "v9");
    return memcmp(&before, &after, sizeof(before)) == 0;
}

int main(void)
{
    struct sigaction action = { .sa_handler = nests, .sa_flags = SA_NODEFER };
    stack_t ss = { .ss_sp = alternative, .ss_size = sizeof(alternative) };
    struct timespec soon = { 0, 1000000 };
    double volatile x = 1.25;

    sigaction(SIGUSR1, &action, NULL);
    sigaction(SIGUSR2, &action, NULL);
    VALUE(kept(9, SYS_kill, getpid(), SIGUSR1, 0));
    VALUE(depth);
    sigaltstack(&ss, NULL);
    action.sa_flags = SA_ONSTACK;
    sigaction(SIGUSR1, &action, NULL);
    depth = 4;
    VALUE(kept(10, SYS_kill, getpid(), SIGUSR1, 0));
    page = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    VALUE(kept_by_fault(page));
    VALUE(kept_by_fault(page + 4096));
    mprotect((void *)page, 4096, PROT_READ);
    signal(SIGSEGV, faults);
    depth = 0;
    VALUE(kept_by_fault(page));
    VALUE(depth);
    signal(SIGUSR2, jumps);
    x *= 2;
    if (sigsetjmp(back, 1) == 0)
        kept(11, SYS_kill, getpid(), SIGUSR2, 0);
    VALUE(x == 2.5);
    VALUE(kept(12, SYS_nanosleep, (long)&soon, 0, 0));
    VALUE(kept(13, SYS_openat, AT_FDCWD, (long)"/none", O_RDONLY));
    VALUE(kept(14, SYS_mmap, 0, -1, 0));
    struct sigaction look = { .sa_sigaction = record, .sa_flags = SA_SIGINFO };
    sigaction(SIGUSR1, &look, NULL);
    VALUE(kept(0, SYS_kill, getpid(), SIGUSR1, 0));
    fflush(stdout);
    pid_t child = fork();
    if (child == 0)
        _exit(!kept(15, SYS_kill, getpid(), SIGSTOP, 0));
    waitpid(child, NULL, WUNTRACED);
    kill(child, SIGCONT);
    show_child("stopped", child);
    return 0;
}
